# SPDX-License-Identifier: GPL-3.0-or-later
"""Words are drawn from all signs alike, can be told apart on paper, and nobody guesses them."""

import math
import secrets
from collections import Counter

from intake.model.readable_code import draw_code, draw_word, is_same


def signs_of(code: str) -> str:
    return code.replace("-", "")


def test_a_word_has_fifty_nine_bits() -> None:
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return 0

    draw_word(draw)
    assert int(sum(map(math.log2, asked))) == 59


def test_an_access_code_has_ninety_nine_bits() -> None:
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return 0

    assert len(signs_of(draw_code(draw))) == 20
    assert int(sum(map(math.log2, asked))) == 99


def test_no_sign_can_be_taken_for_another() -> None:
    seen = {sign for _ in range(500) for sign in signs_of(draw_word(secrets.randbelow))}
    assert not seen & set("01ilo")
    assert len(seen) == 31
    assert all(one.isdigit() or one.islower() for one in seen)


def test_every_sign_can_stand_in_every_place() -> None:
    """None of the 31 is left out or preferred."""
    drawn = [draw_word(lambda _below, sign=sign: sign) for sign in range(31)]  # type: ignore[misc]
    counted = Counter("".join(map(signs_of, drawn)))
    assert set(counted.values()) == {12}


def test_two_words_are_not_the_same() -> None:
    assert len({draw_word(secrets.randbelow) for _ in range(1000)}) == 1000


def test_an_answer_may_be_written_in_any_way_but_wrongly() -> None:
    word = "7fkd-m2qw-9xhr"
    for typed in (word, " 7FKD M2QW 9XHR\n", "7fkdm2qw9xhr", "> 7fkd-m2qw-9xhr".removeprefix("> ")):
        assert is_same(word, typed)
    for typed in ("", "7fkd-m2qw-9xh", "7fkd-m2qw-9xhr2", "\N{KELVIN SIGN}", "é"):
        assert not is_same(word, typed)
