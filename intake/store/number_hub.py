# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that the hub decides on: a document is there once the hub has it, and not before.

Two desks that issue at the same moment build the same number upon the same commit, and git takes
one push. Who comes second has nothing on his disk but key packets, takes those back, fetches, and
begins again with the next number. So a document that anybody can see has a number that nobody else
has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.openpgp.packets import Sealed
from intake.store.dossiers import Paper
from intake.store.durable import remove_if_empty, write_new
from intake.store.git import Repository
from intake.store.remote import Remote

_TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberHub:
    """The hub, the folder in which keys travel if there is one, and what follows a lost race.

    ``pause`` is told which try has failed, counted from 0; ``fetch`` then brings in what they gave
    out, with its keys.
    """

    remote: Remote
    shared_keys: Path | None
    pause: Callable[[int], object]
    fetch: Callable[[], object]

    def tries(self, now: datetime) -> Iterator[None]:
        """Fetch before each try, and wait after it; they end when others were always faster."""
        for attempt in range(_TRIES):
            try:
                if attempt:
                    self.fetch()
                else:
                    self.remote.bring_in(now)
            except UnavailableError as error:
                raise NumbersAtHubError(error) from error
            yield
            self.pause(attempt)

    def offer(
        self,
        papers: Mapping[Paper, Sealed],
        commit: str,
        *,
        repository: Repository,
        keys: Path,
    ) -> bool:
        """Give the hub the commit with these papers, then lay them; False if others were faster.

        The keys go first, so that what the hub has can be read. Whoever calls holds the lock.
        """
        folders = [keys, *([self.shared_keys] if self.shared_keys else [])]
        places = {
            folder / paper.keys: one.keys for folder in folders for paper, one in papers.items()
        }
        for place, data in places.items():
            # What a try left whose end nobody knew: the hub has no such paper, or it would be here.
            place.unlink(missing_ok=True)
            write_new(place, data)
        try:
            is_taken = self.remote.offer(commit)
        except UnavailableError as error:
            # The hub may have it: keys stay, and the next fetch tells.
            raise NumbersUncertainError(list(papers), error) from error
        except RefusedError:
            _withdraw(places)
            raise
        if not is_taken:
            _withdraw(places)
            return False
        for paper, sealed in papers.items():
            write_new(repository.folder / paper.body, sealed.body)
        repository.advance(commit)
        return True


def _withdraw(places: Iterable[Path]) -> None:
    """Take back the key packets of papers that the hub refused."""
    for place in places:
        place.unlink()
        remove_if_empty(place.parent)


class NumbersAtHubError(UnavailableError):
    """Where several desks may issue, the hub has to be there."""

    def __init__(self, error: UnavailableError) -> None:
        """Say why, and the way out for who is alone."""
        super().__init__(
            f"numbers are given out at the hub, so nothing was issued: {error}. If this desk is the"
            " only one that issues: --off-line"
        )


class NumbersUncertainError(UnavailableError):
    """The connection died while the hub had the documents."""

    def __init__(self, papers: Sequence[Paper], error: UnavailableError) -> None:
        """Name the orders."""
        orders = ", ".join(paper.number for paper in papers)
        super().__init__(
            f"the hub may have taken the documents of {orders}, or not: staff pull tells, and"
            f" issuing again is safe: {error}"
        )


class NumbersBusyError(UnavailableError):
    """Others were faster every time."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("others pushed to the hub before us each time; nothing was issued")
