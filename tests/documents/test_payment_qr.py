# SPDX-License-Identifier: GPL-3.0-or-later
"""The payment QR says what the EPC's guideline and a Belgian bank want, and scans."""

import dataclasses
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from intake.documents.payment_qr import payment_qr_payload, payment_qr_svg
from intake.model.order import Order
from intake.settings import Settings

SVG = "{http://www.w3.org/2000/svg}"

# The vector of the worked example: 87.12 euro for order 2026000042, to a bank without BIC.
VECTOR = """BCD
002
1
SCT

Hébergement Exemple ASBL
BE68539007547034
EUR87.12

202600004236"""


def test_the_payload_of_the_worked_example_is_the_vector(order: Order, settings: Settings) -> None:
    """Line by line, with the communication in the structured field."""
    network = dataclasses.replace(
        settings.network,
        legal_name="Hébergement Exemple ASBL",
        iban="BE68 5390 0754 7034",
        bic="",
    )
    assert payment_qr_payload(order.number, order.totals.total, network=network) == VECTOR


@pytest.mark.promise("P10")
def test_the_payload_pays_into_the_account_of_the_network(order: Order, settings: Settings) -> None:
    """In the name of the association."""
    lines = payment_qr_payload(order.number, order.totals.total, network=settings.network).split(
        "\n"
    )
    assert lines[4:7] == ["GKCCBEBB", "Moving Art Studio", "BE98096244505493"]


def test_a_very_long_name_is_cut_to_the_seventy_characters_of_the_standard(
    order: Order,
    settings: Settings,
) -> None:
    """Apps refuse a longer one."""
    network = dataclasses.replace(settings.network, legal_name="Ô" * 100)
    assert (
        payment_qr_payload(order.number, order.totals.total, network=network).split("\n")[5]
        == "Ô" * 70
    )


def test_the_code_scans_as_its_payload_with_error_level_m() -> None:
    """As a telephone sees it."""
    (code,) = zxingcpp.read_barcodes(_picture(payment_qr_svg(VECTOR, title="Payment QR")))
    assert code.text == VECTOR
    assert code.ec_level == "M"


def test_the_code_is_an_image_named_by_its_title_for_a_screen_reader() -> None:
    """Whatever signs the title holds."""
    root = ET.fromstring(payment_qr_svg(VECTOR, title='"Pay" <& go>'))  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == '"Pay" <& go>'


def test_the_code_grows_with_its_place_and_needs_no_style() -> None:
    """The pages forbid inline styles by their Content-Security-Policy."""
    svg = payment_qr_svg(VECTOR, title="Payment QR")
    opening = svg.partition(">")[0]
    assert svg.startswith("<svg ")
    assert "viewBox=" in opening
    assert "width=" not in opening
    assert "style" not in svg


def _picture(svg: str) -> Image.Image:
    """Draw the bars that the path describes, ten pixels to a module."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    size = int(root.get("viewBox", "").split()[2])
    path = root.find(f"{SVG}path")
    assert path is not None
    picture = Image.new("L", (size * 10, size * 10), 255)
    draw = ImageDraw.Draw(picture)
    for bar in path.get("d", "")[1:].split("M"):
        x, _, rest = bar.partition(" ")
        y, _, rest = rest.partition("h")
        width = rest.partition("v")[0]
        left, top = int(x) * 10, int(y) * 10
        draw.rectangle((left, top, left + int(width) * 10 - 1, top + 9), fill=0)
    return picture
