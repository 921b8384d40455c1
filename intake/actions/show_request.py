# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a request: decrypt the paper of that number."""

from intake.model.request import Request
from intake.model.structured_communication import OrderNumber
from intake.store.register import Register


def show_request(number: OrderNumber, *, register: Register) -> Request:
    """Return the request; RequestNotFoundError, KeysMissingError or OpeningError if that fails."""
    return register.request(register.request_paper(number))
