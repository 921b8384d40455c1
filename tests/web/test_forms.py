# SPDX-License-Identifier: GPL-3.0-or-later
"""The strict reader: exactly the known fields, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.web.forms import (
    MalformedFormError,
    RepeatedFieldsError,
    UnknownFieldsError,
    WrongContentTypeError,
    clean,
    read_fields,
)

FORM = "application/x-www-form-urlencoded"
KNOWN = frozenset({"name", "city"})


@pytest.mark.parametrize(
    "content_type",
    [FORM, f"{FORM}; charset=utf-8", f'{FORM};charset="UTF-8"', FORM.upper()],
)
def test_the_form_of_a_browser_is_read(content_type: str) -> None:
    """Every spelling that browsers and programs use is taken."""
    fields = read_fields(b"name=Zo%C3%A9+D&city=", content_type, KNOWN)

    assert fields == {"name": "Zoé D", "city": ""}


@pytest.mark.parametrize(
    "content_type",
    ["", "multipart/form-data; boundary=x", "application/json", f"{FORM}; charset=latin-1"],
)
def test_another_content_type_is_refused(content_type: str) -> None:
    """A body is never guessed at."""
    with pytest.raises(WrongContentTypeError):
        read_fields(b"name=a", content_type, KNOWN)


@pytest.mark.parametrize(
    "body",
    [b"name", b"name=a&&city=b", b"name=%ff", b"name=\xff", b"&".join([b"name=a"] * 9)],
)
def test_a_damaged_body_is_refused(body: bytes) -> None:
    """Missing signs, bytes that are no UTF-8, far too many fields."""
    with pytest.raises(MalformedFormError):
        read_fields(body, FORM, KNOWN)


def test_an_unknown_field_is_refused() -> None:
    """Its name is the sender's text, so only the count is kept."""
    with pytest.raises(UnknownFieldsError) as caught:
        read_fields(b"name=a&admin=1", FORM, KNOWN)

    assert caught.value.count == 1


def test_a_repeated_field_is_refused() -> None:
    """Nobody guesses which one was meant."""
    with pytest.raises(RepeatedFieldsError):
        read_fields(b"name=a&name=b", FORM, KNOWN)


def test_an_empty_body_has_no_fields() -> None:
    """A form of unticked boxes sends nothing."""
    assert read_fields(b"", FORM, KNOWN) == {}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing but the named refusals ever comes out."""
    refusals = (MalformedFormError, UnknownFieldsError, RepeatedFieldsError)
    try:
        fields = read_fields(body, FORM, KNOWN)
    except refusals:
        return
    assert set(fields) <= KNOWN


def test_text_is_cleaned_of_what_does_not_matter() -> None:
    """Line ends, composed letters, space at the ends."""
    assert clean(" Zoe\u0301\r\nb ") == "Zoé\nb"
