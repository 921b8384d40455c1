# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff type for an access code is looked at before anything is sent."""

import pytest

from intake.model.access_codes import AccessCode, ServiceAccount, check_typed, parse_account


@pytest.mark.parametrize("text", ["SFTP", "=camille", "SFTP=", "SFTP=a\x1b[31m", "a" * 65 + "=b"])
def test_an_account_has_a_service_and_a_user(text: str) -> None:
    with pytest.raises(ValueError, match=r"SERVICE=USER|at most 64"):
        parse_account(text)


def test_a_user_may_have_an_equals_sign() -> None:
    assert parse_account(" SFTP = a=b ") == ServiceAccount(service="SFTP", user="a=b")


@pytest.mark.parametrize("code", ["short", "x" * 65, "with a space in it", "bell\x07bell\x07bell"])
def test_a_typed_code_is_refused_without_being_repeated(code: str) -> None:
    with pytest.raises(ValueError, match="a code has") as refused:
        check_typed(code)
    assert code not in str(refused.value)


def test_a_code_is_not_shown_by_accident() -> None:
    account = ServiceAccount(service="SFTP", user="camille")
    assert "s3cret-s3cret" not in repr(AccessCode(account=account, code="s3cret-s3cret"))
