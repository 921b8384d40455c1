# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that act off line and meet at a hub in random order, beside a book that keeps count.

The book knows of every paper that was ever laid, and reads the order of arrival from the hub's
reflog, which the programs do not have.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from intake.model.order_state import OrderState, order_state
from intake.store.claims import claimed, claims_in, in_turn
from intake.store.dossiers import PROGRESS_PAPERS, Paper, PaperKind, dossier_of, papers_of
from intake.store.git import FORMAT_FILE
from tests.conftest import NOW
from tests.store.conftest import git
from tests.store.machines import Clone, make_clones

_DAY = 86400
_PROGRESS = sorted(PROGRESS_PAPERS)
_AT_ONCE = 0.3
_COMMITS = 0.1
_SHARED, _LAST = 8, 99999


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is left when everybody has met everybody."""

    papers: int
    syncs: int
    double_claims: int
    faults: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Rounds:
    """A run of random actions."""

    root: Path
    clones: Sequence[Clone]
    luck: random.Random
    laid: list[Paper] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    known: dict[int, list[Paper]] = field(default_factory=lambda: defaultdict(list))
    syncs: int = 0

    def act(self) -> None:
        """Do one thing on one machine, on a clock that may jump back, and tell nobody."""
        clone = self.luck.choice(self.clones)
        if self.luck.random() < _COMMITS:
            clone.commit()
        now = NOW + timedelta(seconds=self.luck.randrange(_DAY))
        dossiers = self.known[clone.digit]
        verb = self.luck.choice(("receive", "take", "take", "give back", "mark"))
        if verb == "receive" or not dossiers:
            self.counts[clone.digit] += 1
            order = clone.receive(self.counts[clone.digit], commit=False)
            dossiers.append(order)
            self.laid.append(order)
            return
        dossier = self.luck.choice(dossiers)
        mark = f"{self.luck.getrandbits(64):016x}"
        claims = claims_in(dossier_of(clone.folder, dossier.number))
        if verb == "mark":
            kind = self.luck.choice(_PROGRESS)
            self.laid.append(clone.add(dossier, kind, mark, now))
        elif verb == "take" and not claims:
            self.laid.append(clone.add(dossier, PaperKind.TAKEN, mark, now))
        elif verb == "give back" and claims:
            ended = self.luck.choice(claims).mark
            self.laid.append(clone.add(dossier, PaperKind.GIVEN_BACK, ended, now))

    def meet(self) -> None:
        """Sync one machine, or several at the same moment."""
        several = self.luck.random() < _AT_ONCE
        chosen = self.luck.sample(list(self.clones), len(self.clones) if several else 1)
        with ThreadPoolExecutor(len(chosen)) as threads:
            list(threads.map(Clone.sync, chosen))
        self.syncs += len(chosen)
        for clone in chosen:
            self.known[clone.digit] = [
                paper for paper in papers_of(clone.folder) if paper.kind is PaperKind.ORDER
            ]

    def end(self) -> Outcome:
        """Let everybody have everything, and compare."""
        for clone in [*self.clones, *self.clones]:
            clone.sync()
        bodies = {str(paper.body) for paper in self.laid}
        expected = self.claims()
        faults = []
        states = set()
        for clone in self.clones:
            papers = list(papers_of(clone.folder))
            committed = set(clone.committed()) - {FORMAT_FILE}
            found = {
                number: [str(one.body) for one in in_turn(clone.machine.repository, claims)]
                for number, claims in claimed(papers).items()
            }
            for what, is_so in (
                ("lost papers in the folder", {str(one.body) for one in papers} == bodies),
                ("lost papers in git", committed == bodies),
                ("saw other claims", found == expected),
                ("changed a file in git", clone.machine.repository.rewritten() == []),
            ):
                faults += [] if is_so else [f"machine {clone.digit} {what}"]
            files = tuple(sorted(clone.files().items()))
            states.add((files, _states(papers), str(sorted(found.items()))))
        faults += [] if len(states) == 1 else ["the machines are not in the same state"]
        double = sum(len(claims) > 1 for claims in expected.values())
        return Outcome(
            papers=len(self.laid), syncs=self.syncs, double_claims=double, faults=tuple(faults)
        )

    def claims(self) -> dict[str, list[str]]:
        """Return the open claims of each dossier in the order in which the hub got them."""
        ended = {one.mark for one in self.laid if one.kind is PaperKind.GIVEN_BACK}
        is_open = {
            str(one.body): one.number
            for one in self.laid
            if one.kind is PaperKind.TAKEN and one.mark not in ended
        }
        found: dict[str, list[str]] = defaultdict(list)
        for path in arrived(self.root / "hub.git"):
            if path in is_open:
                found[is_open[path]].append(path)
        return dict(found)


def arrived(hub: Path) -> list[str]:
    """Return every file of a hub in the order in which it came, by the hub's own reflog."""
    tips = git(hub, "reflog", "show", "--format=%H", "main").split()[::-1]
    paths = git(hub, "ls-tree", "-r", "--name-only", tips[0]).split()
    for old, new in pairwise(tips):
        paths += git(hub, "diff-tree", "-r", "--name-only", "--no-renames", old, new).split()
    return paths


def _states(papers: Sequence[Paper]) -> tuple[tuple[str, OrderState], ...]:
    kinds: dict[str, list[PaperKind]] = defaultdict(list)
    for paper in papers:
        kinds[paper.number].append(paper.kind)
    return tuple((number, order_state(found)) for number, found in sorted(kinds.items()))


def play(root: Path, *, seed: int, clones: int, actions: int, meets: float) -> Outcome:
    """Make machines, let them act, and return what is left."""
    made = make_clones(root, clones)
    git(root / "hub.git", "config", "core.logAllRefUpdates", "always")
    luck = random.Random(seed)  # noqa: S311  # the same run for the same seed
    rounds = Rounds(root=root, clones=made, luck=luck)
    # Something that everybody knows, to take at the same time.
    rounds.laid = [made[0].receive(_LAST - count) for count in range(_SHARED)]
    for clone in made:
        clone.sync()
        rounds.known[clone.digit] = list(rounds.laid)
    for _ in range(actions):
        rounds.act()
        if luck.random() < meets:
            rounds.meet()
    return rounds.end()
