# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the pro-forma payment request: at once, behind the back of whoever ordered (promise P09).

The mail is made from the order when it is sent, so no plain text of it lies on the disk.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Self

from intake.documents.letters import pro_forma_letter
from intake.documents.pro_forma_pdf import pro_forma_file_name, pro_forma_pdf
from intake.mail.compose import Attachment, Sender, compose
from intake.mail.outbox import Outbox
from intake.mail.send import send
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.model.pro_forma import pro_forma_for
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
        self._outbox.post(
            lambda: pro_forma_mail(order, self._settings, self._catalogue, self._clock()),
            label=f"pro-forma {order.number}",
        )

    def __enter__(self) -> Self:
        """Use the post as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send what waits, as far as the mail server lets us."""
        self._outbox.close(_CLOSING_SECONDS)


def send_pro_forma(
    order: Order,
    settings: Settings,
    catalogue: Catalogue,
    now: datetime,
    *,
    dry_run: bool = False,
) -> EmailMessage:
    """Mail an order's payment request now, unless only to show it; return the mail.

    MailUnavailableError or MailRefusedError if the mail server does not take it.
    """
    mail = pro_forma_mail(order, settings, catalogue, now)
    if not dry_run:
        send(mail, server=settings.mail.server, timeout=_SMTP_SECONDS)
    return mail


def pro_forma_mail(
    order: Order,
    settings: Settings,
    catalogue: Catalogue,
    now: datetime,
) -> EmailMessage:
    """Return the mail with the payment request, in the customer's language."""
    network, site_address = settings.network, settings.site.address
    request = pro_forma_for(order)
    letter = pro_forma_letter(request, network=network, site_address=site_address)
    pdf = pro_forma_pdf(
        request,
        price_list=catalogue.dated(order.price_list),
        network=network,
        site_address=site_address,
    )
    return compose(
        sender=Sender(name=network.name, address=settings.mail.sender),
        to=order.request.customer.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=order.request.language,
        reference=f"pro-forma-{order.number}",
        now=now,
        attachments=[
            Attachment(
                name=pro_forma_file_name(request),
                media_type="application/pdf",
                content=pdf,
            ),
        ],
    )
