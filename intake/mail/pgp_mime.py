# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypt a composed mail to its reader's OpenPGP key (PGP/MIME), its subject included.

Sources: RFC 3156, section 4 (multipart/encrypted); RFC 9788 (header protection: ``hp="cipher"`` and
``HP-Outer``), with ``protected-headers="v1"`` for Thunderbird and K-9, which know only that.
"""

import datetime
from email.message import EmailMessage
from email.policy import SMTP

from intake.openpgp.encrypt import PersonalKey, armored_for

# RFC 9788, 3.2.1: what stands outside in the place of a subject that is inside.
_HIDDEN_SUBJECT = "[...]"
# What the servers on the way, and programs that answer by themselves, have to see. The subject is
# hidden, and so is the language, which nobody needs before the mail is open.
_OUTSIDE = ("From", "To", "Date", "Message-ID", "Auto-Submitted")
_VERSION = b"Version: 1\r\n"


def letter_to(
    key: PersonalKey | None, message: EmailMessage, now: datetime.datetime
) -> EmailMessage:
    """Return the message as it may leave: encrypted if its reader has a confirmed key.

    KeyUnusableError if that key cannot be used; the message then does not leave at all.
    """
    if key is None:
        return message
    return _around(armored_for(key, protected(message), now), message)


def protected(message: EmailMessage) -> bytes:
    """Return the bytes that are encrypted: the whole message, and what stands outside of it."""
    content_type = message["Content-Type"]
    inner = EmailMessage(policy=SMTP)
    for name, value in message.items():
        if name.lower() not in {"content-type", "mime-version"}:
            inner[name] = value
    for name, value in _outer_fields(message):
        inner["HP-Outer"] = f"{name}: {value}"
    inner["Content-Type"] = content_type
    inner.set_payload(message.get_payload())
    inner.set_param("protected-headers", "v1")
    inner.set_param("hp", "cipher")
    return inner.as_bytes()


def _outer_fields(message: EmailMessage) -> list[tuple[str, str]]:
    fields = [(name, str(message[name])) for name in _OUTSIDE if name in message]
    return [*fields, ("Subject", _HIDDEN_SUBJECT)]


def _around(armored: bytes, message: EmailMessage) -> EmailMessage:
    """Put the encrypted text into the two parts that RFC 3156 wants."""
    outer = EmailMessage(policy=SMTP)
    for name, value in _outer_fields(message):
        outer[name] = value
    outer["MIME-Version"] = "1.0"
    outer["Content-Type"] = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    outer.attach(_part("application/pgp-encrypted", _VERSION))
    body = _part('application/octet-stream; name="encrypted.asc"', armored)
    body["Content-Disposition"] = 'inline; filename="encrypted.asc"'
    outer.attach(body)
    return outer


def _part(content_type: str, text: bytes) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = content_type
    part.set_payload(text.decode("ascii"))
    return part
