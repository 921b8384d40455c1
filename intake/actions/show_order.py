# SPDX-License-Identifier: GPL-3.0-or-later
"""Show an order: decrypt the paper of that number."""

from intake.model.order import Order
from intake.model.structured_communication import OrderNumber
from intake.store.register import Register


def show_order(number: OrderNumber, *, register: Register) -> Order:
    """Return the order; OrderNotFoundError, KeysMissingError or OpeningError if that fails."""
    return register.order(register.order_paper(number))
