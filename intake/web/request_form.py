# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a form of requests was filled in with, field by field as its table says."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from intake.errors import Fault, InvalidInputError
from intake.model.clear_signed import check_clear_signed
from intake.model.field_rules import has_unwanted
from intake.model.request import YES, Reader, RequestField, RequestForm
from intake.model.structured_communication import parse_number
from intake.web.forms import Fields, clean

# What mail programs make a link of: an address, or a dot with two letters behind it.
_LIKE_A_LINK = re.compile(r"[@:/\\]|\.\w\w")
_WHITE = " \t\n"


def parse_request(form: RequestForm, fields: Fields) -> Mapping[str, str]:
    """Return what was filled in, by field, or raise InvalidInputError with every fault in it."""
    values: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for field in form.typed:
        try:
            if text := _read(field, fields.get(field.name, "")):
                values[field.name] = text
        except InvalidInputError as error:
            code = error.faults[0].code
            faults[field.name] = Fault(field=field.name, code=code)
    for field in form.typed:
        is_there = field.name in values or field.name in faults or field.unless in values
        if field.required and not is_there:
            is_tick = field.reader is Reader.TICK
            fault = Fault(field=field.name, code="must_tick" if is_tick else "required")
            faults[field.name] = fault
    if faults:
        raise InvalidInputError(
            [faults[field.name] for field in form.typed if field.name in faults]
        )
    return values


def _read(field: RequestField, typed: str) -> str:
    """Return the text of a field, empty if it was left so."""
    # What is signed must stay as it is: NFC would break the signature.
    is_signed = field.reader is Reader.SIGNED
    text = typed.replace("\r\n", "\n").strip(_WHITE) if is_signed else clean(typed)
    if not text:
        return ""
    if len(text) > field.longest:
        raise _FieldError(field.name, "too_long")
    if has_unwanted(text, of_several_lines=bool(field.rows)):
        raise _FieldError(field.name, "control_characters")
    return _READERS[field.reader](field, text)


def _text(_field: RequestField, text: str) -> str:
    return text


def _name(field: RequestField, text: str) -> str:
    """Refuse a name that could lead somebody somewhere: it goes into a mail to whom it names."""
    if _LIKE_A_LINK.search(text):
        raise _FieldError(field.name, "link_in_name")
    return text


def _email(field: RequestField, text: str) -> str:
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise _FieldError(field.name, "bad_email") from error
    return address.ascii_email or address.normalized


def _order_number(_field: RequestField, text: str) -> str:
    return parse_number(text)


def _addresses(field: RequestField, text: str) -> str:
    """One exact address a line."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not all(_is_address(line) for line in lines):
        raise _FieldError(field.name, "bad_addresses")
    return "\n".join(lines)


def _is_address(line: str) -> bool:
    try:
        parts = urlsplit(line)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in line


def _choice(field: RequestField, text: str) -> str:
    if text not in field.choices:
        raise _FieldError(field.name, "not_a_choice")
    return text


def _tick(field: RequestField, text: str) -> str:
    if text != YES:
        raise _FieldError(field.name, "not_a_choice")
    return text


def _signed(_field: RequestField, text: str) -> str:
    check_clear_signed(text)
    return text


_READERS: Mapping[Reader, Callable[[RequestField, str], str]] = MappingProxyType(
    {
        Reader.TEXT: _text,
        Reader.NAME: _name,
        Reader.EMAIL: _email,
        Reader.ORDER_NUMBER: _order_number,
        Reader.ADDRESSES: _addresses,
        Reader.CHOICE: _choice,
        Reader.TICK: _tick,
        Reader.SIGNED: _signed,
    }
)


class _FieldError(InvalidInputError):
    """One field holds what it should not."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__([Fault(field=field, code=code)])
