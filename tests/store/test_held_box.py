# SPDX-License-Identifier: GPL-3.0-or-later
"""What is held lies outside the register, can be read by staff alone, and goes after a while."""

import datetime
import threading
from pathlib import Path

import pytest

from intake.openpgp.encrypt import Sealer
from intake.store.held_box import (
    LIFETIME,
    HeldBox,
    HeldBoxFullError,
    HeldBoxUnavailableError,
    NotHeldError,
)
from tests.conftest import NOW, StaffKeys
from tests.store.conftest import files, mark

RECORD = b'{"format": "held-order/1"}\n'
STEM = "20261122T101200Z-0000000000000001"
A_SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def box(tmp_path: Path) -> HeldBox:
    """Return a box that is not there yet."""
    return HeldBox(folder=tmp_path / "held")


def test_both_parts_lie_in_the_box_and_stock_gpg_reads_them(
    box: HeldBox, sealer: Sealer, staff_keys: StaffKeys
) -> None:
    box.add(mark(1), NOW, RECORD, sealer)
    parts = [(box.folder / f"{STEM}.{end}").read_bytes() for end in ("pkesk", "pgp")]

    assert files(box.folder) == [f"{STEM}.pgp", f"{STEM}.pkesk"]
    assert staff_keys.gpg("--decrypt", stream=b"".join(parts)).rstrip(b"\n") + b"\n" == RECORD


def test_what_is_held_is_listed_oldest_first(box: HeldBox, sealer: Sealer) -> None:
    box.add(mark(2), NOW + A_SECOND, RECORD, sealer)
    box.add(mark(1), NOW, RECORD, sealer)
    assert [one.mark for one in box.papers()] == [mark(1), mark(2)]
    assert box.holds(mark(1))
    assert not box.holds(mark(3))


def test_an_empty_box_needs_no_folder(box: HeldBox) -> None:
    assert (list(box.papers()), box.holds(mark(1)), box.expire(NOW)) == ([], False, 0)


def test_the_same_mark_is_held_once_by_however_many(box: HeldBox, sealer: Sealer) -> None:
    adding = [
        threading.Thread(target=box.add, args=(mark(1), NOW + number * A_SECOND, RECORD, sealer))
        for number in range(4)
    ]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    assert len(list(box.papers())) == 1


def test_a_full_box_takes_no_more(tmp_path: Path, sealer: Sealer) -> None:
    box = HeldBox(folder=tmp_path / "held", most=2)
    box.add(mark(1), NOW, RECORD, sealer)
    box.add(mark(2), NOW, RECORD, sealer)
    with pytest.raises(HeldBoxFullError):
        box.add(mark(3), NOW, RECORD, sealer)
    assert len(files(box.folder)) == 4


def test_a_disk_that_refuses_is_told(box: HeldBox, sealer: Sealer) -> None:
    box.folder.write_text("a file where a folder should be")
    with pytest.raises(HeldBoxUnavailableError):
        box.add(mark(1), NOW, RECORD, sealer)


def test_what_was_released_is_not_listed_and_still_known(box: HeldBox, sealer: Sealer) -> None:
    """Whoever sends the form again does not order twice."""
    box.add(mark(1), NOW, RECORD, sealer)
    box.settle(box.paper(mark(1)))
    box.add(mark(1), NOW + A_SECOND, RECORD, sealer)
    assert (list(box.papers()), box.holds(mark(1))) == ([], True)


@pytest.mark.parametrize("name", [mark(1), STEM])
def test_a_paper_is_found_by_its_mark_or_its_name(box: HeldBox, sealer: Sealer, name: str) -> None:
    box.add(mark(1), NOW, RECORD, sealer)
    assert box.paper(name).received == NOW


@pytest.mark.parametrize("name", [mark(2), "", "../secret", "*"])
def test_what_is_not_held_is_not_found(box: HeldBox, sealer: Sealer, name: str) -> None:
    box.add(mark(1), NOW, RECORD, sealer)
    with pytest.raises(NotHeldError):
        box.paper(name)


def test_after_fourteen_days_nothing_is_left(box: HeldBox, sealer: Sealer) -> None:
    """Not a second before, and released ones go as well."""
    box.add(mark(1), NOW, RECORD, sealer)
    box.settle(box.paper(mark(1)))
    box.add(mark(2), NOW + A_SECOND, RECORD, sealer)

    assert box.expire(NOW + LIFETIME) == 0
    assert box.expire(NOW + LIFETIME + A_SECOND) == 1
    assert [one.mark for one in box.papers()] == [mark(2)]
    assert box.expire(NOW + LIFETIME + 2 * A_SECOND) == 1
    assert files(box.folder) == []


def test_files_of_others_are_left_alone(box: HeldBox, sealer: Sealer) -> None:
    box.add(mark(1), NOW, RECORD, sealer)
    (box.folder / "notes.txt").write_text("call her back")
    box.expire(NOW + 2 * LIFETIME)
    assert files(box.folder) == ["notes.txt"]


def test_what_a_crash_left_half_written_is_cleared(box: HeldBox, sealer: Sealer) -> None:
    """Key packets alone are no order; they go when their time comes."""
    box.add(mark(1), NOW, RECORD, sealer)
    (box.folder / f"{STEM}.pgp").rename(box.folder / f".unfinished-{STEM}.pgp")
    box.clear_unfinished()
    assert files(box.folder) == [f"{STEM}.pkesk"]
    assert list(box.papers()) == []
