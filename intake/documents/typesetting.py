# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a PDF from a template and what it is to say: offline, with our fonts, the same bytes again.

What is said goes in as JSON and is shown as text, so nothing that anybody typed can become Typst.
A compiler kept between two documents would save a quarter of the time; it is not worth its lock.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

import typst

_FOLDER = Path(__file__).parent


def typeset(
    template: str,
    said: Mapping[str, object],
    *,
    now: datetime.datetime,
    with_file: bool = False,
    folder: Path = _FOLDER,
) -> bytes:
    """Return the PDF, dated that instant: for screen readers (PDF/UA-1) and to keep (PDF/A-2a).

    One that carries a file is PDF/A-3a, which is the same and allows it.

    Our font and those inside typst have Latin, Greek, Cyrillic, Hebrew, Arabic and Georgian. A name
    in another script, which typst refuses as PDF/UA, is set with the fonts of the machine. Where
    those lack it too, boxes stand for its letters; a document with such holes may not call itself
    PDF/UA, and is made without the claim rather than not at all.
    """
    try:
        return _compile(folder / template, said, now, with_file=with_file)
    except typst.TypstError:
        pass
    try:
        return _compile(folder / template, said, now, with_file=with_file, machine_fonts=True)
    except typst.TypstError:
        return _compile(folder / template, said, now, accessible=False)


def _compile(  # noqa: PLR0913 - what Typst is told, each named
    template: Path,
    said: Mapping[str, object],
    now: datetime.datetime,
    *,
    with_file: bool = False,
    machine_fonts: bool = False,
    accessible: bool = True,
) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(_FOLDER / "fonts")],
        ignore_system_fonts=not machine_fonts,
        sys_inputs={"said": json.dumps(said)},
        pdf_standards=["a-3a" if with_file else "a-2a", "ua-1"] if accessible else None,
        timestamp=now,
    )
