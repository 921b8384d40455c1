# SPDX-License-Identifier: GPL-3.0-or-later
"""Feed what strangers may send to its readers, for as long as one likes; by hand, not in CI.

    .venv/bin/pip install atheris
    .venv/bin/python -P tests/fuzz/messages.py -max_total_time=3600 -max_len=4096

Whatever the bytes are, a reader refuses them with an error of ours or reads them; anything else
ends the run and leaves the bytes in a file. A body that is read must be read again as the same.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
with atheris.instrument_imports(include=["intake", "json"]):
    from intake.errors import InvalidInputError, NotAuthenticError
    from intake.model.catalogue import PriceList
    from intake.model.forge_push import genuine_delivery
    from intake.model.webhook import WebhookSecret, signed_headers, verified_id
    from intake.price_lists import read_catalogue
    from intake.settings import read_settings, settings_file
    from intake.store.json_record import json_bytes
    from intake.store.order_request import order_request_from_json
    from intake.store.records import request_record

NOW = datetime(2026, 11, 22, 10, 12, tzinfo=UTC)
SECRET = WebhookSecret(b"a secret of the tests, 32 bytes!")
FORGE = ("a secret that the forge knows too",)
NAMES = (
    *signed_headers([SECRET], "m", NOW, b""),
    "x-forgejo-signature",
    "x-hub-signature-256",
    "x-gitlab-token",
)


def one_input(data: bytes, price_list: PriceList) -> None:
    """Let every reader have the bytes: as headers, and as a body."""
    provider = atheris.FuzzedDataProvider(data)
    headers = {
        name: provider.ConsumeUnicode(100) for name in NAMES if provider.ConsumeProbability() > 0.5
    }
    for reader in (
        lambda: verified_id(headers, data, [SECRET], NOW),
        lambda: genuine_delivery(headers, data, FORGE, NOW),
    ):
        try:
            reader()
        except NotAuthenticError:
            continue
        raise AssertionError
    try:
        request = order_request_from_json(data, price_list)
    except InvalidInputError:
        return
    head = {"format": "order-request/1", "language": str(request.language)}
    written = json_bytes({**head, **request_record(request)})
    if order_request_from_json(written, price_list) != request:
        raise AssertionError


def main() -> None:
    """Fuzz until somebody or the given time ends it."""
    settings = read_settings(settings_file())
    price_list = read_catalogue(settings.folders.catalogue).in_force_on(NOW.date())
    atheris.Setup(sys.argv, lambda data: one_input(data, price_list))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
