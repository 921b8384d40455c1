# SPDX-License-Identifier: GPL-3.0-or-later
"""Which messages of which partner came before: the same id is the same order, also next week.

For each id there is a claim, written before the order is queued (when, and a keyed hash of the
body), and afterwards its order (number and when). Small files beside the register, outside git:
docs/formats.md. Nothing in them can be read back into a name or an address.
"""

import hashlib
import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.model.calendar import instant_text, parse_instant
from intake.model.structured_communication import OrderNumber
from intake.store.durable import write_new
from intake.store.json_record import JsonReader, json_bytes
from intake.store.order_parts import read_number
from intake.store.strict_json import MalformedJsonError, read_json_object

# Ten times as long as anybody tries a message again.
REMEMBERED = timedelta(days=30)
_CLAIM_FORMAT, _ORDER_FORMAT = "webhook-claim/1", "webhook-order/1"
_NAME_DIGITS, _MARK_DIGITS = 32, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is known of one message; ``number`` once it is an order."""

    mark: str
    at: datetime
    number: OrderNumber | None = None


class WebhookIds:
    """The claims in one folder, hashed with the secret of this machine."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Keep both."""
        self._folder = folder
        self._secret = secret
        # Twins of one message may come at the same time.
        self._writing = threading.Lock()

    def known(self, partner: str, message_id: str, body: bytes) -> Message | None:
        """Return what is known of the message; ReusedIdError if the id had another body."""
        name = self._name(partner, message_id)
        claim = self._read(f"{name}.claim", _CLAIM_FORMAT)
        if claim is None:
            return None
        if not hmac.compare_digest(claim.text("body"), self._hash("body", body)):
            raise ReusedIdError
        message = Message(mark=name[:_MARK_DIGITS], at=claim.take("at", parse_instant))
        order = self._read(f"{name}.order", _ORDER_FORMAT)
        if order is None:
            return message
        return replace(
            message,
            number=order.take("number", read_number),
            at=order.take("received", parse_instant),
        )

    def claim(self, partner: str, message_id: str, body: bytes, now: datetime) -> str:
        """Note the message before it becomes an order; return the mark of that order.

        ReusedIdError if another got there first, IdsUnavailableError if the disk refuses.
        """
        name = self._name(partner, message_id)
        record = {
            "format": _CLAIM_FORMAT,
            "at": instant_text(now),
            "body": self._hash("body", body),
        }
        if not self._write(f"{name}.claim", record):
            self.known(partner, message_id, body)
        return name[:_MARK_DIGITS]

    def settle(self, partner: str, message_id: str, number: OrderNumber, at: datetime) -> None:
        """Note which order the message became."""
        record = {"format": _ORDER_FORMAT, "number": number, "received": instant_text(at)}
        self._write(f"{self._name(partner, message_id)}.order", record)

    def forget(self, now: datetime) -> None:
        """Remove what is older than anybody's retries."""
        for path in self._folder.glob("*.claim"):
            claim = self._read(path.name, _CLAIM_FORMAT)
            if claim and now - claim.take("at", parse_instant) > REMEMBERED:
                path.with_suffix(".order").unlink(missing_ok=True)
                path.unlink()

    def _read(self, name: str, record_format: str) -> JsonReader | None:
        try:
            record = read_json_object((self._folder / name).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, MalformedJsonError) as error:
            raise IdsUnavailableError(name) from error
        reader = JsonReader(record, name)
        if reader.text("format") != record_format:
            raise IdsUnavailableError(name)
        return reader

    def _write(self, name: str, record: Mapping[str, object]) -> bool:
        try:
            with self._writing:
                write_new(self._folder / name, json_bytes(record))
        except FileExistsError:
            return False
        except OSError as error:
            raise IdsUnavailableError(str(error.strerror)) from error
        return True

    def _name(self, partner: str, message_id: str) -> str:
        return self._hash(f"id {partner}", message_id.encode())[:_NAME_DIGITS]

    def _hash(self, purpose: str, data: bytes) -> str:
        text = f"webhook/1 {purpose}\n".encode() + data
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


class ReusedIdError(RefusedError):
    """The id belongs to a message that said something else."""

    def __init__(self) -> None:
        """Say what is to be done."""
        super().__init__("this id came with another body before; a new message needs a new id")


class IdsUnavailableError(UnavailableError):
    """The folder of the ids does not take a file, or holds one that is not ours."""

    def __init__(self, why: str) -> None:
        """Give the reason."""
        super().__init__(f"the ids of webhooks cannot be kept: {why}")
