# SPDX-License-Identifier: GPL-3.0-or-later
"""Where papers lie and what their names say. Described in docs/formats.md, "The register".

    dossiers/2026/11/22/2026000042/20261122T101200Z-order-0123456789abcdef.pgp     in git
        keys/2026/11/22/2026000042/20261122T101200Z-order-0123456789abcdef.pkesk   outside git

A dossier is a folder, a paper is a file, and a paper is added and never changed. The names say
when, what kind and which, and nothing about anybody: the mark is a keyed hash.
"""

import datetime
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from intake.errors import IntakeError
from intake.model.claim import ClaimStep
from intake.model.document_number import Series
from intake.model.order_state import OrderState, paper_kind_of
from intake.model.payment import PaymentKind
from intake.model.request import RequestKind
from intake.model.sending import Step
from intake.model.structured_communication import OrderNumber
from intake.model.transmission import TransmissionStep, transmission_paper

DOSSIERS = "dossiers"
BODY_SUFFIX = ".pgp"
KEYS_SUFFIX = ".pkesk"
# What is being written has such a name until it is complete.
UNFINISHED_PREFIX = ".unfinished-"

_STAMP = "%Y%m%dT%H%M%SZ"
_BODY = re.compile(
    r"dossiers/(?P<day>\d{4}/\d\d/\d\d)/(?P<number>\d{10})/"
    r"(?P<stamp>\d{8}T\d{6}Z)-(?P<kind>[a-z-]+)-(?P<mark>[0-9a-f]{16})\.pgp",
    re.ASCII,
)


class PaperKind(StrEnum):
    """What a paper records."""

    ORDER = "order"
    WITHDRAWAL = "withdrawal"
    SUPPORT = "support-request"
    FUND = "fund-application"
    SUBSCRIPTION = "notice-subscription"
    UNSUBSCRIPTION = "notice-unsubscription"
    REPORT = "content-report"
    CONTACT_CHANGE = "contact-change"
    PROPOSAL = "proposal"
    SIGNED = "signed-request"
    # About letters: intake/model/sending.py.
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    DUE = "due"
    WITHHELD = "withheld"
    # What staff have seen of an order: intake/model/order_state.py.
    MARKED_RECEIVED = "marked-received"
    MARKED_PAID = "marked-paid"
    MARKED_RUNNING = "marked-running"
    MARKED_CANCELLED = "marked-cancelled"
    MARKED_ENDED = "marked-ended"
    # The key packets of its dossier are deleted: intake/store/erasures.py.
    ERASURE = "erasure"
    # About money: intake/model/payment.py.
    PAYMENT = "payment"
    REFUND_PLANNED = "refund-planned"
    REFUND = "refund"
    # What is issued after it: intake/model/invoice.py, intake/model/credit_note.py.
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    VIES_EVIDENCE = "vies-evidence"
    # What the access point did with a structured file: intake/model/transmission.py.
    TRANSMISSION_HANDED_OVER = "transmission-handed-over"
    TRANSMISSION_ACCEPTED = "transmission-accepted"
    TRANSMISSION_REFUSED = "transmission-refused"
    # About statements of the bank: intake/store/statements.py.
    STATEMENT = "statement"
    SET_ASIDE = "set-aside"
    # Who works on it: intake/model/claim.py.
    TAKEN = "taken"
    GIVEN_BACK = "given-back"
    # Prices for what is on request, and that they were accepted: intake/model/named_prices.py.
    QUOTATION = "quotation"
    QUOTATION_ACCEPTED = "quotation-accepted"
    # What colleagues should know of it: intake/model/note.py.
    NOTE = "note"
    # About the key of a member: intake/model/member_key.py.
    KEY_CHALLENGE = "key-challenge"
    KEY_CONFIRMED = "key-confirmed"
    # That access codes were made, and never which: intake/model/access_codes.py.
    ACCESS_CODES = "access-codes"


# Each kind of request is a kind of paper.
REQUEST_PAPERS = frozenset(PaperKind(kind) for kind in RequestKind)
# Added to a dossier that is there; any other kind opens one.
SENDING_PAPERS = frozenset(PaperKind(step) for step in Step)
PROGRESS_PAPERS = frozenset(PaperKind(paper_kind_of(state)) for state in OrderState)
CLAIM_PAPERS = frozenset(PaperKind(step) for step in ClaimStep)
PAYMENT_PAPERS = frozenset(PaperKind(kind) for kind in PaymentKind)
ISSUED_PAPERS = frozenset(PaperKind(series) for series in Series)
QUOTATION_PAPERS = frozenset({PaperKind.QUOTATION, PaperKind.QUOTATION_ACCEPTED})
MEMBER_PAPERS = frozenset(
    {PaperKind.KEY_CHALLENGE, PaperKind.KEY_CONFIRMED, PaperKind.ACCESS_CODES}
)
TRANSMISSION_PAPERS = frozenset(PaperKind(transmission_paper(one)) for one in TransmissionStep)
BANK_PAPERS = frozenset({PaperKind.STATEMENT, PaperKind.SET_ASIDE})
# A statement opens its dossier, and waits for nobody: it is in no queue.
ADDED_PAPERS = (
    SENDING_PAPERS
    | PROGRESS_PAPERS
    | CLAIM_PAPERS
    | PAYMENT_PAPERS
    | ISSUED_PAPERS
    | TRANSMISSION_PAPERS
    | BANK_PAPERS
    | QUOTATION_PAPERS
    | MEMBER_PAPERS
    | {PaperKind.ERASURE, PaperKind.VIES_EVIDENCE, PaperKind.NOTE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The name of one paper. ``received`` is UTC in whole seconds, ``mark`` sixteen hex digits."""

    number: OrderNumber
    opened: datetime.date
    kind: PaperKind
    received: datetime.datetime
    mark: str

    @property
    def body(self) -> PurePosixPath:
        """Where the body lies, from the folder of the register."""
        return PurePosixPath(DOSSIERS) / self._stem.with_suffix(BODY_SUFFIX)

    @property
    def keys(self) -> PurePosixPath:
        """Where the key packets lie, from the folder of the keys."""
        return self._stem.with_suffix(KEYS_SUFFIX)

    @property
    def _stem(self) -> PurePosixPath:
        name = f"{self.received.strftime(_STAMP)}-{self.kind}-{self.mark}"
        return PurePosixPath(f"{self.opened:%Y/%m/%d}") / self.number / name


def paper_at(body: str) -> Paper:
    """Read the path of a body, as it stands in git; MisplacedPaperError if it is not one of ours.

    >>> path = "dossiers/2026/11/22/2026000042/20261122T101200Z-order-0123456789abcdef.pgp"
    >>> str(paper_at(path).body) == path
    True
    """
    match = _BODY.fullmatch(body)
    if match is None:
        raise MisplacedPaperError(body)
    try:
        return Paper(
            number=OrderNumber(match["number"]),
            opened=datetime.date(*map(int, match["day"].split("/"))),
            kind=PaperKind(match["kind"]),
            received=_instant(match["stamp"]),
            mark=match["mark"],
        )
    except ValueError as error:
        raise MisplacedPaperError(body) from error


def _instant(stamp: str) -> datetime.datetime:
    """Read a moment as ``_STAMP`` writes it; a tenth of the time that strptime takes."""
    day, time = stamp[:8], stamp[9:15]
    return datetime.datetime(
        *(int(day[:4]), int(day[4:6]), int(day[6:])),
        *(int(time[:2]), int(time[2:4]), int(time[4:])),
        tzinfo=datetime.UTC,
    )


def keys_of(body: str) -> str:
    """Return where the key packets of a body lie, from the folder of the keys.

    >>> keys_of("dossiers/2026/11/22/2026000042/x.pgp")
    '2026/11/22/2026000042/x.pkesk'
    """
    return body.removeprefix(f"{DOSSIERS}/").removesuffix(BODY_SUFFIX) + KEYS_SUFFIX


def files_below(root: Path) -> Iterator[str]:
    """Return every file below a folder, from there, in order, but for what is being written.

    In texts and not in paths, which take ten times as long: there may be some hundred thousand.
    """
    return (path for path, _ in sized_files_below(root, sized=False))


def sized_files_below(root: Path, *, sized: bool = True) -> Iterator[tuple[str, int]]:
    """Return every file below a folder with its size in bytes."""
    skip = len(str(root)) + 1
    if root.is_dir():
        for entry in _files(str(root)):
            yield entry.path[skip:], entry.stat(follow_symlinks=False).st_size if sized else 0


def _files(folder: str) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        elif not entry.name.startswith(UNFINISHED_PREFIX):
            yield entry


def papers_in(register: Path, opened: datetime.date, number: OrderNumber) -> list[Paper]:
    """Return the names of all papers in a dossier, oldest first."""
    return papers_below(register, f"{DOSSIERS}/{opened:%Y/%m/%d}/{number}")


def papers_below(register: Path, dossier: str) -> list[Paper]:
    """Return the names of all papers in the folder of a dossier, oldest first."""
    papers = []
    for path in sorted((register / dossier).glob(f"*{BODY_SUFFIX}")):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            papers.append(paper_at(path.relative_to(register).as_posix()))
    return papers


def dossier_of(register: Path, number: OrderNumber) -> list[Paper]:
    """Return the names of all papers of an order or request, oldest first; there may be none."""
    papers = []
    for path in sorted(register.glob(f"{DOSSIERS}/{number[:4]}/*/*/{number}/*{BODY_SUFFIX}")):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            papers.append(paper_at(path.relative_to(register).as_posix()))
    return papers


def by_dossier(papers: Iterable[Paper]) -> dict[OrderNumber, list[Paper]]:
    """Return the papers of each dossier, in the order in which they come."""
    dossiers: dict[OrderNumber, list[Paper]] = {}
    for paper in papers:
        dossiers.setdefault(paper.number, []).append(paper)
    return dossiers


def papers_of(register: Path) -> Iterator[Paper]:
    """Return the names of all papers there are, oldest dossier first, and touch nothing."""
    for path in files_below(register / DOSSIERS):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            yield paper_at(f"{DOSSIERS}/{path}")


class MisplacedPaperError(IntakeError):
    """A file lies in the register that is no paper of ours."""

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(f"{path} is no paper of this register")
