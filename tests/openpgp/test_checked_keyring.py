# SPDX-License-Identifier: GPL-3.0-or-later
"""The checked copy of a keyring: the same keys, and nothing left behind."""

from pathlib import Path

from intake.openpgp.checked_keyring import CheckedKeyring
from tests.conftest import StaffKeys, run_gpg


def test_the_copy_holds_the_same_keys(staff_keys: StaffKeys, tmp_path: Path) -> None:
    keyring = tmp_path / "staff-keys.gpg"
    keyring.write_bytes(staff_keys.keyring.read_bytes())
    copy = CheckedKeyring(keyring).path
    listing = run_gpg(
        tmp_path, "--no-default-keyring", "--keyring", str(copy), "--with-colons", "--list-keys"
    ).decode()

    assert copy != keyring
    assert [one for one in staff_keys.fingerprints if one not in listing] == []
    assert keyring.read_bytes() == staff_keys.keyring.read_bytes()
    assert [path.name for path in tmp_path.glob(".checking-*")] == []


def test_a_new_keyring_makes_a_new_copy(staff_keys: StaffKeys, tmp_path: Path) -> None:
    """Also while the intake runs."""
    keyring = tmp_path / "staff-keys.gpg"
    keyring.write_bytes(staff_keys.gpg("--export", staff_keys.fingerprints[0]))
    checked = CheckedKeyring(keyring)
    before = checked.path.read_bytes()
    keyring.write_bytes(staff_keys.keyring.read_bytes())
    checked.refresh()

    assert len(checked.path.read_bytes()) > len(before)


def test_without_a_place_for_a_copy_the_keyring_itself_serves(tmp_path: Path) -> None:
    """As where there is none at all; what is wrong with it is said later."""
    keyring = tmp_path / "none" / "staff-keys.gpg"
    checked = CheckedKeyring(keyring)
    checked.refresh()
    assert checked.path == keyring
