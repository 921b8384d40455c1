# SPDX-License-Identifier: GPL-3.0-or-later
"""Send what the outbox holds: letters made again from their papers, none of them twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from types import MappingProxyType

from intake.actions.answer_order import answers_to
from intake.actions.cancel_order import cancellation_mail
from intake.actions.list_outbox import PostedLetter, list_outbox
from intake.actions.make_quotation import quotation_mail
from intake.actions.send_acknowledgement import acknowledgement_mail, send_acknowledgement
from intake.actions.send_invoice import issued_mails, send_invoice
from intake.actions.send_letter import LetterSender
from intake.actions.send_pro_forma import letter_of, send_pro_forma
from intake.errors import IntakeError, NotFoundError, RefusedError
from intake.mail.send import MailUnavailableError
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.document_number import DocumentNumber
from intake.model.sending import COPIES, LetterKind, LetterState
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.agreed_orders import order_about
from intake.store.dossiers import Paper
from intake.store.register import Register

_Mail = Callable[[Paper, Register, Settings, Catalogue, datetime], EmailMessage]
# How the letters are made that a paper calls for by itself, and that have no copy.
_MAILS: Mapping[LetterKind, _Mail] = MappingProxyType(
    {LetterKind.CANCELLATION: cancellation_mail, LetterKind.QUOTATION: quotation_mail}
)
# What somebody who has looked at a letter may have sent once more.
AGAIN = frozenset(LetterState) - {LetterState.SENT}


def letters_to_send(
    *,
    register: Register,
    number: OrderNumber | DocumentNumber | None,
    again: bool,
) -> list[PostedLetter]:
    """Return the letters that may go: all unsent ones, or those about an order or a document.

    NotToBeSentError if that has none that may, NoLetterError if no letter is about it.
    """
    letters = list_outbox(register=register)
    states = AGAIN if again else {LetterState.UNSENT}
    if number is None:
        return [one for one in letters if one.state in states]
    named = [one for one in letters if number in {one.number, one.document}]
    if not named:
        raise NoLetterError(number)
    chosen = [one for one in named if one.state in states]
    if not chosen:
        raise NotToBeSentError(named)
    return chosen


def send_outbox(  # noqa: PLR0913 - what letters are made of, and where they are noted, each named
    letters: Sequence[PostedLetter],
    *,
    register: Register,
    sender: LetterSender,
    settings: Settings,
    catalogue: Catalogue,
    told: Callable[[PostedLetter, IntakeError | None], None],
) -> int:
    """Send the letters one after the other; return how many the mail server has.

    ``told`` hears of each letter, with what kept it from going. MailUnavailableError ends it: what
    is left stays in the outbox.
    """
    sent = 0
    for one in letters:
        try:
            if one.letter is LetterKind.ACKNOWLEDGEMENT:
                request, states = register.request(one.paper), {one.state}
                send_acknowledgement(request, settings, sender=sender, states=states)
            elif one.letter in _MAILS:
                mail = _MAILS[one.letter](one.paper, register, settings, catalogue, sender.clock())
                sender.send(mail, one.letter, one.paper, states={one.state})
            elif one.document:
                send_invoice(
                    one.document,
                    register=register,
                    settings=settings,
                    sender=sender,
                    states={one.state},
                    letters=_together(one, letters),
                )
            else:
                send_pro_forma(
                    order_about(one.paper, register),
                    settings,
                    catalogue,
                    sender=sender,
                    states={one.state},
                    letters=_together(one, letters),
                    about=one.paper,
                )
        except MailUnavailableError:
            raise
        except IntakeError as error:
            told(one, error)
        else:
            sent += 1
            told(one, None)
    return sent


def mails_of(  # noqa: PLR0913 - as for send_outbox
    one: PostedLetter,
    letters: Sequence[PostedLetter],
    *,
    register: Register,
    settings: Settings,
    catalogue: Catalogue,
    now: datetime,
) -> Iterator[EmailMessage]:
    """Make what would be sent for one of the letters; nothing for a request without an address."""
    if one.letter is LetterKind.ACKNOWLEDGEMENT:
        request = register.request(one.paper)
        if "email" in request.values:
            yield acknowledgement_mail(request, settings, now)
        return
    if one.letter in _MAILS:
        yield _MAILS[one.letter](one.paper, register, settings, catalogue, now)
        return
    if one.document:
        for mail in issued_mails(one.document, register=register, settings=settings):
            if mail.letter in _together(one, letters):
                yield mail.make(now)
        return
    order, issued = order_about(one.paper, register), brussels_date(one.paper.received)
    for answer in answers_to(order, settings, catalogue, issued=issued):
        if letter_of(answer) in _together(one, letters):
            yield answer.make(now)


def _together(one: PostedLetter, letters: Sequence[PostedLetter]) -> frozenset[LetterKind]:
    """Return which letters go with one: the copy with its answer, unless it stands by itself."""
    alone = any(other.letter in COPIES and other.paper == one.paper for other in letters)
    return frozenset({one.letter} if alone else LetterKind)


class NoLetterError(NotFoundError):
    """No letter is about that number."""

    def __init__(self, number: OrderNumber | DocumentNumber) -> None:
        """Name it."""
        super().__init__(f"there is nothing numbered {number} here that a letter is about")


class NotToBeSentError(RefusedError):
    """The letters of an order are in no state in which they may go by themselves."""

    def __init__(self, letters: Sequence[PostedLetter]) -> None:
        """Say where they are, and what a person may do."""
        where = ", ".join(f"{one.name} is {one.state}" for one in letters)
        if any(one.state in AGAIN for one in letters):
            where += "; look at it, then add --again"
        elif any(one.letter is LetterKind.ANSWER for one in letters):
            where += "; staff pro-formas send sends it once more"
        elif all(one.document for one in letters):
            where += "; staff invoices send --again sends it once more"
        super().__init__(where)
