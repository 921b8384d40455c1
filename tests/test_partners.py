# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of partners: what is read, and the sentence for each mistake."""

from pathlib import Path

import pytest

from intake.partners import read_partners, read_secrets
from intake.settings import SettingsError
from tests.web.partner import NEW_SECRET, NEW_SECRET_TEXT, PARTNER_FILE, SECRET, SECRET_TEXT

TOLD = f'deliver_to = "https://partner.example/hook"\ndeliver_secrets = ["{SECRET_TEXT}"]\n'
GOLDEN = Path(__file__).parent / "golden" / "partner-1.toml"


def written(folder: Path, text: str, name: str = "partner-a.toml") -> Path:
    """Write a partner's file as it should lie there."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return folder


def test_a_partner_orders_and_is_told(tmp_path: Path) -> None:
    (partner,) = read_partners(written(tmp_path, PARTNER_FILE + TOLD))

    assert (partner.id, partner.name) == ("partner-a", "Partner A")
    assert partner.order_secrets == (SECRET, NEW_SECRET)
    assert (partner.deliver_to, partner.deliver_secrets) == (
        "https://partner.example/hook",
        (SECRET,),
    )


def test_the_golden_file_is_read(tmp_path: Path) -> None:
    (partner,) = read_partners(written(tmp_path, GOLDEN.read_text(encoding="utf-8")))
    assert (partner.name, len(partner.order_secrets)) == ("Partner A", 2)


def test_no_folder_means_no_partner(tmp_path: Path) -> None:
    assert read_partners(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("partner/1", "partner/2", "format should be 'partner/1'"),
        ("contact", "contacts", "unknown key contacts; did you mean 'contact'?"),
        (SECRET_TEXT, "whsec_short", "order_secrets: a secret is whsec_"),
        (f'["{SECRET_TEXT}", "{NEW_SECRET_TEXT}"]', '"x"', "should be a list of texts"),
        (f'["{SECRET_TEXT}", "{NEW_SECRET_TEXT}"]', "[]", "order_secrets should hold a secret"),
        ('"Partner A"', "3", "name has a value of the wrong type"),
        ("contact =", 'deliver_to = "https://a.example"\ncontact =', "belong together"),
        ("contact =", TOLD.replace("https:", "ftp:") + "contact =", "deliver_to should be"),
        ("contact =", TOLD.replace("https:", "//") + "contact =", "deliver_to should be"),
        ("contact =", TOLD.replace("partner.", "me:pw@") + "contact =", "deliver_to should be"),
        ("contact =", TOLD.replace("/hook", ":99999/") + "contact =", "deliver_to should be"),
        ("contact =", TOLD.replace("/hook", "/a b") + "contact =", "deliver_to should be"),
    ],
)
def test_a_mistake_is_told_without_the_secret(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as error:
        read_partners(written(tmp_path, PARTNER_FILE.replace(old, new)))
    assert sentence in str(error.value)
    assert SECRET_TEXT not in str(error.value)


def test_the_name_of_a_file_goes_into_names_of_files(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="small letters"):
        read_partners(written(tmp_path, PARTNER_FILE, "Partner_A.toml"))


def test_secrets_that_everybody_can_read_are_refused(tmp_path: Path) -> None:
    written(tmp_path, PARTNER_FILE)
    (tmp_path / "partner-a.toml").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_partners(tmp_path)


def test_nobody_sees_a_secret_by_printing_a_partner(tmp_path: Path) -> None:
    (partner,) = read_partners(written(tmp_path, PARTNER_FILE))
    assert "secret" not in repr(partner)


def test_secrets_stand_one_a_line(tmp_path: Path) -> None:
    one, two = "1" * 24, "2" * 24
    path = written(tmp_path, f"# the old\n{one}\n\n  {two} \n", "secrets.txt") / "secrets.txt"
    assert read_secrets(path) == (one, two)
    assert read_secrets(tmp_path / "nowhere") == ()


def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "hunter2\n", "secrets.txt") / "secrets.txt"
    with pytest.raises(SettingsError, match="at least 24 characters") as error:
        read_secrets(path)
    assert "hunter2" not in str(error.value)
