# SPDX-License-Identifier: GPL-3.0-or-later
"""The index is one message to the staff: read as it was written, or not at all."""

import subprocess
from pathlib import Path

import pytest

from intake.model.search_facts import FactKind, SearchFact
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.store.find_index import FindIndex, drop_index, has_index, read_index, write_index
from tests.conftest import StaffKeys

GOLDEN = Path(__file__).parent.parent / "golden" / "find-index-1.json"
DAY = "dossiers/2026/11/22"
INDEX = FindIndex(
    tip="7df472acfe61080b6a580aedfab8a31d100bde96",
    papers={
        f"{DAY}/2026000042/20261122T101200Z-order-0123456789abcdef.pgp": (
            SearchFact(kind=FactKind.NUMBER, text="2026000042"),
            SearchFact(kind=FactKind.NAME, text="Stéphane Æøå"),
            SearchFact(kind=FactKind.MAIL, text="stephane@example.org"),
            SearchFact(kind=FactKind.DOMAIN_NAME, text="café.be"),
        )
    },
    unread=frozenset({f"{DAY}/2026000043/20261122T101300Z-order-0123456789abcdef.pgp"}),
)


@pytest.fixture
def opener(staff_keys: StaffKeys) -> Opener:
    """Return what decrypts with the keys of the staff."""
    return Opener(staff_keys.home)


def test_it_is_written_as_it_always_was_and_stock_gpg_reads_it(
    tmp_path: Path, sealer: Sealer, opener: Opener, staff_keys: StaffKeys
) -> None:
    write_index(tmp_path, INDEX, sealer)
    (path,) = tmp_path.iterdir()

    assert staff_keys.gpg("--decrypt", str(path)) == GOLDEN.read_bytes()
    assert read_index(tmp_path, opener) == INDEX
    assert path.stat().st_mode & 0o077 == 0


def test_nothing_of_it_is_in_plain(tmp_path: Path, sealer: Sealer) -> None:
    write_index(tmp_path, INDEX, sealer)
    (path,) = tmp_path.iterdir()
    packets = subprocess.run(
        ["gpg", "--batch", "--list-packets", "--list-only", str(path)],
        capture_output=True,
        check=False,
    ).stdout.decode()

    assert (b"example.org" in path.read_bytes(), packets.count(":pubkey enc packet:")) == (False, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"find-index/1", b"find-index/2"),
        (b'"name"', b'"neither"'),
        (b'"papers": {', b'"papers": ['),
        (b'"unread"', b'"read"'),
    ],
)
def test_another_form_is_no_index(
    tmp_path: Path, sealer: Sealer, opener: Opener, old: bytes, new: bytes
) -> None:
    sealed = sealer.seal(GOLDEN.read_bytes().replace(old, new))
    (tmp_path / "find-index.pgp").write_bytes(sealed.keys + sealed.body)

    assert read_index(tmp_path, opener) is None


def test_what_is_no_message_is_no_index(tmp_path: Path, opener: Opener) -> None:
    (tmp_path / "find-index.pgp").write_bytes(b"no message")

    assert (has_index(tmp_path), read_index(tmp_path, opener)) == (True, None)
    drop_index(tmp_path)
    assert (has_index(tmp_path), read_index(tmp_path, opener)) == (False, None)
