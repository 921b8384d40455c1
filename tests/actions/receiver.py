# SPDX-License-Identifier: GPL-3.0-or-later
"""A partner's receiver, as the tests play it: a real server on this machine."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# The head and body of an answer, as they go over the wire.
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(slots=True, kw_only=True)
class Receiver:
    """What came, and what is answered; ``hold`` keeps an answer back until it is set.

    ``arrived`` can be acquired once for each message.
    """

    address: str
    answer: bytes = NO_CONTENT
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    hold: threading.Event | None = None
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Serve on a port of this machine, with TLS if a context is given."""
    receiver = Receiver(address="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append((self.path, headers, body))
            receiver.arrived.release()
            self.wfile.write(receiver.answer)
            self.wfile.flush()
            self.close_connection = True
            if receiver.hold is not None:
                receiver.hold.wait()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up
        scheme = "https" if tls else "http"
        receiver.address = f"{scheme}://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            if receiver.hold is not None:
                receiver.hold.set()
            server.shutdown()
            thread.join()
