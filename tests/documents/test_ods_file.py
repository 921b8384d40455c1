# SPDX-License-Identifier: GPL-3.0-or-later
"""A spreadsheet keeps to the rules of OpenDocument that its readers stumble over."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from intake.documents.ods_file import ods_file
from intake.documents.table_cell import Cell

URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = (f"{{{URN}{name}:1.0}}" for name in ("office", "table", "text"))
STYLE = f"{{{URN}style:1.0}}"
KIND = "application/vnd.oasis.opendocument.spreadsheet"
ROW: list[Cell] = [
    "Zoë & <b>",
    42,
    True,
    Decimal("-25.00"),
    date(2026, 11, 22),
    datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
    None,
    "=1+1",
]
HEAD = ["who", "count", "is", "sum", "day", "moment", "none", "formula"]


def content(data: bytes) -> etree._Element:
    """Return the content of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return etree.fromstring(package.read("content.xml"))


def rows(data: bytes) -> list[list[etree._Element]]:
    """Return the cells of each row."""
    found = content(data).iter(f"{TABLE}table-row")
    return [row.findall(f"{TABLE}table-cell") for row in found]


def said(cell: etree._Element) -> str:
    """Return the text of a cell, its lines and spaces as a reader of OpenDocument shows them."""
    lines = []
    for line in cell.findall(f"{TEXT}p"):
        spaces = ((one, int(one.get(f"{TEXT}c", "1"))) for one in line.findall(f"{TEXT}s"))
        lines.append((line.text or "") + "".join(" " * n + (one.tail or "") for one, n in spaces))
    return "\n".join(lines)


def test_the_package_says_what_it_is_before_anything_else() -> None:
    """At byte 30 the name, at byte 38 the kind, uncompressed: that is what file(1) looks at."""
    data = ods_file("queue", HEAD, [ROW])

    assert data[30:38] == b"mimetype"
    assert data[38 : 38 + len(KIND)] == KIND.encode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        manifest = etree.fromstring(package.read("META-INF/manifest.xml"))
    listed = [str(entry.get(f"{{{URN}manifest:1.0}}full-path")) for entry in manifest]
    assert names == ["mimetype", "content.xml", "META-INF/manifest.xml"]
    assert listed == ["/", "content.xml"]


def test_each_cell_has_its_type_and_no_text_is_a_formula() -> None:
    head, cells = rows(ods_file("queue", HEAD, [ROW]))

    assert [said(cell) for cell in head] == HEAD
    assert [cell.get(f"{OFFICE}value-type") for cell in cells] == [
        "string",
        "float",
        "boolean",
        "float",
        "date",
        "date",
        None,
        "string",
    ]
    assert [cell.get(f"{OFFICE}value") for cell in cells if cell.get(f"{OFFICE}value")] == [
        "42",
        "-25.00",
    ]
    assert [cell.get(f"{OFFICE}date-value") for cell in cells[4:6]] == [
        "2026-11-22",
        "2026-07-02T00:30:00",
    ]
    assert (said(cells[0]), said(cells[7])) == ("Zoë & <b>", "=1+1")
    assert not any(cell.get(f"{TABLE}formula") for cell in cells)


def test_every_style_that_is_named_is_there() -> None:
    root = content(ods_file("queue", HEAD, [ROW]))
    named = {str(one.get(f"{TABLE}style-name")) for one in root.iter()} - {"None"}
    named |= {str(one.get(f"{STYLE}data-style-name")) for one in root.iter()} - {"None"}
    there = {str(one.get(f"{STYLE}name")) for one in root.iter()} - {"None"}

    assert named - there == set()


@given(st.text(max_size=40))
def test_any_text_is_read_again_but_for_what_xml_cannot_hold(text: str) -> None:
    _, (cell,) = rows(ods_file("one", ["text"], [[text]]))

    held = "".join(
        letter if letter in "\t\n\r" or letter >= " " else "\N{REPLACEMENT CHARACTER}"
        for letter in text.replace("\r\n", "\n")
    )
    for letter in "\ufffe\uffff":
        held = held.replace(letter, "\N{REPLACEMENT CHARACTER}")
    # A reader of XML takes a lone CR for a line feed.
    assert said(cell) == held.replace("\r", "\n")


@pytest.mark.parametrize("head", [[], ["one"]])
def test_a_list_without_rows_is_a_sheet_all_the_same(head: list[str]) -> None:
    assert len(rows(ods_file("queue", head, []))) == 1


def test_the_same_list_is_the_same_bytes() -> None:
    assert ods_file("queue", HEAD, [ROW]) == ods_file("queue", HEAD, [ROW])
