# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the desk: an order by browser, its money in a CODA file, invoice with UBL, access codes.

The commands are those of docs/operations.md, typed in the order of a volunteer. All parts are real:
scripts/run, chromium, the bank's file format, a mail in a Maildir, stock gpg with the member's key.
"""

import mailbox
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from intake.model.language import Language
from intake.model.structured_communication import OrderNumber, communication_digits
from tests.bank.files import DAY, Line, Sheet, coda
from tests.conftest import make_key, run_gpg
from tests.stories.conftest import Demo
from tests.stories.test_whole_way import (
    BUTTONS,
    TOTAL,
    Person,
    fill_in,
    number_on,
    press,
)

MEMBER = Person(
    name="Ottoline Brambleshaw",
    email="brambleshaw@example.org",
    domain_name="brambleshaw.be",
    organisation="Brambleshaw Library asbl",
)
_WORD = re.compile(r"\b(?:[2-9a-z]{4}-){2}[2-9a-z]{4}\b")
_CODE = re.compile(r"\b(?:[2-9a-z]{4}-){4}[2-9a-z]{4}\b")


@pytest.fixture
def member_home() -> Iterator[Path]:
    """Return the GnuPG home of the member, on the short path that the agent's socket wants."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    make_key(home, f"{MEMBER.name} <{MEMBER.email}>")
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)


def ordered(demo: Demo, browser: Browser, key: str) -> OrderNumber:
    """Order with a key and a VAT number, as the member does; return the number."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.settings.site.address}/en/order/")
    fill_in(page, MEMBER)
    page.fill('[name="vat_number"]', "BE 0451.807.885")
    page.locator("details", has=page.locator('[name="openpgp_key"]')).locator("summary").click()
    page.fill('[name="openpgp_key"]', key)
    press(page, page.locator("form button").first.inner_text())
    press(page, BUTTONS[Language.EN])
    number = number_on(page)
    context.close()
    return number


def typed(demo: Demo, *command: str) -> str:
    """Type a command at the desk; return what it says, and fail if it refuses."""
    done = demo.run(".venv/bin/staff", *command)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def mails(demo: Demo) -> list[EmailMessage]:
    """Return every mail that the member got."""
    folder = demo.settings.folders.site.with_name("mailbox")
    read = [
        message_from_bytes(bytes(one), policy=policy.default)
        for one in mailbox.Maildir(folder, create=False)
    ]
    return [one for one in read if isinstance(one, EmailMessage) and one["To"] == MEMBER.email]


def found(pattern: re.Pattern[str], demo: Demo, home: Path) -> list[str]:
    """Return what stock gpg, with the member's key, reads in his mails and looks like that."""
    texts = []
    for mail in mails(demo):
        if mail.get_content_type() == "multipart/encrypted":
            _, sealed = mail.iter_parts()
            inner = message_from_bytes(
                run_gpg(home, "--decrypt", stream=sealed.get_content()), policy=policy.default
            )
            assert isinstance(inner, EmailMessage)
            body = inner.get_body(("plain",))
            assert body is not None
            texts.append(body.get_content())
    return [one for text in texts for one in pattern.findall(text)]


def paid(number: OrderNumber, folder: Path) -> str:
    """Lay down a statement, as the bank sends it; return its path.

    It is the one before tests/golden/statement.coda, which is read in the same register: statements
    follow each other.
    """
    line = Line(cents=TOTAL.cents, communication=communication_digits(number), name=MEMBER.name)
    opening = Sheet().opening - TOTAL.cents
    sheet = Sheet(lines=(line,), count=Sheet().count - 1, opening=opening, day=DAY)
    path = folder / "statement.coda"
    path.write_bytes(coda(sheet))
    return str(path)


@pytest.mark.promise("P08")
@pytest.mark.promise("P24")
def test_a_day_at_the_desk(demo: Demo, browser: Browser, member_home: Path, tmp_path: Path) -> None:
    """From the queue to the paid, invoiced, delivered order."""
    key = run_gpg(member_home, "--armor", "--export").decode()
    number = ordered(demo, browser, key)
    demo.program.wait_for(f"mail to {MEMBER.email}")
    assert number in typed(demo, "queue")
    typed(demo, "take", number)

    statement = paid(number, tmp_path)
    assert "matched" in typed(demo, "payments", "import", statement)
    typed(demo, "payments", "import", statement, "--apply")
    assert number in typed(demo, "invoices", "list")
    invoice = invoice_in(typed(demo, "invoices", "issue", number))
    typed(demo, "invoices", "send", invoice)
    typed(demo, "invoices", "check", invoice)
    typed(demo, "invoices", "write", invoice, str(tmp_path))
    ubl, pdf = next(tmp_path.glob("*.xml")), next(tmp_path.glob("*.pdf"))
    (attached,) = pdf_in(demo, invoice)
    assert (f"<cbc:ID>{invoice}<" in ubl.read_text(encoding="utf-8"), attached) == (
        True,
        pdf.read_bytes(),
    )

    typed(demo, "members", "confirm-key", number)
    (word,) = found(_WORD, demo, member_home)
    typed(demo, "members", "confirm-key", number, "--answer", word)
    shown = typed(demo, "access-codes", "send", number, "--for", "SFTP=ottoline")
    (code,) = found(_CODE, demo, member_home)
    assert code in shown
    typed(demo, "orders", "mark", number, "running")
    typed(demo, "give-back", number)

    assert number not in typed(demo, "queue")
    story = typed(demo, "orders", "show", number)
    assert [one for one in (invoice, "SFTP", "paid", "running") if one not in story] == []
    assert code not in story
    typed(demo, "register", "verify", "--full")


def invoice_in(said: str) -> str:
    """Return the number of the invoice that a command names."""
    match = re.search(r"\b20\d\d-\d{5}\b", said)
    assert match is not None, said
    return match[0]


def pdf_in(demo: Demo, invoice: str) -> list[bytes]:
    """Return the files of the mail with that invoice."""
    return [
        part.get_content()
        for mail in mails(demo)
        for part in mail.iter_attachments()
        if invoice in str(part.get_filename())
    ]
