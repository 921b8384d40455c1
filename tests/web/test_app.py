# SPDX-License-Identifier: GPL-3.0-or-later
"""Statuses, headers and logs: what every answer of the intake has in common."""

import dataclasses
import logging
import os
from html.parser import HTMLParser

import pytest

from intake.model.language import Language
from intake.model.order import Order
from intake.web.app import HEADERS, LARGEST_BODY, create_app
from tests.conftest import StaffKeys
from tests.web.conftest import GOOD, Shop, hidden_fields

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "code"),
    [
        ("POST", "review", b"", "application/json", 415, "wrong_content_type"),
        ("POST", "review", b"name", FORM, 400, "malformed_form"),
        ("POST", "review", b"name=a&name=b", FORM, 422, "repeated_fields"),
        ("POST", "review", b"nombre=a", FORM, 422, "unknown_fields"),
        ("POST", "review", b"name=" + b"a" * LARGEST_BODY, FORM, 413, "too_large"),
        ("POST", "confirm", b"name=a&token=b", FORM, 401, "review_forged"),
        ("GET", "review", b"", "", 405, "wrong_method"),
        ("PUT", "confirm", b"", "", 405, "wrong_method"),
        ("GET", "received/abc", b"", "", 404, "unknown_order_token"),
        ("GET", "nothing", b"", "", 404, "page_not_found"),
    ],
)
def test_each_problem_has_its_page_and_status(  # noqa: PLR0913, PLR0917  # a table
    shop: Shop,
    language: Language,
    method: str,
    path: str,
    body: bytes,
    content_type: str,
    status: int,
    code: str,
) -> None:
    """In the reader's language."""
    page = shop.client.open(
        f"/{language}/order/{path}",
        method=method,
        data=body,
        content_type=content_type,
    )
    title = shop.desk.pages.texts[language]["problems"][f"{code}_title"]

    assert (page.status_code, first_heading(page.text)) == (status, title)


def test_a_wrong_method_says_which_is_right(shop: Shop) -> None:
    """RFC 9110, section 15.5.6."""
    assert "POST" in shop.client.get("/fr/order/review").headers["Allow"]


def test_a_disk_that_refuses_is_a_503_that_keeps_nothing(shop: Shop) -> None:
    """And the same page orders once the disk is well again."""
    reviewed = shop.review()
    keys = shop.desk.settings.folders.keys
    keys.rename(keys.with_name("away"))
    # A file where the folder should be: no folder can be made, whoever we are.
    keys.write_bytes(b"")
    refused = shop.confirm(reviewed)
    register = shop.desk.settings.folders.register
    kept = list(register.rglob("*.pgp"))
    keys.unlink()
    keys.with_name("away").rename(keys)
    answer = shop.confirm(reviewed)

    assert (refused.status_code, kept, answer.status_code) == (503, [], 303)


def test_a_gnupg_that_fails_is_a_503_that_keeps_nothing(
    shop: Shop,
    staff_keys: StaffKeys,
) -> None:
    """Here the keyring is gone while the intake runs."""
    reviewed = shop.review()
    public = staff_keys.keyring.parent
    away = public.rename(public.with_name("away"))
    try:
        refused = shop.confirm(reviewed)
    finally:
        away.rename(public)
    folders = shop.desk.settings.folders
    kept = [*folders.register.rglob("*.pgp"), *folders.keys.rglob("*.pkesk")]

    assert (refused.status_code, kept) == (503, [])


def test_a_bug_is_a_plain_page_and_a_log_line_without_the_person(
    shop: Shop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log names the place, never what was typed."""

    def broken(order: Order) -> None:
        raise KeyError(order.request.customer.email)

    reviewed = shop.review()
    shop.client = create_app(dataclasses.replace(shop.desk, notify=broken)).test_client()
    page = shop.confirm(reviewed)

    assert page.status_code == 500
    assert "bug: KeyError at " in caplog.text
    assert GOOD["email"] not in caplog.text + page.text


def test_no_log_line_tells_about_the_person_or_the_receipt(
    shop: Shop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Patterns of addresses, statuses and times are all there is."""
    caplog.set_level(logging.DEBUG, logger="intake")
    answer = shop.order()
    shop.client.get(answer.location)
    shop.client.get("/fr/order/?name=zoe@example.org")
    token = answer.location.rsplit("/", 1)[1]

    told = [text for text in (*GOOD.values(), token) if len(text) > 4 and text in caplog.text]
    assert told == []
    assert "POST /<language:language>/order/confirm 303" in caplog.text


@pytest.mark.promise("P03")
def test_every_answer_forbids_strangers_and_sets_no_cookie(shop: Shop) -> None:
    """The pages, the problems, the health check."""
    answers = [
        shop.review(),
        shop.order(),
        shop.client.get("/health/live"),
        shop.client.get("/fr/nothing/"),
    ]

    for answer in answers:
        sent = dict(answer.headers)
        # The form has a script of ours, and may have no other.
        sent["Content-Security-Policy"] = sent["Content-Security-Policy"].removesuffix(
            "; script-src 'self'"
        )
        assert dict(HEADERS).items() <= sent.items()
        assert "Set-Cookie" not in answer.headers


def test_a_page_with_what_was_typed_is_kept_by_its_browser_alone(shop: Shop) -> None:
    """And only so that the way back works; a receipt is not kept at all."""
    answers = [shop.review(), shop.review({}), shop.client.get(shop.order().location)]

    kept = [one.headers["Cache-Control"] for one in answers]
    assert kept == ["private, no-cache", "private, no-cache", "no-store"]


def test_the_built_site_is_served(shop: Shop) -> None:
    """A folder's address is its index page; nothing outside the folder is reached."""
    site = shop.desk.settings.folders.site
    (site / "fr" / "charter").mkdir(parents=True)
    (site / "fr" / "charter" / "index.html").write_text("la charte", encoding="utf-8")
    secret = site.parent / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    answers = []
    paths = ("/fr/charter/", "/fr/charter", "/../secret.txt", "/fr/%2e%2e/%2e%2e/secret.txt")
    for path in paths:
        with shop.client.get(path) as answer:
            answers.append(answer.status_code)

    assert answers == [200, 308, 404, 404]


def test_a_review_needs_no_write_at_all(shop: Shop) -> None:
    """Looking costs the network nothing: the register does not change."""
    register = shop.desk.settings.folders.register
    before = sorted(os.walk(register))
    shop.review()

    assert sorted(os.walk(register)) == before


def test_what_is_typed_is_never_markup(shop: Shop) -> None:
    """On the review page and in its hidden fields."""
    hostile = "<script>alert(1)</script>\"'&"
    reviewed = shop.review({**GOOD, "name": hostile, "city": "{{ 7 * 7 }}"})

    assert "<script" not in reviewed.text
    assert hidden_fields(reviewed)["name"] == hostile
    assert "{{ 7 * 7 }}" in reviewed.text


class _Heading(HTMLParser):
    """Finds the text of the first h1."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note when the heading starts."""
        del attrs
        self._inside = tag == "h1" and not self.text

    def handle_data(self, data: str) -> None:
        """Keep its text."""
        if self._inside:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        """Note when it ends."""
        if tag == "h1":
            self._inside = False


def first_heading(html: str) -> str:
    """Return the text of the first h1."""
    parser = _Heading()
    parser.feed(html)
    return parser.text.strip()


def test_a_name_longer_than_the_disk_allows_is_not_found(shop: Shop) -> None:
    assert shop.client.get("/fr/" + "a" * 300).status_code == 404
