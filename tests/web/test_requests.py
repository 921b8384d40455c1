# SPDX-License-Identifier: GPL-3.0-or-later
"""Every form of requests, from what is typed to the encrypted paper and the mail."""

import datetime
import json
import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType

import pytest

from intake.model.language import Language
from intake.model.request import FORMS, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.openpgp.decrypt import Opener
from intake.store.git import Repository
from intake.store.register import Register
from intake.store.request_record import request_to_json
from intake.web.app import LARGEST_BODY
from tests.conftest import StaffKeys
from tests.web.conftest import Counter, hidden_fields

FORM = "application/x-www-form-urlencoded"
WHO = {"name": "Zoé D’Hondt", "email": "zoe@example.org"}
SIGNED = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

all2all-request/1
purpose: delegate-site
- -----BEGIN PGP PUBLIC KEY BLOCK-----
-----BEGIN PGP SIGNATURE-----

iHUEARYKAB0WIQ
=abcd
-----END PGP SIGNATURE-----"""
FILLED_IN: Mapping[RequestKind, Mapping[str, str]] = MappingProxyType(
    {
        RequestKind.SUPPORT: {**WHO, "about": "example.be", "message": "It\r\nis down."},
        RequestKind.FUND: {
            **WHO,
            "initiative": "Radio Brol",
            "project": "A radio of the street.",
            "needs": "Streaming, two years.",
            "means": "We have none.",
            "links": "",
        },
        RequestKind.UNSUBSCRIPTION: {"email": WHO["email"]},
        RequestKind.REPORT: {
            **WHO,
            "addresses": "https://example.org/a\r\nhttp://example.org/b?c=d#e",
            "reasons": "It sells what it may not.",
            "good_faith": "yes",
        },
        RequestKind.CONTACT_CHANGE: {**WHO, "new_email": "zoe@example.net", "changes": ""},
        RequestKind.PROPOSAL: {
            **WHO,
            "sort": "news",
            "subject": "A workshop",
            "text": "On Saturday.",
            "credit": "",
            "licence": "yes",
        },
        RequestKind.SIGNED: {"signed_text": SIGNED},
    }
)
# What the charter promises to those who send such a form.
PROMISES = {
    RequestKind.SUPPORT: pytest.mark.promise("P33"),
    RequestKind.FUND: pytest.mark.promise("P39"),
    RequestKind.REPORT: pytest.mark.promise("P21"),
    RequestKind.CONTACT_CHANGE: pytest.mark.promise("P13"),
    RequestKind.PROPOSAL: pytest.mark.promise("P36"),
    RequestKind.SIGNED: pytest.mark.promise("P25"),
}
WITHDRAWAL = {**WHO, "order_number": "+++202/6000/04236+++", "part": "everything"}
EACH = pytest.mark.parametrize("kind", FILLED_IN, ids=str)


def send(counter: Counter, kind: RequestKind, language: str = "en", **other: str) -> str:
    """Send a good form and return where its answer leads."""
    fields = {**FILLED_IN[kind], **other}
    answer = counter.send(FORMS[kind].page, language, **fields)
    assert answer.status_code == 303, unescape(answer.text)
    location: str = answer.headers["Location"]
    return location


def stored(counter: Counter, staff_keys: StaffKeys, number: str = "2026000001") -> dict[str, str]:
    """Return the record of a number as staff read it."""
    folders = counter.desk.settings.folders
    counter.desk.queue.close()
    register = Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(staff_keys.home),
    )
    request = register.request(register.request_paper(OrderNumber(number)))
    record: dict[str, str] = json.loads(request_to_json(request))
    return record


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=PROMISES.get(kind, ()), id=str(kind)) for kind in FILLED_IN]
)
def test_what_is_sent_is_an_encrypted_paper(
    counter: Counter, staff_keys: StaffKeys, kind: RequestKind
) -> None:
    """With all that was filled in, for staff alone."""
    send(counter, kind)

    typed = {name: text.replace("\r\n", "\n") for name, text in FILLED_IN[kind].items() if text}
    record = stored(counter, staff_keys)
    assert record["format"] == f"{kind}/1"
    assert {name: record[name] for name in typed} == typed


@pytest.mark.parametrize("language", list(Language))
@EACH
def test_the_receipt_names_the_reference_and_nobody(
    counter: Counter, kind: RequestKind, language: Language
) -> None:
    """In the reader's language, with the hour in Brussels and in UTC."""
    location = send(counter, kind, language)
    text = unescape(counter.client.get(location).text)

    assert [
        word for word in ("2026000001", "2026-11-22 10:12:00 UTC", "11") if word not in text
    ] == []
    assert [one for one in WHO.values() if one in text or one in location] == []
    assert "{" not in re.sub(r"<style.*?</style>", "", text)


@EACH
def test_the_same_form_sent_twice_is_one_paper(counter: Counter, kind: RequestKind) -> None:
    first, second = send(counter, kind), send(counter, kind)

    assert (first == second, counter.papers()) == (True, [str(kind)])


@pytest.mark.promise("P33")
def test_a_question_of_a_weekday_has_its_answer_within_a_day(
    counter: Counter, staff_keys: StaffKeys
) -> None:
    """And the receipt says which day and hour that is."""
    counter.hands.now = datetime.datetime(2026, 11, 24, 10, 0, tzinfo=datetime.UTC)
    location = send(counter, RequestKind.SUPPORT)

    assert "25 November 2026, 11.00" in unescape(counter.client.get(location).text)
    assert stored(counter, staff_keys)["deadline"] == "2026-11-25T10:00:00Z"


@pytest.mark.parametrize("language", list(Language))
@EACH
def test_the_mail_says_that_we_have_it_and_repeats_nothing(
    counter: Counter, kind: RequestKind, language: Language
) -> None:
    """To the one address, automatic, with an id made from the reference."""
    send(counter, kind, language)
    mails = counter.mails()
    if "email" not in FILLED_IN[kind]:
        assert mails == []
        return
    (mail,) = mails
    bodies = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    typed = [text for name, text in FILLED_IN[kind].items() if name != "email" and len(text) > 3]

    assert counter.box.envelopes == [["zoe@example.org"]]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{kind}-2026000001@all2all.org>"
    assert mail["Content-Language"] == language
    assert all("2026000001" in body for body in bodies)
    assert [text for text in typed for body in bodies if text in body] == []


def test_no_form_silences_the_letter_that_warns_somebody(counter: Counter) -> None:
    """A change of contact data is told to the old address, whatever was sent before it."""
    send(counter, RequestKind.SUPPORT)
    send(counter, RequestKind.CONTACT_CHANGE)
    send(counter, RequestKind.UNSUBSCRIPTION)
    send(counter, RequestKind.REPORT)

    assert len(counter.mails()) == 4


def test_an_address_gets_one_mail_an_hour(counter: Counter) -> None:
    """Whatever the forms; every form is kept all the same."""
    send(counter, RequestKind.SUPPORT)
    send(counter, RequestKind.SUPPORT, message="Still down.")
    send(counter, RequestKind.FUND, email="ZOE@example.org")
    counter.hands.now += datetime.timedelta(hours=1)
    send(counter, RequestKind.PROPOSAL)

    assert len(counter.papers()) == 4
    assert [mail["Message-ID"] for mail in counter.mails()] == [
        "<support-request-2026000001@all2all.org>",
        "<proposal-2026000004@all2all.org>",
    ]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", FORMS, ids=str)
def test_an_empty_form_is_told_all_its_faults(
    counter: Counter, kind: RequestKind, language: Language
) -> None:
    """Each beside its field and in the summary; nothing is kept."""
    form = FORMS[kind]
    page = counter.client.post(f"/{language}/send/{form.page}", data=b"", content_type=FORM)
    needed = {field.name for field in form.typed if field.required}

    assert page.status_code == 422
    assert set(re.findall(r'id="field-(\w+)-fault"', page.text)) == needed
    assert set(re.findall(r'<a href="#field-(\w+)">', page.text)) == needed
    assert f'hreflang="{language}"' in page.text
    assert counter.papers() == []


@pytest.mark.parametrize(
    ("kind", "field", "text", "code"),
    [
        (RequestKind.SUPPORT, "email", "zoe", "bad_email"),
        (RequestKind.SUPPORT, "email", "a@example.org, b@example.org", "bad_email"),
        (RequestKind.SUPPORT, "name", "Zo\u202eé", "control_characters"),
        (RequestKind.SUPPORT, "about", "a\nb", "control_characters"),
        (RequestKind.SUPPORT, "message", "x" * 4001, "too_long"),
        (RequestKind.REPORT, "addresses", "example.org/a", "bad_addresses"),
        (RequestKind.REPORT, "addresses", "https://a.be/ https://b.be/", "bad_addresses"),
        (RequestKind.REPORT, "addresses", "javascript:alert(1)", "bad_addresses"),
        (RequestKind.REPORT, "addresses", "http://[::1", "bad_addresses"),
        (RequestKind.REPORT, "good_faith", "no", "not_a_choice"),
        (RequestKind.REPORT, "good_faith", "", "must_tick"),
        (RequestKind.REPORT, "email", "", "required"),
        (RequestKind.CONTACT_CHANGE, "new_email", "", "required"),
        (RequestKind.PROPOSAL, "sort", "poem", "not_a_choice"),
        (RequestKind.SIGNED, "signed_text", "Please delegate.", "not_signed"),
        (RequestKind.SIGNED, "signed_text", f"{SIGNED}\n{SIGNED}", "several_signed"),
    ],
)
def test_a_faulty_field_is_named_and_what_was_typed_is_kept(
    counter: Counter, kind: RequestKind, field: str, text: str, code: str
) -> None:
    page = counter.send(FORMS[kind].page, "fr", **{**FILLED_IN[kind], field: text})
    sentence = counter.desk.pages.texts[Language.FR]["faults"][code]

    assert page.status_code == 422
    assert sentence in unescape(page.text)
    kept = [one for one in FILLED_IN[kind].values() if len(one) > 9 and one != SIGNED]
    others = [one for one in kept if one != FILLED_IN[kind].get(field)]
    shown = unescape(page.text).replace("\r\n", "\n")
    assert [one for one in others if one.replace("\r\n", "\n") not in shown] == []
    assert counter.papers() == []


def test_a_secret_key_is_refused_loudly_and_shown_to_nobody(counter: Counter) -> None:
    key = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQVYBF\n-----END PGP PRIVATE KEY BLOCK-----"
    page = counter.send("signed-request", "en", signed_text=key)

    assert (page.status_code, "STOP" in page.text, "lQVYBF" in page.text) == (422, True, False)
    assert counter.papers() == []


@pytest.mark.promise("P21")
def test_who_reports_child_abuse_need_not_say_who_he_is(
    counter: Counter, staff_keys: StaffKeys
) -> None:
    """Regulation 2022/2065, article 16(2)(c)."""
    send(counter, RequestKind.REPORT, name="", email="", child_abuse="yes")

    assert counter.mails() == []
    assert not {"name", "email"} & set(stored(counter, staff_keys))


@pytest.mark.parametrize("page", [form.page for form in FORMS.values()])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"name", FORM, 400),
        (b"email=a&email=b", FORM, 422),
        (b"nombre=a", FORM, 422),
        (b"email=" + b"a" * LARGEST_BODY, FORM, 413),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(
    counter: Counter, page: str, body: bytes, content_type: str, status: int
) -> None:
    """And the page of the problem leads back to the form that it was about."""
    answer = counter.client.post(f"/nl/send/{page}", data=body, content_type=content_type)

    assert answer.status_code == status
    if page != "signed-request" or b"email" not in body or status == 413:
        assert f'href="/nl/{page}/"' in answer.text


@pytest.mark.parametrize("page", [form.page for form in FORMS.values()])
def test_an_address_that_only_takes_forms_leads_to_the_form(counter: Counter, page: str) -> None:
    """As after a reload, or from a bookmark."""
    answer = counter.client.get(f"/fr/send/{page}")

    assert (answer.status_code, answer.location) == (302, f"/fr/{page}/")


def test_a_receipt_that_nobody_was_given_is_not_found(counter: Counter) -> None:
    assert counter.client.get("/en/send/support/received/abc").status_code == 404


def test_nothing_of_a_receipt_or_a_form_is_kept_by_others(counter: Counter) -> None:
    location = send(counter, RequestKind.SUPPORT)

    assert counter.client.get(location).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", list(Language))
def test_a_withdrawal_takes_two_steps_and_is_acknowledged_with_its_content(
    counter: Counter, staff_keys: StaffKeys, language: Language
) -> None:
    """Directive 2011/83, article 11a: statement, confirmation, content with day and time."""
    review = counter.send("withdraw", language, **WITHDRAWAL)
    button = counter.desk.pages.texts[language]["withdrawal"]["confirm_button"]
    assert (review.status_code, button in unescape(review.text)) == (200, True)
    assert counter.papers() == []

    page = counter.client.post(f"/{language}/send/withdraw/confirm", data=hidden_fields(review))
    again = counter.client.post(f"/{language}/send/withdraw/confirm", data=hidden_fields(review))
    facts = ("2026000042", *WHO.values(), "2026000001", "2026-11-22 10:12:00 UTC")

    assert (page.status_code, again.text == page.text) == (200, True)
    assert [fact for fact in facts if fact not in unescape(page.text)] == []
    (mail,) = counter.mails()
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    bodies = [" ".join(unescape(part).split()) for part in parts]
    assert [fact for fact in facts for body in bodies if fact not in body] == []
    record = stored(counter, staff_keys)
    assert (record["order_number"], record["deadline"]) == ("2026000042", "2026-12-06T22:59:59Z")


def test_a_withdrawal_tells_nobody_whether_an_order_exists(counter: Counter) -> None:
    """Nothing is looked up: the answer is the same but for the number itself."""
    pages = [
        counter.send("withdraw", "en", **{**WITHDRAWAL, "order_number": number}).text
        for number in ("2026000001", "2026099999")
    ]

    assert pages[0].replace("2026000001", "") == pages[1].replace("2026099999", "")


def test_a_withdrawal_can_be_changed_before_it_is_confirmed(counter: Counter) -> None:
    review = counter.send("withdraw", "en", **WITHDRAWAL)
    page = counter.client.post("/en/send/withdraw/edit", data=hidden_fields(review))

    assert (page.status_code, WHO["name"] in unescape(page.text)) == (200, True)
    assert 'value="everything" required checked' in page.text


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("order_number", "12345", "bad_order_number"),
        ("order_number", "202/6000/04237", "bad_order_number"),
        ("name", "Win at evil.example", "link_in_name"),
        ("name", "https://evil", "link_in_name"),
        ("name", "zoe@example.org", "link_in_name"),
    ],
)
@pytest.mark.parametrize("verb", ["", "/confirm"])
def test_a_withdrawal_mails_nobody_s_advertising(
    counter: Counter, verb: str, field: str, text: str, code: str
) -> None:
    page = counter.send(f"withdraw{verb}", "en", **{**WITHDRAWAL, field: text})
    sentence = counter.desk.pages.texts[Language.EN]["faults"][code]

    assert (page.status_code, sentence in unescape(page.text)) == (422, True)
    assert (counter.papers(), counter.mails()) == ([], [])


@pytest.mark.parametrize("name", ["J.P. Dupont", "Mme. Ŝ’ö-Ünal", "王小明", "Ann, and Bob"])
def test_a_withdrawal_takes_every_name(counter: Counter, name: str) -> None:
    assert counter.send("withdraw", "en", **{**WITHDRAWAL, "name": name}).status_code == 200


def test_whoever_floods_an_address_with_withdrawals_gets_three_mails_to_it(
    counter: Counter,
) -> None:
    for count in range(10):
        number = f"20260000{count:02}"
        counter.send("withdraw/confirm", "en", **{**WITHDRAWAL, "order_number": number})

    assert (len(counter.papers()), len(counter.mails())) == (10, 3)


@pytest.mark.parametrize(
    ("languages", "page"),
    [("nl-BE, fr;q=0.8", "/nl/withdraw/"), ("de", "/en/withdraw/"), ("", "/en/withdraw/")],
)
def test_the_short_address_leads_to_the_page_in_the_reader_s_language(
    counter: Counter, languages: str, page: str
) -> None:
    answer = counter.client.get("/withdraw", headers={"Accept-Language": languages})

    assert (answer.status_code, answer.location) == (302, page)


@pytest.mark.parametrize(
    ("page", "fields"),
    [("support", FILLED_IN[RequestKind.SUPPORT]), ("withdraw/confirm", WITHDRAWAL)],
)
def test_a_disk_that_refuses_is_a_503_that_loses_nothing(
    counter: Counter, page: str, fields: Mapping[str, str]
) -> None:
    """Nothing is kept or mailed; the page has a button that sends the same once more."""
    keys = counter.desk.settings.folders.keys
    keys.rename(keys.with_name("away"))
    keys.write_bytes(b"")
    refused = counter.send(page, "en", **fields)
    kept = counter.papers()
    keys.unlink()
    keys.with_name("away").rename(keys)
    again = counter.client.post(f"/en/send/{page}", data=hidden_fields(refused))

    assert (refused.status_code, kept, again.status_code < 400) == (503, [], True)
    assert (len(counter.papers()), len(counter.mails())) == (1, 1)
