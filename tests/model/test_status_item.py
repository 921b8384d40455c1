# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in the head of a status item, and what is told about the rest."""

import pytest

from intake.model.status_item import State, parse_services, parse_state

KNOWN = frozenset({"hosting", "mail"})


def test_what_goes_on_comes_before_what_is_planned_and_what_is_over() -> None:
    assert [parse_state(one) for one in State] == ["ongoing", "planned", "resolved"]


@pytest.mark.parametrize("text", ["", "Planned", "done"])
def test_another_state_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ValueError, match="write ongoing, planned, resolved"):
        parse_state(text)


def test_services_keep_their_order() -> None:
    assert parse_services("mail,hosting", KNOWN) == ("mail", "hosting")


@pytest.mark.parametrize("text", ["", "mails", "mail, ", "mail hosting"])
def test_a_service_without_a_name_is_refused_with_those_that_have_one(text: str) -> None:
    with pytest.raises(ValueError, match="write some of hosting, mail"):
        parse_services(text, KNOWN)
