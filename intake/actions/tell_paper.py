# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell a paper in one sentence, for the timeline of a dossier.

One table, by kind: a new kind of paper is one row, with how it is read, written and told.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from intake.errors import IntakeError
from intake.model.access_codes import AccessCodes
from intake.model.claim import Claim, ClaimStep
from intake.model.erasure import Erasure
from intake.model.invoice import Invoice
from intake.model.issued import Issued
from intake.model.language import NAMES, Language, money_text
from intake.model.member_key import ConfirmedKey, KeyChallenge
from intake.model.named_prices import Acceptance, NamedPrices
from intake.model.note import Note
from intake.model.order import Order
from intake.model.order_state import Progress
from intake.model.payment import Payment, PaymentKind, PaymentSource
from intake.model.request import Request
from intake.model.sending import LetterKind, Sending, Step
from intake.model.statement import SetAside, Statement
from intake.model.transmission import Transmission, TransmissionStep
from intake.model.vies_evidence import ViesEvidence
from intake.store.access_record import codes_to_json
from intake.store.claim_record import claim_to_json
from intake.store.dossier_records import progress_to_json, sending_to_json
from intake.store.dossiers import (
    CLAIM_PAPERS,
    ISSUED_PAPERS,
    PAYMENT_PAPERS,
    PROGRESS_PAPERS,
    REQUEST_PAPERS,
    SENDING_PAPERS,
    TRANSMISSION_PAPERS,
    Paper,
    PaperKind,
)
from intake.store.erasure_record import erasure_to_json
from intake.store.invoice_record import issued_to_json, vies_evidence_to_json
from intake.store.key_record import challenge_to_json, confirmed_to_json
from intake.store.note_record import note_to_json
from intake.store.payment_record import payment_to_json
from intake.store.quotation_record import acceptance_to_json, named_prices_to_json
from intake.store.records import order_to_json
from intake.store.register import Register
from intake.store.request_record import request_to_json
from intake.store.statement_record import set_aside_to_json, statement_to_json
from intake.store.transmission_record import transmission_to_json

_DESK = Language.EN
_T = TypeVar("_T")
# What a sentence calls a letter, where that is not its kind.
_LETTER_NAMES = {LetterKind.ACCESS_CODES: "letter with the access codes"}
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
_Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPaper:
    """A paper in one sentence; what it says stands in ``value``, and as JSON in ``record``.

    Of one that nobody can read, ``fault`` says why.
    """

    paper: Paper
    sentence: str
    value: object = None
    record: _Record | None = None
    fault: IntakeError | None = None


def tell_paper(paper: Paper, register: Register) -> ToldPaper:
    """Decrypt a paper and tell it; one that cannot be read is told as such."""
    row = _ROWS.get(paper.kind)
    if row is None:
        return ToldPaper(paper=paper, sentence="This program does not know what it says.")
    try:
        value, record, sentence = row(paper, register)
    except IntakeError as error:
        return ToldPaper(paper=paper, sentence=f"Cannot be read: {error}.", fault=error)
    return ToldPaper(paper=paper, sentence=printable(sentence), value=value, record=record)


def printable(text: str) -> str:
    r"""Return a text without anything that a terminal would take for a command.

    >>> printable("one\ntwo \x1b[31m")
    'one\ntwo �[31m'
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else _UNPRINTABLE for letter in text
    )


_Row = Callable[[Paper, Register], tuple[object, _Record, str]]


def _row(
    read: Callable[[Register, Paper], _T],
    write: Callable[[_T], bytes],
    say: Callable[[_T], str],
) -> _Row:
    def told(paper: Paper, register: Register) -> tuple[object, _Record, str]:
        value = read(register, paper)
        return value, json.loads(write(value)), say(value)

    return told


def _order(order: Order) -> str:
    who = order.request.customer.organisation_text or order.request.customer.name
    if order.is_quotation:
        return f"{who} asks for a quotation."
    return f"{who} orders for {money_text(order.to_pay, _DESK)}."


def _request(request: Request) -> str:
    sender = request.values.get("email") or request.values.get("name")
    by = f" from {sender}" if sender else ""
    return f"Came in by its form{by}, in {NAMES[request.language]}."


def _sending(sending: Sending) -> str:
    name = _LETTER_NAMES.get(sending.letter, sending.letter.replace("-", " "))
    letter = f"The {name}"
    code = f" ({sending.code})" if sending.code else ""
    return {
        Step.SENDING: f"{letter} is handed to the mail server, try {sending.attempt}.",
        Step.SENT: f"The mail server has the {name}.",
        Step.DEFERRED: f"{letter} was put off by the mail server{code}.",
        Step.REFUSED: f"{letter} was refused by the mail server{code}.",
        Step.DUE: f"{letter} is to go by mail.",
        Step.WITHHELD: f"{letter} is not to go by mail.",
    }[sending.step]


def _progress(progress: Progress) -> str:
    return f"Marked as {progress.state}, as of {progress.on}."


def _claim(claim: Claim) -> str:
    return f"{'Taken' if claim.step is ClaimStep.TAKEN else 'Given back'} by {claim.by}."


def _erasure(erasure: Erasure) -> str:
    return f"Erased ({erasure.reason}) by the holder of the key {erasure.who}."


def _payment(payment: Payment) -> str:
    amount = money_text(payment.amount, _DESK)
    whom = " ".join(text for text in (payment.payer.name, payment.payer.iban) if text)
    way = "by the bank" if payment.source is PaymentSource.BANK else f"({payment.source})"
    if payment.kind is PaymentKind.PAYMENT:
        return f"{amount} came in on {payment.booked} {way}{f', from {whom}' if whom else ''}."
    to = f" to {whom}" if whom else ""
    if payment.kind is PaymentKind.REFUND:
        return f"{amount} went back on {payment.booked} {way}{to}."
    return f"{amount} is ordered to be paid back{to}."


def _issued(issued: Issued) -> str:
    document = issued.document
    total = money_text(document.charge.totals.total, _DESK)
    if isinstance(document, Invoice):
        paid = money_text(document.paid, _DESK)
        return f"Invoice {document.number} of {total}, dated {document.date}; paid: {paid}."
    return f"{document.number} takes {total} of {document.invoice} back: {document.reason}"


def _transmission(one: Transmission) -> str:
    file = f"The structured file of {one.document}"
    what = {
        TransmissionStep.HANDED_OVER: f"{file} is with the access point",
        TransmissionStep.ACCEPTED: f"The access point has accepted {one.document}",
        TransmissionStep.REFUSED: f"The access point has refused {one.document}",
    }[one.step]
    named = f" (its reference: {one.reference})" if one.reference else ""
    return f"{what}, on {one.on}{named}{f': {one.reason}' if one.reason else '.'}"


def _vies_evidence(evidence: ViesEvidence) -> str:
    knows = "knows" if evidence.is_valid else "does not know"
    return f"VIES {knows} {evidence.vat_number}: {evidence.consultation}, on {evidence.asked}."


def _named_prices(named: NamedPrices) -> str:
    prices = ", ".join(money_text(one.unit_net, _DESK) for one in named.prices)
    return f"Quotation with the prices {prices} net, valid until {named.until}."


def _acceptance(acceptance: Acceptance) -> str:
    return f"The quotation was accepted on {acceptance.on}, by {acceptance.way.replace('-', ' ')}."


def _note(note: Note) -> str:
    return f"{note.by} notes:\n{note.text}"


def _key_challenge(challenge: KeyChallenge) -> str:
    return f"A word is asked of {challenge.email} for the key {challenge.fingerprint}."


def _confirmed_key(confirmed: ConfirmedKey) -> str:
    return f"The word came back: {confirmed.email} holds the key {confirmed.fingerprint}."


def _access_codes(made: AccessCodes) -> str:
    accounts = ", ".join(map(str, made.accounts))
    return (
        f"Access codes were made for {accounts}, for {made.email} and the key {made.fingerprint}."
    )


def _statement(statement: Statement) -> str:
    return f"Statement {statement.name} of the bank, with {len(statement.entries)} entries."


def _set_aside(set_aside: SetAside) -> str:
    return f"An entry is set aside: {set_aside.reason}"


_ROWS: Mapping[PaperKind, _Row] = MappingProxyType(
    {
        PaperKind.ORDER: _row(Register.order, order_to_json, _order),
        **dict.fromkeys(REQUEST_PAPERS, _row(Register.request, request_to_json, _request)),
        **dict.fromkeys(SENDING_PAPERS, _row(Register.sending, sending_to_json, _sending)),
        **dict.fromkeys(PROGRESS_PAPERS, _row(Register.progress, progress_to_json, _progress)),
        **dict.fromkeys(CLAIM_PAPERS, _row(Register.claim, claim_to_json, _claim)),
        **dict.fromkeys(PAYMENT_PAPERS, _row(Register.payment, payment_to_json, _payment)),
        **dict.fromkeys(ISSUED_PAPERS, _row(Register.issued, issued_to_json, _issued)),
        **dict.fromkeys(
            TRANSMISSION_PAPERS, _row(Register.transmission, transmission_to_json, _transmission)
        ),
        PaperKind.VIES_EVIDENCE: _row(
            Register.vies_evidence, vies_evidence_to_json, _vies_evidence
        ),
        PaperKind.ERASURE: _row(Register.erasure, erasure_to_json, _erasure),
        PaperKind.QUOTATION: _row(Register.named_prices, named_prices_to_json, _named_prices),
        PaperKind.QUOTATION_ACCEPTED: _row(Register.acceptance, acceptance_to_json, _acceptance),
        PaperKind.NOTE: _row(Register.note, note_to_json, _note),
        PaperKind.KEY_CHALLENGE: _row(Register.key_challenge, challenge_to_json, _key_challenge),
        PaperKind.KEY_CONFIRMED: _row(Register.confirmed_key, confirmed_to_json, _confirmed_key),
        PaperKind.ACCESS_CODES: _row(Register.access_codes, codes_to_json, _access_codes),
        PaperKind.STATEMENT: _row(Register.statement, statement_to_json, _statement),
        PaperKind.SET_ASIDE: _row(Register.set_aside, set_aside_to_json, _set_aside),
    }
)
# What the table can tell; a test holds it against the kinds there are.
TOLD_KINDS = frozenset(_ROWS)
