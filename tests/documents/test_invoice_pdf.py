# SPDX-License-Identifier: GPL-3.0-or-later
"""The PDF of invoice and credit note says what the law wants, and carries its UBL."""

import dataclasses

import pypdfium2
import pytest

from intake.documents.issued_files import files_of, ubl_of
from intake.model.catalogue import PriceList
from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice
from intake.model.language import Language
from intake.settings import Settings
from tests.billing import ORGANISATION, PERSON, credit_note_of, every_kind, invoice_of, order_of


def text_of(document: Invoice | CreditNote) -> str:
    """Return the words of the first page on one line."""
    with pypdfium2.PdfDocument(files_of(document).pdf) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            Language.EN,
            ("Invoice number 2026-00001", "24 November 2026", "Received: €87.12", "nothing more"),
        ),
        (
            Language.FR,
            ("Numéro de facture 2026-00001", "24 novembre 2026", "Reçu : 87,12 €", "reste rien"),
        ),
        (
            Language.NL,
            ("Factuurnummer 2026-00001", "24 november 2026", "Ontvangen: € 87,12", "niets meer"),
        ),
    ],
)
def test_an_invoice_states_what_the_law_wants(
    price_list: PriceList, settings: Settings, language: Language, wanted: tuple[str, ...]
) -> None:
    """Number, dates, both parties, lines, base, rate and VAT, and that it is paid."""
    text = text_of(
        invoice_of(order_of(PERSON, price_list, language=language), price_list, settings)
    )

    for words in (*wanted, "Camille Exemple", "0451.807.885", "2026000042", "72", "15", "87"):
        assert words.replace("\N{NO-BREAK SPACE}", " ") in text, text


def test_where_the_structured_file_is_the_invoice_the_pdf_is_a_visual_copy(
    price_list: PriceList, settings: Settings
) -> None:
    """VAT code art. 53 par. 2bis: for customers with a Belgian VAT number."""
    invoice = invoice_of(order_of(ORGANISATION, price_list), price_list, settings)

    assert "Copie visuelle" in text_of(invoice)
    assert "Copie visuelle" in text_of(credit_note_of(invoice))
    assert "Copie visuelle" not in text_of(
        invoice_of(order_of(PERSON, price_list), price_list, settings)
    )


def test_a_credit_note_names_its_invoice_and_its_reason(
    price_list: PriceList, settings: Settings
) -> None:
    text = text_of(credit_note_of(invoice_of(order_of(PERSON, price_list), price_list, settings)))

    for words in ("Note de crédit", "CN-2026-00001", "2026-00001", "Rétractation", "87,12"):
        assert words in text


def test_every_kind_is_kept_as_pdf_a_3_with_its_ubl_inside_and_the_same_again(
    price_list: PriceList, settings: Settings
) -> None:
    for document in every_kind(price_list, settings).values():
        content = files_of(document).pdf
        with pypdfium2.PdfDocument(content) as pdf:
            (attached,) = [pdf.get_attachment(0)] if pdf.count_attachments() == 1 else []
            assert bytes(attached.get_data()) == ubl_of(document)
            assert attached.get_name() == f"{document.number}.xml"
        assert b"<pdfaid:part>3</pdfaid:part>" in content
        assert b"<pdfuaid:part>1</pdfuaid:part>" in content
        assert files_of(document).pdf == content


def test_a_name_that_is_code_is_shown(price_list: PriceList, settings: Settings) -> None:
    customer = dataclasses.replace(PERSON, name='#read("/etc/passwd")')

    assert '#read("/etc/passwd")' in text_of(
        invoice_of(order_of(customer, price_list), price_list, settings)
    )
