# SPDX-License-Identifier: GPL-3.0-or-later
"""The invoice as a PDF of A4 pages, in the customer's language, with its UBL file inside."""

from collections.abc import Iterator, Mapping

from intake.documents.charge_document import charge_document
from intake.documents.editions import Edition
from intake.model.invoice import Invoice
from intake.model.language import date_text, money_text
from intake.model.money import NOTHING
from intake.model.structured_communication import communication_text

_Words = Mapping[str, str]


def invoice_pdf(invoice: Invoice, ubl: bytes, edition: Edition) -> bytes:
    """Return the document; the same invoice gives the same bytes on any day."""
    text = edition.words("invoice", invoice.charge.language)
    return charge_document(
        invoice.charge,
        "invoice",
        number=invoice.number,
        issued=invoice.issued,
        notice=_notice(invoice, text),
        dates=tuple(_dates(invoice, text)),
        explanations=_explanations(invoice, text),
        ubl=ubl,
        edition=edition,
    )


def _notice(invoice: Invoice, text: _Words) -> str:
    if invoice.charge.buyer.has_structured_invoice:
        return text["copy"]
    if invoice.to_pay == NOTHING:
        return text["paid"]
    return _open(invoice, text)


def _open(invoice: Invoice, text: _Words) -> str:
    return text["open"].format(to_pay=money_text(invoice.to_pay, invoice.charge.language))


def _dates(invoice: Invoice, text: _Words) -> Iterator[tuple[str, str]]:
    language = invoice.charge.language
    yield text["date"], date_text(invoice.date, language)
    if invoice.prepayments:
        yield text["paid_on"], date_text(invoice.tax_point, language)
    if invoice.to_pay != NOTHING:
        yield text["due"], date_text(invoice.due, language)


def _explanations(invoice: Invoice, text: _Words) -> Iterator[tuple[str, str]]:
    language = invoice.charge.language
    sentences = []
    if invoice.prepayments:
        amounts = ", ".join(
            text["received_on"].format(
                amount=money_text(one.amount, language), day=date_text(one.on, language)
            )
            for one in invoice.prepayments
        )
        sentences.append(text["received"].format(amounts=amounts))
    if invoice.gift != NOTHING:
        sentences.append(text["gift"].format(gift=money_text(invoice.gift, language)))
    if invoice.to_pay == NOTHING:
        sentences.append(text["paid"])
    else:
        sentences += [_open(invoice, text), _account(invoice, text)]
    yield text["payments"], " ".join(sentences)


def _account(invoice: Invoice, text: _Words) -> str:
    seller = invoice.charge.seller
    return text["account"].format(
        iban=seller.iban,
        bic=seller.bic,
        beneficiary=seller.legal_name,
        communication=communication_text(invoice.charge.order),
    )
