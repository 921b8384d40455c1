# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a UBL file from anywhere, hostile ones too: no entities, no great sizes, exact amounts."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from intake.documents.ubl_tree import BASICS, COMPONENTS, DOCUMENTS
from intake.errors import RefusedError

_SPACES = {"cac": COMPONENTS, "cbc": BASICS}
_ROOTS = {f"{{{DOCUMENTS.format(kind)}}}{kind}": kind for kind in ("Invoice", "CreditNote")}
# Ours have some 6 KB; with a picture of a document inside others' have a few MB.
LARGEST = 20_000_000
_WHY = {
    "size": "it is larger than 20 MB",
    "doctype": "it has a document type, or is not in UTF-8",
    "xml": "it is no XML",
    "kind": "it is neither an Invoice nor a CreditNote of UBL 2",
    "number": "there is no number at ",
}


class UblReader:
    """A UBL document, asked by short paths such as ``cac:TaxTotal/cbc:TaxAmount``."""

    def __init__(self, data: bytes) -> None:
        """Parse it; NotUblError for what is no invoice or credit note in UBL."""
        if len(data) > LARGEST:
            raise NotUblError("size")
        # UBL has no document type, and entities are how XML attacks its readers; in another
        # encoding they would hide from this.
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data or not _is_utf_8(data):
            raise NotUblError("doctype")
        try:
            self.root = ET.fromstring(data)  # noqa: S314 - nothing to expand is left in it
        except (ET.ParseError, ValueError, LookupError) as error:
            raise NotUblError("xml") from error
        if self.root.tag not in _ROOTS:
            raise NotUblError("kind")
        self.kind = _ROOTS[self.root.tag]

    @property
    def lines(self) -> list[ET.Element]:
        """The lines."""
        return self.root.findall(f"cac:{self.kind}Line", _SPACES)

    def each(self, path: str, element: ET.Element | None = None) -> list[ET.Element]:
        """Return every element at a path."""
        return (self.root if element is None else element).findall(path, _SPACES)

    def text(self, path: str, element: ET.Element | None = None) -> str:
        """Return the text at a path, empty for none."""
        start = self.root if element is None else element
        return (start.findtext(path, "", _SPACES) or "").strip()

    def number(self, path: str, element: ET.Element | None = None) -> Decimal:
        """Return the number at a path, 0 for none; NotUblError for what is no number."""
        text = self.text(path, element) or "0"
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise NotUblError("number", path) from error
        if not number.is_finite():
            raise NotUblError("number", path)
        return number

    def amounts(self) -> Iterator[tuple[str, str, str]]:
        """Return the name, the text and the currency of every amount."""
        for element in self.root.iter():
            if "currencyID" in element.attrib:
                name = element.tag.rpartition("}")[2]
                yield name, (element.text or "").strip(), element.attrib["currencyID"]


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class NotUblError(RefusedError):
    """The file is nothing that can be checked."""

    def __init__(self, code: str, place: str = "") -> None:
        """Give the reason."""
        super().__init__(f"this is no UBL invoice or credit note: {_WHY[code]}{place}")
