# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the pro-forma payment request: at once, behind the back of whoever ordered (promise P09).

It goes with its copy for the accounts; an order with something on request gets the confirmation of
that instead. Each mail has one addressee and is tried again by itself, so that a wrong address of
the accounts does not hold up the customer's. It is made when it is sent, so no plain text of it
lies on the disk. What a crash or a long silence of the mail server leaves over, ``staff outbox``
lists and sends.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from types import MappingProxyType
from typing import Self

from intake.actions.answer_order import (
    Answer,
    AnswerKind,
    answers_to,
    billing_copy_of,
    reference,
)
from intake.actions.send_letter import (
    ONLY_UNSENT,
    LetterSender,
    LetterStateError,
    hand_over_made,
    network_sender,
)
from intake.mail.compose import message_id
from intake.mail.outbox import DELAYS, Outbox
from intake.mail.pace import Pace
from intake.mail.right_of_way import RightOfWay
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.model.sending import LetterKind, LetterState, Step
from intake.settings import Settings
from intake.store.dossiers import Paper

# Shorter than what systemd and scripts/run leave a program to end.
_CLOSING_SECONDS = 4.0
# An order has one answer, whatever it brings, and at most one copy of it.
_LETTERS: Mapping[AnswerKind, LetterKind] = MappingProxyType(
    {
        AnswerKind.PRO_FORMA: LetterKind.ANSWER,
        AnswerKind.QUOTATION_REQUEST: LetterKind.ANSWER,
        AnswerKind.PRO_FORMA_COPY: LetterKind.COPY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """One mail of the answer to an order, ready to go."""

    order: Order
    letter: LetterKind
    mail: EmailMessage
    # The Message-ID of the copy that goes after this, if one does.
    copy_id: str | None = None


def letter_of(answer: Answer) -> LetterKind:
    """Return which letter about its order an answer is."""
    return _LETTERS[answer.kind]


class ProFormaPost:
    """Sends the answer to each order it is given, until it is closed."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
        sender: LetterSender,
    ) -> None:
        """Open the outbox, whose letters the sender hands over when nobody has right of way."""
        self.right_of_way = RightOfWay()
        self._settings = settings
        self._catalogue = catalogue
        self._clock = clock
        self._sender = sender
        self._outbox: Outbox[Callable[[], object]] = Outbox(
            hand_over_made, delays=DELAYS, give_way=self.right_of_way.give
        )
        self._pace = Pace()

    def send(self, order: Order) -> None:
        """Have the order's payment request sent soon; the next to the same address in an hour."""
        for answer in answers_to(order, self._settings, self._catalogue):
            delay = self._pace.seconds(answer.to, self._clock())
            if delay:
                # For the desk, which cannot look into this memory.
                note = partial(self._note_that_it_waits, order, answer)
                self._outbox.post(partial(_as_it_is, note), label=f"{answer.reference}: noted")
            make = partial(self._make, order, answer)
            self._outbox.post(make, label=answer.reference, delay=delay)

    def _make(self, order: Order, answer: Answer) -> Callable[[], object]:
        made = _made(order, answer, self._settings, self._clock())
        paper = self._sender.writer.order_paper(order)
        return partial(_hand_over, made, self._sender, ONLY_UNSENT, paper)

    def _note_that_it_waits(self, order: Order, answer: Answer) -> None:
        paper = self._sender.writer.order_paper(order)
        its_id = message_id(answer.reference, network_sender(self._settings))
        self._sender.announce(Step.DUE, letter_of(answer), paper, its_id)

    def __enter__(self) -> Self:
        """Use the post as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send what waits, as far as the mail server lets us."""
        self._outbox.close(_CLOSING_SECONDS)


def send_pro_forma(  # noqa: PLR0913 - what a letter is made of, and which may go, each named
    order: Order,
    settings: Settings,
    catalogue: Catalogue,
    *,
    sender: LetterSender,
    states: Collection[LetterState] = frozenset(LetterState),
    letters: Collection[LetterKind] = frozenset(LetterKind),
    about: Paper | None = None,
) -> tuple[Answer, ...]:
    """Mail the answer to an order now, if it is in one of these states; return what was mailed.

    With the answer its copy goes too, unless it has gone. LetterStateError, or what sending
    raises, if the first of the ``letters`` is not sent. ``about`` is the paper that it answers, if
    not that of the order: the payment request is dated by it.
    """
    sent: list[Answer] = []
    paper = about or sender.writer.order_paper(order)
    issued = brussels_date(paper.received)
    for answer in answers_to(order, settings, catalogue, issued=issued):
        if letter_of(answer) not in letters:
            continue
        made = _made(order, answer, settings, sender.clock())
        try:
            _hand_over(made, sender, {*states, LetterState.UNSENT}, paper)
        except LetterStateError:
            if not sent:
                raise
        else:
            sent.append(answer)
    return tuple(sent)


def _as_it_is(act: Callable[[], object]) -> Callable[[], object]:
    return act


def _made(order: Order, answer: Answer, settings: Settings, now: datetime) -> _Made:
    letter, copy_id = letter_of(answer), None
    if letter is LetterKind.ANSWER and billing_copy_of(order):
        about_copy = reference(AnswerKind.PRO_FORMA_COPY, order.number)
        copy_id = message_id(about_copy, network_sender(settings))
    return _Made(order=order, letter=letter, mail=answer.make(now), copy_id=copy_id)


def _hand_over(
    made: _Made, sender: LetterSender, states: Collection[LetterState], paper: Paper
) -> None:
    if made.copy_id:
        # Said before the answer goes: once that has gone, nothing else tells of the copy.
        sender.announce(Step.DUE, LetterKind.COPY, paper, made.copy_id)
    sender.send(made.mail, made.letter, paper, states=states)
