# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way, once in each language: from the empty form to the desk that reads the order.

All parts are real: scripts/run with its intake, site and mail box, chromium with JavaScript off,
a mail in a Maildir, a payment QR on a PDF page, stock gpg, and the command ``staff``.
"""

import json
import mailbox
import re
import subprocess
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from intake.documents.payment_qr import payment_qr_payload
from intake.model.language import Language
from intake.model.money import Money
from intake.model.structured_communication import OrderNumber, communication_text
from tests.stories.conftest import Demo

BUTTONS = {
    Language.EN: "Order with obligation to pay",
    Language.FR: "Commande avec obligation de paiement",
    Language.NL: "Bestelling met betalingsverplichting",
}
NO_INVOICE = {
    Language.EN: "not an invoice",
    Language.FR: "pas une facture",
    Language.NL: "geen factuur",
}
TOTAL = Money(cents=8712)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who orders, with a name that nobody else in the world has."""

    name: str
    email: str
    domain_name: str
    organisation: str = ""
    start_now: bool = False


PEOPLE = {
    Language.EN: Person(
        name="Wilhelmina Quillfeather",
        email="quillfeather@example.org",
        domain_name="quillfeather.be",
        organisation="Quillfeather Society asbl",
    ),
    Language.FR: Person(
        name="Zoé D’Œuvrebois",
        email="oeuvrebois@example.org",
        domain_name="œuvrebois.be",
        start_now=True,
    ),
    Language.NL: Person(
        name="Joëlle Van Knisperbroeck",
        email="knisperbroeck@example.org",
        domain_name="knisperbroeck.be",
    ),
}


def fill_in(page: Page, person: Person) -> None:
    """Fill the form in with hosting and a domain name."""
    kind = "organisation" if person.organisation else "person"
    page.check(f"input[name=customer_kind][value={kind}]")
    for field, text in {
        "name": person.name,
        "organisation": person.organisation,
        "email": person.email,
        "street": "Vlaamsesteenweg 3",
        "postcode": "1000",
        "city": "Bruxelles",
        "names.register": person.domain_name,
        "phone": "+32 2 123 45 67",
        "notice_subscriber": person.email if person.organisation else "",
    }.items():
        page.fill(f'[name="{field}"]', text)
    page.fill('[name="offer.hosting"]', "1")
    page.set_checked("input[name=start_now]", person.start_now)
    page.check("input[name=accept_registry]")
    page.check("input[name=accept_terms]")


def press(page: Page, label: str) -> None:
    """Press a button and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=label).click()


def number_on(page: Page) -> OrderNumber:
    """Return the order number that a receipt shows."""
    match = re.search(r"\b20\d{8}\b", page.inner_text("main"))
    assert match is not None
    return OrderNumber(match[0])


def mail_to(demo: Demo, person: Person) -> EmailMessage:
    """Return the one mail that the person got."""
    folder = demo.settings.folders.site.with_name("mailbox")
    messages = (
        message_from_bytes(bytes(message), policy=policy.default)
        for message in mailbox.Maildir(folder, create=False)
    )
    (mail,) = (one for one in messages if one["To"] == person.email)
    return mail


def decrypted(demo: Demo, number: OrderNumber) -> dict[str, object]:
    """Return the record as stock gpg reads it, by the line of docs/formats.md."""
    folders = demo.settings.folders
    (body,) = folders.register.glob(f"dossiers/*/*/*/{number}/*-order-*.pgp")
    keys = folders.keys / body.relative_to(folders.register / "dossiers").with_suffix(".pkesk")
    home = demo.settings.desk.gnupg_home
    done = subprocess.run(
        ["sh", "-c", f"cat '{keys}' '{body}' | gpg --homedir '{home}' --quiet -d"],
        capture_output=True,
        check=True,
    )
    record: dict[str, object] = json.loads(done.stdout)
    return record


@pytest.mark.promise("P03")
@pytest.mark.promise("P07")
@pytest.mark.promise("P09")
@pytest.mark.promise("P10")
@pytest.mark.parametrize("language", list(Language))
def test_the_whole_way(demo: Demo, browser: Browser, language: Language) -> None:
    """From the form to the desk; one order, whatever is pressed or reloaded on the way."""
    person = PEOPLE[language]
    context = browser.new_context(java_script_enabled=False, locale="de")
    elsewhere: list[str] = []
    own = demo.settings.site.address
    context.on(
        "request",
        lambda request: None if request.url.startswith(own) else elsewhere.append(request.url),
    )
    page = context.new_page()

    page.goto(f"{own}/{language}/order/")
    press(page, page.locator("form button").first.inner_text())
    assert page.locator("[aria-invalid=true]").count() > 0
    fill_in(page, person)
    press(page, page.locator("form button").first.inner_text())
    review = page.inner_text("main")
    assert [text for text in ("72", "15", "87", person.name) if text not in review] == []

    press(page, BUTTONS[language])
    number, receipt = number_on(page), page.url
    page.reload()
    assert number_on(page) == number
    page.go_back()
    press(page, BUTTONS[language])
    assert page.url == receipt

    demo.program.wait_for(f"mail to {person.email}")
    mail = mail_to(demo, person)
    check_mail(mail, demo, number, language)

    record = decrypted(demo, number)
    customer = record["customer"]
    assert isinstance(customer, dict)
    assert (customer["name"], record["total"]) == (person.name, str(TOTAL))
    assert number in demo.run(".venv/bin/staff", "queue").stdout
    assert person.name in demo.run(".venv/bin/staff", "orders", "show", number).stdout
    assert demo.run(".venv/bin/staff", "register", "verify").returncode == 0
    check_nothing_is_told(demo, person, number)
    assert (elsewhere, context.cookies()) == ([], [])
    context.close()


def check_mail(mail: EmailMessage, demo: Demo, number: OrderNumber, language: Language) -> None:
    """Hold that it is in the reader's language, twice, with the payment request as PDF."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    for body in (plain.get_content(), html.get_content()):
        assert NO_INVOICE[language] in " ".join(body.split())
        assert number in body
    (attachment,) = mail.iter_attachments()
    pdf = pypdfium2.PdfDocument(attachment.get_content())
    text = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    assert [
        needed
        for needed in (NO_INVOICE[language], communication_text(number), "BE98 0962 4450 5493")
        if needed not in text
    ] == []
    picture = pdf[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == payment_qr_payload(number, TOTAL, network=demo.settings.network)


def check_nothing_is_told(demo: Demo, person: Person, number: OrderNumber) -> None:
    """Hold that neither disk nor log nor history of the web machine names anybody."""
    folder = demo.settings.folders.register
    git = ["git", "-C", str(folder)]
    log = subprocess.run([*git, "log", "--stat"], capture_output=True, check=True).stdout
    objects = subprocess.run(
        [*git, "cat-file", "--batch", "--batch-all-objects", "--unordered"],
        capture_output=True,
        check=True,
    ).stdout
    web = (folder, demo.settings.folders.keys, demo.settings.web.secret.parent)
    files = b"".join(path.read_bytes() for one in web for path in one.rglob("*") if path.is_file())
    # The mail box is not the web machine: it shows what it got.
    logged = "".join(line for line in demo.program.printed if not line.startswith("mail to"))
    told = [
        text
        for text in (person.name, person.email, person.domain_name, "Vlaamsesteenweg")
        if text.encode() in log + objects + files + logged.encode()
    ]

    assert told == []
    assert f"order {number}".encode() in log
