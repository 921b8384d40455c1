# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of invoices are contracts: written one way, read to the byte, refused otherwise."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from intake.errors import IntakeError
from intake.model.catalogue import PriceList
from intake.model.charge import Charge, Seller
from intake.model.issued import FileDigests, Issued
from intake.model.money import Money
from intake.model.structured_communication import OrderNumber
from intake.model.vies_evidence import ViesEvidence
from intake.settings import Settings
from intake.store.invoice_record import (
    credit_note_from_json,
    invoice_from_json,
    issued_to_json,
    vies_evidence_from_json,
    vies_evidence_to_json,
)
from tests.billing import FRENCH, ISSUED, PAID_ON, REVERSE, credit_note_of, invoice_of, order_of

GOLDEN = Path(__file__).parent.parent / "golden"
INVOICE = (GOLDEN / "invoice-1.json").read_bytes()
CREDIT_NOTE = (GOLDEN / "credit-note-1.json").read_bytes()
FILES = FileDigests(ubl="0" * 64, pdf="1" * 64, typst="0.15.2")
# The settings may say something else tomorrow.
SELLER = Seller(
    name="all2all",
    legal_name="Moving Art Studio",
    legal_form="asbl",
    street="Rue de l’Exemple 1",
    postcode="1000",
    city="Bruxelles",
    country="Belgique",
    court="RPM Bruxelles",
    enterprise_number="0451.807.885",
    vat_number="BE 0451.807.885",
    iban="BE98 0962 4450 5493",
    bic="GKCCBEBB",
    support="support@example.org",
    site="https://example.org",
)
EVIDENCE = ViesEvidence(
    order=OrderNumber("2026000042"),
    vat_number="FR83404833048",
    is_valid=True,
    asked=PAID_ON,
    consultation="WAPIAAAAY1234567",
    recorded=ISSUED,
)


def golden_invoice(price_list: PriceList, settings: Settings) -> Issued:
    """Return the invoice that the golden file records: every key that there is."""
    order = order_of(FRENCH, price_list, vat=REVERSE, gift=Money(cents=1000), solidarity=True)
    request = dataclasses.replace(
        order.request,
        purchase_reference="PO 7",
        customer=dataclasses.replace(FRENCH, enterprise_number="0123456749"),
    )
    order = dataclasses.replace(order, request=request)
    invoice = invoice_of(order, price_list, settings)
    charge = dataclasses.replace(_by_seller(invoice.charge), vat_mention="Autoliquidation")
    return Issued(document=dataclasses.replace(invoice, charge=charge), files=FILES)


def golden_credit_note(price_list: PriceList, settings: Settings) -> Issued:
    """Return the credit note of a part of an invoice."""
    invoice = invoice_of(order_of(FRENCH, price_list), price_list, settings)
    note = credit_note_of(invoice, part=Money(cents=1234))
    note = dataclasses.replace(note, charge=_by_seller(note.charge))
    return Issued(document=note, files=FILES)


def _by_seller(charge: Charge) -> Charge:
    return dataclasses.replace(charge, seller=SELLER)


def test_what_is_written_is_the_golden_file(price_list: PriceList, settings: Settings) -> None:
    assert issued_to_json(golden_invoice(price_list, settings)) == INVOICE
    assert issued_to_json(golden_credit_note(price_list, settings)) == CREDIT_NOTE
    assert vies_evidence_to_json(EVIDENCE) == (GOLDEN / "vies-evidence-1.json").read_bytes()


def test_what_is_read_is_what_was_written(price_list: PriceList, settings: Settings) -> None:
    assert invoice_from_json(INVOICE + b"\n\n") == golden_invoice(price_list, settings)
    assert credit_note_from_json(CREDIT_NOTE) == golden_credit_note(price_list, settings)
    assert vies_evidence_from_json(vies_evidence_to_json(EVIDENCE)) == EVIDENCE


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"to_pay": "0.00"', '"to_pay": "0.01"'),
        ('"date": "2026-11-24"', '"date": "2026-11-25"'),
        ('"tax_point": "2026-11-23"', '"tax_point": "2026-11-22"'),
        ('"number": "2026-00001"', '"number": "2026-1"'),
        ('"format": "invoice/1"', '"format": "credit-note/1"'),
        ('"gift": "10.00"', '"gift": "10.0"'),
        ('"quantity": 1', '"quantity": 2'),
        ('"paid"', '"unknown"'),
    ],
)
def test_a_record_in_which_anything_disagrees_is_refused(right: str, wrong: str) -> None:
    """A sum that is not that of the lines, a date that is not that of the moment."""
    changed = INVOICE.decode().replace(right, wrong, 1).encode()

    assert changed != INVOICE
    with pytest.raises(IntakeError):
        invoice_from_json(changed)


def test_the_mark_of_an_answer_tells_it_from_every_other() -> None:
    later = dataclasses.replace(EVIDENCE, asked=PAID_ON + datetime.timedelta(days=1))

    assert EVIDENCE.mark != later.mark
    assert EVIDENCE.mark == dataclasses.replace(EVIDENCE, recorded=later.recorded).mark
