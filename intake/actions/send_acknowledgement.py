# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the letters that answer forms: at once, behind the back of whoever sent one.

The letter follows from the request alone, so it can be made again from its paper at any time; what
a crash leaves over, ``staff outbox`` lists and sends. Where no letter is due, a paper says so. The
question whether an address should be on the notice list has no paper: whoever gets none asks again.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from types import MappingProxyType
from typing import Self

from intake.actions.send_letter import (
    ONLY_UNSENT,
    LetterSender,
    compose_letter,
    hand_over_made,
    network_sender,
)
from intake.documents.request_letters import acknowledgement_letter, confirmation_letter
from intake.errors import RefusedError
from intake.mail.compose import message_id
from intake.mail.outbox import DELAYS, Outbox
from intake.mail.quota import HourlyQuota
from intake.mail.send import send
from intake.model.language import Language
from intake.model.request import Request, RequestKind
from intake.model.sending import LetterKind, LetterState, Step
from intake.settings import Settings

_log = logging.getLogger(__name__)
_SMTP_SECONDS = 30.0
_CLOSING_SECONDS = 4.0
# Of all other kinds together an address gets one letter an hour. These count by themselves: the law
# wants an acknowledgement of each withdrawal and each report, and no other form may be used to
# silence the letter that warns somebody of a change.
_MOST: Mapping[RequestKind, int] = MappingProxyType(
    {
        RequestKind.WITHDRAWAL: 3,
        RequestKind.REPORT: 3,
        RequestKind.CONTACT_CHANGE: 1,
        RequestKind.UNSUBSCRIPTION: 1,
    }
)


class RequestPost:
    """Sends the acknowledgement of each request it is given, until it is closed."""

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime], sender: LetterSender
    ) -> None:
        """Open the outbox, whose acknowledgements the sender hands over."""
        self._settings = settings
        self._clock = clock
        self._sender = sender
        self._quota = HourlyQuota()
        self._outbox: Outbox[Callable[[], object]] = Outbox(hand_over_made, delays=DELAYS)

    def acknowledge(self, request: Request) -> None:
        """Have the acknowledgement sent soon, if there is an address that has not had its share."""
        address, label = request.values.get("email"), f"{request.kind} {request.number}"
        if address is None:
            self._withhold(request, label)
        elif not self._may_write(request.kind, address):
            _log.info("%s: its address has had a letter this hour; no more is sent", label)
            self._withhold(request, label)
        else:
            self._outbox.post(lambda: self._made(request), label=label)

    def ask(self, address: str, language: Language, *, link: str, reference: str) -> None:
        """Have somebody asked whether the address should be on the notice list."""
        self._outbox.post(
            lambda: partial(
                send,
                confirmation_mail(
                    address,
                    language,
                    link=link,
                    reference=reference,
                    settings=self._settings,
                    now=self._clock(),
                ),
                server=self._settings.mail.server,
                timeout=_SMTP_SECONDS,
            ),
            label=reference,
        )

    def __enter__(self) -> Self:
        """Use the post as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send what waits, as far as the mail server lets us."""
        self._outbox.close(_CLOSING_SECONDS)

    def _made(self, request: Request) -> Callable[[], object]:
        mail = acknowledgement_mail(request, self._settings, self._clock())
        return partial(_hand_over, mail, request, self._sender, ONLY_UNSENT)

    def _withhold(self, request: Request, label: str) -> None:
        if request.kind is RequestKind.SIGNED:
            # It never has an address, so nobody misses the letter.
            return
        act = partial(withhold_acknowledgement, request, self._settings, sender=self._sender)
        self._outbox.post(lambda: act, label=f"{label}: no letter")

    def _may_write(self, kind: RequestKind, address: str) -> bool:
        if kind is RequestKind.SUBSCRIPTION:
            # Only the owner of the address gets as far as this.
            return True
        group = kind if kind in _MOST else "others"
        key = f"{group} {address.lower()}"
        return self._quota.takes(key, self._clock(), most=_MOST.get(kind, 1))


def send_acknowledgement(
    request: Request,
    settings: Settings,
    *,
    sender: LetterSender,
    states: Collection[LetterState],
) -> None:
    """Mail the acknowledgement now, if it is in one of these states.

    NobodyToWriteToError if the request has no address; that is noted. LetterStateError, or what
    sending raises, if it is not sent.
    """
    if "email" not in request.values:
        withhold_acknowledgement(request, settings, sender=sender)
        raise NobodyToWriteToError(request)
    mail = acknowledgement_mail(request, settings, sender.clock())
    _hand_over(mail, request, sender, states)


def withhold_acknowledgement(request: Request, settings: Settings, *, sender: LetterSender) -> None:
    """Note that a request gets no letter, so that nobody takes it for lost."""
    its_id = message_id(_reference(request), network_sender(settings))
    paper = sender.writer.request_paper(request)
    sender.announce(Step.WITHHELD, LetterKind.ACKNOWLEDGEMENT, paper, its_id)


def acknowledgement_mail(request: Request, settings: Settings, now: datetime) -> EmailMessage:
    """Return the mail that says that we have the request, in its language."""
    site_address = settings.site.address
    letter = acknowledgement_letter(request, network=settings.network, site_address=site_address)
    leave = request.values.get("leave")
    return compose_letter(
        letter,
        to=request.values["email"],
        language=request.language,
        reference=_reference(request),
        settings=settings,
        now=now,
        unsubscribe=f"{site_address}{leave}" if leave else None,
    )


def confirmation_mail(  # noqa: PLR0913 - each part of the question, named
    address: str,
    language: Language,
    *,
    link: str,
    reference: str,
    settings: Settings,
    now: datetime,
) -> EmailMessage:
    """Return the mail that asks whether the address should be on the notice list."""
    site_address = settings.site.address
    letter = confirmation_letter(
        f"{site_address}{link}", language, network=settings.network, site_address=site_address
    )
    return compose_letter(
        letter, to=address, language=language, reference=reference, settings=settings, now=now
    )


def _reference(request: Request) -> str:
    return f"{request.kind}-{request.number}"


def _hand_over(
    mail: EmailMessage, request: Request, sender: LetterSender, states: Collection[LetterState]
) -> None:
    paper = sender.writer.request_paper(request)
    sender.send(mail, LetterKind.ACKNOWLEDGEMENT, paper, states=states)


class NobodyToWriteToError(RefusedError):
    """A request names no address."""

    def __init__(self, request: Request) -> None:
        """Name the request."""
        super().__init__(f"{request.kind} {request.number} has no address; no letter is due")
