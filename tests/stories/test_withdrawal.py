# SPDX-License-Identifier: GPL-3.0-or-later
"""A consumer takes an order back, from the foot of a page to the desk, without scripts."""

import mailbox
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser

from intake.model.language import Language
from tests.stories.conftest import Demo
from tests.stories.test_whole_way import press

LABELS = {
    Language.EN: ("Withdraw from contract here", "Confirm withdrawal"),
    Language.FR: ("Se rétracter du contrat ici", "Confirmer la rétractation"),
    Language.NL: ("Hier de overeenkomst herroepen", "Herroeping bevestigen"),
}


def mail_to(demo: Demo, address: str) -> EmailMessage:
    """Return the one mail that the address got."""
    folder = demo.settings.folders.site.with_name("mailbox")
    messages = (
        message_from_bytes(bytes(message), policy=policy.default)
        for message in mailbox.Maildir(folder, create=False)
    )
    (mail,) = (one for one in messages if one["To"] == address)
    return mail


@pytest.mark.parametrize("language", list(Language))
def test_an_order_is_taken_back_in_two_steps(
    demo: Demo, browser: Browser, language: Language
) -> None:
    """Page, mail and paper say the same: which order, who, and the second it came."""
    label, button = LABELS[language]
    address = f"retract-{language}@example.org"
    context = browser.new_context(java_script_enabled=False, locale="de")
    page = context.new_page()

    page.goto(f"{demo.settings.site.address}/{language}/prices/")
    page.get_by_role("link", name=label).click()
    page.fill("[name=order_number]", "+++202/6000/04236+++")
    page.fill("[name=name]", "Zoé D’Œuvrebois")
    page.fill("[name=email]", "retract")
    page.check("input[name=part][value=everything]")
    press(page, page.locator("form button").first.inner_text())
    assert page.locator("[aria-invalid=true]").count() == 1
    page.fill("[name=email]", address)
    press(page, page.locator("form button").first.inner_text())
    assert "2026000042" in page.inner_text("main")
    press(page, button)

    shown = page.inner_text("main")
    page.reload()
    assert page.inner_text("main") == shown
    (moment,) = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", shown)
    (number,) = set(re.findall(r"\b20\d{8}\b", shown)) - {"2026000042"}
    demo.program.wait_for(f"mail to {address}")
    plain = mail_to(demo, address).get_body(("plain",))
    assert plain is not None
    said = " ".join(plain.get_content().split())
    assert [
        one for one in (moment, number, "2026000042", "Zoé D’Œuvrebois") if one not in said
    ] == []
    assert number in demo.run(".venv/bin/staff", "queue").stdout
    assert address in demo.run(".venv/bin/staff", "requests", "show", number).stdout
    assert demo.run(".venv/bin/staff", "register", "verify").returncode == 0
    context.close()
