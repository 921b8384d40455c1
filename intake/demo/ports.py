# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses that the demo listens on: whether they are free, and whether anybody answers."""

import http.client
import os
import socket

from intake.errors import UnavailableError
from intake.settings import Endpoint

_PATIENCE = 2.0
_OK = 200


def check_free(endpoint: Endpoint, *, option: str) -> None:
    """Raise PortError, which names the option that chooses another, unless we can listen here."""
    try:
        # As the servers themselves do: a port that was in use a moment ago is free.
        socket.create_server((endpoint.host, endpoint.port)).close()
    except OSError as error:
        raise PortError(endpoint, error, option) from error


def takes_connections(endpoint: Endpoint) -> bool:
    """Tell whether anybody listens."""
    try:
        socket.create_connection((endpoint.host, endpoint.port), timeout=_PATIENCE).close()
    except OSError:
        return False
    return True


def answers(endpoint: Endpoint, path: str) -> bool:
    """Tell whether the page is served, asked without any proxy."""
    connection = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class PortError(UnavailableError):
    """Somebody else listens at the address, or we may not."""

    def __init__(self, endpoint: Endpoint, error: OSError, option: str) -> None:
        """Name the address, the reason and the way out."""
        # A name that cannot be looked up has a number of its own, below zero.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror
        super().__init__(
            f"cannot listen on {endpoint} ({reason});"
            f" stop what uses it, perhaps another scripts/run, or choose another with {option}"
        )
