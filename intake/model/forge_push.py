# SPDX-License-Identifier: GPL-3.0-or-later
"""What a forge says when somebody pushes: Forgejo, Gitea, GitHub, GitLab.

Nothing of a push is used but whether it is genuine and to which branch it went.

    Forgejo, Gitea   X-Forgejo-Signature, X-Gitea-Signature: HMAC-SHA256 of the body, in hex
    GitHub           X-Hub-Signature-256: sha256= and the same
    GitLab           X-Gitlab-Token: the secret itself; or, with a signing token, Standard Webhooks

Sources: Forgejo and Gitea, user guide, webhooks; GitHub, validating webhook deliveries; GitLab,
webhooks, validate payloads.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.errors import NotAuthenticError
from intake.model.webhook import (
    ID_HEADER,
    SIGNATURE_HEADER,
    BadWebhookSecretError,
    WebhookSignatureError,
    read_webhook_secret,
    verified_id,
)

MAIN = "refs/heads/main"
# Shorter than this, a secret could be guessed.
SHORTEST_SECRET = 24
_HEX_HEADERS = ("x-forgejo-signature", "x-gitea-signature", "x-hub-signature-256")
_TOKEN_HEADER = "x-gitlab-token"  # noqa: S105  # the name of a header
_HEX = re.compile(r"(?:sha256=)?([0-9a-f]{64})", re.ASCII)
_DELIVERY_HEADERS = (
    "x-forgejo-delivery",
    "x-gitea-delivery",
    "x-github-delivery",
    "idempotency-key",
    "x-gitlab-event-uuid",
)
_EVENT_HEADERS = ("x-forgejo-event", "x-gitea-event", "x-github-event", "x-gitlab-event")
_PUSHES = frozenset({"push", "Push Hook"})
_DELIVERY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgeDelivery:
    """A genuine message of a forge; the same ``id`` is the same message."""

    id: str
    is_push: bool


def genuine_delivery(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime
) -> ForgeDelivery:
    """Return the message if it proves one of the secrets, or raise NotFromForgeError.

    ``headers`` has small letters. Where the forge gives a message no id, its body is the id.
    """
    secrets = tuple(secrets)
    event = next((headers[name] for name in _EVENT_HEADERS if name in headers), "")
    is_push = event in _PUSHES
    if SIGNATURE_HEADER in headers:
        _check_standard(headers, body, secrets, now)
        return ForgeDelivery(id=headers[ID_HEADER], is_push=is_push)
    if not (_proves_hex(headers, body, secrets) or _proves_token(headers, secrets)):
        raise NotFromForgeError
    given = next((headers[name] for name in _DELIVERY_HEADERS if name in headers), "")
    if not _DELIVERY.fullmatch(given):
        given = hashlib.sha256(body).hexdigest()
    return ForgeDelivery(id=given, is_push=is_push)


def _check_standard(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime
) -> None:
    keys = []
    for secret in secrets:
        try:
            keys.append(read_webhook_secret(secret))
        except BadWebhookSecretError:
            # It is one of another forge.
            continue
    try:
        verified_id(headers, body, keys, now)
    except WebhookSignatureError as error:
        raise NotFromForgeError from error


def _proves_hex(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> bool:
    given = [headers[name] for name in _HEX_HEADERS if name in headers]
    shapes = [_HEX.fullmatch(one) for one in given]
    if not all(shapes):
        return False
    wanted = [hmac.new(one.encode(), body, hashlib.sha256).hexdigest() for one in secrets]
    # Gitea sends the same signature under several names; one that is wrong is a forgery.
    return bool(given) and all(
        # Every secret is compared, so that the time taken tells nothing about which one fits.
        max((hmac.compare_digest(shape[1], one) for one in wanted), default=False)
        for shape in shapes
        if shape
    )


def _proves_token(headers: Mapping[str, str], secrets: Iterable[str]) -> bool:
    if _TOKEN_HEADER not in headers or any(name in headers for name in _HEX_HEADERS):
        return False
    given = headers[_TOKEN_HEADER].encode("utf-8", "surrogatepass")
    return max((hmac.compare_digest(given, one.encode()) for one in secrets), default=False)


class NotFromForgeError(NotAuthenticError):
    """Nothing in the message proves that it is from our forge."""

    def __init__(self) -> None:
        """Do not say how near it came."""
        super().__init__("wrong_signature")
