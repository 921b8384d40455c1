# SPDX-License-Identifier: GPL-3.0-or-later
"""The short texts of the documents, from words.toml, and the mentions that each must carry."""

from collections.abc import Iterable, Mapping

import babel

from intake.documents.editions import NEWEST, Edition
from intake.model.language import Language
from intake.settings import Network

# A point between two facts, which never begins a line.
_POINT = "\N{NO-BREAK SPACE}· "


def words(table: str, language: Language) -> Mapping[str, str]:
    """Return the texts of one table of words.toml, the newest there are, in one language."""
    return NEWEST.words(table, language)


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
    facts: Mapping[str, str], language: Language, *, site_address: str, edition: Edition = NEWEST
) -> tuple[tuple[str, ...], ...]:
    """Return the same from facts that were frozen in that language."""
    mentions = edition.words("mentions", language)
    text = {name: word.format_map(facts) for name, word in mentions.items()}
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
        "mentions": in_one_line(mentions),
    }


def in_one_line(mentions: Iterable[Iterable[str]]) -> str:
    """Return the mentions as the foot of a letter has them."""
    return _POINT.join(fact for line in mentions for fact in line)
