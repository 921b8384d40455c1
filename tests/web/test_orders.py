# SPDX-License-Identifier: GPL-3.0-or-later
"""From the form to the receipt, and every way in which it can go wrong."""

import dataclasses
import datetime
from html import unescape

import pytest

from intake.model.catalogue import Catalogue
from intake.model.language import Language
from intake.model.money import Money
from intake.store.git import Repository
from intake.web.order_form import FIELDS
from tests.conftest import raised
from tests.web.conftest import GOOD, Shop, hidden_fields, with_catalogue

BUTTONS = {
    Language.EN: "Order with obligation to pay",
    Language.FR: "Commande avec obligation de paiement",
    Language.NL: "Bestelling met betalingsverplichting",
}


def dearer(catalogue: Catalogue, day: datetime.date) -> Catalogue:
    """Return the catalogue with a price list from that day on where all costs a euro more."""
    old = catalogue.price_lists[-1]
    new = dataclasses.replace(raised(old, Money(cents=100)), in_force_from=day)
    return Catalogue(price_lists=(*catalogue.price_lists, new))


@pytest.mark.promise("P06")
@pytest.mark.promise("P07")
def test_an_order_is_received_when_the_button_is_pressed(shop: Shop) -> None:
    """With the number that the receipt shows."""
    answer = shop.order()

    assert answer.status_code == 303
    assert [order.number for order in shop.notified] == ["2026000001"]


@pytest.mark.parametrize("language", list(Language))
def test_the_review_shows_all_that_a_buyer_must_see(shop: Shop, language: Language) -> None:
    """Lines, net, VAT, total, term, legal links and the one text that the law allows."""
    page = shop.review(language=language)
    text = unescape(page.text)

    needed = (BUTTONS[language], "zoé-dhondt.be", "72", "15", "87", "12", "Zoé D’Hondt", "1050")
    assert page.status_code == 200
    assert [word for word in needed if word not in text] == []
    assert f'href="/{language}/terms/"' in text


def test_nothing_is_received_by_a_review(shop: Shop) -> None:
    """However often it is looked at."""
    shop.review()
    shop.review()

    assert shop.notified == []


def test_the_button_pressed_twice_is_one_order(shop: Shop) -> None:
    """Both presses lead to the same receipt."""
    reviewed = shop.review()
    first, second = shop.confirm(reviewed), shop.confirm(reviewed)

    assert first.location == second.location
    assert len(shop.notified) == 1


def test_the_form_reviewed_twice_is_one_order(shop: Shop) -> None:
    """As when somebody goes back, reloads, and presses again."""
    first, second = shop.order(), shop.order()

    assert first.location == second.location
    assert len(shop.notified) == 1


def test_another_form_is_another_order(shop: Shop) -> None:
    """A remark is enough to make it another."""
    first = shop.order()
    second = shop.order({**GOOD, "remarks": "A second one, please."})

    assert first.location != second.location
    assert [order.number for order in shop.notified] == ["2026000001", "2026000002"]


def test_the_same_form_two_days_later_is_another_order(shop: Shop) -> None:
    """By then it is no slip of the finger."""
    shop.order()
    shop.now += datetime.timedelta(hours=49)
    shop.order()

    assert len(shop.notified) == 2


@pytest.mark.parametrize("language", list(Language))
def test_the_receipt_says_how_to_pay(shop: Shop, language: Language) -> None:
    """Number, communication, account, amount and the payment QR."""
    answer = shop.order(language=language)
    page = shop.client.get(answer.location)
    text = unescape(page.text)

    needed = ("2026000001", "+++202/6000/00192+++", "BE98 0962 4450 5493", "87", "<svg")
    assert page.status_code == 200
    assert [word for word in needed if word not in text] == []


def test_the_receipt_tells_nothing_about_the_person(shop: Shop) -> None:
    """Its address may stand in a history or over somebody's shoulder."""
    page = shop.client.get(shop.order().location)

    told = [GOOD[name] for name in ("name", "email", "street") if GOOD[name] in unescape(page.text)]
    assert told == []


def test_an_unknown_receipt_is_not_found(shop: Shop) -> None:
    """Nobody walks from one order to the next."""
    assert shop.client.get("/nl/order/received/abc").status_code == 404


def test_faults_are_told_beside_the_fields_and_what_was_typed_is_kept(shop: Shop) -> None:
    """In the reader's language, all at once."""
    page = shop.review({**GOOD, "email": "zoe", "postcode": "12", "remarks": "<b>&"}, "nl")
    text = page.text

    assert page.status_code == 422
    assert text.count('aria-invalid="true"') == 2
    assert 'value="zoe"' in text
    assert "&lt;b&gt;&amp;" in text


def test_the_form_can_be_changed_after_the_review(shop: Shop) -> None:
    """With everything as it was typed."""
    page = shop.client.post("/fr/order/edit", data=hidden_fields(shop.review()))

    assert (page.status_code, "Zoé D’Hondt" in unescape(page.text)) == (200, True)


def test_an_expired_review_is_shown_again(shop: Shop) -> None:
    """Nothing is ordered, nothing has to be typed again."""
    reviewed = shop.review()
    shop.now += datetime.timedelta(hours=25)
    page = shop.confirm(reviewed)

    assert page.status_code == 409
    assert set(hidden_fields(page)) == FIELDS
    assert shop.notified == []


def test_changed_prices_are_shown_before_anything_is_ordered(
    shop: Shop,
    catalogue: Catalogue,
) -> None:
    """The button then orders at the new price."""
    reviewed = shop.review()
    shop.now += datetime.timedelta(hours=20)
    with_catalogue(shop, dearer(catalogue, shop.now.date()))
    page = shop.confirm(reviewed)
    answer = shop.confirm(page)

    assert (page.status_code, "89,54" in unescape(page.text)) == (409, True)
    assert answer.status_code == 303
    assert [str(order.totals.total) for order in shop.notified] == ["89.54"]


def test_the_button_pressed_again_after_a_change_of_prices_is_still_one_order(
    shop: Shop,
    catalogue: Catalogue,
) -> None:
    """The first press counted, at the price it showed."""
    reviewed = shop.review()
    first = shop.confirm(reviewed)
    shop.now += datetime.timedelta(hours=20)
    with_catalogue(shop, dearer(catalogue, shop.now.date()))
    second = shop.confirm(reviewed)

    assert (second.status_code, second.location) == (303, first.location)


def test_an_order_changed_on_the_way_is_refused(shop: Shop) -> None:
    """The button orders what was shown and nothing else."""
    fields = hidden_fields(shop.review()) | {"hosting": ""}
    page = shop.client.post("/fr/order/confirm", data=fields)

    assert (page.status_code, shop.notified) == (401, [])


def test_a_price_of_the_sender_s_own_is_refused(shop: Shop) -> None:
    """There is no field for a price."""
    page = shop.client.post("/fr/order/review", data={**GOOD, "total": "0.01"})

    assert page.status_code == 422


def test_the_register_holds_one_commit_and_nothing_about_the_person(shop: Shop) -> None:
    """Neither in paths nor in messages nor in any object of git."""
    shop.order()
    shop.desk.queue.close()
    folder = shop.desk.settings.folders.register
    Repository(folder)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    names = " ".join(str(path) for path in folder.rglob("*"))

    told = [
        text for text in ("Zoé", "zoe@", "Rue du Test", "dhondt") if text.encode() in everything
    ]
    assert (told, "zoe" in names) == ([], False)
