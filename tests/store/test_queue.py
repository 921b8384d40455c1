# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue: durable when acknowledged, once for each mark, numbered, and read by nobody here."""

import dataclasses
import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

import pytest

from intake.openpgp.encrypt import Sealer, open_sealer
from intake.openpgp.keyring import TooFewRecipientsError
from intake.openpgp.packets import count_keys
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from intake.store.lock import LockedError, held
from intake.store.paper_writer import Added, PaperUnwritableError
from intake.store.queue import NumbersExhaustedError, Queue, last_count
from tests.conftest import NOW, StaffKeys, open_queue
from tests.openpgp.conftest import make_passing_keyring
from tests.store.conftest import files, folders, git, lay, mark, messages, paper

TWO_DAYS = datetime.timedelta(hours=48)
SECOND = datetime.timedelta(seconds=1)
RECORD = b"the record\n"

# A web machine that takes orders as fast as it can and says each number once it is acknowledged.
BUSY = """
import datetime, pathlib, sys
from intake.openpgp.encrypt import open_sealer
from intake.store.dossiers import PaperKind
from intake.store.queue import Queue
register, keys, keyring, recipients, now, orders = sys.argv[1:]
now = datetime.datetime.fromisoformat(now)
queue = Queue(
    register=pathlib.Path(register),
    keys=pathlib.Path(keys),
    machine=0,
    sealer=open_sealer(pathlib.Path(keyring), pathlib.Path(recipients), now),
    clock=lambda: now,
)
for count in range(int(orders)):
    added = queue.add(PaperKind.ORDER, f"{count + 1:016x}", now, lambda paper: b"the record")
    print(added.paper.body, flush=True)
sys.stdin.read()
"""

# Keeps a commit waiting just before it is done: says so, then waits to be told.
SLOW_COMMIT = """#!/bin/sh
[ "$1" = prepared ] || exit 0
echo waiting > "$GIT_DIR/said"
read -r answer < "$GIT_DIR/told"
"""


def add(queue: Queue, count: int, now: datetime.datetime = NOW, data: bytes = RECORD) -> Added:
    """Add a paper of that mark."""
    return queue.add(PaperKind.ORDER, mark(count), now, lambda _paper: data)


def numbers(*added: Added) -> list[str]:
    """Return the order number of each."""
    return [one.paper.number for one in added]


# One paper.


def test_a_new_mark_is_a_new_paper(queue: Queue) -> None:
    assert add(queue, 42) == Added(
        paper=dataclasses.replace(paper(1), mark=mark(42)),
        is_new=True,
    )


def test_both_parts_lie_where_the_name_says(queue: Queue, register: Path, keys: Path) -> None:
    added = add(queue, 1)

    assert (files(register), files(keys)) == (
        ["FORMAT", str(added.paper.body)],
        [str(added.paper.keys)],
    )


def test_the_record_is_written_for_the_number_that_it_gets(
    queue: Queue,
    register: Path,
    keys: Path,
    staff_keys: StaffKeys,
) -> None:
    added = queue.add(PaperKind.ORDER, mark(1), NOW, lambda one: one.number.encode())

    parts = (keys / added.paper.keys).read_bytes() + (register / added.paper.body).read_bytes()
    assert staff_keys.gpg("--decrypt", stream=parts).rstrip(b"\n") == b"2026000001"


def test_stock_commands_read_a_record(
    queue: Queue,
    register: Path,
    keys: Path,
    staff_keys: StaffKeys,
) -> None:
    added = add(queue, 1, data=b'{"remarks": "a line"}\n')
    command = f'cat "$0" "$1" | gpg --homedir {staff_keys.home} --batch --quiet -d'

    parts = [str(keys / added.paper.keys), str(register / added.paper.body)]
    told = subprocess.run(["sh", "-c", command, *parts], capture_output=True, check=True).stdout

    assert told.rstrip(b"\n") == b'{"remarks": "a line"}'


def test_each_staff_key_has_its_packet(queue: Queue, keys: Path) -> None:
    added = add(queue, 1)

    assert count_keys((keys / added.paper.keys).read_bytes()) == 2


def test_both_parts_are_for_their_owner_alone(queue: Queue, register: Path, keys: Path) -> None:
    added = add(queue, 1)

    places = (register / added.paper.body, keys / added.paper.keys)
    assert [place.stat().st_mode & 0o777 for place in places] == [0o600, 0o600]


@pytest.mark.parametrize(("short", "long"), [(1, 4096), (100, 3000), (4097, 8192)])
def test_the_length_of_a_body_does_not_tell_the_length_of_the_record(
    queue: Queue,
    register: Path,
    short: int,
    long: int,
) -> None:
    sizes = [
        (register / add(queue, size, data=b"x" * size).paper.body).stat().st_size
        for size in (short, long)
    ]

    assert sizes[0] == sizes[1]


def test_instants_are_kept_in_utc_and_whole_seconds(queue: Queue) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=1))
    added = add(queue, 1, NOW.replace(microsecond=999_999).astimezone(zone))

    assert added.paper.received == NOW


# The same form twice.


def test_a_form_sent_twice_is_one_paper(queue: Queue) -> None:
    first = add(queue, 1)

    assert add(queue, 1) == Added(paper=first.paper, is_new=False)


def test_the_second_sending_writes_nothing(queue: Queue, register: Path, keys: Path) -> None:
    add(queue, 1)
    before = files(register) + files(keys)

    add(queue, 1, data=b"something else")

    assert files(register) + files(keys) == before


def test_the_second_sending_is_not_even_composed(queue: Queue) -> None:
    add(queue, 1)
    composed = []

    def compose(one: Paper) -> bytes:
        composed.append(one)
        return RECORD

    queue.add(PaperKind.ORDER, mark(1), NOW, compose)

    assert composed == []


def test_other_forms_between_do_not_matter(queue: Queue) -> None:
    first = add(queue, 1)
    add(queue, 2)

    assert add(queue, 1).paper == first.paper


@pytest.mark.parametrize("later", [datetime.timedelta(0), TWO_DAYS])
def test_a_form_is_remembered_for_two_days(queue: Queue, later: datetime.timedelta) -> None:
    first = add(queue, 1)
    add(queue, 2, NOW + later)

    assert add(queue, 1, NOW + later).paper == first.paper


@pytest.mark.parametrize("others", [0, 1])
def test_after_two_days_the_same_mark_is_another_paper(queue: Queue, others: int) -> None:
    add(queue, 1)
    for count in range(others):
        add(queue, 2 + count, NOW + TWO_DAYS + SECOND)

    assert add(queue, 1, NOW + TWO_DAYS + SECOND).is_new


def test_a_form_sent_again_after_two_days_is_remembered_anew(queue: Queue) -> None:
    later = NOW + TWO_DAYS + SECOND
    add(queue, 1)

    second = add(queue, 1, later)

    assert add(queue, 1, later + TWO_DAYS).paper == second.paper


def test_a_new_start_remembers_as_well(own_settings: Settings, sealer: Sealer) -> None:
    with open_queue(own_settings, sealer) as queue:
        first = add(queue, 1)

    with open_queue(own_settings, sealer) as queue:
        assert add(queue, 1) == Added(paper=first.paper, is_new=False)


def test_a_new_start_after_two_days_has_forgotten(
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
    keys: Path,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        add(queue, 1)
    later = NOW + TWO_DAYS + SECOND

    with Queue(register=register, keys=keys, machine=0, sealer=sealer, clock=lambda: later) as last:
        assert not last.holds(mark(1), later)


def test_the_queue_says_whether_it_holds_a_mark(queue: Queue) -> None:
    add(queue, 1)

    assert (queue.holds(mark(1), NOW), queue.holds(mark(2), NOW)) == (True, False)


@pytest.mark.parametrize(("later", "held"), [(TWO_DAYS, True), (TWO_DAYS + SECOND, False)])
def test_a_mark_is_held_for_two_days_though_nothing_else_comes_in(
    queue: Queue,
    later: datetime.timedelta,
    *,
    held: bool,
) -> None:
    add(queue, 1)

    assert queue.holds(mark(1), NOW + later) is held


def test_eight_threads_with_one_form_have_one_paper(queue: Queue, register: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        added = list(pool.map(lambda _: add(queue, 1), range(8)))

    papers = {one.paper for one in added}
    assert (len(papers), sum(one.is_new for one in added), len(files(register))) == (1, 1, 2)


def test_eight_threads_with_eight_forms_have_eight_numbers(queue: Queue) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        added = list(pool.map(lambda count: add(queue, count), range(8)))

    assert sorted(numbers(*added)) == [f"202600000{count}" for count in range(1, 9)]


# Numbers.


def test_numbers_rise_one_by_one(queue: Queue) -> None:
    added = [add(queue, count) for count in range(3)]

    assert numbers(*added) == ["2026000001", "2026000002", "2026000003"]


def test_numbers_go_on_after_a_new_start(own_settings: Settings, sealer: Sealer) -> None:
    with open_queue(own_settings, sealer) as queue:
        add(queue, 1)

    with open_queue(own_settings, sealer) as queue:
        assert numbers(add(queue, 2)) == ["2026000002"]


def test_every_year_starts_from_one(queue: Queue) -> None:
    next_year = NOW.replace(year=2027)

    added = [add(queue, 1), add(queue, 2, next_year), add(queue, 3), add(queue, 4, next_year)]

    assert numbers(*added) == ["2026000001", "2027000001", "2026000002", "2027000002"]


def test_every_machine_has_numbers_of_its_own(own_settings: Settings, sealer: Sealer) -> None:
    with open_queue(own_settings, sealer) as queue:
        add(queue, 1)
    web = dataclasses.replace(own_settings.web, machine=7)

    with open_queue(dataclasses.replace(own_settings, web=web), sealer) as queue:
        assert numbers(add(queue, 2)) == ["2026700001"]


def test_the_last_number_of_a_year_is_used(own_settings: Settings, sealer: Sealer) -> None:
    lay(own_settings.folders.register, paper(99_998).body)

    with open_queue(own_settings, sealer) as queue:
        assert numbers(add(queue, 1)) == ["2026099999"]


def test_a_year_without_numbers_left_is_refused(own_settings: Settings, sealer: Sealer) -> None:
    lay(own_settings.folders.register, paper(99_999).body)

    with open_queue(own_settings, sealer) as queue, pytest.raises(NumbersExhaustedError) as error:
        add(queue, 1)

    expected = "this intake has no order number left for 2026; add a machine"
    assert str(error.value) == expected


def test_the_year_after_it_has_numbers_again(own_settings: Settings, sealer: Sealer) -> None:
    lay(own_settings.folders.register, paper(99_999).body)

    with open_queue(own_settings, sealer) as queue:
        assert numbers(add(queue, 1, NOW.replace(year=2027))) == ["2027000001"]


def test_a_register_without_orders_counts_from_nothing(register: Path) -> None:
    assert last_count(register, 2026, 0) == 0


@pytest.mark.parametrize("name", ["2026000007-old", "2026000007.bak", "20260"])
def test_a_foreign_name_among_the_dossiers_stops_no_order(
    queue: Queue,
    register: Path,
    name: str,
) -> None:
    lay(register, f"dossiers/2026/11/22/{name}/notes.txt")

    assert numbers(add(queue, 1)) == ["2026000001"]


# One intake at a time.


def test_a_second_queue_on_the_register_is_refused(
    queue: Queue,
    own_settings: Settings,
    sealer: Sealer,
) -> None:
    add(queue, 1)

    with (
        pytest.raises(LockedError, match="another program already works in"),
        open_queue(own_settings, sealer),
    ):
        pass


def test_the_next_queue_may_open_after_it(own_settings: Settings, sealer: Sealer) -> None:
    open_queue(own_settings, sealer).close()

    with open_queue(own_settings, sealer) as queue:
        assert add(queue, 1).is_new


def test_a_queue_that_could_not_open_holds_no_lock(
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
) -> None:
    obstacle = register / ".git" / "index.lock"
    obstacle.mkdir()
    with pytest.raises(IsADirectoryError), open_queue(own_settings, sealer):
        pass
    obstacle.rmdir()

    with open_queue(own_settings, sealer) as queue:
        assert add(queue, 1).is_new


# Git behind it.


def test_everything_is_in_git_once_it_is_closed(
    own_settings: Settings,
    sealer: Sealer,
    repository: Repository,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        added = [add(queue, count) for count in range(5)]

    expected = {"FORMAT", *(str(one.paper.body) for one in added)}
    assert set(repository.committed()) == expected


def test_git_is_sound_afterwards(
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        for count in range(5):
            add(queue, count)

    assert git(register, "fsck", "--strict", "--no-dangling") == ""


def test_the_key_packets_never_get_into_git(
    own_settings: Settings,
    sealer: Sealer,
    repository: Repository,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        add(queue, 1)

    assert [path for path in repository.committed() if path.endswith(".pkesk")] == []


def test_a_failing_git_refuses_no_order(
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
    repository: Repository,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        (register / ".git" / "objects").rename(register / ".git" / "away")
        added = add(queue, 1)
    (register / ".git" / "away").rename(register / ".git" / "objects")

    with open_queue(own_settings, sealer):
        assert str(added.paper.body) in repository.committed()


# What goes wrong leaves nothing behind.


def test_a_record_that_cannot_be_composed_is_no_paper(
    queue: Queue,
    register: Path,
    keys: Path,
) -> None:
    def compose(_paper: Paper) -> bytes:
        raise UnicodeError

    with pytest.raises(UnicodeError):
        queue.add(PaperKind.ORDER, mark(1), NOW, compose)

    assert files(register) + files(keys) == ["FORMAT"]


def test_the_same_form_may_be_sent_again_after_that(queue: Queue) -> None:
    def compose(_paper: Paper) -> bytes:
        raise UnicodeError

    with pytest.raises(UnicodeError):
        queue.add(PaperKind.ORDER, mark(1), NOW, compose)

    assert add(queue, 1).is_new


@pytest.fixture
def passing(
    staff_keys: StaffKeys,
    own_settings: Settings,
    tmp_path: Path,
) -> Iterator[tuple[Queue, Callable[[], None], Callable[[], None]]]:
    """Return a queue for two keys, and what makes one of them expire and be good again."""
    keyring = make_passing_keyring(staff_keys.home, tmp_path, staff_keys.fingerprints[0])
    sealer = open_sealer(keyring.path, keyring.recipients, NOW)
    with open_queue(own_settings, sealer) as queue:
        yield (
            queue,
            lambda: _replace(keyring.path, keyring.spent),
            lambda: _replace(keyring.path, keyring.good),
        )


def _replace(path: Path, data: bytes) -> None:
    path.write_bytes(data)


Passing = tuple[Queue, Callable[[], None], Callable[[], None]]


def test_a_key_that_has_expired_meanwhile_leaves_nothing_on_disk(
    passing: Passing,
    register: Path,
    keys: Path,
) -> None:
    queue, expire, _ = passing
    expire()

    with pytest.raises(TooFewRecipientsError):
        add(queue, 1)

    found = (files(register), folders(register), files(keys), folders(keys))
    assert found == (["FORMAT"], [], [], [])


def test_the_next_order_works_once_the_key_is_prolonged(passing: Passing) -> None:
    queue, expire, prolong = passing
    expire()
    with pytest.raises(TooFewRecipientsError):
        add(queue, 1)
    prolong()

    assert add(queue, 1).is_new


@contextmanager
def refusing(folder: Path, name: str) -> Iterator[None]:
    """Have a file in the way of a folder, as a disk that refuses."""
    obstacle = lay(folder, name)
    yield
    obstacle.unlink()


@pytest.mark.parametrize("side", ["register", "keys"])
def test_a_disk_that_refuses_either_part_is_said(
    queue: Queue,
    register: Path,
    keys: Path,
    side: str,
) -> None:
    folder, name = (register, "dossiers") if side == "register" else (keys, "2026")

    with (
        refusing(folder, name),
        pytest.raises(PaperUnwritableError, match=r"^the paper could not be written: "),
    ):
        add(queue, 1)


@pytest.mark.parametrize("side", ["register", "keys"])
def test_a_disk_that_refuses_either_part_keeps_neither(
    queue: Queue,
    register: Path,
    keys: Path,
    side: str,
) -> None:
    folder, name = (register, "dossiers") if side == "register" else (keys, "2026")
    with refusing(folder, name), pytest.raises(PaperUnwritableError):
        add(queue, 1)

    assert (files(register), files(keys)) == (["FORMAT"], [])


def test_a_body_that_the_disk_refuses_leaves_no_folder(
    queue: Queue,
    register: Path,
    keys: Path,
) -> None:
    add(queue, 1)
    body = paper(2).body
    (register / body).parent.mkdir()
    (register / body.with_name(f".unfinished-{body.name}")).symlink_to("nowhere")

    with pytest.raises(PaperUnwritableError):
        add(queue, 2)

    places = (register / body, keys / paper(2).keys)
    assert [place.parent.exists() for place in places] == [False, False]


def test_the_same_form_is_taken_once_the_disk_is_well(queue: Queue, register: Path) -> None:
    with refusing(register, "dossiers"), pytest.raises(PaperUnwritableError):
        add(queue, 1)

    assert add(queue, 1).is_new


def test_a_paper_that_was_not_written_is_not_held(queue: Queue, register: Path) -> None:
    with refusing(register, "dossiers"), pytest.raises(PaperUnwritableError):
        add(queue, 1)

    assert not queue.holds(mark(1), NOW)


# kill -9.


@contextmanager
def another_intake(own_settings: Settings, orders: int) -> Iterator[subprocess.Popen[str]]:
    """Run an intake of its own that takes so many orders."""
    folder, web = own_settings.folders, own_settings.web
    places = (folder.register, folder.keys, web.keyring, web.recipients, NOW.isoformat(), orders)
    child = [sys.executable, "-c", BUSY, *map(str, places)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        child, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as process:
        yield process


@pytest.fixture
def acknowledged(own_settings: Settings) -> list[str]:
    """Return what an intake acknowledged before it was killed at work, with its git."""
    with another_intake(own_settings, 100_000) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(20)]
        os.killpg(process.pid, signal.SIGKILL)
        said += process.stdout.readlines()
    return [line.strip() for line in said if line.endswith("\n")]


def test_after_kill_9_everything_acknowledged_is_there_and_in_git(
    acknowledged: list[str],
    own_settings: Settings,
    sealer: Sealer,
    repository: Repository,
) -> None:
    with open_queue(own_settings, sealer):
        committed = repository.committed()

    assert (len(acknowledged) >= 20, set(acknowledged) - set(committed)) == (True, set())


def test_after_kill_9_nothing_half_written_is_left(
    acknowledged: list[str],
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
    keys: Path,
) -> None:
    with open_queue(own_settings, sealer):
        bodies = {path.removesuffix(".pgp") for path in files(register) if path != "FORMAT"}
        parts = {f"dossiers/{path.removesuffix('.pkesk')}" for path in files(keys)}

    lone = {path for path in parts if path.startswith("dossiers/incomplete/")}
    assert (parts - lone, len(acknowledged) <= len(bodies)) == (bodies, True)


def test_after_kill_9_git_is_sound(
    acknowledged: list[str],
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
) -> None:
    assert acknowledged
    open_queue(own_settings, sealer).close()

    assert git(register, "fsck", "--strict", "--no-dangling") == ""


def test_after_kill_9_numbers_go_on(
    acknowledged: list[str],
    own_settings: Settings,
    sealer: Sealer,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        count = int(add(queue, 0).paper.number[5:])

    assert count > len(acknowledged)


@pytest.fixture
def orphan(own_settings: Settings, register: Path) -> Iterator[Callable[[], None]]:
    """Have a git still at work whose intake was killed; return what lets it go on."""
    hook = lay(register / ".git", "hooks/reference-transaction", SLOW_COMMIT.encode())
    hook.chmod(0o700)
    said, told = (register / ".git" / name for name in ("said", "told"))
    for pipe in (said, told):
        os.mkfifo(pipe)
    # Open at both ends, so that what is told waits there for whoever comes.
    with told.open("r+b", buffering=0) as answer:
        with another_intake(own_settings, 1) as process:
            assert said.read_text(encoding="utf-8") == "waiting\n"
            process.kill()
        hook.unlink()
        yield lambda: _answer(answer)
        _answer(answer)


def _answer(pipe: RawIOBase) -> None:
    pipe.write(b"go on\n")


def test_nobody_commits_while_the_git_of_a_killed_intake_works(
    orphan: Callable[[], None],
    register: Path,
) -> None:
    """Else a start can fail, or take the branch's lock away from a git that is alive."""
    with pytest.raises(LockedError), held(register / ".git" / "commit-runs", wait=False):
        orphan()


def test_a_start_waits_for_the_git_of_a_killed_intake(
    orphan: Callable[[], None],
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
) -> None:
    orphan()

    open_queue(own_settings, sealer).close()

    assert messages(register) == ["Open register", "Receive order 2026000001"]


def test_a_commit_names_kinds_and_numbers_alone(
    own_settings: Settings,
    sealer: Sealer,
    register: Path,
) -> None:
    with open_queue(own_settings, sealer) as queue:
        add(queue, 1)

    assert messages(register) == ["Open register", "Receive order 2026000001"]
