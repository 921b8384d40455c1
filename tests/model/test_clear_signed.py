# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks like one clear-signed text, and what does not; stock gpg makes the real ones."""

import pytest

from intake.model.clear_signed import LARGEST, ClearSignedError, check_clear_signed
from tests.conftest import StaffKeys

BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
TAIL = "-----BEGIN PGP SIGNATURE-----\n\niHUE\n-----END PGP SIGNATURE-----"
GOOD = f"{BEGIN}\nHash: SHA512\n\ntext\n{TAIL}"


def code(text: str) -> str:
    """Return the code of what is wrong, empty if nothing is."""
    try:
        check_clear_signed(text)
    except ClearSignedError as error:
        return error.faults[0].code
    return ""


@pytest.mark.promise("P25")
@pytest.mark.parametrize("text", ["delegate\n", "a\n\n-----\n- b\n", "é\t \n", ""])
def test_what_gpg_signs_is_taken(staff_keys: StaffKeys, text: str) -> None:
    signed = staff_keys.gpg("--clearsign", stream=text.encode()).decode()
    assert [code(signed), code(signed.replace("\n", "\r\n"))] == ["", ""]


@pytest.mark.promise("P25")
def test_a_text_with_somebody_s_key_in_it_is_taken(staff_keys: StaffKeys) -> None:
    """That is how a site is handed over."""
    key = staff_keys.gpg("--armor", "--export", staff_keys.fingerprints[1])
    assert code(staff_keys.gpg("--clearsign", stream=b"to: her\n" + key).decode()) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not_signed"),
        ("delegate example.be", "not_signed"),
        (f"above\n{GOOD}", "not_signed"),
        (f"{GOOD}\nbelow", "not_signed"),
        (f"> {GOOD}", "not_signed"),
        (f"{BEGIN}\n\ntext", "not_signed"),
        (TAIL, "not_signed"),
        (f"{GOOD}\n{TAIL}", "not_signed"),
        (f"{BEGIN}\n\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n{TAIL}", "not_signed"),
        (f"{GOOD}\n{GOOD}", "several_signed"),
        (f"{BEGIN}\n\n{GOOD}", "several_signed"),
        (f"{BEGIN}\n\n- -----BEGIN PGP PRIVATE KEY BLOCK-----\n{TAIL}", "private_key"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "private_key"),
        (GOOD.replace("text", "é" * (LARGEST // 2)), "too_long"),
    ],
)
def test_what_is_not_one_signed_text_is_refused(text: str, fault: str) -> None:
    assert code(text) == fault
