# SPDX-License-Identifier: GPL-3.0-or-later
"""Post an event to a partner's program, and to nobody else.

An address is text that somebody else chose, so it must not lead us into our own network: the name
is looked up once, every address found must be public, and we connect to the one that was checked,
with the name for TLS. No redirect is followed, no proxy is asked, and no answer is read for long.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from intake.errors import RefusedError
from intake.model.delivery import Answer, is_public, is_this_machine

# For the whole of it: connecting, sending, and what is read of the answer.
SECONDS = 15.0
MOST_READ = 64 * 1024
_PORTS = {"https": 443, "http": 80}


def post_event(  # noqa: PLR0913 - what a request is made of, each named
    address: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime,
    tls: ssl.SSLContext,
    allow_this_machine: bool = False,
    seconds: float = SECONDS,
) -> Answer:
    """Post the body and return what came of it; nothing is raised for what others do wrong."""
    parts = urlsplit(address)
    try:
        with _connected(
            parts, allow_this_machine=allow_this_machine, seconds=seconds, tls=tls
        ) as connection:
            own = {"Host": parts.netloc, "User-Agent": "intake", "Connection": "close"}
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, {**headers, **own})
            response = connection.getresponse()
            response.read(MOST_READ)
            after = _retry_after(response.getheader("Retry-After", ""), now)
            return Answer(status=response.status, retry_after=after)
    except UnsafeAddressError as error:
        return Answer(status=None, why=str(error))
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        # Its kind, not its sentence: that quotes what the other side sent.
        return Answer(status=None, why=type(error).__name__)


@contextlib.contextmanager
def _connected(
    parts: SplitResult, *, allow_this_machine: bool, seconds: float, tls: ssl.SSLContext
) -> Iterator[http.client.HTTPConnection]:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    target = _checked(host, port, parts.scheme, allow_this_machine=allow_this_machine)
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(socket.create_connection(target, timeout=seconds))
        # A server that sends one byte a second never runs into the timeout of a socket.
        twin = stack.enter_context(plain.dup())
        late = threading.Event()
        watch = threading.Timer(seconds, _hang_up, [twin, late])
        watch.daemon = True
        watch.start()
        stack.callback(watch.cancel)
        secured = plain
        if parts.scheme == "https":
            secured = stack.enter_context(tls.wrap_socket(plain, server_hostname=host))
        connection = http.client.HTTPConnection(host, port)
        connection.sock = secured
        stack.callback(connection.close)
        yield connection
        if late.is_set():
            # What looks like the end of an answer was our hanging up.
            raise TimeoutError


def _checked(host: str, port: int, scheme: str, *, allow_this_machine: bool) -> tuple[str, int]:
    """Return where to connect to, or raise UnsafeAddressError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in found]
    if allow_this_machine and all(is_this_machine(one) for one in addresses):
        return addresses[0], port
    if scheme != "https":
        raise UnsafeAddressError("no-tls")
    if not all(is_public(one) for one in addresses):
        raise UnsafeAddressError("not-public")
    return addresses[0], port


def _hang_up(connection: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """Read seconds or a date (RFC 9110, 10.2.3); None for anything else."""
    if text.isascii() and text.isdecimal():
        # Whoever says more than a few digits means never.
        return timedelta(seconds=int(text[:8]))
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(then.replace(tzinfo=then.tzinfo or UTC) - now, timedelta())


class UnsafeAddressError(RefusedError):
    """The address does not lead to somebody else's machine over TLS."""

    def __init__(self, why: str) -> None:
        """Give the reason."""
        super().__init__(f"refused: {why}")
