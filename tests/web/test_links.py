# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that fill the order form in, with and without a price of their own."""

import datetime
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.money import Money
from intake.model.special_price import SpecialPrice
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.web.links import BadLinkError, filled_in, link_to
from intake.web.main import main
from intake.web.tokens import Tokens, read_secret
from tests.conftest import write_settings
from tests.web.conftest import GOOD, Shop, hidden_fields

SPECIAL = SpecialPrice(
    offer_id="hosting", months=12, net=Money(cents=5000), until=datetime.date(2026, 11, 23)
)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {}),
        ("offer=hosting", {"offer.hosting": "1"}),
        (
            "offer=hosting&term=36&quantity=2",
            {"offer.hosting": "2", "term.hosting": "36"},
        ),
        ("offer=media-archive&term=12", {"offer.media-archive": "1"}),
        ("offer=training", {"offer.training": "1"}),
        ("domain=caf%C3%A9.be", {"names.register": "café.be"}),
        ("domain=a1.org&act=renew&term=24", {"names.renew": "a1.org", "months.renew": "24"}),
        ("domain=a1.org&act=transfer&term=12", {"names.transfer": "a1.org"}),
        (
            "offer=hosting&term=1&domain=a1.be",
            {"offer.hosting": "1", "term.hosting": "1", "names.register": "a1.be"},
        ),
    ],
)
def test_a_link_fills_the_form_in(
    price_list: PriceList, query: str, fields: dict[str, str]
) -> None:
    assert filled_in(query.encode(), price_list) == fields


@pytest.mark.parametrize(
    "query",
    [
        "offer=mansion",
        "offer=domain-be",
        "offer=hosting&term=13",
        "offer=hosting&quantity=6",
        "offer=hosting&quantity=0",
        "offer=hosting&quantity=%201",
        "offer=hosting&offer=mail",
        "offer=hosting&price=1.00",
        "term=12",
        "domain=p%D0%B0ypal.be",
        "domain=a1.be&act=steal",
        "domain=a1.be&term=1",
        "name=Zo%C3%A9",
        "offer",
        "%FF",
        "offer=%FF",
    ],
)
def test_what_no_link_of_ours_says_is_a_fault(
    shop: Shop, price_list: PriceList, query: str
) -> None:
    with pytest.raises(BadLinkError):
        filled_in(query.encode(), price_list)
    assert shop.client.get(f"/en/order/with?{query}").status_code == 422


@pytest.mark.parametrize("language", Language)
def test_a_link_shows_the_form_in_its_language(shop: Shop, language: Language) -> None:
    page = shop.client.get(link_to("", language, offer="hosting", term="36", domain="a1.be"))
    text = unescape(page.text)

    assert page.status_code == 200
    assert "<option value=36 selected>" in text
    assert "\na1.be</textarea>" in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_special_price_goes_from_the_link_into_the_order(shop: Shop) -> None:
    """The form shows it, the review charges it, the order keeps it."""
    link = link_to("", Language.FR, special=shop.desk.tokens.special(SPECIAL))
    form = shop.client.get(link)
    fields = {**GOOD, **hidden_fields(form)}
    reviewed = shop.review(fields)
    shop.confirm(reviewed)

    assert "60,50\xa0€" in unescape(form.text)
    assert "75,02\xa0€" in unescape(reviewed.text)
    (order,) = shop.notified
    assert (order.special, str(order.totals.net)) == (SPECIAL, "62.00")


def test_a_special_price_ends_after_its_day(shop: Shop) -> None:
    """The form then says so and shows today's prices."""
    token = shop.desk.tokens.special(SPECIAL)
    shop.now += datetime.timedelta(days=2)
    link = shop.client.get(link_to("", Language.FR, special=token))
    page = shop.review({**GOOD, "special": token})

    assert (link.status_code, page.status_code) == (422, 422)
    assert 'name="special"' not in page.text
    assert shop.notified == []


def test_a_special_price_of_one_s_own_making_is_refused(shop: Shop) -> None:
    token = Tokens(b"a secret of somebody else's, yes").special(SPECIAL)

    assert shop.review({**GOOD, "special": token}).status_code == 401
    assert shop.client.get(link_to("", Language.EN, special=token)).status_code == 401


def test_a_command_makes_the_links(
    own_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a language, signed with this machine's secret."""
    file = write_settings(own_settings, tmp_path / "settings.toml")
    monkeypatch.setenv(SETTINGS_VARIABLE, str(file))
    arguments = ["links", "make", "hosting", "12", "50.00", "2026-11-23"]
    answer = CliRunner().invoke(main, arguments)
    tokens = Tokens(read_secret(own_settings.web.secret))
    read = [tokens.read_special(line.partition("special=")[2]) for line in answer.output.split()]

    assert read == [SPECIAL] * 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["mansion", "12", "50.00", "2026-11-23"], 3),
        (["hosting", "13", "50.00", "2026-11-23"], 3),
        (["hosting", "12", "50", "2026-11-23"], 2),
        (["hosting", "12", "-1.00", "2026-11-23"], 2),
        (["hosting", "12", "50.00", "soon"], 2),
    ],
)
def test_a_command_that_makes_no_link_says_why(
    own_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
) -> None:
    file = write_settings(own_settings, tmp_path / "settings.toml")
    monkeypatch.setenv(SETTINGS_VARIABLE, str(file))

    assert CliRunner().invoke(main, ["links", "make", *arguments]).exit_code == code
