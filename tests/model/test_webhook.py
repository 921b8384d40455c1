# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard Webhooks, held against the library of those who wrote the standard."""

import base64
import datetime
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from intake.model.webhook import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    WINDOW,
    BadWebhookSecretError,
    MalformedSignatureError,
    StaleMessageError,
    WebhookSecret,
    WebhookSignatureError,
    WrongSignatureError,
    read_webhook_secret,
    signed_headers,
    verified_id,
    webhook_secret_text,
)
from tests.conftest import NOW

TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = read_webhook_secret(TEXT)
OTHER = WebhookSecret(b"another secret of 32 bytes, here")
BODY = b'{"test": 2432232314}'
SECOND = datetime.timedelta(seconds=1)


def good(body: bytes = BODY, at: datetime.datetime = NOW) -> dict[str, str]:
    """Return the headers of a genuine message."""
    return dict(signed_headers([SECRET], "msg_1", at, body))


def test_the_constant_that_every_library_tests_is_ours() -> None:
    """Python, JavaScript, Go, Java, C#, PHP, Ruby and Elixir share it."""
    at = datetime.datetime.fromtimestamp(1614265330, datetime.UTC)
    headers = signed_headers([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, BODY)

    assert headers[SIGNATURE_HEADER] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_the_library_signs_is_genuine() -> None:
    signature = Webhook(TEXT).sign("msg_1", NOW, BODY.decode())
    headers = {**good(), SIGNATURE_HEADER: signature}

    assert verified_id(headers, BODY, [SECRET], NOW) == "msg_1"


def test_what_we_sign_is_genuine_to_the_library() -> None:
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251  # the library reads the clock itself
    headers = signed_headers([OTHER, SECRET], "msg_1", now, BODY)

    assert Webhook(TEXT).verify(BODY, dict(headers)) == {"test": 2432232314}


@pytest.mark.parametrize("live", [[SECRET], [OTHER, SECRET], [SECRET, OTHER]])
def test_any_secret_that_is_alive_will_do(live: list[WebhookSecret]) -> None:
    assert verified_id(good(), BODY, live, NOW) == "msg_1"


def test_a_sender_who_changes_his_secret_signs_with_both() -> None:
    headers = signed_headers([OTHER, SECRET], "msg_1", NOW, BODY)
    assert headers[SIGNATURE_HEADER].count("v1,") == 2
    assert verified_id(headers, BODY, [SECRET], NOW) == "msg_1"


def test_signatures_of_versions_that_we_do_not_know_are_passed_over() -> None:
    headers = good()
    unknown = "v1a," + base64.b64encode(bytes(64)).decode()
    headers[SIGNATURE_HEADER] = f"{unknown} {headers[SIGNATURE_HEADER]}"
    assert verified_id(headers, BODY, [SECRET], NOW) == "msg_1"


def test_a_signature_of_another_version_alone_proves_nothing() -> None:
    headers = good()
    headers[SIGNATURE_HEADER] = headers[SIGNATURE_HEADER].replace("v1,", "v2,")
    with pytest.raises(WrongSignatureError):
        verified_id(headers, BODY, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [OTHER]])
def test_another_secret_proves_nothing(secrets: list[WebhookSecret]) -> None:
    with pytest.raises(WrongSignatureError):
        verified_id(good(), BODY, secrets, NOW)


@pytest.mark.parametrize("apart", [WINDOW, -WINDOW])
def test_five_minutes_are_within_the_window_and_a_second_more_is_not(
    apart: datetime.timedelta,
) -> None:
    further = apart + (SECOND if apart > SECOND else -SECOND)
    assert verified_id(good(at=NOW + apart), BODY, [SECRET], NOW) == "msg_1"
    with pytest.raises(StaleMessageError):
        verified_id(good(at=NOW + further), BODY, [SECRET], NOW)


MALFORMED: Mapping[str, tuple[str, str]] = {
    "no id": (ID_HEADER, ""),
    "a point in the id": (ID_HEADER, "msg.1"),
    "a space in the id": (ID_HEADER, "msg 1"),
    "a line in the id": (ID_HEADER, "msg_1\n"),
    "a long id": (ID_HEADER, "m" * 65),
    "no time": (TIMESTAMP_HEADER, ""),
    "a fraction": (TIMESTAMP_HEADER, "1795342320.9"),
    "an underline": (TIMESTAMP_HEADER, "1_795342320"),
    "spaces": (TIMESTAMP_HEADER, " 1795342320 "),
    "a sign": (TIMESTAMP_HEADER, "+1795342320"),
    "a zero before": (TIMESTAMP_HEADER, "01795342320"),
    "Arabic digits": (TIMESTAMP_HEADER, "١٧٩٥٣٤٢٣٢٠"),
    "no end": (TIMESTAMP_HEADER, "9" * 400),
    "no signature": (SIGNATURE_HEADER, ""),
    "no comma": (SIGNATURE_HEADER, "v1"),
    "two commas": (SIGNATURE_HEADER, "v1,v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    "bad padding": (SIGNATURE_HEADER, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE==="),
    "no base64": (SIGNATURE_HEADER, "v1,!!!!!!!!!!!!!!!!!!!!!!!!!!!!"),
    "other letters": (SIGNATURE_HEADER, "v1,éééééééééééééééééééééééé"),
    "two spaces": (SIGNATURE_HEADER, good()[SIGNATURE_HEADER] + "  " + good()[SIGNATURE_HEADER]),
    "too many": (SIGNATURE_HEADER, " ".join([good()[SIGNATURE_HEADER]] * 9)),
}


@pytest.mark.parametrize(("name", "value"), MALFORMED.values(), ids=MALFORMED)
def test_a_header_of_another_form_is_refused(name: str, value: str) -> None:
    with pytest.raises(MalformedSignatureError):
        verified_id({**good(), name: value}, BODY, [SECRET], NOW)


@pytest.mark.parametrize("name", [ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER])
def test_every_header_must_be_there(name: str) -> None:
    headers = good()
    del headers[name]
    with pytest.raises(MalformedSignatureError):
        verified_id(headers, BODY, [SECRET], NOW)


def test_no_other_byte_at_any_place_of_a_genuine_message_passes() -> None:
    """Every place of the body and of the three headers, with every value of one octet."""
    headers = good()
    for octet in range(256):
        for place in range(len(BODY)):
            changed = BODY[:place] + bytes([octet]) + BODY[place + 1 :]
            if changed != BODY:
                assert refuses(headers, changed)
        for name, value in headers.items():
            for place in range(len(value)):
                other = value[:place] + chr(octet) + value[place + 1 :]
                if other != value:
                    assert refuses({**headers, name: other}, BODY)


def refuses(headers: Mapping[str, str], body: bytes) -> bool:
    """Say whether the message is refused, by an error of ours."""
    try:
        verified_id(headers, body, [SECRET, OTHER], NOW)
    except WebhookSignatureError:
        return True
    return False


@hypothesis_settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from([ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER]), st.text()),
    st.binary(max_size=200),
)
def test_whatever_comes_is_refused_by_an_error_of_ours(
    headers: dict[str, str], body: bytes
) -> None:
    assert refuses(headers, body)


@hypothesis_settings(deadline=None)
@given(st.binary(max_size=500), st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z"))
def test_whatever_we_sign_is_genuine(body: bytes, message_id: str) -> None:
    headers = signed_headers([OTHER], message_id, NOW, body)
    assert verified_id(headers, body, [SECRET, OTHER], NOW) == message_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain-text-secret",
        "whsec_",
        "whsec_" + base64.b64encode(bytes(23)).decode(),
        "whsec_" + base64.b64encode(bytes(65)).decode(),
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa w",
        "whsec_éfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ],
)
def test_what_is_no_secret_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadWebhookSecretError, match=r"^a secret is whsec_ and the base64 of"):
        read_webhook_secret(text)


def test_a_secret_is_written_as_it_is_read() -> None:
    assert webhook_secret_text(SECRET.key) == TEXT


def test_nobody_sees_a_secret_by_printing_it() -> None:
    assert "9r8GK" not in repr(SECRET)
    assert str(SECRET.key) not in repr(SECRET)
