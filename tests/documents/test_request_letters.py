# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that answer forms: the reference, the time, and nothing that anybody typed."""

import re
from html import unescape

import pytest

from intake.documents.letters import Letter
from intake.documents.request_letters import acknowledgement_letter, confirmation_letter
from intake.model.language import Language
from intake.model.request import FORMS, Request, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from tests.conftest import NOW

TYPED = "Tiens, un mot"
EACH = pytest.mark.parametrize(
    "kind", [kind for kind in FORMS if kind is not RequestKind.SIGNED], ids=str
)
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def answer(kind: RequestKind, language: Language, settings: Settings) -> Letter:
    """Return the letter that answers a form with the same words in every field."""
    form = FORMS[kind]
    values = {field.name: field.choices[0] if field.choices else TYPED for field in form.fields}
    request = Request(
        kind=kind,
        number=OrderNumber("2026000042"),
        received=NOW,
        language=language,
        deadline=form.deadline(NOW),
        values={**values, "email": "zoe@example.org", "leave": "/fr/send/notices/leave/abc"},
    )
    return acknowledgement_letter(
        request, network=settings.network, site_address="https://example.org"
    )


def parts(letter: Letter) -> list[str]:
    """Return the text of both parts as one line each."""
    html = unescape(re.sub(r"<[^>]+>", " ", letter.html))
    return [" ".join(text.split()) for text in (letter.text, html)]


@LANGUAGES
@EACH
def test_a_letter_gives_the_reference_in_both_parts(
    kind: RequestKind, language: Language, settings: Settings
) -> None:
    letter = answer(kind, language, settings)
    assert ["2026000042" in part for part in parts(letter)] == [True, True]
    assert all("0451.807.885" in part for part in parts(letter))


@LANGUAGES
@EACH
def test_a_letter_repeats_nothing_but_what_the_law_wants(
    kind: RequestKind, language: Language, settings: Settings
) -> None:
    repeated = any(TYPED in part for part in parts(answer(kind, language, settings)))
    assert repeated == (kind is RequestKind.WITHDRAWAL)


@LANGUAGES
@pytest.mark.parametrize("length", [1, 40, 200])
def test_a_link_is_whole_in_the_text_and_a_link_in_the_page(
    language: Language, settings: Settings, length: int
) -> None:
    path = f"/fr/send/notices/confirm/{'aB-_.' * length}"
    letter = confirmation_letter(
        path, language, network=settings.network, site_address="https://example.org"
    )
    assert path in letter.text.splitlines()
    (href,) = re.findall(r'<a href="([^"]+)"', letter.html)
    assert unescape(href) == path
