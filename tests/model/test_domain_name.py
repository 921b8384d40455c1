# SPDX-License-Identifier: GPL-3.0-or-later
"""Domain names: what the registries take, what they do not, and no look-alikes."""

import string
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.domain_name import LETTERS, DomainNameError, parse_domain_name, readable

PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789"
ALLOWED = PLAIN + "".join(sorted(LETTERS))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("example.be", "example.be"),
        ("EXAMPLE.BE", "example.be"),
        ("ab.be", "ab.be"),
        ("12.be", "12.be"),
        ("a-b-c.be", "a-b-c.be"),
        ("abc--d.be", "abc--d.be"),
        ("café.be", "xn--caf-dma.be"),
        ("CAFÉ.be", "xn--caf-dma.be"),
        ("cafe\N{COMBINING ACUTE ACCENT}.be", "xn--caf-dma.be"),
        ("straße.be", "xn--strae-oqa.be"),
        ("œuvre.be", "xn--uvre-f4a.be"),
        ("a" * 63 + ".be", "a" * 63 + ".be"),
        ("xn--caf-dma.be", "xn--caf-dma.be"),
        ("XN--CAF-DMA.be", "xn--caf-dma.be"),
        ("www.example.be", "example.be"),
        ("http://example.be", "example.be"),
        ("https://www.café.be/", "xn--caf-dma.be"),
    ],
)
def test_a_good_name_has_one_form(text: str, name: str) -> None:
    assert parse_domain_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "a.be",
        "é.be",
        ".be",
        "a" * 64 + ".be",
        "é" * 63 + ".be",
        "-ab.be",
        "ab-.be",
        "ab--cd.be",
        "xn--caf.be",
        "mail.example.be",
        "example..be",
        "a b.be",
        " example.be",
        "example .be",
        "ab\n.be",
        "x_y.be",
        "l·l.be",
        "a/b.be",
        "ab\N{SOFT HYPHEN}cd.be",
        "ab\N{ZERO WIDTH JOINER}cd.be",
        "\N{RIGHT-TO-LEFT OVERRIDE}ab.be",
        "😀ab.be",
        "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}.be",
        "q\N{COMBINING ACUTE ACCENT}a.be",
    ],
)
def test_a_name_of_a_bad_form_is_refused(text: str) -> None:
    assert _fault(text) == "bad_domain_name"


@pytest.mark.parametrize(
    "text", ["", "be", "example", "example.be.", "example.be\n", "example。be", "example.bе", "a.1"]
)
def test_what_has_no_ending_that_there_can_be_is_refused(text: str) -> None:
    assert _fault(text) == "bad_domain_name"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EXAMPLE.org", "example.org"),
        ("https://www.example.com/", "example.com"),
        ("café.brussels", "xn--caf-dma.brussels"),
        ("łódź.eu", "xn--d-uga0v4h.eu"),
        ("пример.eu", "xn--e1afmkfd.eu"),
        ("例え.com", "xn--r8jz45g.com"),
        ("example.co.uk", "example.co.uk"),
    ],
)
def test_under_other_endings_a_name_is_of_one_script(text: str, name: str) -> None:
    assert parse_domain_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["pаypal.org", "ѕсоре.com", "αιχ.eu", "ｅxample.org", "łódź.brussels", "exаmple.brussels"],
)
def test_a_name_that_only_looks_like_another_is_refused(text: str) -> None:
    assert _fault(text) == "foreign_letter"


@pytest.mark.parametrize(
    "look_alike",
    [
        "\N{CYRILLIC SMALL LETTER A}",
        "\N{CYRILLIC SMALL LETTER IE}",
        "\N{CYRILLIC CAPITAL LETTER A}",
        "\N{CYRILLIC SMALL LETTER PALOCHKA}",
        "\N{GREEK SMALL LETTER OMICRON}",
        "\N{GREEK SMALL LETTER BETA}",
        "\N{LATIN SMALL LETTER ALPHA}",
        "\N{LATIN SMALL LETTER DOTLESS I}",
        "\N{LATIN SMALL LETTER SCRIPT G}",
        "\N{LATIN SMALL LETTER O WITH DOUBLE ACUTE}",
        "\N{LATIN SMALL LETTER L WITH STROKE}",
        "\N{LATIN SMALL LIGATURE FI}",
        "\N{FULLWIDTH LATIN SMALL LETTER A}",
        "\N{FEMININE ORDINAL INDICATOR}",
        "\N{MICRO SIGN}",
        "\N{CHEROKEE SMALL LETTER YV}",
    ],
)
def test_a_letter_that_only_looks_like_one_of_ours_is_refused(look_alike: str) -> None:
    assert _fault(f"p{look_alike}ypal.be") == "foreign_letter"


def test_a_look_alike_in_its_ascii_form_is_refused() -> None:
    assert _fault("xn--pypal-4ve.be") == "foreign_letter"


def test_the_name_www_is_a_name() -> None:
    assert parse_domain_name("www.be") == "www.be"


def test_the_closed_list_is_latin_1_and_one_letter_more() -> None:
    latin_1 = {chr(code) for code in range(0xDF, 0x100)} - {"÷"}

    assert latin_1 | {"œ"} == LETTERS


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_every_letter_of_the_closed_list_is_accepted(letter: str) -> None:
    assert readable(parse_domain_name(f"{letter}a{letter}.be")) == f"{letter}a{letter}.be"


@settings(deadline=None)
@given(st.text(ALLOWED, min_size=2, max_size=20))
def test_what_is_registered_reads_as_it_was_asked_for(label: str) -> None:
    assert readable(parse_domain_name(f"{label}.be")) == f"{label}.be"


@settings(deadline=None)
@given(st.text(ALLOWED, min_size=2, max_size=20))
def test_what_is_registered_is_ascii(label: str) -> None:
    assert parse_domain_name(f"{label}.be").isascii()


@settings(deadline=None)
@given(st.text(ALLOWED, min_size=2, max_size=20).filter(lambda label: "ß" not in label))
def test_capitals_and_loose_accents_make_no_other_name(label: str) -> None:
    shouted = unicodedata.normalize("NFD", label).upper()

    assert parse_domain_name(f"{shouted}.be") == parse_domain_name(f"{label}.be")


@settings(deadline=None)
@given(st.text(max_size=70) | st.text(string.printable, max_size=20).map("xn--{}".format))
def test_any_text_is_a_name_of_closed_letters_or_refused(text: str) -> None:
    try:
        name = parse_domain_name(f"{text}.be")
    except DomainNameError:
        return

    assert set(readable(name).removesuffix(".be")) <= {*ALLOWED, "-"}


def _fault(text: str) -> str:
    with pytest.raises(DomainNameError) as caught:
        parse_domain_name(text)
    return caught.value.faults[0].code
