# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders show``: one order, decrypted."""

import json

import pytest

from intake.model.order import Order
from intake.settings import Settings
from tests.staff.conftest import Staff


def test_an_order_is_shown_with_all_that_staff_need(staff: Staff, received: Order) -> None:
    """Who, where, what, for how much, and with which communication."""
    output = staff("orders", "show", received.number).output

    needed = (
        "+++202/6000/00192+++",
        "Français",
        "Camille Exemple (person)",
        "camille@example.org",
        "Rue du Test 2, 1050 Ixelles, BE",
        "at once, as asked",
        "exemple-camille.be",
        "12 months",
        "€72.00",
        "€15.12",
        "€87.12",
    )
    assert [text for text in needed if text not in output] == []


@pytest.mark.parametrize(
    "written",
    ["2026000001", "+++202/6000/00192+++", "202600000192", "***202/6000/00192***"],
)
def test_a_number_may_be_written_as_the_bank_does(
    staff: Staff,
    received: Order,
    written: str,
) -> None:
    """Staff copy what stands on a statement."""
    assert received.number in staff("orders", "show", written).output


def test_the_record_is_there_for_programs_too(staff: Staff, received: Order) -> None:
    """As docs/formats.md describes it."""
    record = json.loads(staff("orders", "show", received.number, "--json").output)

    assert (record["format"], record["total"]) == ("order/2", "87.12")


@pytest.mark.parametrize(
    ("written", "exit_code", "sentence"),
    [
        ("2026000009", 3, "there is no order 2026000009 in this register"),
        ("202600000193", 2, "is no order number"),
        ("../../etc", 2, "is no order number"),
    ],
)
def test_a_number_that_names_nothing_is_one_sentence(
    staff: Staff,
    received: Order,
    written: str,
    exit_code: int,
    sentence: str,
) -> None:
    """Wrong check digits are not looked up."""
    assert received.number == "2026000001"
    answer = staff("orders", "show", written)

    assert (answer.exit_code, sentence in answer.output) == (exit_code, True)


def test_an_order_without_its_key_packets_says_what_is_missing(
    staff: Staff,
    received: Order,
    own_settings: Settings,
) -> None:
    """Its contents are gone, and the desk is told so."""
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()
    answer = staff("orders", "show", received.number)

    assert (answer.exit_code, ".pkesk is missing" in answer.output) == (6, True)
