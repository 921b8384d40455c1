# SPDX-License-Identifier: GPL-3.0-or-later
"""How to report a weakness to us, for programs and researchers: security.txt (RFC 9116).

It is not signed: what builds the site has no secret key. Each build puts off the day of expiry,
so a site that is looked after never shows an old one.
"""

import datetime
from collections.abc import Sequence
from pathlib import Path

from pelican import signals
from pelican.generators import Generator

from intake.errors import RefusedError
from intake.model.language import Language
from intake.settings import Settings

PATH = ".well-known/security.txt"
# RFC 9116, section 2.5.5, recommends less than a year; below a month a holiday would end it.
FEWEST_DAYS, MOST_DAYS = 30, 364


def security_txt(site: str, *, today: datetime.date, days: int, has_keys: bool) -> str:
    """Return the file of a site; DaysError unless it holds for more than a month."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise DaysError(days)
    fields = [
        # A page, not an address: a harvester would read this file first (promise P30).
        ("Contact", f"{site}/en/contact/"),
        ("Expires", f"{today + datetime.timedelta(days=days)}T00:00:00Z"),
        *([("Encryption", f"{site}/en/keys/")] if has_keys else []),
        ("Preferred-Languages", ", ".join(Language)),
        ("Canonical", f"{site}/{PATH}"),
        ("Policy", f"{site}/en/security/"),
    ]
    return "".join(f"{name}: {value}\n" for name, value in fields)


def write_security_txt(generators: Sequence[Generator]) -> None:
    """Write it where RFC 9116, section 3, wants it."""
    facts = generators[0].settings
    settings: Settings = facts["SETTINGS"]
    file = Path(generators[0].output_path, PATH)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = security_txt(
        settings.site.address,
        today=facts["TODAY"],
        days=facts["SECURITY_TXT_DAYS"],
        has_keys=bool(facts["STAFF_KEYS"]),
    )
    file.write_text(text, encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(write_security_txt)


class DaysError(RefusedError):
    """The file would expire too soon, or promise too much."""

    def __init__(self, days: int) -> None:
        """Say where the figure stands and what it may be."""
        super().__init__(
            f"pelicanconf.py: SECURITY_TXT_DAYS is {days}; put {FEWEST_DAYS} to {MOST_DAYS} days"
        )
