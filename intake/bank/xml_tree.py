# SPDX-License-Identifier: GPL-3.0-or-later
"""Read XML from outside: no document type, so no entities; no other encoding than UTF-8 or Latin-1.

A statement needs none of them, and each is a way to make a small file large or to read others.
"""

import re
from xml.etree import ElementTree as ET

from intake.bank.file_fault import BankFileError

_DEEPEST = 64
# Some thirty thousand transfers; a tree of more would fill the memory.
_MOST_TAGS = 2_000_000
# Between two tags, or within one, there are names and texts of banks.
_LONG_STRETCH = re.compile(rb"<[^<]{65536}")
# After what is refused, the parser goes on to the end of what it was given.
_AT_ONCE = 65536


class _Builder(ET.TreeBuilder):
    """Builds the tree, and stops at what no statement has."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, *_: str | None) -> None:
        """Refuse a document type, before an entity of it is read."""
        raise BankFileError("XML", "it declares a document type, as no statement does")

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        """Begin an element, unless it lies deeper than any in a statement."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BankFileError("XML", "its elements lie deeper than those of a statement")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        """End it."""
        self._depth -= 1
        return super().end(tag)


def read_xml(data: bytes) -> ET.Element:
    """Return the root of a document; BankFileError for what we do not read."""
    head = data[:1024]
    if b"\0" in head or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BankFileError("XML", "it declares a document type, or is in an encoding of two bytes")
    if data.count(b"<") > _MOST_TAGS or _LONG_STRETCH.search(data):
        raise BankFileError("XML", "it has more elements, or longer ones, than any statement")
    # The builder refuses what the search above cannot see; S314 asks for a package that does it.
    parser = ET.XMLParser(target=_Builder())  # noqa: S314
    try:
        for start in range(0, len(data), _AT_ONCE):
            parser.feed(data[start : start + _AT_ONCE])
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise BankFileError("XML", f"it is no sound XML: {error}") from error
    if not isinstance(root, ET.Element):
        raise BankFileError("XML", "it is no sound XML")
    return root
