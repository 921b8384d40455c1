# SPDX-License-Identifier: GPL-3.0-or-later
"""The readers of what strangers send, for ``scripts/bench fuzz``."""

from collections.abc import Callable, Mapping

from intake.errors import IntakeError
from intake.model.language import Language
from intake.openpgp.packets import count_keys, is_body, split
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.store.held_records import held_from_json
from intake.store.records import order_from_json
from intake.web.forms import read_fields
from intake.web.guard import is_foreign
from intake.web.network import networks_of, sender_of
from intake.web.order_fields import form_fields
from intake.web.order_form import parse_order

_FORM = "application/x-www-form-urlencoded"
_PRICES = read_catalogue(read_settings(settings_file()).folders.catalogue).price_lists[-1]


def forms(data: bytes) -> None:
    """Read a form, and the order in it."""
    parse_order(read_fields(data, _FORM, frozenset(form_fields(_PRICES))), Language.FR, _PRICES)


def packets(data: bytes) -> None:
    """Cut a message, and judge its parts."""
    is_body(data)
    try:
        count_keys(data)
    except IntakeError:
        sealed, _ = split(data)
        assert sealed.keys + sealed.body == data, "a byte is lost"


def records(data: bytes) -> None:
    """Read an order and a held order."""
    try:
        order_from_json(data)
    except IntakeError:
        held_from_json(data)


def headers(data: bytes) -> None:
    """Read what browsers and proxies say about a request."""
    text = data.decode("latin-1")
    is_foreign(text, None, ours=())
    networks_of(sender_of("127.0.0.1", text, ()))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (forms, packets, records, headers)
}
