# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters we mail: Markdown files in letters/, one for each language, filled in with facts.

The first line of a file is ``Subject: ...``. Nothing that a customer typed is a fact of a letter:
else anybody could have us mail his own words to a stranger (a spam relay). The attached payment
request names its customer, in a few short lines. No picture, no tracker, no address but our own
(promise P03).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import fill

import jinja2
import markdown
from markupsafe import Markup

from intake.documents.withdrawal import withdrawal_text
from intake.documents.words import legal_mentions, words
from intake.model.language import Language, date_text, money_text
from intake.model.pro_forma import ProForma
from intake.settings import Network

_FOLDER = Path(__file__).with_name("letters")
_SUBJECT = "Subject: "
_WIDTH = 72
# A point between two facts, which never begins a line.
_POINT = "\N{NO-BREAK SPACE}· "


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in one language, twice: as plain text and as a page of HTML."""

    subject: str
    text: str
    html: str


def pro_forma_letter(pro_forma: ProForma, *, network: Network, site_address: str) -> Letter:
    """Return the letter that carries the pro-forma payment request."""
    order = pro_forma.order
    language = order.request.language
    customer = order.request.customer
    mentions = legal_mentions(network, language, site_address=site_address)
    facts: dict[str, str | bool] = {
        "network": network.name,
        "number": order.number,
        "total": money_text(order.totals.total, language),
        "beneficiary": network.legal_name,
        "iban": network.iban,
        "bic": network.bic,
        "communication": pro_forma.communication,
        "pay_by": date_text(pro_forma.pay_by, language),
        "support": network.support,
        "is_consumer": customer.is_consumer,
        "withdrawal_title": words("pro_forma", language)["withdrawal"],
        "withdrawal": withdrawal_text(pro_forma, network=network),
        "start_now": order.request.start_now or not customer.is_consumer,
        "mentions": _POINT.join(fact for line in mentions for fact in line),
    }
    return letter("pro-forma", language, facts)


def letter(name: str, language: Language, facts: Mapping[str, str | bool]) -> Letter:
    """Fill in a letter; a fact that it names and does not get is an error."""
    source = (_FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    subject, body = _plain().from_string(source).render(facts).split("\n", 1)
    title = subject.removeprefix(_SUBJECT)
    html_body = _for_html().from_string(source.split("\n", 1)[1]).render(facts)
    return Letter(
        subject=title,
        text=_wrapped(body),
        html=_page(title, markdown.markdown(html_body), language),
    )


def _plain() -> jinja2.Environment:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; _for_html is what makes the HTML
    )
    environment.filters["link"] = str
    return environment


def _for_html() -> jinja2.Environment:
    environment = _plain().overlay(autoescape=True, finalize=_literal)
    environment.filters["link"] = _link
    return environment


def _link(address: str) -> Markup:
    """Write an address of ours as a link to itself."""
    text = _literal(address)
    return Markup('<a href="{}">{}</a>').format(text, text)


def _literal(fact: object) -> Markup:
    """Write signs as HTML entities, so that a fact is neither Markdown nor HTML."""
    if isinstance(fact, Markup):
        return fact
    entities = re.sub(r"[!-/:-@\[-`{-~]", lambda sign: f"&#{ord(sign[0])};", str(fact))
    return Markup(entities)  # noqa: S704 - no sign of HTML is left in it


def _wrapped(body: str) -> str:
    """Return the Markdown with its paragraphs filled to lines that any mail program shows whole."""
    return "\n\n".join(_block(block) for block in re.split(r"\n{2,}", body.strip())) + "\n"


def _block(block: str) -> str:
    lines = block.split("\n") if block.startswith("- ") else [" ".join(block.split("\n"))]
    return "\n".join(
        fill(
            line,
            _WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            # A link must stay whole.
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


def _page(title: str, body: str, language: Language) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
