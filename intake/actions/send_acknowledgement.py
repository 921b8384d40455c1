# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the letters that answer forms: at once, behind the back of whoever sent one.

The letter follows from the request alone, so it can be made again from its paper at any time.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from types import MappingProxyType
from typing import Self

from intake.documents.letters import Letter
from intake.documents.request_letters import acknowledgement_letter, confirmation_letter
from intake.mail.compose import Sender, compose
from intake.mail.outbox import Outbox
from intake.mail.quota import HourlyQuota
from intake.mail.send import send
from intake.model.language import Language
from intake.model.request import Request, RequestKind
from intake.settings import Settings

_log = logging.getLogger(__name__)
# As for payment requests: some two hours of tries, and a short time to end.
_DELAYS = (5, 30, 120, 600, 1800, 3600)
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

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Open the outbox."""
        self._settings = settings
        self._clock = clock
        self._quota = HourlyQuota()
        deliver = partial(send, server=settings.mail.server, timeout=_SMTP_SECONDS)
        self._outbox = Outbox(deliver, delays=_DELAYS)

    def acknowledge(self, request: Request) -> None:
        """Have the acknowledgement sent soon, if there is an address that has not had its share."""
        address, label = request.values.get("email"), f"{request.kind} {request.number}"
        if address is None:
            return
        if not self._may_write(request.kind, address):
            _log.info("%s: its address has had a letter this hour; no more is sent", label)
            return
        self._outbox.post(
            lambda: acknowledgement_mail(request, self._settings, self._clock()),
            label=label,
        )

    def ask(self, address: str, language: Language, *, link: str, reference: str) -> None:
        """Have somebody asked whether the address should be on the notice list."""
        self._outbox.post(
            lambda: confirmation_mail(
                address,
                language,
                link=link,
                reference=reference,
                settings=self._settings,
                now=self._clock(),
            ),
            label=reference,
        )

    def __enter__(self) -> Self:
        """Use the post as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send what waits, as far as the mail server lets us."""
        self._outbox.close(_CLOSING_SECONDS)

    def _may_write(self, kind: RequestKind, address: str) -> bool:
        if kind is RequestKind.SUBSCRIPTION:
            # Only the owner of the address gets as far as this.
            return True
        group = kind if kind in _MOST else "others"
        key = f"{group} {address.lower()}"
        return self._quota.takes(key, self._clock(), most=_MOST.get(kind, 1))


def acknowledgement_mail(request: Request, settings: Settings, now: datetime) -> EmailMessage:
    """Return the mail that says that we have the request, in its language."""
    site_address = settings.site.address
    letter = acknowledgement_letter(request, network=settings.network, site_address=site_address)
    leave = request.values.get("leave")
    return _mail(
        letter,
        to=request.values["email"],
        language=request.language,
        reference=f"{request.kind}-{request.number}",
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
    return _mail(
        letter, to=address, language=language, reference=reference, settings=settings, now=now
    )


def _mail(  # noqa: PLR0913 - what every such letter needs
    letter: Letter,
    *,
    to: str,
    language: Language,
    reference: str,
    settings: Settings,
    now: datetime,
    unsubscribe: str | None = None,
) -> EmailMessage:
    return compose(
        sender=Sender(name=settings.network.name, address=settings.mail.sender),
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=language,
        reference=reference,
        now=now,
        unsubscribe=unsubscribe,
    )
