# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of documents share: orders by all sorts of people, and a reader of PDF files."""

import ctypes
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL.Image import Image

from intake.documents.pro_forma_pdf import pro_forma_pdf
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.order import Order, Wish, numbered
from intake.model.pro_forma import ProForma, pro_forma_for
from intake.settings import Settings
from tests.conftest import BELGIAN_VAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """What a reader sees of a PDF: the text of each page, a picture of the first, and the rest."""

    content: bytes
    pages: tuple[str, ...]
    picture: Image
    is_tagged: bool
    metadata: dict[str, str]
    fonts: frozenset[str]
    right_edge: float


@pytest.fixture
def pro_forma_by(order: Order, price_list: PriceList) -> Callable[..., ProForma]:
    """Return a maker of payment requests: the usual order, but by somebody else."""

    def make(
        language: Language = Language.EN,
        wishes: tuple[Wish, ...] = order.request.wishes,
        *,
        start_now: bool = True,
        **customer: Any,  # noqa: ANN401 - a value of whichever field is named
    ) -> ProForma:
        request = dataclasses.replace(
            order.request,
            language=language,
            wishes=wishes,
            start_now=start_now,
            customer=dataclasses.replace(order.request.customer, **customer),
        )
        received = order.received
        return pro_forma_for(
            numbered(request, price_list, BELGIAN_VAT, number=order.number, received=received)
        )

    return make


@pytest.fixture
def pdf_of(settings: Settings, price_list: PriceList) -> Callable[[ProForma], Pdf]:
    """Return a maker of the PDF of a payment request."""

    def make(pro_forma: ProForma) -> Pdf:
        return _read(
            pro_forma_pdf(
                pro_forma,
                price_list=price_list,
                network=settings.network,
                site_address=settings.site.address,
            ),
        )

    return make


def _read(content: bytes) -> Pdf:
    with pypdfium2.PdfDocument(content) as document:
        pages = list(document)
        parts = [part for page in pages for part in page.get_objects()]
        texts = [part for part in parts if part.type == pdfium.FPDF_PAGEOBJ_TEXT]
        return Pdf(
            content=content,
            pages=tuple(_text(page.get_textpage().get_text_range()) for page in pages),
            picture=pages[0].render(scale=2).to_pil(),
            is_tagged=document.is_tagged(),
            metadata=document.get_metadata_dict(),
            fonts=frozenset(_font(text.raw) for text in texts),
            right_edge=max(part.get_bounds()[2] for part in parts),
        )


def _text(text: str) -> str:
    """Return the text on one line, without the places where a long word may break."""
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def _font(text: object) -> str:
    """Return the name of a font, without the letters that mark it as a part of the whole."""
    name = ctypes.create_string_buffer(100)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(text), name, len(name))
    return name.value.decode().rpartition("+")[2]
