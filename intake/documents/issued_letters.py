# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that carry an invoice or a credit note; nothing that a customer typed is in them."""

import dataclasses

from intake.documents.letters import Facts, Letter, letter
from intake.documents.words import in_one_line, mentions_of
from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice
from intake.model.language import date_text, money_text
from intake.model.money import NOTHING


def issued_letter(document: Invoice | CreditNote, *, is_copy: bool = False) -> Letter:
    """Return the letter to whoever ordered, or to his accounts, in the language of the document."""
    charge, seller = document.charge, document.charge.seller
    mentions = mentions_of(dataclasses.asdict(seller), charge.language, site_address=seller.site)
    facts: Facts = {
        "network": seller.name,
        "number": str(document.number),
        "order": charge.order,
        "date": date_text(document.date, charge.language),
        "total": money_text(charge.totals.total, charge.language),
        "is_copy": is_copy,
        "is_structured": charge.buyer.has_structured_invoice,
        "support": seller.support,
        "mentions": in_one_line(mentions),
    }
    if isinstance(document, Invoice):
        has_gift = document.gift != NOTHING
        gift = money_text(document.gift, charge.language) if has_gift else ""
        return letter("invoice", charge.language, {**facts, "gift": gift})
    return letter("credit-note", charge.language, {**facts, "invoice": str(document.invoice)})
