# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the file of recipients as a person would: one line, and every comment stays."""

from collections.abc import Mapping
from datetime import date

from intake.openpgp.keyring import Fingerprint


def comments(text: str) -> Mapping[Fingerprint, str]:
    """Return what the file says of each key: the comment on its line, else the one right above.

    >>> comments(f"{'B' * 40} # Bob")
    {'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB': 'Bob'}
    """
    said = {}
    above = ""
    for line in text.split("\n"):
        key, _, comment = line.partition("#")
        name = _fingerprint(key)
        if name:
            said[Fingerprint(name)] = comment.strip() or above
        above = "" if name else comment.strip()
    return said


def with_recipient(text: str, fingerprint: Fingerprint, comment: str) -> str:
    """Return the file with one more key at its end."""
    before = text if text.endswith("\n") or not text else f"{text}\n"
    return f"{before}{fingerprint}{f'  # {comment}' if comment else ''}\n"


def without_recipient(text: str, fingerprint: Fingerprint, on: date) -> str:
    """Return the file with the key's line turned into a comment that says since when."""
    lines = text.split("\n")
    return "\n".join(
        f"# dropped on {on}: {line.strip()}"
        if _fingerprint(line.partition("#")[0]) == fingerprint
        else line
        for line in lines
    )


def _fingerprint(text: str) -> str:
    return text.replace(" ", "").strip().upper()
