# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as JSON: one format for each kind, all of one form (docs/formats.md, "Requests")."""

import json

from intake.model.calendar import instant_text, parse_instant
from intake.model.language import Language
from intake.model.request import FORMS, Request, RequestForm
from intake.store.json_record import JsonReader, RecordError, json_bytes, present
from intake.store.order_parts import read_number

_FORMATS = {form.format: form for form in FORMS.values()}


def request_to_json(request: Request) -> bytes:
    """Write a request in the format of its kind."""
    form = FORMS[request.kind]
    deadline = request.deadline and instant_text(request.deadline)
    return json_bytes(
        {
            "format": form.format,
            "number": request.number,
            "received": instant_text(request.received),
            "language": str(request.language),
            **present(deadline=deadline),
            **present(**{field.name: request.values.get(field.name) for field in form.fields}),
        }
    )


def request_from_json(data: bytes) -> Request:
    """Read a request, with or without its padding; RecordError names what is wrong with it."""
    try:
        record = JsonReader(json.loads(data), "request")
        form = record.take("format", _form)
        request = _read(record, form)
        record.finish()
    except (ValueError, RecursionError) as error:
        raise RecordError("request", str(error)) from error
    if request_to_json(request) != data.rstrip(b"\n") + b"\n":
        raise RecordError("request", "its form is not ours")
    return request


def _read(record: JsonReader, form: RequestForm) -> Request:
    number = record.take("number", read_number)
    received = record.take("received", parse_instant)
    language = record.take("language", Language)
    deadline = record.text_if_there("deadline")
    texts = {field.name: record.text_if_there(field.name) for field in form.fields}
    values = {name: text for name, text in texts.items() if text}
    for field in form.fields:
        if field.required and field.name not in values and field.unless not in values:
            raise RecordError(form.kind, f"no proper {field.name}")
    return Request(
        kind=form.kind,
        number=number,
        received=received,
        language=language,
        deadline=parse_instant(deadline) if deadline else None,
        values=values,
    )


def _form(text: str) -> RequestForm:
    if text not in _FORMATS:
        raise RecordError("request", "its format is not one that we know")
    return _FORMATS[text]
