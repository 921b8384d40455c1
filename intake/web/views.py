# SPDX-License-Identifier: GPL-3.0-or-later
"""What the form and the receipt show, as the templates want it: texts, no rules."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from intake.documents.payment_qr import payment_qr_payload, payment_qr_svg
from intake.errors import Fault
from intake.model.language import Language, date_text, money_text
from intake.model.money import NOTHING
from intake.model.order_state import OrderState
from intake.model.price_sheet import PriceSheet
from intake.model.pro_forma import pay_by
from intake.model.special_price import SpecialPrice
from intake.model.structured_communication import communication_text
from intake.settings import Network, Texts
from intake.web.field_reader import holds_secret
from intake.web.forms import Fields
from intake.web.reviewed import SPECIAL
from intake.web.tokens import Receipt

View = Mapping[str, object]


def form_view(
    fields: Fields,
    faults: Sequence[Fault],
    sheet: PriceSheet,
    texts: Texts,
    special: SpecialPrice | None = None,
) -> View:
    """Show the form with what was typed, a sentence for each fault, and the name of its field.

    A secret key is never shown again.
    """
    return {
        "values": {name: text for name, text in fields.items() if not holds_secret(text)},
        "special": fields.get(SPECIAL) if special else None,
        "special_text": _special_text(special, sheet, texts) if special else None,
        "faults": _sentences(faults, texts),
        "labels": {fault.field: field_label(fault.field, sheet, texts) for fault in faults},
        "action": f"/{sheet.language}/order/review",
        "sheet": sheet,
    }


def field_label(name: str, sheet: PriceSheet, texts: Texts) -> str:
    """Return what the form calls a field."""
    words = texts["form"]
    kind, _, rest = name.partition(".")
    if rest:
        return _label_of_choice(kind, rest, sheet, texts)
    if name.startswith("registrant_"):
        return f"{words['registrant_legend']}: {words[name.removeprefix('registrant_')]}"
    return words.get(f"{name}_short", words[name])


def _label_of_choice(kind: str, rest: str, sheet: PriceSheet, texts: Texts) -> str:
    """Return what a field that follows the price list is called: offer.mail, names.register."""
    if kind in {"names", "months"}:
        label = texts["form"][f"names_{rest}"]
    else:
        offer_id, _, option_id = rest.partition(".")
        offer = sheet.price_list.offer(offer_id)
        label = (offer.option(option_id) if option_id else offer).names[sheet.language]
    return f"{label}, {texts['prices']['term']}" if kind in {"term", "months"} else label


def receipt_view(receipt: Receipt, network: Network, language: Language, texts: Texts) -> View:
    """Show how to pay, if there is something to pay already."""
    view = {"number": receipt.number, "is_quotation": receipt.is_quotation, "pays": False}
    if receipt.is_quotation or receipt.to_pay == NOTHING:
        return view
    payload = payment_qr_payload(receipt.number, receipt.to_pay, network=network)
    return {
        **view,
        "pays": True,
        "communication": communication_text(receipt.number),
        "amount": money_text(receipt.to_pay, language),
        "iban": network.iban,
        "bic": network.bic,
        "beneficiary": network.legal_name,
        "pay_by": date_text(pay_by(receipt.received), language),
        "qr": Markup(payment_qr_svg(payload, title=texts["receipt"]["qr_label"])),  # noqa: S704
    }


def state_view(state: OrderState, texts: Texts) -> View:
    """Show where an order is; one that is only received is still to be paid."""
    return {
        "state": texts["order_states"][state],
        "state_sentence": texts["order_states"][f"{state}_sentence"],
        "is_received": state is OrderState.RECEIVED,
    }


def _sentences(faults: Sequence[Fault], texts: Texts) -> Mapping[str, str]:
    """Return what is wrong with each field; of a field of several lines, what with each line."""
    sentences: dict[str, list[str]] = {}
    for fault in faults:
        sentences.setdefault(fault.field, []).append(_sentence(fault, texts))
    return {field: " ".join(told) for field, told in sentences.items()}


def _sentence(fault: Fault, texts: Texts) -> str:
    sentence = texts["faults"][fault.code]
    if fault.line is None:
        return sentence
    return f"{texts['form']['line'].replace('{line}', str(fault.line))} {sentence}"


def _special_text(special: SpecialPrice, sheet: PriceSheet, texts: Texts) -> str:
    offer = sheet.price_list.offer(special.offer_id)
    return (
        texts["form"]["special_text"]
        .replace("{offer}", offer.names[sheet.language])
        .replace("{gross}", sheet.of(special.net).gross)
        .replace("{net}", money_text(special.net, sheet.language))
        .replace("{day}", date_text(special.until, sheet.language))
    )
