# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts in the content: ``{{ network.iban }}`` and its like are filled in before Markdown.

What may change (a price, the account, the address) stands once, in the settings or in a price
list. A placeholder that nothing fills stops the build with file and line.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from pelican import Pelican, signals

from intake.errors import IntakeError, RefusedError
from intake.model.catalogue import PriceList
from intake.model.email_address import readable_address
from intake.model.language import NAMES, Language, money_text
from intake.model.pricing import price
from intake.model.vat import standard_rate
from intake.price_lists import read_catalogue
from intake.settings import Settings, read_texts
from intake.site.feeds import SECTIONS

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one term of an offer costs, as the reader's language writes it."""

    net: str
    vat: str
    gross: str


def offer_price(
    price_list: PriceList,
    rate: Decimal,
    language: Language,
    offer_id: str,
    months: int | None = None,
) -> Price:
    """Return what a term of that offer costs at this rate, by default the usual term."""
    offer = price_list.offer(offer_id)
    term = offer.usual if months is None else offer.term(months)
    totals = price([(term.net, rate)])
    return Price(
        net=money_text(totals.net, language),
        vat=money_text(totals.vat, language),
        gross=money_text(totals.total, language),
    )


def filled(text: str, facts: Mapping[str, Any], *, path: str) -> str:
    """Return the text with every placeholder filled, or raise PlaceholderError."""
    environment = Environment(undefined=StrictUndefined, autoescape=True)
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if "{{" in line:
            try:
                lines[number] = _PLACEHOLDER.sub(
                    lambda match: environment.from_string(match[0]).render(facts),
                    line,
                )
            except (TemplateError, IntakeError) as error:
                raise PlaceholderError(path, number + 1, str(error)) from error
        if "{{" in lines[number] or "}}" in lines[number]:
            raise PlaceholderError(path, number + 1, "a placeholder is not closed on its line")
    return "".join(lines)


def facts_in(language: Language, settings: Settings, today: datetime.date) -> Mapping[str, Any]:
    """Return everything that a placeholder may name, in that language."""
    price_list = read_catalogue(settings.folders.catalogue).in_force_on(today)
    network = settings.network
    return {
        "network": network.in_language(language),
        "address": {"support": readable_address(network.support, language)},
        # By the rate and not by the day: tomorrow the same pages need not be made again.
        "price": partial(offer_price, price_list, standard_rate(today), language),
        "price_list": price_list,
    }


def give_facts(pelican: Pelican) -> None:
    """Hand the facts to the reader of the documents and to the theme."""
    settings: Settings = pelican.settings["SETTINGS"]
    facts = {
        language: facts_in(language, settings, pelican.settings["TODAY"]) for language in Language
    }
    pelican.settings["FACTS"] = facts
    pelican.settings["JINJA_GLOBALS"].update(
        facts=facts,
        texts=read_texts(settings.folders.theme),
        languages=NAMES,
        feeds=SECTIONS,
    )


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(give_facts)


class PlaceholderError(RefusedError):
    """A document names a fact that there is not."""

    def __init__(self, path: str, line: int, what: str) -> None:
        """Say where, and what to do."""
        super().__init__(
            f"{path}:{line}: {what}; the placeholders are those of docs/operations.md",
        )
