# SPDX-License-Identifier: GPL-3.0-or-later
"""Which orders become one at once, and which wait for a person."""

import dataclasses
import datetime
from collections.abc import Mapping

import pytest
from werkzeug.test import TestResponse

from intake.model.doubt import Doubt
from intake.model.language import Language
from intake.openpgp.decrypt import Opener
from intake.store.held_box import HeldBox
from intake.store.held_records import held_from_json
from intake.web.limits import ALL_ORDERS, ORDERS_A_DAY, ORDERS_AN_HOUR
from tests.web.conftest import GOOD, Shop, hidden_fields

HELD = "/fr/order/held"
TRAPPED = {**GOOD, "website": "http://buy.example"}
A_SECOND = datetime.timedelta(seconds=1)


def numbered(number: int, **more: str) -> Mapping[str, str]:
    """Return a form that is like no other, always of the same person."""
    return {**GOOD, "remarks": f"form {number}", **more}


def order_from(shop: Shop, network: int, fields: Mapping[str, str]) -> TestResponse:
    """Order from a network of its own."""
    headers = {"X-Forwarded-For": f"10.{network // 256}.{network % 256}.1"}
    reviewed = shop.client.post("/fr/order/review", data=fields, headers=headers)
    shop.now += 2 * A_SECOND
    return shop.client.post("/fr/order/confirm", data=hidden_fields(reviewed), headers=headers)


def doubts(shop: Shop) -> list[tuple[Doubt, ...]]:
    """Return why each held order is held, as the desk reads it."""
    settings = shop.desk.settings
    box, opener = HeldBox(folder=settings.folders.held), Opener(settings.desk.gnupg_home)
    return [held_from_json(opener.open(box.sealed(one))).doubts for one in box.papers()]


@pytest.mark.parametrize("language", Language)
def test_a_button_pressed_too_early_shows_the_page_again(shop: Shop, language: Language) -> None:
    """With the same token, so that the next press is good."""
    reviewed = shop.review(language=language)
    shop.now += A_SECOND
    early = shop.client.post(f"/{language}/order/confirm", data=hidden_fields(reviewed))
    sentence = shop.desk.pages.texts[language]["review"]["too_early"]

    assert (early.status_code, shop.notified) == (409, [])
    assert sentence in early.text
    assert hidden_fields(early) == hidden_fields(reviewed)

    shop.now += A_SECOND
    late = shop.client.post(f"/{language}/order/confirm", data=hidden_fields(early))
    assert (late.status_code, len(shop.notified)) == (303, 1)


def test_who_fills_in_what_people_do_not_see_is_held(shop: Shop) -> None:
    """It looks like any other answer, and nobody is mailed."""
    answer = shop.order(TRAPPED)
    assert (answer.status_code, answer.location, shop.notified) == (303, HELD, [])
    assert doubts(shop) == [(Doubt.TRAP,)]


@pytest.mark.parametrize("language", Language)
def test_a_held_order_has_a_page_that_tells_no_reason(shop: Shop, language: Language) -> None:
    page = shop.client.get(f"/{language}/order/held")
    assert page.status_code == 200
    assert shop.desk.pages.texts[language]["held"]["introduction"] in page.text


def test_many_links_are_held(shop: Shop) -> None:
    links = "\n".join(f"https://{name}.example" for name in ("a", "b", "c"))
    assert shop.order({**GOOD, "remarks": links}).location == HELD
    assert doubts(shop) == [(Doubt.LINKS,)]


def test_two_links_are_an_honest_order(shop: Shop) -> None:
    links = "From http://old.example to https://new.example, please."
    assert shop.order({**GOOD, "remarks": links}).location != HELD


def test_an_address_has_so_many_orders_an_hour(shop: Shop) -> None:
    """And in capitals it is the same address."""
    for number in range(ORDERS_AN_HOUR.burst):
        assert order_from(shop, number, numbered(number)).location != HELD
    more = order_from(shop, 99, numbered(99, email=GOOD["email"].upper()))
    assert more.location == HELD
    assert doubts(shop) == [(Doubt.QUOTA,)]


def test_an_address_has_so_many_orders_a_day(shop: Shop) -> None:
    numbers = range(ORDERS_A_DAY.burst + 1)
    answers = []
    for number in numbers:
        answers.append(order_from(shop, number, numbered(number)))
        shop.now += datetime.timedelta(minutes=25)
    assert [one.location == HELD for one in answers] == [False] * ORDERS_A_DAY.burst + [True]


def test_sending_the_same_form_again_uses_no_quota(shop: Shop) -> None:
    first = shop.order()
    again = [shop.order().location for _ in range(2 * ORDERS_AN_HOUR.burst)]
    assert set(again) == {first.location}
    assert shop.order(numbered(1)).location != HELD


def test_all_together_have_so_many_orders_at_once(shop: Shop) -> None:
    """Whoever comes from wherever, the register grows no faster."""
    for number in range(ALL_ORDERS.burst):
        order_from(shop, number, numbered(number, email=f"a{number}@example.org"))
        shop.now -= 2 * A_SECOND
    assert order_from(shop, 999, numbered(999, email="late@example.org")).location == HELD
    assert doubts(shop) == [(Doubt.FLOOD,)]


def test_a_held_form_sent_again_is_held_once(shop: Shop) -> None:
    shop.order(TRAPPED)
    assert shop.order(TRAPPED).location == HELD
    assert len(doubts(shop)) == 1


def test_a_full_box_says_that_nothing_was_taken(shop: Shop) -> None:
    """The page has a button that sends it again."""
    box = HeldBox(folder=shop.desk.settings.folders.held, most=1)
    admission = dataclasses.replace(shop.desk.admission, box=box)
    shop.desk = dataclasses.replace(shop.desk, admission=admission)
    shop.open()
    shop.order(TRAPPED)
    full = shop.order({**TRAPPED, "name": "Somebody else"})

    assert full.status_code == 503
    assert hidden_fields(full)["name"] == "Somebody else"
    assert len(doubts(shop)) == 1
