# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff restore``: one command from a backup to a register that is whole; erased stays erased."""

import dataclasses
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from intake.model.order import Order
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from tests.conftest import StaffKeys, open_queue, run_gpg
from tests.staff.conftest import Staff
from tests.staff.test_backup import backups, with_home


@pytest.fixture
def backup(staff: Staff, received: Order, tmp_path: Path) -> Path:
    """Return a backup of a register with one order."""
    assert received.number
    staff("backup", str(tmp_path / "backups"))
    return backups(tmp_path / "backups")[0]


def pointed_at(settings: Settings, folder: Path) -> Settings:
    """Return the settings with register and keys in a folder."""
    folders = dataclasses.replace(
        settings.folders, register=folder / "register", keys=folder / "keys"
    )
    return dataclasses.replace(settings, folders=folders)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file but git's own."""
    paths = [one for one in folder.rglob("*") if one.is_file() and ".git" not in one.parts]
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in paths}


@pytest.mark.promise("P34")
def test_what_was_lost_is_there_again_and_whole(
    staff: Staff, backup: Path, own_settings: Settings, sealer: Sealer, tmp_path: Path
) -> None:
    """The register and the keys are gone; the intake starts on what comes back."""
    lost = [files(own_settings.folders.register), files(own_settings.folders.keys)]
    shutil.rmtree(own_settings.folders.register)
    shutil.rmtree(own_settings.folders.keys)
    folder = tmp_path / "restored"
    answer = staff("restore", str(backup), str(folder))

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("The register is whole. Papers read: 1\n")
    assert [files(folder / "register"), files(folder / "keys")] == lost
    assert sorted(one.name for one in folder.iterdir()) == ["keys", "register"]
    open_queue(pointed_at(own_settings, folder), sealer).close()


@pytest.mark.promise("P34")
def test_what_was_erased_since_is_erased_again(
    staff: Staff, backup: Path, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    staff("erase", received.number, "--apply")
    folder = tmp_path / "restored"
    answer = staff("restore", str(backup), str(folder))

    assert answer.exit_code == 0, answer.output
    assert "Erasures carried out again: 1\n" in answer.output
    assert [one for one in (folder / "keys").rglob("*-order-*") if one.is_file()] == []
    home = own_settings.desk.gnupg_home
    there = with_home(pointed_at(own_settings, folder), home, tmp_path / "restored.toml")
    assert there("orders", "show", received.number).exit_code == 3


def test_a_list_of_erasures_can_be_handed_over(
    staff: Staff, backup: Path, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    """On a machine that has nothing but the backup and the list."""
    staff("erase", received.number, "--apply")
    saved = shutil.move(own_settings.backup.notes / "erasures.txt", tmp_path / "list.txt")
    arguments = ("restore", str(backup), str(tmp_path / "restored"), "--erasures", str(saved))

    assert "Erasures carried out again: 1\n" in staff(*arguments).output


def test_a_later_backup_knows_the_erasure_itself(
    staff: Staff, backup: Path, received: Order, tmp_path: Path
) -> None:
    staff("erase", received.number, "--apply")
    later = tmp_path / "later"
    staff("backup", str(later))
    answer = staff("restore", str(backups(later)[0]), str(tmp_path / "restored"))

    assert backup.exists()
    assert "Erasures carried out again: 0\n" in answer.output
    assert answer.exit_code == 0


@pytest.mark.parametrize("with_sum", [True, False], ids=["its sum is there", "its sum is not"])
@pytest.mark.parametrize("place", [0, 40, 3000, -1])
def test_a_damaged_backup_is_refused(
    staff: Staff, backup: Path, tmp_path: Path, place: int, *, with_sum: bool
) -> None:
    data = bytearray(backup.read_bytes())
    data[place] ^= 1
    backup.write_bytes(data)
    if not with_sum:
        backup.with_name(f"{backup.name}.sha256").unlink()
    refused(staff, backup, tmp_path / "restored")


@pytest.mark.parametrize("length", [0, 100, 5000])
def test_half_a_backup_is_refused(staff: Staff, backup: Path, tmp_path: Path, length: int) -> None:
    backup.write_bytes(backup.read_bytes()[:length])
    backup.with_name(f"{backup.name}.sha256").unlink()
    refused(staff, backup, tmp_path / "restored")


def test_something_else_that_decrypts_is_refused(
    staff: Staff, staff_keys: StaffKeys, tmp_path: Path
) -> None:
    other = tmp_path / "letter.gpg"
    who = [f"--recipient={one}" for one in staff_keys.fingerprints]
    other.write_bytes(
        staff_keys.gpg("--trust-model=always", *who, "--encrypt", stream=b"Dear Bob," * 999)
    )
    refused(staff, other, tmp_path / "restored")


def refused(staff: Staff, backup: Path, folder: Path) -> None:
    """See that one sentence is said and nothing is left."""
    answer = staff("restore", str(backup), str(folder))

    assert answer.exit_code == 6, answer.output
    assert answer.output.startswith("staff: ")
    assert answer.output.count("\n") == 1
    assert not folder.exists()


def test_without_a_secret_key_it_says_so(
    backup: Path, own_settings: Settings, tmp_path: Path
) -> None:
    staff = with_home(own_settings, tmp_path / "empty", tmp_path / "other.toml")
    answer = staff("restore", str(backup), str(tmp_path / "restored"))

    assert (answer.exit_code, "no recovery key is in this" in answer.output) == (6, True)
    assert not (tmp_path / "restored").exists()


def test_nothing_is_written_over(staff: Staff, backup: Path, own_settings: Settings) -> None:
    before = files(own_settings.folders.register)
    answer = staff("restore", str(backup), str(own_settings.folders.register))

    assert (answer.exit_code, "is no empty folder" in answer.output) == (4, True)
    assert files(own_settings.folders.register) == before


def test_without_its_passphrase_it_says_so(own_settings: Settings, tmp_path: Path) -> None:
    """An agent that asks and gets no answer."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    home.joinpath("gpg-agent.conf").write_text("pinentry-program /bin/false\n", encoding="utf-8")
    protected = ("--pinentry-mode", "loopback", "--passphrase", "long and secret")
    run_gpg(home, *protected, "--quick-gen-key", "Safe <safe@example.org>", "rsa2048", "encr")
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    other = tmp_path / "backup.gpg"
    options = ("--trust-model=always", "--recipient=safe@example.org", "--encrypt")
    other.write_bytes(run_gpg(home, *options, stream=b"whatever"))
    answer = with_home(own_settings, home, tmp_path / "safe.toml")(
        "restore", str(other), str(tmp_path / "restored")
    )
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)

    assert (answer.exit_code, "its passphrase was not given" in answer.output) == (6, True)
    assert not (tmp_path / "restored").exists()
