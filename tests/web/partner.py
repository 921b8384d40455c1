# SPDX-License-Identifier: GPL-3.0-or-later
"""A partner's program, as the tests play it: what it sends, and how it signs."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from intake.model.webhook import WebhookSecret, read_webhook_secret, signed_headers
from tests.conftest import NOW

SECRET_TEXT = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"  # noqa: S105  # of the tests
SECRET = read_webhook_secret(SECRET_TEXT)
NEW_SECRET_TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
NEW_SECRET = read_webhook_secret(NEW_SECRET_TEXT)

PARTNER_FILE = f"""format = "partner/1"
name = "Partner A"
contact = "tech@partner.example"
order_secrets = ["{SECRET_TEXT}", "{NEW_SECRET_TEXT}"]
"""


def order_record() -> dict[str, Any]:
    """Return a good order-request/1."""
    return {
        "format": "order-request/1",
        "language": "fr",
        "customer": {
            "kind": "person",
            "name": "Zoé D’Hondt",
            "email": "zoe@example.org",
            "street": "Rue du Test 2",
            "postcode": "1050",
            "city": "Ixelles",
            "country": "BE",
            "phone": "+32 2 123 45 67",
        },
        "wishes": [
            {"offer": "hosting", "months": 12, "quantity": 1, "options": []},
            {
                "offer": "domain-be",
                "domain_name": "zoé-dhondt.be",
                "months": 12,
                "quantity": 1,
                "options": [],
            },
        ],
        "solidarity": False,
        "gift": "0.00",
        "start_now": True,
    }


def as_body(record: object) -> bytes:
    """Write what is sent."""
    return json.dumps(record, ensure_ascii=False).encode()


BODY = as_body(order_record())


def signed(
    body: bytes = BODY,
    *,
    message_id: str = "msg_1",
    at: datetime.datetime = NOW,
    secret: WebhookSecret = SECRET,
    media_type: str = "application/json",
) -> Mapping[str, str]:
    """Return the headers of a genuine message."""
    return {"Content-Type": media_type, **signed_headers([secret], message_id, at, body)}
