# SPDX-License-Identifier: GPL-3.0-or-later
"""The short texts of the documents, from words.toml, and the mentions that each must carry."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import babel

from intake.model.language import Language
from intake.settings import Network

# A point between two facts, which never begins a line.
_POINT = "\N{NO-BREAK SPACE}· "
_WORDS = Path(__file__).with_name("words.toml")


def words(table: str, language: Language) -> Mapping[str, str]:
    """Return the texts of one table of words.toml in one language."""
    return {name: text[language] for name, text in _tables()[table].items()}


@functools.cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def country_name(code: str, language: Language) -> str:
    """Return the name of a country given by its code of ISO 3166, or the code if it has none."""
    return str(babel.Locale(language).territories.get(code, code))


def legal_mentions(
    network: Network,
    language: Language,
    *,
    site_address: str,
) -> tuple[tuple[str, ...], ...]:
    """Return what the law wants on every document (CSA art. 2:20), line by line."""
    return mentions_of(network.in_language(language), language, site_address=site_address)


def mentions_of(
    facts: Mapping[str, str], language: Language, *, site_address: str
) -> tuple[tuple[str, ...], ...]:
    """Return the same from facts that were frozen in that language."""
    text = {name: word.format_map(facts) for name, word in words("mentions", language).items()}
    return (
        (f"{facts['legal_name']} {facts['legal_form']}", text["seat"]),
        (text["enterprise"], facts["court"], text["vat"]),
        (f"IBAN {facts['iban']}", f"BIC {facts['bic']}", facts["support"], site_address),
    )


def our_facts(network: Network, language: Language, site_address: str) -> dict[str, str]:
    """Return who writes, as every letter says it."""
    mentions = legal_mentions(network, language, site_address=site_address)
    return {
        "network": network.name,
        "support": network.support,
        "mentions": _POINT.join(fact for line in mentions for fact in line),
    }
