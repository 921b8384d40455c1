# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it."""

import csv
import io
from collections.abc import Iterable, Sequence

from intake.documents.table_cell import cell_text


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the file."""
    text = io.StringIO()
    writer = csv.writer(text)
    if head:
        writer.writerow(head)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
