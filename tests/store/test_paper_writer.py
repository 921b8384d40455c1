# SPDX-License-Identifier: GPL-3.0-or-later
"""A further paper in a dossier: durable, encrypted, once, whoever adds it at the same time."""

import datetime
import json
import threading
from pathlib import Path

import pytest

from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.store.dossiers import PaperKind
from intake.store.git import Repository
from intake.store.paper_writer import Added
from intake.store.queue import Queue
from intake.store.register import Register
from intake.store.repair import repair
from tests.conftest import NOW, StaffKeys
from tests.store.conftest import files, git, mark, messages

LATER = NOW + datetime.timedelta(days=3)
RECORD = b'{"said": "so"}\n'


@pytest.fixture
def desk(register: Path, keys: Path, staff_keys: StaffKeys) -> Register:
    """Return the register as the desk has it."""
    return Register(repository=Repository(register), keys=keys, opener=Opener(staff_keys.home))


def order(queue: Queue) -> Added:
    """Add a paper that opens a dossier."""
    return queue.add(PaperKind.ORDER, mark(1), NOW, lambda _: RECORD)


def test_a_further_paper_lies_in_the_same_dossier(
    queue: Queue, register: Path, keys: Path, staff_keys: StaffKeys
) -> None:
    first = order(queue).paper
    added = queue.attach(first, PaperKind.SENT, mark(2), LATER, lambda _: RECORD)
    queue.close()

    paper = added.paper
    assert added.is_new
    assert (paper.number, paper.opened, paper.received) == (first.number, first.opened, LATER)
    assert paper.body.parent == first.body.parent
    parts = (keys / paper.keys).read_bytes() + (register / paper.body).read_bytes()
    assert json.loads(staff_keys.gpg("--decrypt", stream=parts)) == {"said": "so"}
    assert git(register, "ls-tree", "-r", "--name-only", "main").count("-sent-") == 1
    assert f"sent {first.number}" in " ".join(messages(register))


def test_the_same_paper_is_added_once(queue: Queue, register: Path) -> None:
    first = order(queue).paper
    one = queue.attach(first, PaperKind.SENT, mark(2), NOW, lambda _: RECORD)
    before = files(register)

    two = queue.attach(first, PaperKind.SENT, mark(2), LATER, lambda _: b"other")

    assert two == Added(paper=one.paper, is_new=False)
    assert files(register) == before


def test_kinds_that_share_a_mark_are_two_papers(queue: Queue) -> None:
    first = order(queue).paper
    kinds = (PaperKind.SENDING, PaperKind.SENT)
    added = [queue.attach(first, kind, mark(2), NOW, lambda _: RECORD) for kind in kinds]

    assert [one.is_new for one in added] == [True, True]


def test_a_paper_that_was_added_is_not_taken_for_a_form(queue: Queue) -> None:
    first = order(queue).paper
    queue.attach(first, PaperKind.SENT, mark(2), NOW, lambda _: RECORD)

    assert not queue.holds(mark(2), NOW)


def test_the_desk_adds_beside_a_running_intake(
    queue: Queue, desk: Register, sealer: Sealer, register: Path
) -> None:
    """And its paper is in git at once."""
    first = order(queue).paper
    added = desk.writer(sealer, NOW).attach(
        first, PaperKind.MARKED_PAID, mark(3), NOW, lambda _: RECORD
    )

    assert added.is_new
    assert git(register, "ls-tree", "-r", "--name-only", "main").count("-marked-paid-") == 1


def test_of_all_who_add_it_at_once_one_is_told_that_it_is_new(
    queue: Queue, desk: Register, sealer: Sealer
) -> None:
    """On that hangs that no letter goes twice."""
    first = order(queue).paper
    writers = [queue.writer, *(desk.writer(sealer, NOW) for _ in range(5))]
    start = threading.Barrier(len(writers))
    added: list[Added] = []

    def attach(number: int) -> None:
        start.wait()
        # Each at another second, so that no name of a file is the same.
        moment = NOW + datetime.timedelta(seconds=number)
        writer = writers[number]
        added.append(writer.attach(first, PaperKind.SENDING, mark(4), moment, lambda _: RECORD))

    threads = [threading.Thread(target=attach, args=(one,)) for one in range(len(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.is_new for one in added].count(True) == 1
    assert len({one.paper for one in added}) == 1
    assert len([one for one in queue.writer.papers(first) if one.mark == mark(4)]) == 1


def test_a_start_waits_for_a_desk_that_writes(register: Path, keys: Path) -> None:
    """Else it would take half a paper for one that a crash has left."""
    repository = Repository(register)
    done = threading.Event()

    def start() -> None:
        repair(repository, keys, NOW)
        done.set()

    with repository.writing():
        starting = threading.Thread(target=start)
        starting.start()
        assert not done.wait(0.2)
    starting.join()
    assert done.is_set()
