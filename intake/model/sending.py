# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending a letter so that none goes twice and none is silently lost.

Each try has a paper before the mail server gets the text, and another that says how it ended:

    sending                 the text is about to be handed over
    sending + sent          the mail server has it
    sending + deferred      it said "later" and does not have it
            refused         it never will
    sending alone           nobody knows: we died, or the connection did; only people try again

Before any try a paper may say what the letter's own paper does not:

    due                     the letter is to go; it may wait its turn
    withheld                it is not to go

The papers of one try share a mark that follows from what is sent about which paper, so the state
of a letter is read from names alone, and two programs cannot make the same try.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count, takewhile

from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber


class LetterKind(StrEnum):
    """What is sent about a paper: an order's answer and its copy, or that we have a request."""

    # Each is the series of the document that it carries: intake/model/document_number.py.
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    # Its copy for the accounts.
    INVOICE_COPY = "invoice-copy"
    CREDIT_NOTE_COPY = "credit-note-copy"
    # What shows whose a key is: intake/model/member_key.py.
    KEY_CHALLENGE = "key-challenge"
    # What opens a paid service: intake/model/access_codes.py.
    ACCESS_CODES = "access-codes"
    ANSWER = "answer"
    COPY = "copy"
    ACKNOWLEDGEMENT = "acknowledgement"
    # The prices that staff name for what an order has on request.
    QUOTATION = "quotation"
    # That an order is cancelled.
    CANCELLATION = "cancellation"


# What else goes, to the address for the accounts, when the letter it copies goes.
COPIES = frozenset({LetterKind.COPY, LetterKind.INVOICE_COPY, LetterKind.CREDIT_NOTE_COPY})


class Step(StrEnum):
    """What a paper about a letter says; each is a kind of paper."""

    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    DUE = "due"
    WITHHELD = "withheld"


# What is said before the first try; the mark of such a paper counts it as try 0.
NOTICES = frozenset({Step.DUE, Step.WITHHELD})
BEFORE_ANY = 0


class LetterState(StrEnum):
    """Where a letter is."""

    UNSENT = "unsent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    WITHHELD = "withheld"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What a paper about a letter records. No address is in it; ``code`` is the mail server's."""

    number: OrderNumber
    letter: LetterKind
    answers: str
    attempt: int
    step: Step
    message_id: str
    at: datetime
    code: int | None = None


def sending_mark(letter: LetterKind, answers: str, attempt: int) -> str:
    """Return the mark of a try, counted from 1, at sending a letter about a paper.

    >>> sending_mark(LetterKind.ANSWER, "0123456789abcdef", 1)
    '2e94c51b6945698c'
    """
    return paper_mark(f"sending/1 {letter} {answers} {attempt}")


def attempts_at(
    letter: LetterKind,
    answers: str,
    steps: Mapping[str, Collection[Step]],
) -> list[Collection[Step]]:
    """Return what the papers of a dossier, by mark, say of each try at a letter."""
    marks = (sending_mark(letter, answers, attempt) for attempt in count(1))
    return [steps[mark] for mark in takewhile(steps.__contains__, marks)]


def notices_of(
    letter: LetterKind,
    answers: str,
    steps: Mapping[str, Collection[Step]],
) -> Collection[Step]:
    """Return what the papers of a dossier, by mark, say of a letter before any try."""
    return steps.get(sending_mark(letter, answers, BEFORE_ANY), frozenset())


def letter_state(
    attempts: Collection[Collection[Step]], notices: Collection[Step] = frozenset()
) -> LetterState:
    """Return where a letter is after these tries and these notices before them.

    >>> letter_state([{Step.SENDING}, {Step.SENDING, Step.DEFERRED}])
    <LetterState.UNCERTAIN: 'uncertain'>
    """
    if any(Step.SENT in steps for steps in attempts):
        return LetterState.SENT
    if any(set(steps) == {Step.SENDING} for steps in attempts):
        return LetterState.UNCERTAIN
    if any(Step.REFUSED in steps for steps in attempts):
        return LetterState.REFUSED
    return LetterState.WITHHELD if Step.WITHHELD in notices else LetterState.UNSENT
