# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters to a member that only the owner of a key can read: a word, and access codes."""

from collections.abc import Sequence

from intake.documents.letters import Facts, Letter, letter
from intake.documents.words import our_facts
from intake.model.access_codes import AccessCode
from intake.model.calendar import brussels_date
from intake.model.language import Language, date_text
from intake.model.member_key import WORD_LASTS, KeyChallenge, grouped
from intake.model.structured_communication import OrderNumber
from intake.settings import Network


def challenge_letter(
    challenge: KeyChallenge, language: Language, *, network: Network, site_address: str
) -> Letter:
    """Return the letter that only whoever has the key can read."""
    facts: Facts = {
        "number": challenge.number,
        "fingerprint": grouped(challenge.fingerprint),
        "word": challenge.word,
        "last_day": date_text(brussels_date(challenge.at + WORD_LASTS), language),
        **our_facts(network, language, site_address),
    }
    return letter("key-challenge", language, facts)


def codes_letter(
    number: OrderNumber,
    codes: Sequence[AccessCode],
    language: Language,
    *,
    network: Network,
    site_address: str,
) -> Letter:
    """Return the letter with access codes; it must leave encrypted, or not at all."""
    lines = tuple(f"{one.account.service}, {one.account.user}: {one.code}" for one in codes)
    facts: Facts = {"number": number, "codes": lines, **our_facts(network, language, site_address)}
    return letter("access-codes", language, facts)
