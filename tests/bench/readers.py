# SPDX-License-Identifier: GPL-3.0-or-later
"""The readers of what strangers send, for ``scripts/bench fuzz``."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from intake.errors import IntakeError, NotAuthenticError
from intake.model.forge_push import genuine_delivery
from intake.model.language import Language
from intake.model.webhook import WebhookSecret, signed_headers, verified_id
from intake.openpgp.packets import count_keys, is_body, split
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.store.held_records import held_from_json
from intake.store.json_record import json_bytes
from intake.store.order_request import order_request_from_json
from intake.store.records import order_from_json, request_record
from intake.web.forms import read_fields
from intake.web.guard import is_foreign
from intake.web.network import networks_of, sender_of
from intake.web.order_fields import form_fields
from intake.web.order_form import parse_order

_FORM = "application/x-www-form-urlencoded"
_PRICES = read_catalogue(read_settings(settings_file()).folders.catalogue).price_lists[-1]
_NOW = datetime(2026, 11, 22, 10, 12, tzinfo=UTC)
_SECRET = WebhookSecret(b"a secret of the tests, 32 bytes!")
_FORGE = "a secret that the forge knows too"
_SIGNED = (
    *signed_headers([_SECRET], "m", _NOW, b""),
    *("x-forgejo-signature", "x-hub-signature-256", "x-gitlab-token"),
)


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


def webhooks(data: bytes) -> None:
    """Read a partner's order; what was read is read again as the same."""
    request = order_request_from_json(data, _PRICES)
    head = {"format": "order-request/1", "language": str(request.language)}
    written = json_bytes({**head, **request_record(request)})
    assert order_request_from_json(written, _PRICES) == request, "not the same again"


def signatures(data: bytes) -> None:
    """Judge the headers of a partner and of a forge: nobody guesses a signature."""
    texts = data.decode("utf-8", "replace").split("\n")
    sent = {name: text for name, text in zip(_SIGNED, texts, strict=False) if text}
    for verify in (
        lambda: verified_id(sent, data, [_SECRET], _NOW),
        lambda: genuine_delivery(sent, data, (_FORGE,), _NOW),
    ):
        try:
            verify()
        except NotAuthenticError:
            continue
        raise AssertionError


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (forms, packets, records, headers, webhooks, signatures)
}
