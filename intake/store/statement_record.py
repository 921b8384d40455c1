# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements, and what was set aside of them, as JSON: statement/1, set-aside/1."""

import datetime
from collections.abc import Mapping

from intake.model.calendar import instant_text, parse_instant
from intake.model.money import Money
from intake.model.payment import EntryReference, Payer
from intake.model.statement import Entry, Part, SetAside, Statement
from intake.store.json_record import JsonReader, json_bytes, present, read_as_written

STATEMENT_FORMAT = "statement/1"
SET_ASIDE_FORMAT = "set-aside/1"


def statement_to_json(statement: Statement) -> bytes:
    """Write a statement."""
    return json_bytes(
        {
            "format": STATEMENT_FORMAT,
            "account": statement.account,
            "name": statement.name,
            "year": statement.year,
            **present(count=statement.count),
            "opened": statement.opened.isoformat(),
            "closed": statement.closed.isoformat(),
            "opening": str(statement.opening),
            "closing": str(statement.closing),
            "entries": [_entry(one) for one in statement.entries],
        }
    )


def statement_from_json(data: bytes) -> Statement:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, STATEMENT_FORMAT, _read_statement, statement_to_json)


def set_aside_to_json(set_aside: SetAside) -> bytes:
    """Write why an entry is nobody's payment."""
    entry = set_aside.entry
    return json_bytes(
        {
            "format": SET_ASIDE_FORMAT,
            "account": entry.account,
            "statement": entry.statement,
            "reference": entry.reference,
            "sequence": entry.sequence,
            "reason": set_aside.reason,
            "recorded": instant_text(set_aside.recorded),
        }
    )


def set_aside_from_json(data: bytes) -> SetAside:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, SET_ASIDE_FORMAT, _read_set_aside, set_aside_to_json)


def _entry(entry: Entry) -> Mapping[str, object]:
    parts = [
        {"communication": one.communication, **present(amount=one.amount and str(one.amount))}
        for one in entry.parts
    ]
    return {
        "reference": entry.reference,
        "sequence": entry.sequence,
        "amount": str(entry.amount),
        "booked": entry.booked.isoformat(),
        **present(
            parts=parts or None,
            text=entry.text or None,
            given=entry.given or None,
            name=entry.counterparty.name,
            iban=entry.counterparty.iban,
        ),
    }


def _read_statement(record: JsonReader) -> Statement:
    return Statement(
        account=record.text("account"),
        name=record.text("name"),
        year=record.number("year"),
        count=record.number_if_there("count"),
        opened=record.take("opened", datetime.date.fromisoformat),
        closed=record.take("closed", datetime.date.fromisoformat),
        opening=record.take("opening", Money.parse),
        closing=record.take("closing", Money.parse),
        entries=record.each("entries", _read_entry),
    )


def _read_entry(record: JsonReader) -> Entry:
    return Entry(
        reference=record.text("reference"),
        sequence=record.number("sequence"),
        amount=record.take("amount", Money.parse),
        booked=record.take("booked", datetime.date.fromisoformat),
        parts=record.each_if_there("parts", _read_part),
        text=record.text_if_there("text") or "",
        given=record.text_if_there("given") or "",
        counterparty=Payer(name=record.text_if_there("name"), iban=record.text_if_there("iban")),
    )


def _read_part(record: JsonReader) -> Part:
    amount = record.text_if_there("amount")
    return Part(
        communication=record.text("communication"), amount=Money.parse(amount) if amount else None
    )


def _read_set_aside(record: JsonReader) -> SetAside:
    return SetAside(
        entry=EntryReference(
            account=record.text("account"),
            statement=record.text("statement"),
            reference=record.text("reference"),
            sequence=record.number("sequence"),
        ),
        reason=record.text("reason"),
        recorded=record.take("recorded", parse_instant),
    )
