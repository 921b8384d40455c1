# SPDX-License-Identifier: GPL-3.0-or-later
"""A port in use is told in a sentence, and an answer is waited for where it will come."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from intake.demo.ports import PortError, answers, check_free, takes_connections
from intake.settings import Endpoint


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[Endpoint]:
    """Return where a server answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Health) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Endpoint("127.0.0.1", server.server_port)
        server.shutdown()
        thread.join()


@pytest.fixture
def silent() -> Endpoint:
    """Return where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return Endpoint("127.0.0.1", opened.getsockname()[1])


def test_a_port_in_use_is_named_with_the_way_out(served: Endpoint) -> None:
    """The way out is the option that chooses another."""
    wanted = (
        f"cannot listen on {served} (Address already in use);"
        " stop what uses it, perhaps another scripts/run, or choose another with --port"
    )

    with pytest.raises(PortError) as refusal:
        check_free(served, option="--port")

    assert str(refusal.value) == wanted


def test_a_free_port_stays_free(silent: Endpoint) -> None:
    """Asking twice is as asking once."""
    check_free(silent, option="--port")
    check_free(silent, option="--port")


def test_an_address_that_is_not_ours_is_refused_in_a_sentence() -> None:
    """192.0.2.0/24 is nobody's, by RFC 5737."""
    with pytest.raises(PortError, match=r"192\.0\.2\.1:8080 \(Cannot assign requested address\)"):
        check_free(Endpoint("192.0.2.1", 8080), option="--port")


def test_only_a_good_page_is_an_answer(served: Endpoint) -> None:
    """An error page is none."""
    assert answers(served, "/health/live")
    assert not answers(served, "/nothing")
    assert takes_connections(served)


def test_where_nobody_listens_nobody_answers(silent: Endpoint) -> None:
    """Without an exception: the demo asks until somebody does."""
    assert not answers(silent, "/health/live")
    assert not takes_connections(silent)


def test_the_answer_is_asked_for_without_a_proxy(
    served: Endpoint, silent: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment names is for other machines."""
    monkeypatch.setenv("http_proxy", f"http://{silent}")

    assert answers(served, "/health/live")
