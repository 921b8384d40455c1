# SPDX-License-Identifier: GPL-3.0-or-later
"""Send a letter about a paper, with a paper before and a paper after (model/sending.py)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from intake.documents.letters import Letter
from intake.errors import RefusedError
from intake.mail.compose import Attachment, Sender, compose
from intake.mail.send import MailRefusedError, MailUnavailableError, send
from intake.model.language import Language
from intake.model.sending import (
    BEFORE_ANY,
    LetterKind,
    LetterState,
    Sending,
    Step,
    sending_mark,
)
from intake.model.structured_communication import OrderNumber
from intake.settings import Endpoint, Settings
from intake.store.dossier_records import sending_to_json
from intake.store.dossiers import Paper, PaperKind
from intake.store.paper_writer import Added, PaperWriter
from intake.store.sendings import attempts, state_of

_SMTP_SECONDS = 30.0
# What may be sent when nobody says otherwise.
ONLY_UNSENT = frozenset({LetterState.UNSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSender:
    """Hands letters to a mail server, and notes each try in the dossier that it belongs to."""

    writer: PaperWriter
    server: Endpoint
    clock: Callable[[], datetime]

    def send(
        self,
        mail: EmailMessage,
        letter: LetterKind,
        paper: Paper,
        *,
        states: Collection[LetterState] = ONLY_UNSENT,
    ) -> None:
        """Hand the letter about a paper over, if it is in one of these states.

        LetterStateError, MailRefusedError and MailUncertainError mean that it is not tried again
        by itself; MailUnavailableError that it may be.
        """
        dossier = self.writer.papers(paper)
        state = state_of(letter, paper, dossier)
        if state not in states:
            raise LetterStateError(letter, paper.number, state)
        one_try = _Try(
            sender=self,
            paper=paper,
            letter=letter,
            attempt=len(attempts(letter, paper, dossier)) + 1,
            message_id=str(mail["Message-ID"]),
        )
        claimed = False

        def claim() -> None:
            nonlocal claimed
            one_try.claim()
            claimed = True

        try:
            send(mail, server=self.server, timeout=_SMTP_SECONDS, ready=claim)
        except MailRefusedError as error:
            one_try.note(Step.REFUSED, error.code)
            raise
        except MailUnavailableError as error:
            if claimed:
                one_try.note(Step.DEFERRED, error.code)
            raise
        one_try.note(Step.SENT)

    def announce(self, step: Step, letter: LetterKind, paper: Paper, message_id: str) -> None:
        """Say before any try that the letter about a paper is due, or withheld; once."""
        before = _Try(
            sender=self, paper=paper, letter=letter, attempt=BEFORE_ANY, message_id=message_id
        )
        before.note(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One try at a letter, whose papers share a mark."""

    sender: LetterSender
    paper: Paper
    letter: LetterKind
    attempt: int
    message_id: str

    def claim(self) -> None:
        """Say that the letter is about to go; LetterStateError if somebody else has said so."""
        if not self.note(Step.SENDING).is_new:
            raise LetterStateError(self.letter, self.paper.number, LetterState.UNCERTAIN)

    def note(self, step: Step, code: int | None = None) -> Added:
        """Add the paper that says so."""
        mark = sending_mark(self.letter, self.paper.mark, self.attempt)

        def record(paper: Paper) -> bytes:
            return sending_to_json(
                Sending(
                    number=paper.number,
                    letter=self.letter,
                    answers=self.paper.mark,
                    attempt=self.attempt,
                    step=step,
                    message_id=self.message_id,
                    at=paper.received,
                    code=code,
                )
            )

        writer, now = self.sender.writer, self.sender.clock()
        return writer.attach(self.paper, PaperKind(step), mark, now, record)


def hand_over_made(act: Callable[[], object]) -> None:
    """Do what making a letter led to: what an outbox delivers is then the handing over itself."""
    act()


def network_sender(settings: Settings) -> Sender:
    """Return whom our letters come from."""
    return Sender(name=settings.network.name, address=settings.mail.sender)


def compose_letter(  # noqa: PLR0913 - what every letter needs, each named
    letter: Letter,
    *,
    to: str,
    language: Language,
    reference: str,
    settings: Settings,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    unsubscribe: str | None = None,
) -> EmailMessage:
    """Return the message; AddressError if ``to`` is anything but one plain address."""
    return compose(
        sender=network_sender(settings),
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=language,
        reference=reference,
        now=now,
        attachments=attachments,
        unsubscribe=unsubscribe,
    )


class LetterStateError(RefusedError):
    """The letter was sent, or may have been, and sending it again was not asked for."""

    def __init__(self, letter: LetterKind, number: OrderNumber, state: LetterState) -> None:
        """Say where the letter is."""
        super().__init__(f"{letter} {number} is {state}; nothing was sent")
