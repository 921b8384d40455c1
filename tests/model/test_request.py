# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of forms is one that page, reader, record and desk can follow."""

import pytest

from intake.model.request import FORMS, Reader, RequestForm, RequestKind
from intake.web.app import LARGEST_BODY

EACH = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.kind))


def test_every_kind_has_one_form_and_one_page() -> None:
    assert (set(FORMS), len({form.page for form in FORMS.values()})) == (set(RequestKind), 9)


@EACH
def test_a_field_stands_once_and_names_others_of_its_form(form: RequestForm) -> None:
    names = [field.name for field in form.fields]
    others = [field.unless for field in form.fields if field.unless]
    assert (sorted(set(names)) == sorted(names), set(others) <= set(names)) == (True, True)


@EACH
def test_what_one_chooses_from_is_no_longer_than_its_field(form: RequestForm) -> None:
    choices = {field: field.choices for field in form.fields if field.reader is Reader.CHOICE}
    assert [
        one for field, some in choices.items() for one in some if len(one) > field.longest
    ] == []
    assert all(choices.values())


@EACH
def test_a_form_filled_in_to_the_brim_is_not_too_large(form: RequestForm) -> None:
    """A letter with an accent takes six bytes when a form sends it."""
    assert sum(6 * field.longest for field in form.typed if field.reader is not Reader.SIGNED) < (
        LARGEST_BODY
    )
