# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever somebody types is refused field by field, or is a record that reads back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import InvalidInputError
from intake.model.language import Language
from intake.model.request import FORMS, Request, RequestForm, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.store.request_record import request_from_json, request_to_json
from intake.web.request_form import parse_request
from tests.conftest import NOW

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.kind))
USUAL = st.sampled_from(
    [
        "",
        "yes",
        "everything",
        "news",
        "zoe@example.org",
        "2026000042",
        "https://example.org/ä?b#c",
        " a\r\n\tb ",
        "e\u0301",
    ]
)


@EACH
@given(data=st.data())
def test_what_is_taken_is_a_record_and_what_is_not_names_its_fields(
    form: RequestForm, data: st.DataObject
) -> None:
    names = [field.name for field in form.typed]
    typed = {name: data.draw(USUAL | st.text()) for name in names}
    try:
        values = parse_request(form, typed)
    except InvalidInputError as error:
        told = [fault.field for fault in error.faults]
        assert told == [name for name in names if name in told]
        return
    by_us = {field.name: "2026000007" for field in form.fields if field.by_us}
    request = Request(
        kind=form.kind,
        number=OrderNumber("2026000042"),
        received=NOW,
        language=Language.NL,
        deadline=form.deadline(NOW),
        values={**values, **by_us},
    )
    assert request_from_json(request_to_json(request)) == request


@pytest.mark.parametrize(
    "form",
    [form for form in FORMS.values() if form.kind is not RequestKind.SIGNED],
    ids=lambda form: str(form.kind),
)
def test_what_was_taken_is_taken_again_as_it_is(form: RequestForm) -> None:
    """The page that confirms a withdrawal sends back what it shows."""
    typed = {"name": " Zoé ", "email": "zoe@EXAMPLE.org", "order_number": "+++202/6000/04236+++"}
    filled_in = {
        field.name: typed.get(field.name, field.choices[0] if field.choices else "yes")
        for field in form.typed
    }
    if "addresses" in filled_in:
        filled_in["addresses"] = "https://example.org/"
    if "new_email" in filled_in:
        filled_in["new_email"] = ""
    values = parse_request(form, filled_in)
    assert parse_request(form, values) == values
