# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts in the content: ``{{ network.iban }}`` and its like are filled in before Markdown.

What may change (a price, the account, the address) stands once, in the settings or in a price
list. A placeholder that nothing fills stops the build with file and line.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from pelican import Pelican, signals

from intake.errors import IntakeError, RefusedError
from intake.model.email_address import readable_address
from intake.model.language import NAMES, Language
from intake.model.price_sheet import PriceSheet, consumer_rates
from intake.price_lists import read_catalogue, read_vat_rules
from intake.settings import Settings, read_texts
from intake.site.feeds import SECTIONS

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")


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


def facts_by_language(
    settings: Settings, today: datetime.date
) -> Mapping[Language, Mapping[str, Any]]:
    """Return everything that a placeholder may name, in each language."""
    price_list = read_catalogue(settings.folders.catalogue).in_force_on(today)
    rates = consumer_rates(read_vat_rules(settings, today), today)
    sheets = {
        language: PriceSheet(price_list=price_list, language=language, rates=rates)
        for language in Language
    }
    network = settings.network
    return {
        language: {
            "network": network.in_language(language),
            "address": {"support": readable_address(network.support, language)},
            "price": sheet.price,
            "sheet": sheet,
        }
        for language, sheet in sheets.items()
    }


def give_facts(pelican: Pelican) -> None:
    """Hand the facts to the reader of the documents and to the theme."""
    settings: Settings = pelican.settings["SETTINGS"]
    facts = facts_by_language(settings, pelican.settings["TODAY"])
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
