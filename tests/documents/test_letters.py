# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma letter says what to pay in three languages, and nothing that a customer typed."""

import dataclasses
import html
import re
from collections.abc import Callable

import jinja2
import pytest

from intake.documents.letters import Letter, letter, pro_forma_letter
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.model.pro_forma import ProForma
from intake.settings import Settings

ProFormaMaker = Callable[..., ProForma]

SUBJECTS = {
    Language.EN: "all2all: payment request for order 2026000042",
    Language.FR: "all2all\u202f: demande de paiement pour la commande 2026000042",
    Language.NL: "all2all: betaalverzoek voor bestelling 2026000042",
}
AMOUNTS = {Language.EN: "€87.12", Language.FR: "87,12\xa0€", Language.NL: "€\xa087,12"}
PAY_BEFORE = {
    Language.EN: "6 December 2026",
    Language.FR: "6 décembre 2026",
    Language.NL: "6 december 2026",
}
NO_INVOICE = {
    Language.EN: "It is not an invoice.",
    Language.FR: "Ce n’est pas une facture.",
    Language.NL: "Het is geen factuur.",
}
OWES_NOTHING = {
    Language.EN: "you owe nothing",
    Language.FR: "vous ne devez rien",
    Language.NL: "u bent niets verschuldigd",
}
WITHDRAWAL = {
    Language.EN: "Right of withdrawal",
    Language.FR: "Droit de rétractation",
    Language.NL: "Herroepingsrecht",
}


@pytest.mark.promise("P09")
@pytest.mark.promise("P10")
@pytest.mark.parametrize("language", Language)
def test_both_parts_say_what_to_pay_to_whom_and_by_when(
    language: Language,
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """And that nobody has to."""
    written = _letter(pro_forma_by(language), settings)
    assert written.subject == SUBJECTS[language]
    for part in _parts(written):
        for fact in (
            "2026000042",
            AMOUNTS[language],
            "Moving Art Studio",
            "BE98 0962 4450 5493",
            "GKCCBEBB",
            "+++202/6000/04236+++",
            PAY_BEFORE[language],
            NO_INVOICE[language],
            OWES_NOTHING[language],
            "support@all2all.org",
            "0451.807.885",
        ):
            assert fact in part


@pytest.mark.parametrize("language", Language)
def test_only_the_letter_to_a_consumer_speaks_of_withdrawal(
    language: Language,
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """An organisation has no such right."""
    to_a_person = _letter(pro_forma_by(language), settings)
    organisation = pro_forma_by(language, kind=CustomerKind.ORGANISATION, start_now=False)
    assert WITHDRAWAL[language] in to_a_person.text
    assert WITHDRAWAL[language] not in _letter(organisation, settings).text


@pytest.mark.parametrize("language", Language)
def test_nothing_that_a_customer_typed_is_in_the_letter(
    language: Language,
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """Else the form could be used to mail advertising to strangers."""
    typed = {
        name: f"Typed {name} https://spam.example"
        for name in ("name", "organisation", "street", "city", "vat_number", "email")
    }
    pro_forma = pro_forma_by(language, **typed)
    request = dataclasses.replace(pro_forma.order.request, remarks="Typed remarks")
    pro_forma = dataclasses.replace(
        pro_forma,
        order=dataclasses.replace(pro_forma.order, request=request),
    )
    assert _letter(pro_forma, settings) == _letter(pro_forma_by(language), settings)


@pytest.mark.promise("P03")
@pytest.mark.parametrize("language", Language)
def test_the_letter_fetches_nothing_and_names_no_other_host(
    language: Language,
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """No picture, no link, no style sheet: nothing tells us that it was read."""
    page = _letter(pro_forma_by(language), settings).html
    assert set(re.findall(r"https?://[^\s<]+", html.unescape(page))) == {settings.site.address}
    assert not re.search(r"<(img|link|script|style|iframe|object|a)\b|\b(src|href|style)=", page)


@pytest.mark.parametrize("language", Language)
def test_the_html_part_is_a_whole_page_in_its_language(
    language: Language,
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """With the subject as its title and the seven payment facts as a list."""
    written = _letter(pro_forma_by(language), settings)
    assert written.html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">\n')
    assert f"<title>{written.subject}</title>" in written.html
    assert written.html.endswith("</html>\n")
    assert written.html.count("<li>") == 7
    assert "<p></p>" not in written.html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("start_now", [True, False])
def test_the_text_part_has_short_lines_and_no_holes(
    language: Language,
    start_now: bool,  # noqa: FBT001 - one of the parameters of the table
    pro_forma_by: ProFormaMaker,
    settings: Settings,
) -> None:
    """Whatever parts of it apply."""
    text = _letter(pro_forma_by(language, start_now=start_now), settings).text
    assert max(map(len, text.splitlines())) <= 72
    assert "\n\n\n" not in text
    assert "{" not in text


def test_a_fact_is_neither_markdown_nor_html(settings: Settings) -> None:
    """It shows as it is."""
    facts = _facts(settings, network="<b>*n*</b> [x](https://x.example) &amp; `y`\n# z")
    page = letter("pro-forma", Language.EN, facts).html
    assert "<b>*n*</b> [x](https://x.example) &amp; `y`\n# z" in html.unescape(page)
    assert not re.search(r"<(b|em|a|code|h1)\b", page)


def test_a_letter_that_lacks_a_fact_is_not_written(settings: Settings) -> None:
    """Better no letter than one with a gap."""
    facts = _facts(settings)
    del facts["iban"]
    with pytest.raises(jinja2.UndefinedError, match="iban"):
        letter("pro-forma", Language.NL, facts)


def _letter(pro_forma: ProForma, settings: Settings) -> Letter:
    return pro_forma_letter(
        pro_forma,
        network=settings.network,
        site_address=settings.site.address,
    )


def _parts(written: Letter) -> tuple[str, str]:
    """Return both parts as one line each, as a reader takes them in."""
    return (
        written.text.replace("\n", " ").replace("  ", " "),
        html.unescape(written.html).replace("\n", " "),
    )


def _facts(settings: Settings, **changes: str) -> dict[str, str | bool]:
    names = ("number", "total", "beneficiary", "communication", "pay_by", "mentions")
    withdrawal = ("withdrawal", "withdrawal_title")
    return {
        **dict.fromkeys((*names, *withdrawal), "fact"),
        **settings.network.in_language(Language.EN),
        "network": settings.network.name,
        "is_consumer": True,
        "start_now": True,
        **changes,
    }
