# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff's public keys: where programs look for them, and where people compare them."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.model.public_key import read_public_key
from intake.site.key_directory import KeyFileError, directory_name, read_staff_keys
from tests.conftest import StaffKeys
from tests.site.conftest import BuiltSite, Page, build, read_page

HU = ".well-known/openpgpkey/hu"


def test_an_address_has_the_name_that_gnupg_looks_for(staff_keys: StaffKeys) -> None:
    listing = staff_keys.gpg("--list-keys", "--with-wkd-hash").decode()
    asked_for = re.findall(r"^\s+([a-z0-9]{32})@example\.org$", listing, re.MULTILINE)
    ours = [directory_name(one) for one in ("one@example.org", "two@example.org")]
    assert sorted(asked_for) == sorted(ours)


def test_the_directory_holds_each_key_and_a_policy(site: BuiltSite, staff_keys: StaffKeys) -> None:
    files = sorted((site.folder / HU).iterdir())
    found = {read_public_key(file.read_bytes()).fingerprint for file in files}
    assert (len(files), found) == (2, set(staff_keys.fingerprints))
    assert (site.folder / HU).with_name("policy").read_bytes() == b""


def test_gnupg_takes_the_published_key(site: BuiltSite, staff_keys: StaffKeys) -> None:
    file = site.folder / HU / directory_name("two@example.org")
    shown = staff_keys.gpg("--show-keys", "--with-colons", str(file)).decode()
    assert f"fpr:::::::::{staff_keys.fingerprints[1]}:" in shown


@pytest.mark.parametrize("language", Language)
def test_the_page_of_keys_shows_each_fingerprint_and_leads_to_its_key(
    site: BuiltSite, staff_keys: StaffKeys, language: Language
) -> None:
    page = site.page(f"/{language}/keys/")
    shown = [code.text.replace(" ", "") for code in page.all("code") if len(code.text) == 49]
    loaded = [
        read_public_key((site.folder / link.attributes["href"][1:]).read_bytes()).fingerprint
        for link in page.all("a")
        if "download" in link.attributes
    ]
    assert (tuple(shown), tuple(loaded)) == (staff_keys.fingerprints, staff_keys.fingerprints)


def keys_page(folder: Path, staff_keys: Path | None) -> Page:
    """Build a site of one page, the one of keys, and return that page."""
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    for language in Language:
        head = "Title: Keys\nSummary: The keys of our staff.\nDate: 2026-11-22\nTemplate: keys\n\n"
        (pages / f"keys.{language}.md").write_text(f"{head}Text.\n", encoding="utf-8")
    answer = build(folder / "site", content=pages.parent, staff_keys=staff_keys)
    assert answer.returncode == 0, answer.stderr
    return read_page(folder / "site", folder / "site" / "en" / "keys" / "index.html")


def test_without_keys_the_page_says_so_and_there_is_no_directory(tmp_path: Path) -> None:
    said = keys_page(tmp_path, staff_keys=None).one("p", class_="notice").text
    assert said == "At present this site publishes no key."
    assert not (tmp_path / "site" / ".well-known" / "openpgpkey").exists()


@pytest.fixture
def spoiled(published_keys: Path, tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Return what adds a file to a copy of the folder of keys."""

    def spoil(name: str, data: bytes) -> Path:
        folder = tmp_path / "keys"
        shutil.copytree(published_keys, folder)
        (folder / name).write_bytes(data)
        return folder

    return spoil


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("three@example.org", "no name on this key has the address"),
        ("key.pgp", "its name should be the address"),
        ("@example.org", "its name should be the address"),
    ],
)
def test_a_key_under_another_name_is_refused_with_its_file(
    spoiled: Callable[[str, bytes], Path], published_keys: Path, name: str, what: str
) -> None:
    folder = spoiled(name, (published_keys / "one@example.org").read_bytes())
    with pytest.raises(KeyFileError, match=rf"^{re.escape(str(folder / name))}: {what}"):
        read_staff_keys(folder)


def test_a_file_that_is_no_key_is_refused(spoiled: Callable[[str, bytes], Path]) -> None:
    with pytest.raises(KeyFileError, match="it is not an OpenPGP key; write it with gpg --export"):
        read_staff_keys(spoiled("desk@example.org", b"hello"))


def test_two_addresses_that_a_look_up_cannot_tell_apart_are_refused(
    spoiled: Callable[[str, bytes], Path],
) -> None:
    """The name of an address in the directory leaves out its host."""
    name = b"<One@example.net>"
    key = b"\x98\x02\x04\x00\xb4" + bytes([len(name)]) + name
    with pytest.raises(KeyFileError, match="the same part before the at sign"):
        read_staff_keys(spoiled("One@example.net", key))


def test_a_hidden_file_among_the_keys_is_left_alone(
    spoiled: Callable[[str, bytes], Path],
) -> None:
    assert len(read_staff_keys(spoiled(".directory", b"of a file manager"))) == 2


def test_a_bad_key_stops_the_build(spoiled: Callable[[str, bytes], Path], tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    folder = spoiled("desk@example.org", b"hello")
    answer = build(tmp_path / "site", content=tmp_path / "content", staff_keys=folder)
    told = f"{folder}/desk@example.org: it is not an OpenPGP key" in answer.stderr
    assert (answer.returncode, told) == (1, True)
