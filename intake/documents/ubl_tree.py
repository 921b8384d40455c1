# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a UBL document: elements by their short names, what is absent left out."""

import xml.etree.ElementTree as ET

from intake.model.money import Money

COMPONENTS = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
BASICS = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
DOCUMENTS = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
CURRENCY = "EUR"


def cac(name: str, *parts: ET.Element | None) -> ET.Element:
    """Return an element that holds others."""
    element = ET.Element(f"cac:{name}")
    element.extend(part for part in parts if part is not None)
    return element


def cbc(name: str, text: object, **attributes: str) -> ET.Element | None:
    """Return an element that holds a text; None for no text."""
    if text is None or text == "":
        return None
    element = ET.Element(f"cbc:{name}", attributes)
    element.text = str(text)
    return element


def amount(name: str, money: Money) -> ET.Element | None:
    """Return an amount in euro."""
    return cbc(name, money, currencyID=CURRENCY)


def document(kind: str, *parts: ET.Element | None) -> bytes:
    """Return the whole as a file in UTF-8; ``kind`` is Invoice or CreditNote."""
    spaces = {"xmlns": DOCUMENTS.format(kind), "xmlns:cac": COMPONENTS, "xmlns:cbc": BASICS}
    root = ET.Element(kind, spaces)
    root.extend(part for part in parts if part is not None)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"
