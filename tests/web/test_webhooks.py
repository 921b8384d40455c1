# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders by webhook: signed, checked like the form, answered the same way every time."""

import datetime
import json
import logging
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from intake.model.language import Language
from intake.model.webhook import SIGNATURE_HEADER, WebhookSecret
from intake.settings import read_texts
from intake.store.dossiers import PaperKind
from intake.web.app import LARGEST_BODY
from intake.web.problems import JSON_HTTP_PROBLEMS, JSON_PROBLEMS
from tests.conftest import NOW
from tests.web.conftest import Shop, restart
from tests.web.partner import BODY, NEW_SECRET, SECRET, as_body, order_record, signed

ADDRESS = "/webhooks/orders"
PROBLEM = "application/problem+json"
MINUTE = datetime.timedelta(minutes=1)


def post(  # noqa: PLR0913  # what a message is made of, each named
    shop: Shop,
    body: bytes = BODY,
    *,
    at: datetime.datetime | None = None,
    secret: WebhookSecret = SECRET,
    message_id: str = "msg_1",
    media_type: str = "application/json",
) -> TestResponse:
    """Send a genuine message, signed at the shop's own time."""
    when = at or shop.now
    headers = signed(body, at=when, secret=secret, message_id=message_id, media_type=media_type)
    return shop.client.post(ADDRESS, data=body, headers=headers)


def papers(shop: Shop) -> int:
    """Return how many papers the register holds."""
    return len(list(shop.desk.settings.folders.register.glob("dossiers/**/*.pgp")))


@pytest.mark.promise("P07")
def test_a_partner_orders_for_a_member_and_is_told_how_to_pay(partner_shop: Shop) -> None:
    answer = post(partner_shop)
    order = partner_shop.notified[0]
    said = answer.get_json()

    assert (answer.status_code, papers(partner_shop)) == (200, 1)
    assert said["number"] == order.number
    assert said["payment"] == {
        "amount": "87.12",
        "currency": "EUR",
        "iban": "BE98096244505493",
        "beneficiary": "Moving Art Studio",
        "communication": "+++202/6000/00192+++",
        "pay_by": "2026-12-06",
    }
    assert order.request.customer.name == "Zoé D’Hondt"
    assert order.request.wishes[1].domain_name == "xn--zo-dhondt-c4a.be"


def test_the_receipt_that_is_named_shows_the_same(partner_shop: Shop) -> None:
    said = post(partner_shop).get_json()
    site = partner_shop.desk.settings.site.address
    page = partner_shop.client.get(said["links"]["receipt"].removeprefix(site))

    assert (page.status_code, "+++202/6000/00192+++" in page.text) == (200, True)


def test_the_same_message_again_has_the_same_answer_and_is_one_order(partner_shop: Shop) -> None:
    first = post(partner_shop)
    partner_shop.now += 4 * MINUTE
    again = post(partner_shop)

    assert (again.status_code, again.data) == (200, first.data)
    assert (papers(partner_shop), len(partner_shop.notified)) == (1, 1)


def test_the_same_message_has_the_same_answer_after_a_restart_and_for_weeks(
    partner_shop: Shop,
) -> None:
    """The queue remembers two days; partners may try for longer."""
    first = post(partner_shop)
    partner_shop.now += datetime.timedelta(days=29)
    restart(partner_shop)
    again = post(partner_shop)

    assert (again.status_code, again.data, papers(partner_shop)) == (200, first.data, 1)


def test_the_claims_are_forgotten_after_a_month(partner_shop: Shop) -> None:
    post(partner_shop)
    ids = partner_shop.desk.settings.webhooks.spool / "ids"
    partner_shop.now += datetime.timedelta(days=31)
    restart(partner_shop)

    assert list(ids.iterdir()) == []


def test_what_is_kept_of_a_message_tells_nothing_about_anybody(partner_shop: Shop) -> None:
    post(partner_shop)
    ids = partner_shop.desk.settings.webhooks.spool / "ids"
    kept = "".join(path.name + path.read_text() for path in ids.iterdir())

    assert [word for word in ("Zo", "dhondt", "example", "msg_1", "partner") if word in kept] == []


def test_the_same_id_with_another_body_is_refused(partner_shop: Shop) -> None:
    post(partner_shop)
    other = {**order_record(), "language": "nl"}
    answer = post(partner_shop, as_body(other))

    assert (answer.status_code, answer.get_json()["code"]) == (409, "reused_id")
    assert papers(partner_shop) == 1


def test_a_faulty_message_leaves_its_id_free(partner_shop: Shop) -> None:
    wrong = {**order_record(), "gift": "-1.00"}
    refused = post(partner_shop, as_body(wrong))

    assert (refused.status_code, post(partner_shop).status_code) == (422, 200)


def test_a_message_is_one_order_if_the_machine_died_before_it_was_noted(
    partner_shop: Shop,
) -> None:
    """Between the queue and the note of its number."""
    first = post(partner_shop)
    for path in (partner_shop.desk.settings.webhooks.spool / "ids").glob("*.order"):
        path.unlink()
    partner_shop.now += 4 * MINUTE
    again = post(partner_shop)

    assert (again.data, papers(partner_shop)) == (first.data, 1)


def test_a_disk_that_refuses_is_a_503_and_the_next_try_orders(partner_shop: Shop) -> None:
    keys = partner_shop.desk.settings.folders.keys
    keys.rename(keys.with_name("away"))
    keys.write_bytes(b"")
    refused = post(partner_shop)
    keys.unlink()
    keys.with_name("away").rename(keys)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert (post(partner_shop).status_code, papers(partner_shop)) == (200, 1)


def test_another_id_is_another_order(partner_shop: Shop) -> None:
    first, second = post(partner_shop), post(partner_shop, message_id="msg_2")
    assert first.get_json()["number"] != second.get_json()["number"]


def test_a_partner_may_change_his_secret_in_his_own_time(partner_shop: Shop) -> None:
    assert post(partner_shop, secret=NEW_SECRET).status_code == 200


def test_the_pro_forma_is_there_for_whoever_asks_for_it(partner_shop: Shop) -> None:
    post(partner_shop)
    headers = {**signed(), "Accept": "application/pdf"}
    answer = partner_shop.client.post(ADDRESS, data=BODY, headers=headers)

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert papers(partner_shop) == 1


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", ""])
def test_whoever_asks_for_nothing_special_gets_json(partner_shop: Shop, accept: str) -> None:
    headers = {**signed(), "Accept": accept}
    answer = partner_shop.client.post(ADDRESS, data=BODY, headers=headers)
    assert answer.content_type == "application/json"


def test_what_staff_have_to_price_has_nothing_to_pay_yet(partner_shop: Shop) -> None:
    record = order_record()
    record["wishes"] = [{"offer": "training", "quantity": 1, "options": []}]
    said = post(partner_shop, as_body(record)).get_json()

    assert (said["kind"], "payment" in said) == ("quotation", False)


def test_nobody_keeps_an_answer(partner_shop: Shop) -> None:
    assert post(partner_shop).headers["Cache-Control"] == "no-store"


# What is refused.


def unsigned(shop: Shop) -> TestResponse:
    """Send no signature."""
    return shop.client.post(ADDRESS, data=BODY, content_type="application/json")


def forged(shop: Shop) -> TestResponse:
    """Send another body than what was signed."""
    return shop.client.post(ADDRESS, data=BODY + b" ", headers=signed())


def twofold(shop: Shop) -> TestResponse:
    """Send a header twice."""
    headers = [*signed().items(), (SIGNATURE_HEADER, "v1,AAAA")]
    return shop.client.post(ADDRESS, data=BODY, headers=headers)


def with_body(body: bytes) -> Callable[[Shop], TestResponse]:
    """Send a genuine message with this body."""
    return lambda shop: post(shop, body)


REFUSED: dict[str, tuple[Callable[[Shop], TestResponse], int, str]] = {
    "no signature": (unsigned, 401, "malformed_signature"),
    "another body": (forged, 401, "wrong_signature"),
    "a header twice": (twofold, 401, "malformed_signature"),
    "old": (lambda shop: post(shop, at=NOW - 6 * MINUTE), 401, "stale_message"),
    "of the future": (lambda shop: post(shop, at=NOW + 6 * MINUTE), 401, "stale_message"),
    "no JSON": (with_body(b"{"), 400, "malformed_json"),
    "a list": (with_body(b"[]"), 400, "malformed_json"),
    "a key twice": (with_body(b'{"format": 1, "format": 1}'), 400, "malformed_json"),
    "no number": (with_body(b'{"gift": NaN}'), 400, "malformed_json"),
    "Latin 1": (with_body(BODY.decode().encode("latin-1", "replace")), 400, "malformed_json"),
    "UTF-16": (with_body(BODY.decode().encode("utf-16")), 400, "malformed_json"),
    "a mark before it": (with_body(b"\xef\xbb\xbf" + BODY), 400, "malformed_json"),
    "far too deep": (with_body(b"[" * 30_000), 400, "malformed_json"),
    "an endless number": (with_body(b'{"gift": ' + b"9" * 5000 + b"}"), 400, "malformed_json"),
    "a form": (
        lambda shop: post(shop, media_type="application/x-www-form-urlencoded"),
        415,
        "wrong_content_type",
    ),
    "another charset": (
        lambda shop: post(shop, media_type="application/json; charset=latin-1"),
        415,
        "wrong_content_type",
    ),
    "too large": (with_body(b" " * (LARGEST_BODY + 1)), 413, "too_large"),
    "looked at": (lambda shop: shop.client.get(ADDRESS), 405, "only_post"),
    "put": (lambda shop: shop.client.put(ADDRESS, data=BODY), 405, "only_post"),
}


@pytest.mark.parametrize(("send", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_a_problem_with_its_code(
    partner_shop: Shop, send: Callable[[Shop], TestResponse], status: int, code: str
) -> None:
    answer = send(partner_shop)
    said = json.loads(answer.data)

    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert (said["status"], said["code"], said["type"]) == (status, code, "about:blank")
    assert papers(partner_shop) == 0


def test_a_wrong_method_says_which_is_right(partner_shop: Shop) -> None:
    assert partner_shop.client.delete(ADDRESS).headers["Allow"] == "POST"


def test_every_faulty_field_is_named_by_its_pointer(partner_shop: Shop) -> None:
    """In the shape of the record."""
    record = order_record()
    record["customer"]["name"] = 3
    record["customer"]["a/b~c"] = ""
    del record["customer"]["city"]
    record["customer"]["kind"] = "robot"
    record["wishes"][1]["months"] = "12"
    record["wishes"].append("hosting")
    record["technical"] = []
    record["gift"] = "much"
    record["colour"] = "blue"
    answer = post(partner_shop, as_body(record))
    found = {one["pointer"]: one["code"] for one in answer.get_json()["errors"]}

    assert (answer.status_code, found) == (
        422,
        {
            "#/customer/kind": "bad_value",
            "#/customer/name": "wrong_type",
            "#/customer/city": "required",
            "#/customer/a~1b~0c": "unknown_key",
            "#/wishes/1/months": "wrong_type",
            "#/wishes/2": "wrong_type",
            "#/wishes/2/offer": "required",
            "#/wishes/2/quantity": "required",
            "#/wishes/2/options": "required",
            "#/gift": "bad_value",
            "#/technical": "wrong_type",
            "#/colour": "unknown_key",
        },
    )


@pytest.mark.parametrize("record", [{}, {"format": "order/2"}, {"wishes": {}}, {"customer": 1}])
def test_a_record_of_another_form_is_never_a_bug(
    partner_shop: Shop, record: dict[str, object]
) -> None:
    assert post(partner_shop, as_body(record)).status_code == 422


def test_the_rules_of_the_form_hold_and_speak_the_language_that_is_asked_for(
    partner_shop: Shop,
) -> None:
    record = order_record()
    record["customer"]["email"] = "zoe"
    record["wishes"][0]["quantity"] = 99
    body = as_body(record)
    headers = {**signed(body), "Accept-Language": "nl-BE, fr;q=0.5"}
    said = partner_shop.client.post(ADDRESS, data=body, headers=headers).get_json()
    texts = partner_shop.desk.pages.texts[Language.NL]

    assert said["detail"] == texts["webhook_problems"]["faulty_fields"]
    assert said["errors"] == [
        {
            "pointer": "#/customer/email",
            "code": "bad_email",
            "detail": texts["faults"]["bad_email"],
        },
        {
            "pointer": "#/wishes/0/quantity",
            "code": "too_many",
            "detail": texts["faults"]["too_many"],
        },
    ]


def test_no_log_line_says_anything_of_what_was_sent(
    partner_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record = order_record()
    record["customer"]["secret-key-name"] = "x"
    post(partner_shop, as_body(record))
    post(partner_shop)

    said = [word for word in ("Zo", "zoe", "dhondt", "Rue", "secret-key") if word in caplog.text]
    assert (said, "by webhook of partner-a" in caplog.text) == ([], True)


def test_a_bug_is_told_without_what_was_sent(
    partner_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_order: object) -> None:
        message = "Zoé"
        raise ArithmeticError(message)

    object.__setattr__(partner_shop.desk, "notify", broken)
    restart(partner_shop)
    answer = post(partner_shop)

    assert (answer.status_code, answer.get_json()["code"]) == (500, "program_error")
    assert ("ArithmeticError" in caplog.text, "Zoé" in caplog.text) == (True, False)


def test_without_partners_nobody_orders(shop: Shop) -> None:
    restart(shop)
    assert post(shop).status_code == 401


def test_every_code_has_its_sentence_and_every_sentence_its_code(shop: Shop) -> None:
    codes = {code for _, _, code in JSON_PROBLEMS} | set(JSON_HTTP_PROBLEMS.values())
    codes |= {"malformed_signature", "stale_message", "program_error"}
    texts = read_texts(shop.desk.settings.folders.theme)

    assert {language: set(texts[language]["webhook_problems"]) for language in Language} == (
        dict.fromkeys(Language, codes)
    )


def test_the_order_is_verified_like_any_other(partner_shop: Shop) -> None:
    """It is a paper of the same kind."""
    post(partner_shop)
    folder = partner_shop.desk.settings.folders.register
    (paper,) = folder.glob("dossiers/**/*.pgp")
    assert f"-{PaperKind.ORDER}-" in paper.name
