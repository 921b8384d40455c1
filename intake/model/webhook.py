# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed webhooks, as Standard Webhooks 1.0.0 has them: sign what we send, judge what comes.

What is signed is ``id.timestamp.body`` with HMAC-SHA256. A secret is ``whsec_`` and the base64 of
24 to 64 bytes. Whoever changes a secret signs with both for a while, so a header holds several
signatures, and a receiver knows several secrets.
Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from intake.errors import NotAuthenticError, RefusedError

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
# How far the sender's clock and ours may be apart, in both directions.
WINDOW = timedelta(minutes=5)

_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_TIMESTAMP = re.compile(r"[1-9][0-9]{0,10}", re.ASCII)
# Versions that we do not know may stand beside ours; at most a handful of signatures is read.
_SIGNATURE = re.compile(r"v[0-9]+[a-z]?,[A-Za-z0-9+/]{16,120}={0,2}", re.ASCII)
_OURS = "v1,"
_MOST_SIGNATURES = 8


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """The bytes of one secret, which no log and no error shows."""

    key: bytes = field(repr=False)


def read_webhook_secret(text: str) -> WebhookSecret:
    """Read a secret as both sides keep it, or raise BadWebhookSecretError.

    >>> read_webhook_secret("whsec_" + "QUJD" * 8)
    WebhookSecret()
    """
    if not text.startswith(_PREFIX):
        raise BadWebhookSecretError
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadWebhookSecretError from error
    if len(key) not in _SECRET_BYTES:
        raise BadWebhookSecretError
    return WebhookSecret(key)


def webhook_secret_text(key: bytes) -> str:
    """Write a secret as both sides keep it."""
    return f"{_PREFIX}{base64.b64encode(key).decode('ascii')}"


def signed_headers(
    secrets: Iterable[WebhookSecret], message_id: str, now: datetime, body: bytes
) -> Mapping[str, str]:
    """Return the three headers of a message, signed with every secret that is alive."""
    timestamp = str(int(now.timestamp()))
    signatures = [_signature(secret, message_id, timestamp, body) for secret in secrets]
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: " ".join(signatures),
    }


def verified_id(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[WebhookSecret], now: datetime
) -> str:
    """Return the id of a message that somebody with one of the secrets signed just now.

    ``headers`` has small letters. MalformedSignatureError, WrongSignatureError or, for a message
    that is genuine but not of now, StaleMessageError.
    """
    message_id, timestamp = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "").split(" ")
    shapely = _ID.fullmatch(message_id) and _TIMESTAMP.fullmatch(timestamp)
    if not shapely or len(given) > _MOST_SIGNATURES or not all(map(_SIGNATURE.fullmatch, given)):
        raise MalformedSignatureError
    wanted = [_signature(secret, message_id, timestamp, body) for secret in secrets]
    # Every pair is compared, so that the time taken tells nothing about which secret fits.
    matches = [hmac.compare_digest(one, other) for one in given for other in wanted]
    if not any(matches):
        raise WrongSignatureError
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        raise StaleMessageError
    return message_id


def _signature(secret: WebhookSecret, message_id: str, timestamp: str, body: bytes) -> str:
    text = f"{message_id}.{timestamp}.".encode("ascii") + body
    digest = hmac.new(secret.key, text, hashlib.sha256).digest()
    return f"{_OURS}{base64.b64encode(digest).decode('ascii')}"


class BadWebhookSecretError(RefusedError):
    """The text is no secret; it is not repeated here."""

    def __init__(self) -> None:
        """Say what one looks like."""
        super().__init__("a secret is whsec_ and the base64 of 24 to 64 bytes")


class WebhookSignatureError(NotAuthenticError):
    """The message is not proved to come from a partner; ``code`` says how far it came."""

    code = "wrong_signature"

    def __init__(self) -> None:
        """There is nothing to add to the code."""
        super().__init__(self.code)


class MalformedSignatureError(WebhookSignatureError):
    """One of the three headers is missing or not of its form."""

    code = "malformed_signature"


class WrongSignatureError(WebhookSignatureError):
    """No secret of ours made any of the signatures."""


class StaleMessageError(WebhookSignatureError):
    """It was signed more than five minutes ago, or is from the future."""

    code = "stale_message"
