# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a letter and its attachments into one mail message, to exactly one person.

Sources: RFC 5322 (message), RFC 3834 (Auto-Submitted), RFC 3282 (Content-Language), RFC 2369 and
RFC 8058 (List-Unsubscribe).
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from intake.errors import Fault, InvalidInputError
from intake.model.language import Language

# One plain addr-spec: a dot-atom, an at sign, a host name, all ASCII. No list, no name, no quotes.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDR_SPEC = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_LONGEST_ADDRESS = 254
# RFC 5322, 2.1.1. Python would write a long link as encoded words, which no mail program follows.
_UNFOLDED = SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a letter; the media type is written ``application/pdf``."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom a letter comes from; answers go there too."""

    name: str
    address: str


def compose(  # noqa: PLR0913 - a letter has this many parts, and each is named
    *,
    sender: Sender,
    to: str,
    subject: str,
    text: str,
    html: str,
    language: Language,
    reference: str,
    now: datetime.datetime,
    attachments: Sequence[Attachment] = (),
    unsubscribe: str | None = None,
) -> EmailMessage:
    """Return the message; AddressError if ``to`` is anything but one plain address.

    ``reference`` says what the letter is and about which order, ``pro-forma-2026000042``: the
    Message-ID is made from it, so the same letter sent twice is recognised as one. A letter to a
    list has the address at which a POST takes its reader off the list, ``unsubscribe``.
    """
    message = EmailMessage(policy=_UNFOLDED if unsubscribe else SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for attachment in attachments:
        maintype, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content,
            maintype=maintype,
            subtype=subtype,
            filename=attachment.name,
        )
    message["From"] = Address(display_name=sender.name, addr_spec=sender.address)
    message["To"] = _one_address(to)
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = message_id(reference, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>, <mailto:{sender.address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def message_id(reference: str, sender: Sender) -> str:
    """Return the Message-ID of the letter with that reference."""
    host = sender.address.rpartition("@")[2]
    return f"<{reference}@{host}>"


def _one_address(text: str) -> Address:
    if len(text) > _LONGEST_ADDRESS or not _ADDR_SPEC.fullmatch(text):
        raise AddressError
    return Address(addr_spec=text)


class AddressError(InvalidInputError):
    """This is not exactly one plain mail address. The sentence does not repeat it."""

    def __init__(self) -> None:
        """Name the field."""
        super().__init__([Fault(field="email", code="bad_email")])
