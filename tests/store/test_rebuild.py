# SPDX-License-Identifier: GPL-3.0-or-later
"""The wish to build is one file; what cannot be wished is told."""

from pathlib import Path

import pytest

from intake.store.rebuild import WishUnavailableError, take_wish, want_rebuild


def test_a_wish_is_taken_once_however_often_it_was_made(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    before = take_wish(spool)
    want_rebuild(spool)
    want_rebuild(spool)
    assert (before, take_wish(spool), take_wish(spool)) == (False, True, False)


def test_a_disk_that_refuses_says_so(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"")
    with pytest.raises(WishUnavailableError, match="cannot be kept"):
        want_rebuild(tmp_path / "spool")
