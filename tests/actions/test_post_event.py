# SPDX-License-Identifier: GPL-3.0-or-later
"""Posting to a partner: real servers, real TLS, and addresses that nobody is led to."""

import datetime
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from intake.actions.post_event import post_event
from intake.model.delivery import Answer, Outcome
from tests.actions.receiver import receiving
from tests.conftest import NOW

BODY = b'{"type": "order.received"}'
HEADERS = {"webhook-id": "msg_1"}
TLS = ssl.create_default_context()


def post(
    address: str, *, here: bool = True, tls: ssl.SSLContext = TLS, seconds: float = 5.0
) -> Answer:
    """Post the event."""
    return post_event(
        address, HEADERS, BODY, now=NOW, tls=tls, allow_this_machine=here, seconds=seconds
    )


def test_the_body_arrives_with_its_headers() -> None:
    with receiving() as receiver:
        answer = post(f"{receiver.address}?a=b")
    ((path, headers, body),) = receiver.got

    assert (answer.status, answer.outcome) == (204, Outcome.DELIVERED)
    assert (path, body, headers["webhook-id"]) == ("/hook?a=b", BODY, "msg_1")
    assert headers["host"] == receiver.address.split("/")[2]


def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    with receiving() as receiver:
        receiver.answer = (
            f"HTTP/1.1 307 Elsewhere\r\nLocation: {receiver.address}\r\nContent-Length: 0\r\n\r\n"
        ).encode()
        answer = post(receiver.address)

    assert (answer.status, answer.outcome, len(receiver.got)) == (307, Outcome.AGAIN, 1)


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiving() as receiver:
        assert post(receiver.address).status == 204


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("120", datetime.timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 10:15:00 GMT", datetime.timedelta(minutes=3)),
        ("Sun, 22 Nov 2020 10:15:00 GMT", datetime.timedelta()),
        ("soon", None),
        ("-5", None),
        ("9" * 500, datetime.timedelta(seconds=99_999_999)),
    ],
)
def test_a_receiver_says_when_to_come_again(text: str, after: datetime.timedelta | None) -> None:
    with receiving() as receiver:
        receiver.answer = f"HTTP/1.1 503 No\r\nRetry-After: {text}\r\n\r\n".encode()
        answer = post(receiver.address)

    assert (answer.status, answer.retry_after) == (503, after)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
    ],
)
def test_nonsense_is_a_failure_and_never_an_error_of_ours(answer: bytes) -> None:
    with receiving() as receiver:
        receiver.answer = answer
        assert post(receiver.address).outcome in {Outcome.AGAIN, Outcome.DELIVERED}


def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    with receiving() as receiver:
        receiver.hold = threading.Event()
        # A hundred megabytes are promised, and a little more than we read is sent.
        receiver.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + bytes(70_000)
        assert post(receiver.address).status == 200


def test_who_sends_one_byte_now_and_then_is_hung_up_on() -> None:
    with receiving() as receiver:
        receiver.hold = threading.Event()
        receiver.answer = b"HTTP/1.1 200 OK\r\nX: "
        answer = post(receiver.address, seconds=0.2)

    assert (answer.status, answer.outcome) == (None, Outcome.AGAIN)


def test_a_machine_that_is_away_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").why == "ConnectionRefusedError"


def test_a_name_that_does_not_exist_is_a_failure() -> None:
    assert post("https://nowhere.invalid/").why == "gaierror"


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[fe80::1]/",
    ],
)
def test_nobody_leads_us_into_our_own_network(address: str) -> None:
    assert post(address, here=False).why == "refused: not-public"


def test_without_tls_only_this_machine_is_told_and_only_in_tests() -> None:
    with receiving() as receiver:
        refused = post(receiver.address, here=False)
    assert (refused.why, receiver.got) == ("refused: no-tls", [])
    assert post("http://1.1.1.1/").why == "refused: no-tls"


# With TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate of 127.0.0.1 with its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    what = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"]
    names = ["-subj", "/CN=receiver", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = path.with_name("key.pem")
    command = ["openssl", "req", "-x509", *what, *names, "-keyout", str(key), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def secured(certificate: Path) -> ssl.SSLContext:
    """Return the server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_is_trusted_is_delivered_to(
    secured: ssl.SSLContext, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with receiving(secured) as receiver:
        assert post(receiver.address, tls=trusting).status == 204


def test_a_certificate_that_nobody_vouches_for_is_not(secured: ssl.SSLContext) -> None:
    with receiving(secured) as receiver:
        answer = post(receiver.address)
    assert (answer.why, receiver.got) == ("SSLCertVerificationError", [])


def test_a_certificate_of_another_name_is_not(secured: ssl.SSLContext, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with receiving(secured) as receiver:
        elsewhere = receiver.address.replace("127.0.0.1", "localhost")
        answer = post(elsewhere, tls=trusting)
    assert (answer.why, receiver.got) == ("SSLCertVerificationError", [])
