# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma PDF says what is owed, is no invoice, and nothing typed can break it."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import zxingcpp

from intake.documents.payment_qr import payment_qr_payload
from intake.documents.pro_forma_pdf import pro_forma_file_name
from intake.model.customer import CustomerKind, Registrant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import OptionWish, Wish
from intake.model.pro_forma import ProForma
from intake.model.vat import Vat, VatTreatment
from intake.settings import Settings

ProFormaMaker = Callable[..., ProForma]
PdfMaker = Callable[[ProForma], Any]

PDF_UA = b"<pdfuaid:part>1</pdfuaid:part>"
PDF_A = b"<pdfaid:part>2</pdfaid:part>"
# Has Tifinagh, which the fonts inside typst lack. On Debian by fonts-dejavu-core.
MACHINE_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")

TITLES = {
    Language.EN: "Pro-forma payment request",
    Language.FR: "Demande de paiement pro forma",
    Language.NL: "Pro-formabetaalverzoek",
}
NO_INVOICE = {
    Language.EN: "This is not an invoice",
    Language.FR: "Ceci n’est pas une facture",
    Language.NL: "Dit is geen factuur",
}
TOTALS = {
    Language.EN: "Total to pay €87.12",
    Language.FR: "Total à payer 87,12 €",
    Language.NL: "Te betalen € 87,12",
}
WITHDRAWAL = {
    Language.EN: "Right of withdrawal",
    Language.FR: "Droit de rétractation",
    Language.NL: "Herroepingsrecht",
}
MENTIONS = {
    Language.EN: (
        "Moving Art Studio asbl/vzw",
        "1000 Brussels, Belgium",
        "Enterprise number 0451.807.885 · RPM/RPR Brussels · VAT BE 0451.807.885",
    ),
    Language.FR: (
        "Moving Art Studio asbl",
        "1000 Bruxelles, Belgique",
        "Numéro d’entreprise 0451.807.885 · RPM Bruxelles · TVA BE 0451.807.885",
    ),
    Language.NL: (
        "Moving Art Studio vzw",
        "1000 Brussel, België",
        "Ondernemingsnummer 0451.807.885 · RPR Brussel · Btw BE 0451.807.885",
    ),
}
HOSTILE = (
    '#read("/etc/passwd")',
    "$x^2$ *_a_* `b`",
    "[c] {d} <e> @f",
    "\\ // /* \"g\" 'h'",
    "{name} {{ name }} %s",
)


@pytest.mark.promise("P09")
@pytest.mark.parametrize("language", Language)
def test_the_document_asks_for_the_total_and_says_that_it_is_no_invoice(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """In the customer's language, on one page."""
    (text,) = pdf_of(pro_forma_by(language)).pages
    for words in (TITLES, NO_INVOICE, TOTALS):
        assert words[language] in text
    assert "2026000042" in text
    assert "+++202/6000/04236+++" in text
    assert "exemple-camille.be" in text


@pytest.mark.promise("P10")
@pytest.mark.parametrize("language", Language)
def test_the_document_carries_every_mention_that_the_law_wants(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
    settings: Settings,
) -> None:
    """CSA art. 2:20: name, form, seat, number, register, VAT, account, mail and site."""
    (text,) = pdf_of(pro_forma_by(language)).pages
    last = (
        f"IBAN BE98 0962 4450 5493 · BIC GKCCBEBB · support@all2all.org · {settings.site.address}"
    )
    for mention in (*MENTIONS[language], last):
        assert mention in text


@pytest.mark.parametrize("language", Language)
def test_only_a_consumer_is_told_of_the_right_of_withdrawal(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """An organisation has no such right."""
    (to_a_person,) = pdf_of(pro_forma_by(language)).pages
    organisation = pro_forma_by(language, kind=CustomerKind.ORGANISATION, organisation="Exemple")
    (to_an_organisation,) = pdf_of(organisation).pages
    assert WITHDRAWAL[language] in to_a_person
    assert WITHDRAWAL[language] not in to_an_organisation


def test_a_consumer_who_did_not_ask_to_start_now_reads_that_we_wait(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """And nothing about work already done."""
    (text,) = pdf_of(pro_forma_by(start_now=False)).pages
    assert "you did not ask us to start earlier" in text
    assert "once registered" not in text


def test_an_organisation_is_named_with_its_vat_number(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """Above the name of the person who ordered."""
    pro_forma = pro_forma_by(
        kind=CustomerKind.ORGANISATION,
        organisation="Théâtre de l’Exemple asbl",
        vat_number="BE0123456749",
    )
    (text,) = pdf_of(pro_forma).pages
    assert "Théâtre de l’Exemple asbl Camille Exemple Rue du Test 2 1050 Ixelles Belgium" in text
    assert "VAT BE 0123.456.749" in text


def test_a_domain_name_is_printed_with_its_accents(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """As people read it, not as name servers do."""
    wishes = (Wish(offer_id="domain-be", domain_name="xn--caf-dma.be"),)
    (text,) = pdf_of(pro_forma_by(wishes=wishes)).pages
    assert "café.be" in text


@pytest.mark.parametrize("language", Language)
def test_the_printed_payment_qr_scans_as_its_payload(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
    settings: Settings,
) -> None:
    """From a picture of the page, as a telephone sees it."""
    pro_forma = pro_forma_by(language)
    order = pro_forma.order
    (code,) = zxingcpp.read_barcodes(pdf_of(pro_forma).picture)
    payload = payment_qr_payload(order.number, order.totals.total, network=settings.network)
    assert code.text == payload


def test_the_same_order_gives_the_same_bytes(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """So a document can be made again on any day, and compared."""
    assert pdf_of(pro_forma_by()).content == pdf_of(pro_forma_by()).content


def test_the_document_is_made_for_screen_readers_and_dated_as_the_order(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """PDF/UA-1 wants tags, a title and a language; PDF/A-2a, that nothing is missing in it."""
    pdf = pdf_of(pro_forma_by(Language.NL))
    assert PDF_UA in pdf.content
    assert PDF_A in pdf.content
    assert pdf.is_tagged
    assert b"/Lang(nl)" in pdf.content
    assert pdf.metadata["Title"] == "Pro-formabetaalverzoek 2026000042"
    assert pdf.metadata["CreationDate"].startswith("D:20261122101200")


def test_a_screen_reader_finds_titles_a_table_with_heads_and_the_payment_qr_in_words(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """In the order in which one reads; the drawing beside the name says nothing."""
    structure = pdf_of(pro_forma_by()).structure
    kinds = [kind for kind, _ in structure]
    assert [kind for kind in kinds if kind in {"H1", "H2"}] == ["H1", "H2", "H2", "H2"]
    assert (kinds.count("Table"), kinds.count("TH")) == (1, 5)
    assert [alt for kind, alt in structure if kind == "Figure"] == [
        "Payment QR: €87.12 to Moving Art Studio, communication +++202/6000/04236+++"
    ]
    assert kinds.index("H1") < kinds.index("Table") < kinds.index("Figure")


@pytest.mark.parametrize("language", Language)
def test_the_document_brings_our_fonts_and_no_other(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """The fonts of the machine that makes it do not count."""
    ours = {"AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"}
    assert pdf_of(pro_forma_by(language)).fonts == ours


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_a_customer_types_is_printed_as_typed(
    typed: str,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """And is never run as Typst, filled in, or set in bold."""
    pro_forma = pro_forma_by(name=typed, street=typed, city=typed, organisation=typed)
    (text,) = pdf_of(pro_forma).pages
    assert text.count(typed) == 4


@pytest.mark.parametrize(
    "name", ["Łukasz Żak", "Олена Шевченко", "Αλέξανδρος", "Zoe\u0308", "გიორგი"]
)
def test_a_name_that_our_font_lacks_is_printed_by_another(
    name: str,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """The fonts inside typst cover Latin, Greek, Cyrillic, Hebrew and Arabic."""
    pdf = pdf_of(pro_forma_by(name=name))
    assert normalize("NFC", name) in normalize("NFC", pdf.pages[0])
    assert PDF_UA in pdf.content


@pytest.mark.skipif(not MACHINE_FONT.exists(), reason="the machine has no such font")
def test_a_script_that_only_the_machine_has_a_font_for_is_printed(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """Its fonts are looked at only when ours do not do."""
    pdf = pdf_of(pro_forma_by(name="ⵜⵉⴼⵉⵏⴰⵖ"))
    assert "ⵜⵉⴼⵉⵏⴰⵖ" in pdf.pages[0]
    assert PDF_UA in pdf.content


@pytest.mark.parametrize("hole", ["山田太郎\U000f0000", "\0\x1f", "\ufffe\uffff"])
def test_a_name_that_no_font_has_does_not_stop_the_document(
    hole: str,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """A document with a hole in its text may not claim PDF/UA, and does not."""
    pdf = pdf_of(pro_forma_by(name=hole))
    assert TOTALS[Language.EN] in pdf.pages[0]
    assert PDF_UA not in pdf.content


def test_a_line_has_its_part_its_quantity_its_unit_price_and_its_term(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """The term of each, options after their offer, and what is paid once."""
    wishes = (
        Wish(offer_id="hosting", quantity=2, options=(OptionWish(option_id="site", quantity=3),)),
        Wish(offer_id="vps-small", months=1),
    )
    (text,) = pdf_of(pro_forma_by(wishes=wishes)).pages
    for line in (
        "Shared web hosting 2 €60.00 12 months €120.00",
        "Another site in the same space with Shared web hosting 3 €15.00 12 months €45.00",
        "Virtual private server, small 1 €9.00 1 month €9.00",
        "Set-up: Virtual private server, small 1 €10.00 once €10.00",
    ):
        assert line in text


def test_the_solidarity_tariff_is_named_where_it_was_charged(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """And not for a domain name, which has none."""
    (text,) = pdf_of(pro_forma_by(asked={"solidarity": True})).pages
    assert text.count("solidarity price") == 1
    assert "€30.00" in text


def test_a_gift_has_no_vat_and_is_added_to_what_is_paid(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """On the document and in its payment QR."""
    pdf = pdf_of(pro_forma_by(asked={"gift": Money.parse("10.00")}))
    (code,) = zxingcpp.read_barcodes(pdf.picture)
    assert "Sum with VAT €87.12" in pdf.pages[0]
    assert "Gift to the solidarity fund, without VAT €10.00 Total to pay €97.12" in pdf.pages[0]
    assert code.text.split("\n")[7] == "EUR97.12"


@pytest.mark.parametrize("treatment", VatTreatment)
@pytest.mark.parametrize("language", Language)
def test_every_vat_treatment_but_the_ordinary_one_is_explained(
    treatment: VatTreatment,
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """With its source; where there is no VAT, no rate of 0 % stands there."""
    charged = treatment in {VatTreatment.STANDARD, VatTreatment.REVERSE_CHARGE_TO_CONFIRM}
    vat = Vat(treatment=treatment, rate=Decimal(21 if charged else 0))
    text = " ".join(pdf_of(pro_forma_by(language, vat=vat)).pages)
    article = {Language.EN: "article", Language.FR: "article", Language.NL: "artikel"}[language]
    assert (article in text) == (treatment is not VatTreatment.STANDARD)
    assert ("21" in text) == charged
    assert "0%" not in text


def test_the_registrant_of_the_names_is_named(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """Without telephone number and mail address."""
    registrant = Registrant(
        name="Jan Peeters",
        email="jan@example.org",
        phone="+32 2 000 00 01",
        street="Andere straat 4",
        postcode="9000",
        city="Gent",
        country="BE",
        organisation="Het Café",
    )
    (text,) = pdf_of(pro_forma_by(asked={"registrant": registrant})).pages
    assert "Het Café, Jan Peeters, Andere straat 4, 9000 Gent, Belgium" in text
    assert "+32" not in text
    assert "jan@" not in text


def test_an_organisation_finds_its_numbers_and_its_reference(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """For its accounts; neither telephone number nor mail address."""
    pro_forma = pro_forma_by(
        kind=CustomerKind.ORGANISATION,
        organisation="Théâtre de l’Exemple",
        legal_form="asbl",
        enterprise_number="0123456749",
        phone="+32 2 000 00 00",
        asked={"purchase_reference": "PO 2026/7"},
    )
    (text,) = pdf_of(pro_forma).pages
    assert "Théâtre de l’Exemple asbl" in text
    assert "Enterprise number 0123.456.749" in text
    assert "PO 2026/7" in text
    assert "+32" not in text
    assert "camille@" not in text


def test_an_address_abroad_ends_with_its_country(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """In the customer's language; some countries have no postcodes."""
    (text,) = pdf_of(pro_forma_by(Language.FR, country="IE", postcode="", city="Galway")).pages
    assert "Rue du Test 2 Galway Irlande" in text


@pytest.mark.parametrize("language", Language)
def test_no_text_is_smaller_than_nine_points(
    language: Language,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """The least that is read on a telephone held sideways."""
    assert pdf_of(pro_forma_by(language)).smallest_text >= 8.99


@pytest.mark.parametrize("count", range(10, 40, 3))
def test_sums_and_payment_are_on_one_page_whatever_comes_before(
    count: int,
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """Never torn apart by the end of a page."""
    wishes = tuple(Wish(offer_id="domain-be", domain_name=f"n{n}.be") for n in range(count))
    pages = pdf_of(pro_forma_by(wishes=wishes)).pages
    (page,) = [page for page in pages if "Sum without VAT" in page]
    assert "Total to pay" in page
    assert "+++202/6000/04236+++" in page


def test_very_long_words_stay_within_the_margins(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """A word that no line can hold is broken anywhere."""
    usual = pdf_of(pro_forma_by())
    wishes = (Wish(offer_id="domain-be", domain_name=f"{'w' * 63}.be"),)
    long = pdf_of(pro_forma_by(wishes=wishes, name="N" * 200, street="Rue " + "x" * 96))
    assert long.right_edge == pytest.approx(usual.right_edge)
    assert long.pages[0].count("N") > 200


def test_a_thousand_offers_take_many_pages_each_with_the_heads_of_the_columns(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """The last page may hold the total and the payment alone."""
    wishes = tuple(Wish(offer_id="domain-be", domain_name=f"n{n}.be") for n in range(1000))
    pages = pdf_of(pro_forma_by(wishes=wishes)).pages
    assert len(pages) > 20
    assert all("Description Quantity Unit price Term Without VAT" in page for page in pages[:-1])
    assert "Total to pay €14,520.00" in pages[-1]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_term_of_one_month_is_written_in_the_singular(
    pro_forma_by: ProFormaMaker,
    pdf_of: PdfMaker,
) -> None:
    """Not "1 months"."""
    pro_forma = pro_forma_by()
    lines = tuple(dataclasses.replace(line, term_months=1) for line in pro_forma.order.lines)
    order = dataclasses.replace(pro_forma.order, lines=lines)
    (text,) = pdf_of(dataclasses.replace(pro_forma, order=order)).pages
    assert "1 month €60.00" in text


def test_the_file_is_named_after_the_order(pro_forma_by: ProFormaMaker) -> None:
    """And after nobody."""
    assert pro_forma_file_name(pro_forma_by()) == "pro-forma-2026000042.pdf"
