# SPDX-License-Identifier: GPL-3.0-or-later
"""From the form to the receipt, and every way in which it can go wrong."""

import dataclasses
import datetime
import logging
import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.model.catalogue import Catalogue
from intake.model.language import Language
from intake.model.money import Money
from intake.store.git import Repository
from intake.web.app import create_app
from tests.conftest import raised
from tests.web.conftest import FULL, GOOD, ORGANISATION, Shop, hidden_fields, with_catalogue

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
    assert set(hidden_fields(page)) == set(GOOD)
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
    fields = hidden_fields(shop.review()) | {"offer.hosting": "2"}
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


@pytest.mark.promise("P06")
def test_everything_that_was_said_is_on_the_review_page(shop: Shop) -> None:
    """What is ordered is what was shown."""
    text = unescape(shop.review(FULL).text)

    words = [
        *("Les Amis asbl", "0451.807.885", "Ali Ben", "Rue Longue 3", "France", "compta@"),
        *("Tine Technica", "PO-77", "moved from elsewhere", "mDMEZ", "2025000001", "7,50\xa0€"),
        *("zoé-dhondt.be (xn--zo-dhondt-c4a.be)", "amis.brussels", "2 × ", "avis@example.org"),
    ]
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("country", "number", "total"),
    [("FR", "", "7260"), ("FR", "FR40303265045", "7260"), ("MA", "", "6000"), ("BE", "", "7260")],
)
def test_the_review_says_why_the_vat_is_what_it_is(
    shop: Shop, language: Language, country: str, number: str, total: str
) -> None:
    """Reverse charge is never given by a program: Belgian VAT until staff have confirmed it."""
    place = {"country": country, "vat_number": number, "names.register": ""}
    page = shop.review({**ORGANISATION, **place}, language)
    texts = shop.desk.pages.texts[language]["vat"]

    starts = {key: text.split("{")[0][:25] for key, text in texts.items()}
    said = [key for key, start in starts.items() if start in unescape(page.text)]
    expected = {"MA": ["outside_union"]}.get(
        country, ["reverse_charge_to_confirm"] if number else []
    )
    assert said == expected
    shown = re.search(r'<dd class="total">([^<]*)', unescape(page.text))
    assert shown is not None
    assert re.sub(r"\D", "", shown[1]) == total


@pytest.mark.parametrize("language", list(Language))
def test_the_franchise_has_its_mention(shop: Shop, language: Language) -> None:
    rules = dataclasses.replace(shop.desk.vat_rules, franchise=True)
    shop.desk = dataclasses.replace(shop.desk, vat_rules=rules)
    shop.client = create_app(shop.desk).test_client()
    page = unescape(shop.review(language=language).text)

    assert shop.desk.pages.texts[language]["vat"]["franchise"] in page
    assert "72" in page


@pytest.mark.parametrize("language", list(Language))
def test_a_price_on_request_makes_a_request_for_a_quotation(shop: Shop, language: Language) -> None:
    """Nothing is to be paid, and the button does not say that it were."""
    reviewed = shop.review({**GOOD, "offer.training": "1"}, language)
    receipt = shop.client.get(shop.confirm(reviewed, language).location)
    texts = shop.desk.pages.texts[language]

    assert BUTTONS[language] not in unescape(reviewed.text)
    assert texts["review"]["quotation_button"] in unescape(reviewed.text)
    assert texts["review"]["quotation_text"] in unescape(reviewed.text)
    assert texts["receipt"]["quotation_send"] in unescape(receipt.text)
    assert ("<svg" in receipt.text, "+++" in receipt.text) == (False, False)
    (order,) = shop.notified
    assert order.is_quotation


@pytest.mark.promise("P15")
def test_a_name_is_ordered_with_the_terms_of_its_registry(shop: Shop) -> None:
    """Without any hosting, and never without them."""
    alone = {name: text for name, text in GOOD.items() if name != "offer.hosting"}
    refused = shop.review({**alone, "accept_registry": ""})
    shop.order(alone)

    assert refused.status_code == 422
    (order,) = shop.notified
    assert [wish.offer_id for wish in order.request.wishes] == ["domain-be"]


@pytest.mark.promise("P39")
def test_a_gift_to_the_fund_is_paid_with_the_order_and_has_no_vat(shop: Shop) -> None:
    answer = shop.order({**GOOD, "gift": "10.00"})

    (order,) = shop.notified
    assert (str(order.totals.total), str(order.to_pay)) == ("87.12", "97.12")
    assert "97,12" in unescape(shop.client.get(answer.location).text)


@pytest.mark.promise("P37")
def test_a_group_names_who_gets_the_notices(shop: Shop) -> None:
    shop.order(ORGANISATION)

    (order,) = shop.notified
    assert order.request.notice_subscriber == "avis@example.org"


def test_a_review_read_in_one_language_is_not_confirmed_in_another(shop: Shop) -> None:
    page = shop.confirm(shop.review(language="fr"), language="nl")

    assert (page.status_code, shop.notified) == (401, [])


def test_a_secret_key_is_neither_shown_nor_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    """Wherever it was pasted, on the form and on the way back to it."""
    caplog.set_level(logging.DEBUG)
    secret = FULL["openpgp_key"].replace("PUBLIC", "PRIVATE")
    for name in ("openpgp_key", "remarks", "city"):
        fields = {**GOOD, name: secret}
        pages = [shop.review(fields), shop.client.post("/fr/order/edit", data=fields)]
        assert pages[0].status_code == 422
        assert "mDMEZ" not in pages[0].text + pages[1].text + caplog.text


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.binary(max_size=300), verb=st.sampled_from(["review", "edit", "confirm"]))
def test_any_bytes_are_refused_or_understood(shop: Shop, body: bytes, verb: str) -> None:
    """No program error, whatever is sent."""
    kind = "application/x-www-form-urlencoded"
    answer = shop.client.post(f"/nl/order/{verb}", data=body, content_type=kind)

    assert answer.status_code < 500


def test_every_name_that_is_not_right_is_in_the_summary(shop: Shop) -> None:
    """So that nobody has to send the form once for each of them."""
    page = shop.review({**GOOD, "names.register": "-a.be\nzoe.be\nb.xyz"}, "en")
    text = unescape(page.text)

    assert page.status_code == 422
    summary = text[text.index('class="faults"') : text.index("<form")]
    assert [line for line in (1, 2, 3) if f"Line {line}:" in summary] == [1, 3]
