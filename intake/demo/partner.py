# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo partner, so that the examples of docs/webhooks.md can be tried on the demo."""

import secrets
from pathlib import Path

from intake.model.webhook import webhook_secret_text
from intake.partners import PARTNER_FORMAT
from intake.store.durable import write_new

NAME = "demo"
_SECRET_BYTES = 32


def make_demo_partner(partners: Path) -> None:
    """Make the partner with a secret of its own, unless it is there; other files are left alone."""
    path = partners / f"{NAME}.toml"
    if path.exists():
        return
    secret = webhook_secret_text(secrets.token_bytes(_SECRET_BYTES))
    text = f"""# A DEMO partner, made by scripts/run. Delete this file on a real machine.
format = "{PARTNER_FORMAT}"
name = "DEMO partner"
contact = "partner@example.org"
order_secrets = ["{secret}"]
"""
    write_new(path, text.encode())
