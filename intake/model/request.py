# SPDX-License-Identifier: GPL-3.0-or-later
"""What people ask of us besides an order: a table of forms, and a request made with one.

A form says which fields it has and by when we act. The page, the reader of what is sent, the
record and the desk all follow this table.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from intake.model.clear_signed import LARGEST
from intake.model.deadlines import refund_deadline, response_deadline
from intake.model.language import Language
from intake.model.structured_communication import OrderNumber


class RequestKind(StrEnum):
    """What is asked for; the format of its record is this and a number, ``withdrawal/1``."""

    WITHDRAWAL = "withdrawal"
    SUPPORT = "support-request"
    FUND = "fund-application"
    SUBSCRIPTION = "notice-subscription"
    UNSUBSCRIPTION = "notice-unsubscription"
    REPORT = "content-report"
    CONTACT_CHANGE = "contact-change"
    PROPOSAL = "proposal"
    SIGNED = "signed-request"


class Reader(StrEnum):
    """How the text of a field is read."""

    TEXT = "text"
    NAME = "name"
    EMAIL = "email"
    ORDER_NUMBER = "order-number"
    ADDRESSES = "addresses"
    CHOICE = "choice"
    TICK = "tick"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """One field: how long its text may be, in characters, and how it is read.

    ``unless`` names another field that, filled in, frees of filling in this one. What the intake
    itself adds (``by_us``) is in the record and not in the form.
    """

    name: str
    longest: int
    reader: Reader = Reader.TEXT
    required: bool = False
    unless: str | None = None
    rows: int = 0
    choices: tuple[str, ...] = ()
    by_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """One form. ``page`` is the last part of its page's address, in every language."""

    kind: RequestKind
    page: str
    fields: tuple[RequestField, ...]
    deadline: Callable[[datetime.datetime], datetime.datetime | None]
    # The consumer checks and confirms it on a page of its own.
    reviewed: bool = False
    # It counts once the owner of the address has followed the link that we mail.
    confirmed_by_mail: bool = False

    @property
    def format(self) -> str:
        """The name of the record's format."""
        return f"{self.kind}/1"

    @property
    def typed(self) -> tuple[RequestField, ...]:
        """The fields that people fill in."""
        return tuple(field for field in self.fields if not field.by_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A form that was sent in, with its number; ``values`` holds what was filled in, by field."""

    kind: RequestKind
    number: OrderNumber
    received: datetime.datetime
    language: Language
    deadline: datetime.datetime | None
    values: Mapping[str, str]


YES = "yes"
# The longest address that mail knows (RFC 5321, 4.5.3.1.3).
_EMAIL = RequestField(name="email", longest=254, reader=Reader.EMAIL, required=True)
_NAME = RequestField(name="name", longest=100, required=True)


def _no_deadline(_received: datetime.datetime) -> None:
    return None


def _text(name: str, longest: int, rows: int, *, required: bool = True) -> RequestField:
    return RequestField(name=name, longest=longest, rows=rows, required=required)


def _tick(name: str, *, required: bool = False) -> RequestField:
    return RequestField(name=name, longest=len(YES), reader=Reader.TICK, required=required)


_FORMS = (
    # Directive 2011/83, article 11a: name, contract, and where to send the acknowledgement.
    RequestForm(
        kind=RequestKind.WITHDRAWAL,
        page="withdraw",
        deadline=refund_deadline,
        reviewed=True,
        fields=(
            RequestField(
                name="order_number", longest=40, reader=Reader.ORDER_NUMBER, required=True
            ),
            RequestField(name="name", longest=100, reader=Reader.NAME, required=True),
            _EMAIL,
            RequestField(
                name="part",
                longest=20,
                reader=Reader.CHOICE,
                choices=("everything", "services", "domain-names"),
                required=True,
            ),
        ),
    ),
    RequestForm(
        kind=RequestKind.SUPPORT,
        page="support",
        deadline=response_deadline,
        fields=(
            _NAME,
            _EMAIL,
            RequestField(name="about", longest=200),
            _text("message", 4000, 10),
        ),
    ),
    RequestForm(
        kind=RequestKind.FUND,
        page="solidarity-fund",
        deadline=_no_deadline,
        fields=(
            RequestField(name="initiative", longest=100, required=True),
            _NAME,
            _EMAIL,
            _text("project", 6000, 12),
            _text("needs", 1500, 5),
            _text("means", 1500, 5),
            _text("links", 1000, 3, required=False),
        ),
    ),
    RequestForm(
        kind=RequestKind.SUBSCRIPTION,
        page="notices",
        deadline=_no_deadline,
        confirmed_by_mail=True,
        fields=(_EMAIL, RequestField(name="leave", longest=200, by_us=True, required=True)),
    ),
    RequestForm(
        kind=RequestKind.UNSUBSCRIPTION,
        page="leave-notices",
        deadline=response_deadline,
        fields=(
            RequestField(
                name="email",
                longest=254,
                reader=Reader.EMAIL,
                required=True,
                unless="subscription",
            ),
            RequestField(name="subscription", longest=10, by_us=True),
        ),
    ),
    # Regulation 2022/2065, article 16(2): (a) why, (b) where, (c) who, (d) in good faith.
    RequestForm(
        kind=RequestKind.REPORT,
        page="report-content",
        deadline=response_deadline,
        fields=(
            RequestField(
                name="addresses", longest=2000, reader=Reader.ADDRESSES, required=True, rows=3
            ),
            _text("reasons", 4000, 8),
            _tick("child_abuse"),
            RequestField(name="name", longest=100, required=True, unless="child_abuse"),
            RequestField(
                name="email",
                longest=254,
                reader=Reader.EMAIL,
                required=True,
                unless="child_abuse",
            ),
            _tick("good_faith", required=True),
        ),
    ),
    RequestForm(
        kind=RequestKind.CONTACT_CHANGE,
        page="contact-data",
        deadline=response_deadline,
        fields=(
            _NAME,
            _EMAIL,
            RequestField(
                name="new_email",
                longest=254,
                reader=Reader.EMAIL,
                required=True,
                unless="changes",
            ),
            _text("changes", 1000, 4, required=False),
        ),
    ),
    RequestForm(
        kind=RequestKind.PROPOSAL,
        page="contribute",
        deadline=_no_deadline,
        fields=(
            _NAME,
            _EMAIL,
            RequestField(
                name="sort",
                longest=20,
                reader=Reader.CHOICE,
                choices=("correction", "news", "page"),
                required=True,
            ),
            RequestField(name="subject", longest=200, required=True),
            _text("text", 8000, 14),
            RequestField(name="credit", longest=100),
            _tick("licence", required=True),
        ),
    ),
    RequestForm(
        kind=RequestKind.SIGNED,
        page="signed-request",
        deadline=response_deadline,
        fields=(
            RequestField(
                name="signed_text",
                longest=LARGEST,
                reader=Reader.SIGNED,
                required=True,
                rows=14,
            ),
        ),
    ),
)
FORMS: Mapping[RequestKind, RequestForm] = MappingProxyType({form.kind: form for form in _FORMS})


def form_of_page(page: str) -> RequestForm | None:
    """Return the form of the page with that address, None if it has none.

    >>> form_of_page("withdraw").kind
    <RequestKind.WITHDRAWAL: 'withdrawal'>
    """
    return next((form for form in _FORMS if form.page == page), None)
