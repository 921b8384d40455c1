# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify what papers say: each is opened, read, and held against its name.

One table, by kind: a new kind of paper has its line here.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from intake.actions.verify_invoice import issued_findings
from intake.errors import IntakeError
from intake.model.access_codes import codes_mark
from intake.model.catalogue import Catalogue
from intake.model.member_key import challenge_mark, confirmed_mark
from intake.model.named_prices import quotation_of
from intake.model.order import Order, numbered
from intake.model.order_state import paper_kind_of
from intake.model.payment import entry_mark
from intake.model.sending import sending_mark
from intake.model.statement import balance_fault
from intake.model.transmission import transmission_mark, transmission_paper
from intake.store.agreed_orders import agreed_order
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
from intake.store.register import Register
from intake.store.statements import statement_place

_OTHER = "says something else than its name"


def faults_inside(paper: Paper, register: Register, catalogue: Catalogue) -> Iterator[str]:
    """Return what is wrong with what a paper says, in sentences without its place."""
    try:
        if paper.kind is PaperKind.ORDER:
            yield from _order(paper, register.order(paper), catalogue)
        else:
            yield from _CHECKS[paper.kind](paper, register)
    except IntakeError as error:
        yield str(error)


def _order(paper: Paper, order: Order, catalogue: Catalogue) -> Iterator[str]:
    expected = numbered(
        order.request,
        catalogue.dated(order.price_list),
        order.vat,
        number=order.number,
        received=order.received,
        special=order.special,
    )
    if (order.number, order.received) != (paper.number, paper.received):
        yield f"holds another order: {order.number}"
    if order != expected:
        yield f"its prices are not those of the price list of {order.price_list}"


def _request(paper: Paper, register: Register) -> Iterator[str]:
    request = register.request(paper)
    named = (paper.kind, paper.number, paper.received)
    if (PaperKind(request.kind), request.number, request.received) != named:
        yield f"holds another request: {request.kind} {request.number}"


def _sending(paper: Paper, register: Register) -> Iterator[str]:
    sending = register.sending(paper)
    mark = sending_mark(sending.letter, sending.answers, sending.attempt)
    says = (sending.number, str(sending.step), sending.at, mark)
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield _OTHER


def _progress(paper: Paper, register: Register) -> Iterator[str]:
    progress = register.progress(paper)
    says = (progress.number, paper_kind_of(progress.state), progress.recorded)
    if says != (paper.number, str(paper.kind), paper.received):
        yield _OTHER


def _erasure(paper: Paper, register: Register) -> Iterator[str]:
    erasure = register.erasure(paper)
    if (erasure.number, erasure.at) != (paper.number, paper.received):
        yield _OTHER


def _claim(paper: Paper, register: Register) -> Iterator[str]:
    claim = register.claim(paper)
    if (claim.number, str(claim.step), claim.at) != (paper.number, str(paper.kind), paper.received):
        yield _OTHER


def _payment(paper: Paper, register: Register) -> Iterator[str]:
    payment = register.payment(paper)
    says = (payment.number, str(payment.kind), payment.recorded, entry_mark(payment.entry))
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield _OTHER


def _statement(paper: Paper, register: Register) -> Iterator[str]:
    statement = register.statement(paper)
    if statement_place(statement, paper.received) != paper:
        yield _OTHER
    fault = balance_fault(statement)
    if fault:
        yield fault


def _set_aside(paper: Paper, register: Register) -> Iterator[str]:
    set_aside = register.set_aside(paper)
    if (set_aside.recorded, entry_mark(set_aside.entry)) != (paper.received, paper.mark):
        yield _OTHER


def _vies_evidence(paper: Paper, register: Register) -> Iterator[str]:
    evidence = register.vies_evidence(paper)
    says = (evidence.order, evidence.recorded, evidence.mark)
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER


def _named_prices(paper: Paper, register: Register) -> Iterator[str]:
    named = register.named_prices(paper)
    says = (named.number, named.recorded, named.mark)
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER
    quotation_of(register.order(register.order_paper(paper.number)), named)


def _acceptance(paper: Paper, register: Register) -> Iterator[str]:
    acceptance = register.acceptance(paper)
    says = (acceptance.number, acceptance.recorded, acceptance.mark)
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER
    agreed_order(paper.number, register)


def _note(paper: Paper, register: Register) -> Iterator[str]:
    note = register.note(paper)
    if (note.number, note.at) != (paper.number, paper.received):
        yield _OTHER


def _transmission(paper: Paper, register: Register) -> Iterator[str]:
    one = register.transmission(paper)
    says = (one.order, transmission_paper(one.step), one.recorded, one.mark)
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield _OTHER
    marks = {other.mark for other in register.dossier(paper.number)}
    if one.document.mark not in marks:
        yield f"is about {one.document.series} {one.document}, which is not in its dossier"
    if one.count > 1 and transmission_mark(one.document, one.count - 1) not in marks:
        yield "follows a step that is missing"


def _issued(paper: Paper, register: Register) -> Iterator[str]:
    for finding in issued_findings(paper, register):
        yield finding.what


def _key_challenge(paper: Paper, register: Register) -> Iterator[str]:
    asked = register.key_challenge(paper)
    says = (asked.number, asked.at, challenge_mark(asked.number, asked.count))
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER


def _access_codes(paper: Paper, register: Register) -> Iterator[str]:
    made = register.access_codes(paper)
    says = (made.number, made.at, codes_mark(made.number, made.count))
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER


def _key_confirmed(paper: Paper, register: Register) -> Iterator[str]:
    confirmed = register.confirmed_key(paper)
    says = (confirmed.number, confirmed.at, confirmed_mark(confirmed.challenge))
    if says != (paper.number, paper.received, paper.mark):
        yield _OTHER


_CHECKS: Mapping[PaperKind, Callable[[Paper, Register], Iterator[str]]] = MappingProxyType(
    {
        **dict.fromkeys(REQUEST_PAPERS, _request),
        **dict.fromkeys(SENDING_PAPERS, _sending),
        **dict.fromkeys(PROGRESS_PAPERS, _progress),
        **dict.fromkeys(CLAIM_PAPERS, _claim),
        **dict.fromkeys(PAYMENT_PAPERS, _payment),
        **dict.fromkeys(ISSUED_PAPERS, _issued),
        **dict.fromkeys(TRANSMISSION_PAPERS, _transmission),
        PaperKind.STATEMENT: _statement,
        PaperKind.SET_ASIDE: _set_aside,
        PaperKind.VIES_EVIDENCE: _vies_evidence,
        PaperKind.ERASURE: _erasure,
        PaperKind.NOTE: _note,
        PaperKind.QUOTATION: _named_prices,
        PaperKind.QUOTATION_ACCEPTED: _acceptance,
        PaperKind.KEY_CHALLENGE: _key_challenge,
        PaperKind.KEY_CONFIRMED: _key_confirmed,
        PaperKind.ACCESS_CODES: _access_codes,
    }
)
