# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters give way to whoever waits for an answer, but not for ever."""

import threading

import pytest

from intake.mail.right_of_way import RightOfWay


def test_with_nobody_on_the_road_nothing_waits() -> None:
    assert RightOfWay(patience=60).give()


def test_patience_ends() -> None:
    road = RightOfWay(patience=0.01)

    with road.taken():
        assert not road.give()


def test_whoever_gives_way_goes_when_the_last_has_passed() -> None:
    road, order = RightOfWay(patience=60), []
    given = threading.Event()

    def letter() -> None:
        given.set()
        assert road.give()
        order.append("letter")

    with road.taken(), road.taken():
        thread = threading.Thread(target=letter)
        thread.start()
        given.wait()
        order.append("answers")
    thread.join()

    assert order == ["answers", "letter"]


def test_a_failing_answer_leaves_the_road() -> None:
    road = RightOfWay(patience=60)

    def fail() -> None:
        with road.taken():
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()

    assert road.give()
