# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of documents share: orders by all sorts of people, and a reader of PDF files."""

import ctypes
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL.Image import Image

from intake.documents.pro_forma_pdf import pro_forma_pdf
from intake.documents.quotation_pdf import quotation_pdf
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.order import Order, Wish, numbered
from intake.model.pro_forma import ProForma, pro_forma_for
from intake.model.quotation import Quotation, quotation_for
from intake.model.vat import Vat
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
    smallest_text: float
    structure: tuple[tuple[str, str], ...]


@pytest.fixture
def order_by(order: Order, price_list: PriceList) -> Callable[..., Order]:
    """Return a maker of orders: the usual one, but by somebody else, or with more asked."""

    def make(
        language: Language = Language.EN,
        wishes: tuple[Wish, ...] = order.request.wishes,
        *,
        start_now: bool = True,
        vat: Vat = BELGIAN_VAT,
        asked: Mapping[str, Any] | None = None,
        **customer: Any,  # noqa: ANN401 - a value of whichever field is named
    ) -> Order:
        request = dataclasses.replace(
            order.request,
            language=language,
            wishes=wishes,
            start_now=start_now,
            customer=dataclasses.replace(order.request.customer, **customer),
            **(asked or {}),
        )
        return numbered(request, price_list, vat, number=order.number, received=order.received)

    return make


@pytest.fixture
def pro_forma_by(order_by: Callable[..., Order]) -> Callable[..., ProForma]:
    """Return a maker of payment requests for such orders."""
    return lambda *positional, **named: pro_forma_for(order_by(*positional, **named))


@pytest.fixture
def quotation_by(order_by: Callable[..., Order]) -> Callable[..., Quotation]:
    """Return a maker of quotations: hosting from the list, and two trainings on request."""
    wishes = (Wish(offer_id="hosting"), Wish(offer_id="training", months=None, quantity=2))
    return lambda *positional, **named: quotation_for(
        order_by(*positional, **{"wishes": wishes, **named})
    )


@pytest.fixture
def pdf_of(settings: Settings, price_list: PriceList) -> Callable[[ProForma | Quotation], Pdf]:
    """Return a maker of the PDF of a payment request or a quotation."""

    def make(document: ProForma | Quotation) -> Pdf:
        network, site_address = settings.network, settings.site.address
        if isinstance(document, Quotation):
            content = quotation_pdf(
                document, price_list=price_list, network=network, site_address=site_address
            )
        else:
            content = pro_forma_pdf(
                document, price_list=price_list, network=network, site_address=site_address
            )
        return _read(content)

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
            smallest_text=min(_size(text.raw) for text in texts),
            structure=tuple(_structure(pages[0])),
        )


def _text(text: str) -> str:
    """Return the text on one line, without the places where a long word may break."""
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def _structure(page: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - pypdfium2 has no types
    """Go through the tags of a page as one reads: the kind of each, and its words for a picture."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    roots = range(pdfium.FPDF_StructTree_CountChildren(tree))
    todo = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, place) for place in reversed(roots)]
    while todo:
        element = todo.pop()
        if not element:
            continue
        kind = _utf16(pdfium.FPDF_StructElement_GetType, element)
        yield kind, _utf16(pdfium.FPDF_StructElement_GetAltText, element)
        children = range(pdfium.FPDF_StructElement_CountChildren(element))
        todo += [
            pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
            for place in reversed(children)
        ]
    pdfium.FPDF_StructTree_Close(tree)


def _utf16(read: Any, element: object) -> str:  # noqa: ANN401 - a function of pdfium
    length = read(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    read(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _size(text: object) -> float:
    """Return the size of a piece of text in points."""
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(text, size)
    return size.value


def _font(text: object) -> str:
    """Return the name of a font, without the letters that mark it as a part of the whole."""
    name = ctypes.create_string_buffer(100)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(text), name, len(name))
    return name.value.decode().rpartition("+")[2]
