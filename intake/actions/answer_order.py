# SPDX-License-Identifier: GPL-3.0-or-later
"""Answer an order: with its payment request, or with what a quotation needs (promise P09).

Everything in the mails follows from the order, so they can be made again at any time and no plain
text of them has to lie on a disk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from enum import StrEnum

from intake.actions.send_letter import compose_letter
from intake.documents.order_letters import pro_forma_letter, quotation_letter
from intake.documents.pro_forma_pdf import pro_forma_file_name, pro_forma_pdf
from intake.documents.quotation_pdf import quotation_file_name, quotation_pdf
from intake.mail.compose import Attachment
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.model.pro_forma import ProForma, pro_forma_for
from intake.model.quotation import Quotation, quotation_for
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings


class AnswerKind(StrEnum):
    """What a mail that answers an order brings."""

    PRO_FORMA = "pro-forma"
    PRO_FORMA_COPY = "pro-forma-copy"
    QUOTATION_REQUEST = "quotation-request"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One mail of the answer, to one addressee."""

    kind: AnswerKind
    number: OrderNumber
    to: str
    make: Callable[[datetime], EmailMessage]

    @property
    def reference(self) -> str:
        """What the log and the Message-ID call it; it tells of nobody."""
        return reference(self.kind, self.number)


def reference(kind: AnswerKind, number: OrderNumber) -> str:
    """Name one mail about one order."""
    return f"{kind}-{number}"


def answers_to(
    order: Order, settings: Settings, catalogue: Catalogue, *, issued: date | None = None
) -> tuple[Answer, ...]:
    """Return the mails that answer an order: to its customer, then the copy for the accounts.

    ``issued`` is the date of the payment request, if not the day that the order came.
    """
    if order.is_quotation:
        return (quotation_answer(quotation_for(order), settings, catalogue),)
    pro_forma = pro_forma_for(order, issued)
    answers = (pro_forma_answer(pro_forma, settings, catalogue),)
    copy_to = billing_copy_of(order)
    if copy_to is None:
        return answers
    return (*answers, pro_forma_answer(pro_forma, settings, catalogue, copy_to=copy_to))


def billing_copy_of(order: Order) -> str | None:
    """Return where a copy for the accounts goes, None if none does."""
    copy_to = order.request.billing_copy
    return None if order.is_quotation or copy_to == order.request.customer.email else copy_to


def pro_forma_answer(
    pro_forma: ProForma, settings: Settings, catalogue: Catalogue, *, copy_to: str | None = None
) -> Answer:
    """Return the mail with the payment request: to the customer, or the copy to that address."""
    order = pro_forma.order
    kind = AnswerKind.PRO_FORMA_COPY if copy_to else AnswerKind.PRO_FORMA
    to = copy_to or order.request.customer.email
    network, site_address = settings.network, settings.site.address

    def make(now: datetime) -> EmailMessage:
        price_list = catalogue.dated(order.price_list)
        letter = pro_forma_letter(
            pro_forma,
            price_list=price_list,
            network=network,
            site_address=site_address,
            is_copy=copy_to is not None,
        )
        document = pro_forma_document(pro_forma, settings, catalogue)
        return compose_letter(
            letter,
            to=to,
            language=order.request.language,
            reference=reference(kind, order.number),
            settings=settings,
            now=now,
            attachments=[document],
        )

    return Answer(kind=kind, number=order.number, to=to, make=make)


def quotation_answer(
    quotation: Quotation, settings: Settings, catalogue: Catalogue, *, mark: str = ""
) -> Answer:
    """Return the mail with a quotation: of what was asked for, or with the prices of staff.

    ``mark`` tells one of the latter from another about the same order: no two are one mail.
    """
    order = quotation.order
    kind = AnswerKind.QUOTATION if quotation.is_complete else AnswerKind.QUOTATION_REQUEST
    to = order.request.customer.email
    network, site_address = settings.network, settings.site.address

    def make(now: datetime) -> EmailMessage:
        price_list = catalogue.dated(order.price_list)
        letter = quotation_letter(
            quotation, price_list=price_list, network=network, site_address=site_address
        )
        document = quotation_document(quotation, settings, catalogue)
        return compose_letter(
            letter,
            to=to,
            language=order.request.language,
            reference="-".join(filter(None, (reference(kind, order.number), mark))),
            settings=settings,
            now=now,
            attachments=[document],
        )

    return Answer(kind=kind, number=order.number, to=to, make=make)


def pro_forma_document(pro_forma: ProForma, settings: Settings, catalogue: Catalogue) -> Attachment:
    """Return the payment request as a file, the same for the mail and for the desk."""
    pdf = pro_forma_pdf(
        pro_forma,
        price_list=catalogue.dated(pro_forma.order.price_list),
        network=settings.network,
        site_address=settings.site.address,
    )
    return _attached(pro_forma_file_name(pro_forma), pdf)


def quotation_document(
    quotation: Quotation, settings: Settings, catalogue: Catalogue
) -> Attachment:
    """Return the quotation as a file, the same for the mail and for the desk."""
    pdf = quotation_pdf(
        quotation,
        price_list=catalogue.dated(quotation.order.price_list),
        network=settings.network,
        site_address=settings.site.address,
    )
    return _attached(quotation_file_name(quotation), pdf)


def _attached(name: str, pdf: bytes) -> Attachment:
    return Attachment(name=name, media_type="application/pdf", content=pdf)
