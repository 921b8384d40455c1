# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sends too much waits, who sends from elsewhere is asked, and nobody loses what he typed."""

import datetime
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.language import Language
from intake.web.guard import is_foreign
from intake.web.limits import CONFIRMATIONS, FORMS, REVIEWS, WEBHOOKS
from tests.web.conftest import GOOD, Shop, hidden_fields

OURS = ("a2a.example", "127.0.0.1:8080")
FORWARDED = {"X-Forwarded-For": "192.0.2.7"}


@pytest.mark.parametrize("language", Language)
def test_too_many_reviews_of_one_network_have_to_wait(shop: Shop, language: Language) -> None:
    """The page carries the form, and its button sends it to where it was going."""
    answers = [shop.review(language=language) for _ in range(REVIEWS.burst + 1)]
    late = answers[-1]

    assert {one.status_code for one in answers[:-1]} == {200}
    assert (late.status_code, late.headers["Retry-After"]) == (429, "30")
    assert hidden_fields(late) == GOOD
    assert f'action="/{language}/order/review"' in late.text


def test_the_form_that_had_to_wait_is_taken_later(shop: Shop) -> None:
    for _ in range(REVIEWS.burst):
        shop.review()
    waiting = shop.review()
    shop.now += datetime.timedelta(seconds=REVIEWS.seconds)
    again = shop.review(hidden_fields(waiting))

    assert again.status_code == 200


def test_another_network_need_not_wait(shop: Shop) -> None:
    for _ in range(REVIEWS.burst + 1):
        shop.review()
    answer = shop.client.post("/fr/order/review", data=GOOD, headers=FORWARDED)
    assert answer.status_code == 200


def test_a_network_cannot_multiply_within_the_one_around_it(shop: Shop) -> None:
    """Each of its 256 addresses sends a few forms."""
    statuses = [
        shop.client.post(
            "/fr/order/edit",
            data=GOOD,
            headers={"X-Forwarded-For": f"192.0.2.{number % 256}"},
        ).status_code
        for number in range(4 * REVIEWS.burst + 10)
    ]
    assert statuses.count(429) == 10


def test_confirmations_are_counted_by_themselves(shop: Shop) -> None:
    token = {**GOOD, "token": "forged"}
    statuses = [
        shop.client.post("/fr/order/confirm", data=token).status_code
        for _ in range(CONFIRMATIONS.burst + 1)
    ]
    assert statuses == [401] * CONFIRMATIONS.burst + [429]
    assert shop.review().status_code == 200


def test_whatever_else_is_sent_is_counted_too(shop: Shop) -> None:
    """There is nothing to send again to an address that is none."""
    answers = [shop.client.post("/fr/charter/", data=GOOD) for _ in range(FORMS.burst + 1)]
    assert answers[-1].status_code == 429


def test_a_program_is_told_to_wait_in_its_own_words(shop: Shop) -> None:
    answers = [shop.client.post("/webhooks/orders") for _ in range(WEBHOOKS.burst + 1)]
    late = answers[-1]
    assert (late.status_code, late.headers["Retry-After"]) == (429, "1")
    assert late.mimetype == "application/problem+json"
    assert late.get_json()["code"] == "too_many"


def test_a_page_that_is_only_read_is_never_counted(shop: Shop) -> None:
    statuses = {shop.client.get("/health/live").status_code for _ in range(500)}
    assert statuses == {200}


def test_the_log_says_who_waits_for_what_and_not_who(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="intake")
    for _ in range(REVIEWS.burst + 1):
        shop.client.post("/fr/order/review", data=GOOD, headers=FORWARDED)
    assert "asked to wait: reviews" in caplog.text
    assert [text for text in ("192.0.2", GOOD["email"]) if text in caplog.text] == []


@pytest.mark.parametrize(
    ("origin", "fetch_site", "foreign"),
    [
        ("http://a2a.example", None, False),
        ("https://a2a.example", "cross-site", False),
        ("http://127.0.0.1:8080", "same-origin", False),
        ("http://evil.example", None, True),
        ("http://a2a.example.evil.example", None, True),
        ("http://[", None, True),
        ("null", None, False),
        ("null", "same-origin", False),
        ("null", "cross-site", True),
        (None, None, False),
        (None, "cross-site", True),
        (None, "none", False),
    ],
)
def test_a_form_of_another_page_is_known_by_what_the_browser_says(
    origin: str | None, fetch_site: str | None, *, foreign: bool
) -> None:
    assert is_foreign(origin, fetch_site, ours=OURS) is foreign


@given(st.text(), st.none() | st.text())
def test_whatever_a_browser_says_it_is_ours_or_not(origin: str, fetch_site: str | None) -> None:
    assert is_foreign(origin, fetch_site, ours=OURS) in {True, False}


def test_a_form_of_another_page_is_asked_about_and_not_taken(shop: Shop) -> None:
    """Our own page then has a button; pressing it is the person's own doing."""
    reviewed = shop.review()
    sent = hidden_fields(reviewed)
    asked = shop.client.post(
        "/fr/order/confirm", data=sent, headers={"Origin": "http://evil.example"}
    )
    assert (asked.status_code, hidden_fields(asked), shop.notified) == (403, sent, [])

    answer = shop.confirm(asked)
    assert (answer.status_code, len(shop.notified)) == (303, 1)


def test_a_body_that_is_no_form_is_not_carried(shop: Shop) -> None:
    answer = shop.client.post(
        "/fr/order/review",
        data=b"\xff\xfe",
        headers={"Origin": "http://evil.example"},
        content_type="application/octet-stream",
    )
    assert (answer.status_code, hidden_fields(answer)) == (403, {})
