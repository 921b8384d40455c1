# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff backup``: one ordinary encrypted file that is proved before it counts."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.model.order import Order
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from tests.conftest import StaffKeys, write_settings
from tests.staff.conftest import Staff


def with_home(settings: Settings, home: Path, path: Path) -> Staff:
    """Return the command at a desk with another GnuPG home."""
    home.mkdir(mode=0o700, exist_ok=True)
    desk = dataclasses.replace(settings.desk, gnupg_home=home)
    file = write_settings(dataclasses.replace(settings, desk=desk), path)
    runner = CliRunner(env={SETTINGS_VARIABLE: str(file), "COLUMNS": "80"})
    return lambda *arguments: runner.invoke(main, arguments)


def backups(folder: Path) -> list[Path]:
    """Return the backups of a folder."""
    return sorted(folder.glob("*.gpg"))


@pytest.mark.promise("P34")
def test_a_backup_is_read_by_stock_gpg_tar_and_git(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    answer = staff("backup", str(folder))

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("decrypted and compared\n")
    (backup,) = backups(folder)
    by_hand = tmp_path / "by-hand"
    by_hand.mkdir()
    subprocess.run(["tar", "-x"], cwd=by_hand, input=staff_keys.gpg("-d", str(backup)), check=True)
    subprocess.run(["git", "clone", "-q", "register.bundle", "register"], cwd=by_hand, check=True)
    (body,) = (by_hand / "register").rglob("*.pgp")
    (keys,) = (by_hand / "keys").rglob("*.pkesk")
    assert (
        received.number
        in staff_keys.gpg("-d", stream=keys.read_bytes() + body.read_bytes()).decode()
    )
    assert backup.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        backup.name,
        f"{backup.name}.sha256",
        "erasures.txt",
    ]
    assert own_settings.folders.register.is_dir()


def test_a_desk_without_recovery_keys_backs_up_and_says_so(
    received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    """As the web machine, or a nightly timer, does."""
    staff = with_home(own_settings, tmp_path / "empty", tmp_path / "other.toml")
    answer = staff("backup", str(tmp_path / "backups"))

    assert received.number
    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith("read again; no recovery key is here\n")


def test_a_rehearsal_writes_nothing(staff: Staff, tmp_path: Path) -> None:
    answer = staff("backup", str(tmp_path / "backups"), "--dry-run")

    assert answer.output.startswith("Would write: ")
    assert not (tmp_path / "backups").exists()


def test_of_forty_days_the_last_and_the_first_of_the_months_stay(
    staff: Staff, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    staff("--today", "2026-10-01", "backup", str(folder))
    (first,) = backups(folder)
    for number in range(2, 32):
        copy = folder / first.name.replace("20261001", f"202610{number:02}")
        copy.write_bytes(b"")
        copy.with_name(f"{copy.name}.sha256").write_bytes(b"")
    for day in ("2026-11-01", "2026-11-02"):
        answer = staff("--today", day, "backup", str(folder))

    assert f"Deleted, for newer ones are there: {folder / first.name}".replace("1001", "1002") in (
        answer.output.replace("\n", "")
    )
    assert len(backups(folder)) == 32
    assert first.exists()


def test_a_folder_that_cannot_be_written_is_named(staff: Staff, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = staff("backup", str(tmp_path / "file" / "backups"))

    assert answer.exit_code == 6
    assert "no backup was made in " in answer.output


def test_a_full_disk_leaves_nothing(
    received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    """A limit on the size of files stands for the disk."""
    folder = tmp_path / "backups"
    path = write_settings(own_settings, tmp_path / "settings.toml")
    staff = Path(sys.executable).with_name("staff")
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 7; {staff} backup {folder}"],
        env={**os.environ, SETTINGS_VARIABLE: str(path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert received.number
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (6, "", False)
    assert done.stderr.startswith("staff: ")
    assert list(folder.iterdir()) == []


def test_one_recovery_key_is_too_few(
    own_settings: Settings, staff_keys: StaffKeys, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.txt"
    alone.write_text(f"{staff_keys.fingerprints[0]}\n", encoding="utf-8")
    path = write_settings(own_settings, tmp_path / "settings.toml")
    text = path.read_text(encoding="utf-8")
    head, section, rest = text.partition("[backup]")
    rest = rest.replace(str(own_settings.backup.recipients), str(alone))
    path.write_text(head + section + rest, encoding="utf-8")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path)})
    answer = runner.invoke(main, ["backup", str(tmp_path / "backups")])

    assert (answer.exit_code, (tmp_path / "backups").exists()) == (6, False)


def test_a_missing_key_file_is_told_and_no_older_backup_goes(
    staff: Staff, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    """One of the older ones may have it."""
    folder = tmp_path / "backups"
    for count in range(2):
        staff("--today", f"2026-11-2{count + 4}", "backup", str(folder))
        first = backups(folder)[0]
        same_day = folder / first.name.replace("T120000", f"T13000{count}")
        same_day.write_bytes(b"")
        same_day.with_name(f"{same_day.name}.sha256").write_bytes(b"")
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    keys.unlink()
    before = backups(folder)
    answer = staff("--today", "2026-11-26", "backup", str(folder))

    assert answer.exit_code == 4
    assert f"papers without key packets: 1, first order {received.number}" in answer.output
    assert len(backups(folder)) == len(before) + 1
