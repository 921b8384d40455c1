# SPDX-License-Identifier: GPL-3.0-or-later
"""``intake serve``: what keeps it from starting, each in one sentence and with its exit code."""

import dataclasses
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from intake.web.main import main as intake
from tests.conftest import StaffKeys, make_key, run_gpg, write_settings


@pytest.fixture
def free(own_settings: Settings) -> Settings:
    """Return the settings with a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listen = Endpoint("127.0.0.1", server.getsockname()[1])
    return dataclasses.replace(
        own_settings, web=dataclasses.replace(own_settings.web, listen=listen)
    )


def refusal(settings: Settings, folder: Path) -> tuple[int, str]:
    """Start an intake that will not run, and return its exit code and its last line."""
    file = write_settings(settings, folder / "settings.toml")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "intake"), "serve"],
        env={**os.environ, SETTINGS_VARIABLE: str(file)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.strip().splitlines()[-1]


def test_a_port_in_use_is_named(free: Settings, tmp_path: Path) -> None:
    """Before anything else is opened."""
    with socket.create_server((free.web.listen.host, free.web.listen.port)):
        code, sentence = refusal(free, tmp_path)

    assert (code, f"cannot listen on {free.web.listen}" in sentence) == (6, True)


def test_the_log_has_no_line_that_says_nothing() -> None:
    """What waitress tells at its start is told by us, in words; its warnings stay."""
    CliRunner().invoke(intake, ["links", "--help"])

    log = logging.getLogger("waitress")
    assert (log.isEnabledFor(logging.INFO), log.isEnabledFor(logging.WARNING)) == (False, True)


def test_a_missing_register_is_told_with_the_command_that_makes_one(
    free: Settings,
    tmp_path: Path,
) -> None:
    """As on the first day of a machine."""
    free.folders.register.rename(tmp_path / "away")
    code, sentence = refusal(free, tmp_path)

    assert (code, "staff register create" in sentence) == (4, True)


def test_one_usable_key_is_not_enough_and_the_other_is_named_with_its_fault(
    free: Settings,
    staff_keys: StaffKeys,
    tmp_path: Path,
) -> None:
    """A key that signs and cannot encrypt is the commonest mistake."""
    home = staff_keys.home
    run_gpg(home, "--quick-gen-key", "Signs Only <signs@example.org>", "ed25519", "sign", "2y")
    listing = run_gpg(home, "--with-colons", "--list-keys", "signs@example.org").decode()
    unable = next(line.split(":")[9] for line in listing.split("\n") if line.startswith("fpr:"))
    able = make_key(home, "Able <able@example.org>")
    sentence = _refused_with_keys(free, staff_keys, tmp_path, able, unable)

    assert f"{unable} cannot encrypt: it has no encryption subkey" in sentence
    assert able not in sentence


def test_an_expired_key_is_named_with_its_day(
    free: Settings,
    staff_keys: StaffKeys,
    tmp_path: Path,
) -> None:
    """It was made in 2020, for a year."""
    name, home = "Old <old@example.org>", staff_keys.home
    past = ["--faked-system-time", "20200101T000000"]
    run_gpg(home, *past, "--quick-gen-key", name, "ed25519", "sign", "1y")
    listing = run_gpg(home, "--with-colons", "--list-keys", "old@example.org").decode()
    old = next(line.split(":")[9] for line in listing.split("\n") if line.startswith("fpr:"))
    sentence = _refused_with_keys(free, staff_keys, tmp_path, staff_keys.fingerprints[0], old)

    assert f"{old} expired on 2020-12-31" in sentence


def _refused_with_keys(
    free: Settings,
    staff_keys: StaffKeys,
    folder: Path,
    *fingerprints: str,
) -> str:
    """Return what an intake with these keys says."""
    keyring, recipients = folder / "web" / "keys.gpg", folder / "web" / "recipients.txt"
    keyring.parent.mkdir()
    keyring.write_bytes(run_gpg(staff_keys.home, "--export", *fingerprints))
    recipients.write_text("\n".join(fingerprints), encoding="utf-8")
    web = dataclasses.replace(free.web, keyring=keyring, recipients=recipients)
    code, sentence = refusal(dataclasses.replace(free, web=web), folder)
    assert code == 6
    return sentence
