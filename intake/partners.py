# SPDX-License-Identifier: GPL-3.0-or-later
"""Read who may order by webhook, and who is told of orders: one file for each partner.

The files hold secrets, so they lie where the settings say and never in the repository.
docs/formats.md describes partner/1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.model.forge_push import SHORTEST_SECRET
from intake.model.webhook import BadWebhookSecretError, WebhookSecret, read_webhook_secret
from intake.settings import SettingsError, check_keys, read_toml

PARTNER_FORMAT = "partner/1"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_READABLE_BY_OTHERS = 0o007


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Another organisation's program; ``id`` is the name of its file.

    It orders with one of the ``order_secrets``. It is told of orders at ``deliver_to``, signed with
    each of the ``deliver_secrets``. Several secrets are alive while they are being changed.
    """

    id: str
    name: str
    contact: str
    order_secrets: tuple[WebhookSecret, ...] = field(default=(), repr=False)
    deliver_to: str | None = None
    deliver_secrets: tuple[WebhookSecret, ...] = field(default=(), repr=False)


def read_partners(folder: Path) -> tuple[Partner, ...]:
    """Read every partner of the folder; none if there is no such folder."""
    return tuple(_partner(path) for path in sorted(folder.glob("*.toml")))


def read_secrets(path: Path) -> tuple[str, ...]:
    """Return the secrets of a file, one a line; none without the file, # starts a comment."""
    if not path.exists():
        return ()
    _check_private(path)
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    secrets = tuple(line for line in lines if line and not line.startswith("#"))
    if any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise SettingsError(path, f"a secret should have at least {SHORTEST_SECRET} characters")
    return secrets


def _partner(path: Path) -> Partner:
    _check_private(path)
    table = read_toml(path)
    optional = ("order_secrets", "deliver_to", "deliver_secrets")
    check_keys(path, "", table, required=("format", "name", "contact"), optional=optional)
    if table["format"] != PARTNER_FORMAT:
        raise SettingsError(path, f"format should be {PARTNER_FORMAT!r}")
    if not _ID.fullmatch(path.stem):
        raise SettingsError(path, "the file's name should be small letters, digits and hyphens")
    for key in ("name", "contact", "deliver_to"):
        if not isinstance(table.get(key, ""), str):
            raise SettingsError(path, f"{key} has a value of the wrong type")
    address = table.get("deliver_to")
    if (address is None) != ("deliver_secrets" not in table):
        raise SettingsError(path, "deliver_to and deliver_secrets belong together")
    if address is not None and not _is_address(address):
        raise SettingsError(path, "deliver_to should be an address like https://example.org/hook")
    return Partner(
        id=path.stem,
        name=table["name"],
        contact=table["contact"],
        order_secrets=_secrets(path, "order_secrets", table),
        deliver_to=address,
        deliver_secrets=_secrets(path, "deliver_secrets", table),
    )


def _secrets(path: Path, key: str, table: Mapping[str, Any]) -> tuple[WebhookSecret, ...]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise SettingsError(path, f"{key} should be a list of texts")
    if key in table and not texts:
        raise SettingsError(path, f"{key} should hold a secret")
    try:
        return tuple(read_webhook_secret(text) for text in texts)
    except BadWebhookSecretError as error:
        raise SettingsError(path, f"{key}: {error}") from error


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        bare = parts.username is None and not parts.fragment and parts.port != 0
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and bare and parts.scheme in {"https", "http"} and bool(parts.hostname)


def _check_private(path: Path) -> None:
    if path.stat().st_mode & _READABLE_BY_OTHERS:
        raise SettingsError(path, "it holds secrets and everybody can read it: chmod 600")
