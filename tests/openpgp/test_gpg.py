# SPDX-License-Identifier: GPL-3.0-or-later
"""GnuPG's own words are read byte for byte, whatever stands in the names on keys."""

from pathlib import Path

import gnupg
import pytest

from intake.openpgp.gpg import Gpg, GpgUnavailableError, open_gpg, status_lines
from tests.openpgp.conftest import ODD_NAMES, Ring


class Heard(gnupg.Crypt):  # type: ignore[misc]  # python-gnupg has no types
    """What python-gnupg was told: every keyword in turn."""

    def __init__(self, gpg: Gpg) -> None:
        """Start with nothing heard."""
        super().__init__(gpg)
        self.keywords: list[str] = []

    def handle_status(self, key: str, value: str) -> None:
        """Note the keyword."""
        self.keywords.append(key)
        super().handle_status(key, value)


def keywords_in(said: str) -> list[str]:
    """Return the keywords that the reader finds."""
    return [keyword for keyword, _ in status_lines(said)]


def keywords_when_opened(ring: Ring, kind: str) -> list[str]:
    """Return what gpg says while it opens a record encrypted to that key."""
    sealed = ring.sealer(ring.keys["one"], ring.keys[kind]).seal(b"record")
    gpg = open_gpg(ring.homes[0])
    gpg.result_map = {**gpg.result_map, "crypt": Heard}
    heard: list[str] = gpg.decrypt(sealed.keys + sealed.body).keywords
    return heard


@pytest.mark.parametrize("kind", ODD_NAMES)
def test_a_name_on_a_key_is_never_taken_for_a_word_of_gpg(ring: Ring, kind: str) -> None:
    assert keywords_when_opened(ring, kind) == keywords_when_opened(ring, "plain name")


@pytest.mark.parametrize("kind", ODD_NAMES)
def test_a_name_on_a_key_changes_nothing_in_what_gpg_lists(ring: Ring, kind: str) -> None:
    gpg = ring.gpg()

    odd, plain = (
        [record[0] for record in gpg.colon_records(ring.keys[key])] for key in (kind, "plain name")
    )

    assert odd == plain


@pytest.mark.parametrize("kind", ODD_NAMES)
def test_a_name_is_listed_whole(ring: Ring, kind: str) -> None:
    records = ring.gpg().colon_records(ring.keys[kind])

    names = [record[9].replace(r"\x3a", ":") for record in records if record[0] == "uid"]

    assert names == [ODD_NAMES[kind]]


@pytest.mark.parametrize(
    "separator",
    ["\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x85", "\N{LINE SEPARATOR}", "\xa0"],
)
def test_a_line_of_gpg_ends_at_its_line_feed_alone(separator: str) -> None:
    said = f"gpg: name{separator}[GNUPG:] NODATA 1\n[GNUPG:] GOODMDC\n"

    assert keywords_in(said) == ["GOODMDC"]


def test_a_line_that_is_no_utf_8_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "gpg"
    program.write_text(
        "#!/bin/sh\n"
        "echo 'gpg (GnuPG) 2.2.40'\n"
        r"""printf 'gpg: "\377\303"\n[GNUPG:] GOODMDC\n[GNUPG:] END_DECRYPTION' >&2""",
        encoding="utf-8",
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    gpg = open_gpg(tmp_path)
    gpg.result_map = {**gpg.result_map, "crypt": Heard}

    heard: list[str] = gpg.decrypt(b"message").keywords

    assert heard == ["GOODMDC", "END_DECRYPTION"]


def test_a_word_of_gpg_has_its_prefix_at_the_start_of_the_line() -> None:
    said = " [GNUPG:] NODATA 1\n[GNUPG:]NODATA 1\n[GNUPG:] GOODMDC\n"

    assert keywords_in(said) == ["GOODMDC"]


def test_nothing_is_listed_of_a_key_that_is_not_there(ring: Ring) -> None:
    records = ring.gpg().colon_records("0" * 40)

    # Where there is a trust database gpg always speaks of it first.
    assert [record for record in records if record[0] != "tru"] == []


@pytest.mark.parametrize("make", ["nothing", "file"])
def test_a_home_that_is_no_folder_is_named(tmp_path: Path, make: str) -> None:
    home = tmp_path / "home"
    if make == "file":
        home.touch()

    with pytest.raises(GpgUnavailableError) as error:
        open_gpg(home)

    expected = f"gpg does not work in {home}: is gnupg installed, is it a folder?"
    assert str(error.value) == expected


def test_a_machine_without_gnupg_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GpgUnavailableError, match="is gnupg installed"):
        open_gpg(tmp_path)


def test_looking_and_sealing_leave_no_trace_in_the_folder_of_the_keys(ring: Ring) -> None:
    sealer = ring.sealer(*ring.two)
    before = contents(ring.keyring.parent)

    sealer.seal(b"record")
    ring.gpg().colon_records(ring.keys["one"])

    assert contents(ring.keyring.parent) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
