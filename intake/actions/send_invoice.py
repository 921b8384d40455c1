# SPDX-License-Identifier: GPL-3.0-or-later
"""Send an invoice or a credit note by mail to whoever ordered (promise P09): once, with its papers.

It goes with its copy for the accounts, if the order asked for one: a mail of its own. Where the
structured file is the invoice, both carry the visual copy; the file itself goes by the access
point, and not from here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from types import MappingProxyType

from intake.actions.answer_order import billing_copy_of
from intake.actions.send_letter import (
    ONLY_UNSENT,
    LetterSender,
    LetterStateError,
    compose_letter,
    network_sender,
)
from intake.actions.write_invoice import issued_files
from intake.documents.issued_letters import issued_letter
from intake.mail.compose import Attachment, message_id
from intake.model.document_number import DocumentNumber, Series
from intake.model.issued import Issued
from intake.model.sending import COPIES, LetterKind, LetterState, Step
from intake.settings import Settings
from intake.store.issued_papers import issued_paper
from intake.store.register import Register

# What carries each kind of document, and what carries its copy.
_LETTERS: Mapping[Series, tuple[LetterKind, LetterKind]] = MappingProxyType(
    {
        Series.INVOICE: (LetterKind.INVOICE, LetterKind.INVOICE_COPY),
        Series.CREDIT_NOTE: (LetterKind.CREDIT_NOTE, LetterKind.CREDIT_NOTE_COPY),
    }
)
ISSUED_LETTERS = frozenset(letter for pair in _LETTERS.values() for letter in pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedMail:
    """One mail that carries a document, to one addressee."""

    letter: LetterKind
    message_id: str
    make: Callable[[datetime], EmailMessage]


def issued_mails(
    number: DocumentNumber, *, register: Register, settings: Settings
) -> Iterator[IssuedMail]:
    """Return the mails of a document, made from the record and the order: the copy comes second."""
    issued, files = issued_files(number, register)
    order = register.order(register.order_paper(issued.document.charge.order))
    pdf = Attachment(name=f"{number}.pdf", media_type="application/pdf", content=files.pdf)
    own, copy = _LETTERS[number.series]
    yield _mail(issued, own, order.request.customer.email, pdf, settings)
    copy_to = billing_copy_of(order)
    if copy_to is not None:
        yield _mail(issued, copy, copy_to, pdf, settings)


def _mail(
    issued: Issued, letter: LetterKind, to: str, pdf: Attachment, settings: Settings
) -> IssuedMail:
    document = issued.document
    reference, is_copy = f"{letter}-{document.number}", letter in COPIES

    def make(now: datetime) -> EmailMessage:
        return compose_letter(
            issued_letter(document, is_copy=is_copy),
            to=to,
            language=document.charge.language,
            reference=reference,
            settings=settings,
            now=now,
            attachments=[pdf],
        )

    its_id = message_id(reference, network_sender(settings))
    return IssuedMail(letter=letter, message_id=its_id, make=make)


def send_invoice(  # noqa: PLR0913 - what a letter is made of, and which may go, each named
    number: DocumentNumber,
    *,
    register: Register,
    settings: Settings,
    sender: LetterSender,
    states: Collection[LetterState] = ONLY_UNSENT,
    letters: Collection[LetterKind] = ISSUED_LETTERS,
) -> tuple[LetterKind, ...]:
    """Mail it, and its copy unless that has gone; return what was mailed.

    LetterStateError, or what sending raises, if the first of the ``letters`` is not sent.
    """
    paper = issued_paper(number, register)
    mails = [*issued_mails(number, register=register, settings=settings)]
    own, *copies = mails
    if own.letter in letters:
        for copy in copies:
            # Said before the document goes: once that has gone, nothing else tells of the copy.
            sender.announce(Step.DUE, copy.letter, paper, copy.message_id)
    sent: list[LetterKind] = []
    for one in mails:
        if one.letter not in letters:
            continue
        try:
            allowed = {*states, LetterState.UNSENT}
            sender.send(one.make(sender.clock()), one.letter, paper, states=allowed)
        except LetterStateError:
            if not sent:
                raise
        else:
            sent.append(one.letter)
    return tuple(sent)
