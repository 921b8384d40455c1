# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the pro-forma payment request: at once, behind the back of whoever ordered (promise P09).

It goes with its copy for the accounts; an order with something on request gets the confirmation of
that instead. Each mail has one addressee and is tried again by itself, so that a wrong address of
the accounts does not hold up the customer's. It is made when it is sent, so no plain text of it
lies on the disk.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Self

from intake.actions.answer_order import Answer, answers_to
from intake.mail.outbox import Outbox
from intake.mail.send import send
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.settings import Settings

# Seconds between tries while the mail server does not answer: some two hours in all.
_DELAYS = (5, 30, 120, 600, 1800, 3600)
_SMTP_SECONDS = 30.0
# Shorter than what systemd and scripts/run leave a program to end.
_CLOSING_SECONDS = 4.0


class ProFormaPost:
    """Sends the pro-forma of each order it is given, until it is closed."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
    ) -> None:
        """Open the outbox."""
        self._settings = settings
        self._catalogue = catalogue
        self._clock = clock
        deliver = partial(send, server=settings.mail.server, timeout=_SMTP_SECONDS)
        self._outbox = Outbox(deliver, delays=_DELAYS)

    def send(self, order: Order) -> None:
        """Have the order's payment request sent soon."""
        for answer in answers_to(order, self._settings, self._catalogue):
            self._outbox.post(partial(self._make, answer), label=answer.reference)

    def _make(self, answer: Answer) -> EmailMessage:
        return answer.make(self._clock())

    def __enter__(self) -> Self:
        """Use the post as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send what waits, as far as the mail server lets us."""
        self._outbox.close(_CLOSING_SECONDS)


def send_pro_forma(
    order: Order, settings: Settings, catalogue: Catalogue, now: datetime
) -> tuple[Answer, ...]:
    """Mail an order's payment request now; return what was mailed.

    MailUnavailableError or MailRefusedError if the mail server does not take one of the mails.
    """
    answers = answers_to(order, settings, catalogue)
    for answer in answers:
        send(answer.make(now), server=settings.mail.server, timeout=_SMTP_SECONDS)
    return answers
