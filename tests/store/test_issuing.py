# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers are given out under the lock: no gap, none twice, whatever fails or runs beside."""

import datetime
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.model.document_number import DocumentNumber, Series, SeriesBrokenError
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from intake.store.issued_papers import NotIssuedError, issued_paper, numbers_of, series_papers
from intake.store.issuing import BATCH, Draft, IssuedOnceError, issue
from intake.store.key_files import INCOMPLETE
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.conftest import NOW
from tests.store.conftest import lay, messages, paper

LATER = NOW + datetime.timedelta(days=2)


class BrokenError(Exception):
    """What goes wrong in a test."""


@pytest.fixture
def desk(own_settings: Settings) -> Register:
    """Return the test's own register."""
    return Register(
        repository=Repository(own_settings.folders.register),
        keys=own_settings.folders.keys,
        opener=Opener(own_settings.desk.gnupg_home),
    )


@pytest.fixture
def writer(desk: Register, sealer: Sealer) -> PaperWriter:
    """Return what writes into it."""
    return desk.writer(sealer, LATER)


def draft(count: int) -> Draft:
    """Return a document for the order of that count."""
    return Draft(dossier=paper(count), compose=lambda number, _at: f"{number}\n".encode())


def broken(count: int) -> Draft:
    """Return a document that cannot be made."""

    def compose(_number: DocumentNumber, _at: datetime.datetime) -> bytes:
        raise BrokenError

    return Draft(dossier=paper(count), compose=compose)


def counts(desk: Register) -> list[int]:
    """Return the counts of all invoices."""
    numbers = numbers_of(Series.INVOICE, series_papers(desk, Series.INVOICE))
    return [number.count for number in numbers]


def issue_all(
    drafts: list[Draft], desk: Register, writer: PaperWriter, series: Series = Series.INVOICE
) -> Iterator[Paper]:
    """Issue them."""
    return issue(drafts, series, register=desk, writer=writer, now=LATER)


def test_a_run_is_one_commit_for_a_batch(desk: Register, writer: PaperWriter) -> None:
    papers = list(issue_all([draft(one) for one in range(BATCH + 1)], desk, writer))

    assert counts(desk) == list(range(1, BATCH + 2))
    assert messages(desk.repository.folder)[1:] == [
        f"Issue invoice 2026-00001 to 2026-{BATCH:05d}",
        f"Issue invoice 2026-{BATCH + 1:05d}",
    ]
    assert desk.opener.open(desk.sealed(papers[2])).rstrip(b"\n") == b"2026-00003"


def test_each_series_counts_for_itself(desk: Register, writer: PaperWriter) -> None:
    list(issue_all([draft(1), draft(2)], desk, writer))
    (note,) = issue_all([draft(2)], desk, writer, Series.CREDIT_NOTE)

    assert (note.kind, note.mark[-5:]) == (PaperKind.CREDIT_NOTE, "00001")
    number = DocumentNumber(series=Series.CREDIT_NOTE, year=2026, count=1)
    assert issued_paper(number, desk) == note
    with pytest.raises(NotIssuedError, match="CN-2026-00002"):
        issued_paper(DocumentNumber.parse("CN-2026-00002"), desk)


def test_what_fails_in_the_middle_leaves_no_gap(desk: Register, writer: PaperWriter) -> None:
    """What was laid before it is issued and committed; what comes after is not."""
    with pytest.raises(BrokenError):
        list(issue_all([draft(1), draft(2), broken(3), draft(4)], desk, writer))

    assert counts(desk) == [1, 2]
    assert messages(desk.repository.folder)[-1] == "Issue invoice 2026-00001 to 2026-00002"
    list(issue_all([draft(4), draft(3)], desk, writer))
    assert counts(desk) == [1, 2, 3, 4]


def test_an_order_has_one_invoice(desk: Register, writer: PaperWriter) -> None:
    list(issue_all([draft(1)], desk, writer))

    with pytest.raises(IssuedOnceError, match="2026-00001"):
        list(issue_all([draft(2), draft(1)], desk, writer))
    assert counts(desk) == [1]


def test_two_desks_at_once_give_out_each_number_once(
    own_settings: Settings, desk: Register, sealer: Sealer
) -> None:
    """Each with the repository opened for itself, as two programs have it."""
    start = threading.Barrier(2)

    def run(orders: list[int]) -> None:
        repository = Repository(own_settings.folders.register)
        register = Register(repository=repository, keys=desk.keys, opener=desk.opener)
        start.wait()
        for one in orders:
            list(issue_all([draft(one)], register, register.writer(sealer, LATER)))

    with ThreadPoolExecutor(2) as desks:
        list(desks.map(run, [[1, 2, 3], [4, 5, 6]]))

    assert counts(desk) == [1, 2, 3, 4, 5, 6]
    assert len(desk.repository.committed()) == 7


def test_keys_of_a_paper_that_was_never_one_are_set_aside(
    desk: Register, writer: PaperWriter
) -> None:
    """As a kill leaves them: in the same second the next try has the same name."""
    name = "2026/11/22/2026000001/20261124T101200Z-invoice-0000000202600001.pkesk"
    lay(desk.keys, name, b"of nobody")
    (issued,) = issue_all([draft(1)], desk, writer)

    assert str(issued.keys) == name
    assert (desk.keys / INCOMPLETE / name).read_bytes() == b"of nobody"
    assert desk.opener.open(desk.sealed(issued)).rstrip(b"\n") == b"2026-00001"


def test_what_a_killed_run_left_uncommitted_is_committed_by_the_next(
    desk: Register, writer: PaperWriter
) -> None:
    left = Paper(
        number=paper(1).number,
        opened=NOW.date(),
        kind=PaperKind.INVOICE,
        received=LATER,
        mark=DocumentNumber.parse("2026-00001").mark,
    )
    writer.write(left, b"2026-00001\n")
    list(issue_all([draft(2)], desk, writer))

    assert counts(desk) == [1, 2]
    assert str(left.body) in desk.repository.committed()


def test_a_number_that_two_clones_gave_out_stops_the_series(
    desk: Register, writer: PaperWriter
) -> None:
    for count in (1, 2):
        twin = Paper(
            number=paper(count).number,
            opened=NOW.date(),
            kind=PaperKind.INVOICE,
            received=LATER,
            mark=DocumentNumber.parse("2026-00001").mark,
        )
        writer.write(twin, b"2026-00001\n")

    with pytest.raises(SeriesBrokenError, match="2026-00001 is there twice"):
        list(issue_all([draft(3)], desk, writer))
