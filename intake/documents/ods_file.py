# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists as a spreadsheet in the OpenDocument format (ISO/IEC 26300, version 1.3), one sheet.

A package is a zip file whose first member says its kind, uncompressed (part 2, 3.3), and whose
manifest names the others. Each cell has its type, so that no text is ever taken for a formula, sums
work, and days are days. The same list is the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from intake.documents.table_cell import Cell, brussels_clock

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("style", "style"),
        ("table", "table"),
        ("text", "text"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>\n"
)
_DAY = (
    '<number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text>'
    '<number:day number:style="long"/>'
)
_CLOCK = (
    '<number:text> </number:text><number:hours number:style="long"/>'
    '<number:text>:</number:text><number:minutes number:style="long"/>'
)
_STYLES = (
    '<number:number-style style:name="N1"><number:number number:decimal-places="2"'
    ' number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    f'<number:date-style style:name="N2">{_DAY}</number:date-style>'
    f'<number:date-style style:name="N3">{_DAY}{_CLOCK}</number:date-style>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="sum" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="N3"/>'
)
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(" {2,}")
_CM_PER_LETTER, _NARROWEST, _WIDEST = 0.2, 10, 60


def ods_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the file; ``name`` is that of the sheet."""
    content = "".join(_content(name, head, [list(row) for row in rows]))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        _add(file, "mimetype", _KIND, zipfile.ZIP_STORED)
        _add(file, "content.xml", content, zipfile.ZIP_DEFLATED)
        _add(file, "META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _add(file: zipfile.ZipFile, name: str, text: str, compression: int) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = compression
    file.writestr(member, text.encode())


def _content(name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMESPACES}'
    yield ' office:version="1.3">'
    yield f"<office:automatic-styles>{_STYLES}"
    widths = _widths(head, rows)
    for place, width in enumerate(widths):
        yield f'<style:style style:name="column{place}" style:family="table-column">'
        yield f'<style:table-column-properties style:column-width="{width:.1f}cm"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield f"<table:table table:name={quoteattr(_clean(name))}>"
    for place in range(len(widths)):
        yield f'<table:table-column table:style-name="column{place}"/>'
    if head:
        yield "<table:table-header-rows><table:table-row>"
        yield from (_text_cell(title, ' table:style-name="head"') for title in head)
        yield "</table:table-row></table:table-header-rows>"
    for row in rows:
        yield f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
    if not head and not rows:
        # A table has at least one row, and a row one cell.
        yield "<table:table-row><table:table-cell/></table:table-row>"
    yield "</table:table></office:spreadsheet></office:body></office:document-content>\n"


def _widths(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[float]:
    columns = zip(*([head] if head else []), *rows, strict=True)
    longest = (max(len(str(cell)) for cell in column) for column in columns)
    return [_CM_PER_LETTER * min(max(length, _NARROWEST), _WIDEST) for length in longest] or [2.0]


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    return _text_cell(cell) if isinstance(cell, str) else _typed(*_facts(cell))


def _facts(cell: float | Decimal | date) -> tuple[str, str, str, str]:
    """Return the kind of a cell, its value as an attribute, its text, and its style."""
    match cell:
        case bool():
            value, text = ("true", "yes") if cell else ("false", "no")
            return "boolean", f'office:boolean-value="{value}"', text, ""
        case datetime():
            moment = brussels_clock(cell)
            value = f'office:date-value="{moment.isoformat(timespec="seconds")}"'
            return "date", value, f"{moment:%Y-%m-%d %H:%M}", "moment"
        case date():
            return "date", f'office:date-value="{cell}"', str(cell), "day"
    style = "sum" if isinstance(cell, Decimal) else ""
    return "float", f'office:value="{cell}"', str(cell), style


def _typed(kind: str, value: str, text: str, style: str) -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{styled} office:value-type="{kind}" {value}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def _text_cell(text: str, style: str = "") -> str:
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in _clean(text).split("\n"))
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Write a line; spaces in a row are one to a reader of OpenDocument unless they are counted."""
    return _SPACES.sub(lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', escape(line))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
