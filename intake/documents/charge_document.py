# SPDX-License-Identifier: GPL-3.0-or-later
"""What the PDF of an invoice and that of a credit note have in common, from frozen facts alone.

The look is order_document.typ, that of the pro-forma. The UBL file is inside (PDF/A-3), so whoever
keeps the PDF keeps both.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from intake.documents.editions import Edition
from intake.documents.order_lines import LineText, total_texts
from intake.documents.typesetting import typeset
from intake.documents.ubl import line_term
from intake.documents.words import country_name, mentions_of
from intake.model.charge import Buyer, Charge, ChargedLine
from intake.model.customer import dotted, vat_number_text
from intake.model.document_number import DocumentNumber
from intake.model.language import Language, money_text
from intake.model.money import NOTHING

Rows = tuple[tuple[str, str], ...]


def charge_document(  # noqa: PLR0913 - what a document is made of, each named
    charge: Charge,
    table: str,
    *,
    number: DocumentNumber,
    issued: datetime,
    notice: str,
    dates: Rows,
    explanations: Iterable[tuple[str, str]],
    ubl: bytes,
    edition: Edition,
) -> bytes:
    """Return the PDF; ``table`` is that of the edition's words which names the document."""
    language = charge.language
    text, shared = edition.words(table, language), edition.words("order_document", language)
    said = {
        "language": language,
        "network": charge.seller.name,
        "title": text["title"],
        "number": str(number),
        "notice": notice,
        "particulars": ((text["number"], str(number)), *dates, *_references(charge, shared)),
        "customer": {
            "label": shared["customer"],
            "lines": list(_buyer(charge.buyer, language, shared)),
        },
        "columns": [shared[name] for name in ("offer", "quantity", "unit", "term", "net")],
        "lines": [dataclasses.asdict(_line(line, charge, edition)) for line in charge.lines],
        "vat_mention": charge.vat_mention,
        "payment": None,
        "explanations": tuple(explanations),
        "mentions": mentions_of(
            dataclasses.asdict(charge.seller),
            language,
            site_address=charge.seller.site,
            edition=edition,
        ),
        "page": shared["page"],
        "attached": {
            "name": f"{number}.xml",
            "content": ubl.decode(),
            "description": text["attached"],
        },
        **total_texts(charge.totals, NOTHING, language, to_pay=text["total"], edition=edition),
    }
    return typeset("order_document.typ", said, now=issued, with_file=True, folder=edition.folder)


def _references(charge: Charge, text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield text["number"], charge.order
    if charge.purchase_reference:
        yield text["purchase_reference"], charge.purchase_reference


def _buyer(buyer: Buyer, language: Language, text: Mapping[str, str]) -> Iterator[str]:
    if buyer.organisation:
        yield buyer.organisation
    yield buyer.name
    yield buyer.street
    yield f"{buyer.postcode} {buyer.city}".strip()
    yield country_name(buyer.country, language)
    if buyer.enterprise_number:
        yield text["enterprise_number"].format(number=dotted(buyer.enterprise_number))
    if buyer.vat_number:
        yield text["customer_vat"].format(number=vat_number_text(buyer.vat_number))


def _line(line: ChargedLine, charge: Charge, edition: Edition) -> LineText:
    return LineText(
        name=line.name,
        details=line.details,
        quantity=str(line.quantity),
        unit=money_text(line.unit_net, charge.language),
        term=line_term(line, charge, edition),
        net=money_text(line.net, charge.language),
    )
