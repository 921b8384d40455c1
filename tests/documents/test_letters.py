# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter is filled in with facts, and a fact is neither Markdown nor HTML."""

import html
import re

import jinja2
import pytest

from intake.documents.letters import letter
from intake.model.language import Language

FACTS: dict[str, str | bool | tuple[str, ...]] = {
    **dict.fromkeys(
        ("network", "number", "received", "gift", "vat_mention", "support", "mentions"), "fact"
    ),
    "lines": ("1 × one", "2 × two"),
}


def test_a_fact_is_shown_as_it_is() -> None:
    facts = FACTS | {"network": "<b>*n*</b> [x](https://x.example) &amp; `y`\n# z"}
    page = letter("quotation-request", Language.EN, facts).html
    assert "<b>*n*</b> [x](https://x.example) &amp; `y`\n# z" in html.unescape(page)
    assert not re.search(r"<(b|em|a|code|h1)\b", page)


def test_a_list_of_facts_is_a_list_in_both_parts() -> None:
    written = letter("quotation-request", Language.EN, FACTS)
    assert "\n- 1 × one\n- 2 × two\n" in written.text
    assert html.unescape(written.html).count("<li>") == 2


def test_a_title_is_a_heading_and_in_plain_text_underlined() -> None:
    written = letter("quotation-request", Language.EN, FACTS)
    assert "\n\nWhat happens next\n-----------------\n\n" in written.text
    assert "<h2>What happens next</h2>" in written.html


def test_a_letter_that_lacks_a_fact_is_not_written() -> None:
    """Better no letter than one with a gap."""
    facts = {name: fact for name, fact in FACTS.items() if name != "received"}
    with pytest.raises(jinja2.UndefinedError, match="received"):
        letter("quotation-request", Language.NL, facts)
