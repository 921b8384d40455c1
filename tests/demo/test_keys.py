# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo keys are usable by stock GnuPG, made once, and never take the place of real ones."""

import dataclasses
import os
import select
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.demo.keys import (
    STAFF,
    DemoKeysError,
    LongHomeError,
    NotTheDemosError,
    make_demo_keys,
    stop_agents,
)
from intake.settings import Settings

TWO_YEARS = 2 * 365 * 24 * 3600


@pytest.fixture
def empty(settings: Settings) -> Iterator[Settings]:
    """Return settings whose folders are empty and short enough for the agent's socket."""
    with tempfile.TemporaryDirectory(prefix="demo") as name:
        folder = Path(name)
        moved = _in_folder(settings, folder)
        yield moved
        stop_agents(moved.desk.gnupg_home)


@pytest.fixture
def made(empty: Settings) -> Settings:
    """Return settings with the demo keys made."""
    make_demo_keys(empty)
    return empty


def _in_folder(settings: Settings, folder: Path) -> Settings:
    web = dataclasses.replace(
        settings.web, keyring=folder / "web" / "keys.gpg", recipients=folder / "web" / "who.txt"
    )
    desk = dataclasses.replace(settings.desk, gnupg_home=folder / "gnupg")
    site = dataclasses.replace(settings.site, staff_keys=folder / "published")
    return dataclasses.replace(settings, web=web, desk=desk, site=site)


def _gpg(home: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["gpg", "--batch", "--homedir", str(home), *arguments]
    return subprocess.run(command, check=True, input=stdin, capture_output=True).stdout


def _fingerprints(settings: Settings) -> list[str]:
    lines = settings.web.recipients.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_each_demo_key_reads_what_the_web_encrypts_to_it(made: Settings, tmp_path: Path) -> None:
    """Encrypted with nothing but the web's keyring, decrypted with nothing but the desk's home."""
    web = ["--no-options", "--no-autostart", "--no-default-keyring", "--trust-model", "always"]
    web += ["--keyring", str(made.web.keyring)]

    for fingerprint in _fingerprints(made):
        sealed = _gpg(tmp_path, *web, "--encrypt", "--recipient", fingerprint, stdin=b"an order")

        assert _gpg(made.desk.gnupg_home, "--decrypt", stdin=sealed) == b"an order"


def test_the_recipients_are_two_whole_fingerprints_that_say_whose(made: Settings) -> None:
    """In the form that people write: comments with #."""
    text = made.web.recipients.read_text()

    assert [len(fingerprint) for fingerprint in _fingerprints(made)] == [40, 40]
    assert text.startswith("# DEMO keys")
    for staff, fingerprint in zip(STAFF, _fingerprints(made), strict=True):
        assert f"# {staff}\n{fingerprint}\n" in text


def test_the_web_is_given_no_secret(made: Settings) -> None:
    """The keyring holds two public keys."""
    packets = _gpg(made.desk.gnupg_home, "--list-packets", str(made.web.keyring))

    assert packets.count(b":public key packet:") == 2
    assert b"secret" not in packets


def test_the_site_is_given_each_key_under_its_address(made: Settings) -> None:
    """One public key a file, as docs/operations.md has staff export theirs."""
    published = {file.name: file for file in made.site.staff_keys.iterdir()}
    shown = [
        _gpg(made.desk.gnupg_home, "--show-keys", "--with-colons", str(file)).decode()
        for file in published.values()
    ]

    assert sorted(published) == ["staff-one@example.org", "staff-two@example.org"]
    assert [listing.count("pub:") for listing in shown] == [1, 1]
    assert all(f"<{name}>" in listing for name, listing in zip(published, shown, strict=True))


def test_the_demo_keys_end_after_two_years(made: Settings) -> None:
    """Each key and each part of it."""
    listing = _gpg(made.desk.gnupg_home, "--with-colons", "--list-keys").decode()
    keys = [line.split(":") for line in listing.splitlines() if line.startswith(("pub", "sub"))]

    assert [int(key[6]) - int(key[5]) for key in keys] == [TWO_YEARS] * 4


def test_a_second_start_changes_nothing(made: Settings) -> None:
    """The files are not even written."""
    files = (made.web.keyring, made.web.recipients)
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in files]

    make_demo_keys(made)

    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in files] == before


def test_a_lost_keyring_is_written_again(made: Settings) -> None:
    """With the keys that were there, for records are encrypted to them."""
    before = made.web.keyring.read_bytes()
    made.web.keyring.unlink()

    make_demo_keys(made)

    assert made.web.keyring.read_bytes() == before


def test_recipients_that_somebody_wrote_are_left_alone(empty: Settings) -> None:
    """Nothing at all has been made before the demo refuses."""
    empty.web.recipients.parent.mkdir()
    empty.web.recipients.write_text("# ours\n")

    with pytest.raises(NotTheDemosError, match=r"who\.txt was not made by the demo"):
        make_demo_keys(empty)

    assert empty.web.recipients.read_text() == "# ours\n"
    assert not empty.desk.gnupg_home.exists()


def test_a_keyring_of_somebody_is_left_alone(empty: Settings) -> None:
    """Even without recipients beside it."""
    empty.web.keyring.parent.mkdir()
    empty.web.keyring.write_bytes(b"real keys")

    with pytest.raises(NotTheDemosError):
        make_demo_keys(empty)

    assert empty.web.keyring.read_bytes() == b"real keys"


def test_a_home_with_the_keys_of_real_staff_is_left_alone(empty: Settings) -> None:
    """The demo never works with a real secret key."""
    home = empty.desk.gnupg_home
    home.mkdir(mode=0o700)
    real = ["--passphrase", "", "--quick-generate-key", "ada@example.org", "ed25519", "sign"]
    _gpg(home, *real)

    with pytest.raises(NotTheDemosError):
        make_demo_keys(empty)

    assert not empty.web.recipients.exists()


def test_a_path_too_long_for_the_agent_is_refused_in_a_sentence(
    empty: Settings, settings: Settings
) -> None:
    """GnuPG's own words would not help the reader."""
    home = empty.desk.gnupg_home.parent / ("long" * 25) / "gnupg"
    long = dataclasses.replace(
        settings, web=empty.web, desk=dataclasses.replace(empty.desk, gnupg_home=home)
    )
    command = ["gpgconf", "--homedir", str(home), "--list-dirs", "agent-socket"]
    if str(home) not in subprocess.run(command, check=True, capture_output=True, text=True).stdout:
        pytest.skip("GnuPG keeps its sockets outside the home here, so any length will do")

    with pytest.raises(LongHomeError, match="characters too long for GnuPG's agent"):
        make_demo_keys(long)


def test_a_home_that_gpg_cannot_use_is_refused_with_its_own_words(empty: Settings) -> None:
    """The last line that gpg says, which names what is wrong."""
    home = empty.desk.gnupg_home
    home.mkdir(mode=0o700)
    (home / "private-keys-v1.d").touch()

    with pytest.raises(DemoKeysError, match=r"^GnuPG could not make the demo keys: gpg: "):
        make_demo_keys(empty)


def test_no_agent_is_left_behind(made: Settings) -> None:
    """The agent's process has ended."""
    home = ["--homedir", str(made.desk.gnupg_home)]
    ask = ["gpg-connect-agent", *home, "getinfo pid", "/bye"]
    answer = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    agent = os.pidfd_open(int(answer.split()[1]))

    stop_agents(made.desk.gnupg_home)

    ended, _, _ = select.select([agent], [], [], 10)
    os.close(agent)
    assert ended
