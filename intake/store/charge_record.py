# SPDX-License-Identifier: GPL-3.0-or-later
"""The part that invoice/1 and credit-note/1 share: who charges whom for what (docs/formats.md)."""

from collections.abc import Mapping

from intake.model.charge import Buyer, Charge, ChargedLine, Seller
from intake.model.issued import FIRST_EDITION, FileDigests
from intake.model.language import Language
from intake.model.money import Money
from intake.model.vat import Vat, VatTreatment
from intake.store.json_record import JsonReader, present
from intake.store.order_parts import read_number, read_rate, skip_totals, totals_record

_SELLER = tuple(Seller.__dataclass_fields__)
_BUYER_REQUIRED = ("name", "street", "postcode", "city", "country")
_BUYER_OPTIONAL = ("organisation", "enterprise_number", "vat_number")
_FILES = ("ubl", "pdf", "typst")


def charge_record(charge: Charge) -> Mapping[str, object]:
    """Return it as the record has it."""
    buyer = charge.buyer
    return {
        "order": charge.order,
        "language": str(charge.language),
        "seller": {key: getattr(charge.seller, key) for key in _SELLER},
        "buyer": {
            **{key: getattr(buyer, key) for key in _BUYER_REQUIRED},
            **present(**{key: getattr(buyer, key) for key in _BUYER_OPTIONAL}),
        },
        "vat_treatment": str(charge.vat.treatment),
        "vat_rate": str(charge.vat.rate),
        **present(vat_mention=charge.vat_mention, purchase_reference=charge.purchase_reference),
        "lines": [_line(line) for line in charge.lines],
        **totals_record(charge.totals),
    }


def read_charge(record: JsonReader) -> Charge:
    """Read it; whoever reads a record compares its sums with those of its lines."""
    charge = Charge(
        order=record.take("order", read_number),
        language=record.take("language", Language),
        seller=record.inner("seller", _read_seller),
        buyer=record.inner("buyer", _read_buyer),
        vat=Vat(
            treatment=record.take("vat_treatment", VatTreatment),
            rate=record.take("vat_rate", read_rate),
        ),
        vat_mention=record.text_if_there("vat_mention"),
        purchase_reference=record.text_if_there("purchase_reference"),
        lines=record.each("lines", _read_line),
    )
    skip_totals(record)
    return charge


def files_record(files: FileDigests) -> Mapping[str, object]:
    """Return what the files were as the record has it."""
    edition = {} if files.edition == FIRST_EDITION else {"edition": files.edition}
    return {**{key: getattr(files, key) for key in _FILES}, **edition}


def read_files(record: JsonReader) -> FileDigests:
    """Read it."""
    edition = record.number_if_there("edition")
    return FileDigests(
        **{key: record.text(key) for key in _FILES},
        edition=FIRST_EDITION if edition is None else edition,
    )


def _line(line: ChargedLine) -> Mapping[str, object]:
    return {
        "name": line.name,
        "details": [{"text": text} for text in line.details],
        "term_months": line.term_months,
        "quantity": line.quantity,
        "unit_net": str(line.unit_net),
        "net": str(line.net),
    }


def _read_line(record: JsonReader) -> ChargedLine:
    record.text("net")
    return ChargedLine(
        name=record.text("name"),
        details=record.each("details", lambda one: one.text("text")),
        term_months=record.number("term_months"),
        quantity=record.number("quantity"),
        unit_net=record.take("unit_net", Money.parse),
    )


def _read_seller(record: JsonReader) -> Seller:
    return Seller(**{key: record.text(key) for key in _SELLER})


def _read_buyer(record: JsonReader) -> Buyer:
    return Buyer(
        **{key: record.text(key) for key in _BUYER_REQUIRED},
        organisation=record.text_if_there("organisation"),
        enterprise_number=record.text_if_there("enterprise_number"),
        vat_number=record.text_if_there("vat_number"),
    )
