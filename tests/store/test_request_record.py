# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of request is written as its golden file says, and read back as it was."""

import datetime
import json
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.model.request import FORMS, Request, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import PaperKind
from intake.store.json_record import RecordError
from intake.store.request_record import request_from_json, request_to_json
from tests.conftest import NOW

GOLDEN = Path(__file__).parent.parent / "golden"
EACH = pytest.mark.parametrize("kind", FORMS, ids=str)


def golden(kind: RequestKind) -> bytes:
    """Return the golden file of a kind."""
    return (GOLDEN / f"{kind}-1.json").read_bytes()


def sample(kind: RequestKind) -> Request:
    """Return the request that the golden file of its kind holds."""
    form = FORMS[kind]
    filled_in = {
        "name": "Zoé D’Hondt",
        "email": "zoe@example.org",
        "order_number": "2026000007",
        "subscription": "2026000007",
        "leave": "/fr/send/notices/leave/token",
        "addresses": "https://example.org/a\nhttps://example.org/b",
        "child_abuse": "",
    }
    values = {
        field.name: filled_in.get(
            field.name,
            field.choices[0] if field.choices else "yes" if field.longest == 3 else field.name,
        )
        for field in form.fields
    }
    return Request(
        kind=kind,
        number=OrderNumber("2026000042"),
        received=NOW,
        language=Language.FR,
        deadline=form.deadline(NOW),
        values={name: text for name, text in values.items() if text},
    )


@EACH
def test_a_request_is_written_as_the_golden_file_says(kind: RequestKind) -> None:
    assert request_to_json(sample(kind)) == golden(kind)


@EACH
def test_a_golden_file_is_read_padded_or_not(kind: RequestKind) -> None:
    assert request_from_json(golden(kind)) == sample(kind)
    assert request_from_json(golden(kind) + b"\n" * 500) == sample(kind)


@EACH
def test_every_kind_of_request_is_a_kind_of_paper(kind: RequestKind) -> None:
    assert PaperKind(kind) == kind.value


def changed(kind: RequestKind, **changes: object) -> bytes:
    """Return a golden record with other values, None for a key that goes."""
    record = {**json.loads(golden(kind)), **changes}
    kept = {key: value for key, value in record.items() if value is not None}
    return f"{json.dumps(kept, ensure_ascii=False, indent=2)}\n".encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "support-request/2"},
        {"format": "withdrawal/1"},
        {"number": "42"},
        {"received": "2026-11-22"},
        {"deadline": "soon"},
        {"language": "de"},
        {"message": None},
        {"message": 3},
        {"password": "x"},
        {"about": ""},
    ],
)
def test_a_record_of_another_form_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        request_from_json(changed(RequestKind.SUPPORT, **changes))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"format": "support-request/1"}'])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        request_from_json(data)


def test_a_record_written_in_another_order_is_refused() -> None:
    record = json.loads(golden(RequestKind.SUPPORT))
    turned = dict(reversed(list(record.items())))
    with pytest.raises(RecordError):
        request_from_json(f"{json.dumps(turned, ensure_ascii=False, indent=2)}\n".encode())


def test_an_old_deadline_is_what_was_promised_then() -> None:
    """Rules may change; what we told somebody does not."""
    read = request_from_json(changed(RequestKind.SUPPORT, deadline="2026-11-23T00:00:00Z"))
    assert read.deadline == datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
