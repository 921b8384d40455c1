# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a PDF from a template and what it is to say: offline, with our fonts, the same bytes again.

What is said goes in as JSON and is shown as text, so nothing that anybody typed can become Typst.
A compiler kept between two documents would save a quarter of the time; it is not worth its lock.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

_FOLDER = Path(__file__).parent


def typeset(template: str, said: Mapping[str, object], *, now: datetime.datetime) -> bytes:
    """Return the PDF, tagged for screen readers (PDF/UA-1) and dated that instant.

    Where the fonts lack a letter of somebody's name, a box stands for it; a document with such a
    hole may not call itself PDF/UA, and is made without the claim rather than not at all.
    """
    try:
        return _compile(template, said, now, standard="ua-1")
    except typst.TypstError:
        return _compile(template, said, now, standard=None)


def _compile(
    template: str,
    said: Mapping[str, object],
    now: datetime.datetime,
    *,
    standard: Literal["ua-1"] | None,
) -> bytes:
    return typst.compile(
        str(_FOLDER / template),
        root=str(_FOLDER),
        font_paths=[str(_FOLDER / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(said)},
        pdf_standards=standard,
        timestamp=now,
    )
