# SPDX-License-Identifier: GPL-3.0-or-later
"""Send an invoice or a credit note by mail to whoever ordered (promise P09): once, with its papers.

Where the structured file is the invoice, the mail carries the visual copy; the file itself goes by
the access point, and not from here.
"""

from collections.abc import Collection
from datetime import datetime
from email.message import EmailMessage

from intake.actions.send_letter import ONLY_UNSENT, LetterSender
from intake.actions.write_invoice import issued_files
from intake.documents.issued_letters import issued_letter
from intake.mail.compose import Attachment, Sender, compose
from intake.model.document_number import DocumentNumber, Series
from intake.model.sending import LetterKind, LetterState, letter_state
from intake.settings import Settings
from intake.store.dossiers import papers_in
from intake.store.issued_papers import issued_paper, numbers_of, series_papers
from intake.store.register import Register
from intake.store.sendings import attempts


def send_invoice(
    number: DocumentNumber,
    *,
    register: Register,
    settings: Settings,
    sender: LetterSender,
    states: Collection[LetterState] = ONLY_UNSENT,
) -> None:
    """Mail it if its letter is in one of these states; else what sending a letter raises."""
    mail = invoice_mail(number, register=register, settings=settings, now=sender.clock())
    paper = issued_paper(number, register)
    sender.send(mail, LetterKind(number.series), paper, states=states)


def invoice_mail(
    number: DocumentNumber, *, register: Register, settings: Settings, now: datetime
) -> EmailMessage:
    """Return the mail, made again from the record and the order."""
    issued, files = issued_files(number, register)
    document = issued.document
    order = register.order(register.order_paper(document.charge.order))
    letter = issued_letter(document)
    return compose(
        sender=Sender(name=settings.network.name, address=settings.mail.sender),
        to=order.request.customer.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=document.charge.language,
        reference=f"{number.series}-{number}",
        now=now,
        attachments=[
            Attachment(name=f"{number}.pdf", media_type="application/pdf", content=files.pdf)
        ],
    )


def unsent(register: Register) -> list[DocumentNumber]:
    """Return the documents whose letter never left, the lowest first; nothing is decrypted."""
    numbers = []
    for series in Series:
        for paper in series_papers(register, series):
            dossier = papers_in(register.repository.folder, paper.opened, paper.number)
            tries = attempts(LetterKind(series), paper, dossier)
            if letter_state(tries) is LetterState.UNSENT:
                numbers += numbers_of(series, [paper])
    return numbers
