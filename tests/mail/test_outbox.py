# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: nobody waits for it, nothing stops it, and it says what it could not send."""

import logging
import threading
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from intake.mail.outbox import Outbox, Outcome
from intake.mail.send import MailRefusedError, MailUnavailableError

PERSON = "camille@example.org"


class Post:
    """Where the outbox delivers to: it fails as it is told, and notes what it took."""

    def __init__(self, *failures: Exception) -> None:
        """Fail so many times, then take everything."""
        self._failures = list(failures)
        self.taken: list[str] = []

    def deliver(self, message: EmailMessage) -> None:
        """Take the message, or fail."""
        if self._failures:
            raise self._failures.pop(0)
        self.taken.append(message["Subject"])


class Waiting:
    """A way of waiting that takes no time, and notes for how long it was to be."""

    def __init__(self) -> None:
        """Nothing waited for yet."""
        self.seconds: list[int] = []

    def __call__(self, bell: threading.Event, seconds: float | None) -> bool:
        """Sleep only where there is nothing to do."""
        if seconds is None:
            return bell.wait()
        self.seconds.append(round(seconds))
        return False


def letter(subject: str) -> Callable[[], EmailMessage]:
    """Return the making of a letter."""

    def make() -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = subject
        return message

    return make


def test_what_is_posted_is_sent_in_turn() -> None:
    """One worker, one order."""
    post = Post()
    outbox = Outbox(post.deliver, delays=())
    for number in range(20):
        outbox.post(letter(str(number)), label=str(number))

    assert outbox.close(timeout=5) == 0
    assert post.taken == [str(number) for number in range(20)]
    assert outbox.outcomes() == {Outcome.SENT: 20}


def test_every_letter_gives_way_before_it_is_made() -> None:
    post, said = Post(), []
    outbox = Outbox(post.deliver, delays=(), give_way=lambda: said.append(len(post.taken)))
    for number in range(3):
        outbox.post(letter(str(number)), label=str(number))

    outbox.close(timeout=5)
    assert said == [0, 1, 2]


def test_posting_does_not_wait_for_the_making() -> None:
    """The letter is made by the worker."""
    may_go = threading.Event()
    makers: list[str] = []

    def make() -> EmailMessage:
        makers.append(threading.current_thread().name)
        assert may_go.wait(5)
        return letter("slow")()

    outbox = Outbox(Post().deliver, delays=())
    outbox.post(make, label="2026000042")
    may_go.set()

    assert outbox.close(timeout=5) == 0
    assert makers == ["outbox"]


def test_a_letter_refused_for_now_is_tried_again_after_growing_delays() -> None:
    """Until it goes."""
    post = Post(MailUnavailableError(), MailUnavailableError())
    waiting = Waiting()
    outbox = Outbox(post.deliver, delays=(60, 600, 3600), wait=waiting)
    outbox.post(letter("2026000042"), label="2026000042")

    assert until(lambda: outbox.outcomes() == {Outcome.SENT: 1})
    assert waiting.seconds == [60, 600]
    assert outbox.close(timeout=5) == 0


def test_a_letter_refused_at_every_try_is_given_up() -> None:
    """After the last delay."""
    post = Post(*[MailUnavailableError()] * 3)
    outbox = Outbox(post.deliver, delays=(60, 600), wait=Waiting())
    outbox.post(letter("2026000042"), label="2026000042")

    assert until(lambda: outbox.outcomes() == {Outcome.GIVEN_UP: 1})
    assert outbox.close(timeout=5) == 0
    assert post.taken == []


def test_others_go_while_a_letter_waits() -> None:
    """Here for an hour, by the clock."""
    post = Post(MailUnavailableError())
    outbox = Outbox(post.deliver, delays=(3600,))
    outbox.post(letter("first"), label="1")
    outbox.post(letter("second"), label="2")

    assert until(lambda: post.taken == ["second"])
    assert outbox.close(timeout=5) == 0
    assert post.taken == ["second", "first"]


def test_letters_that_wait_go_in_the_order_in_which_they_are_due() -> None:
    """After all that are new."""
    post = Post(*[MailUnavailableError()] * 3)
    all_posted = threading.Event()

    def wait(bell: threading.Event, seconds: float | None) -> bool:
        return bell.wait() if seconds is None else all_posted.wait(5) and bell.is_set()

    outbox = Outbox(post.deliver, delays=(60,), wait=wait)
    for number in ("1", "2", "3"):
        outbox.post(letter(number), label=number)
    all_posted.set()

    assert until(lambda: len(post.taken) == 3)
    assert post.taken == ["1", "2", "3"]
    assert outbox.close(timeout=5) == 0


def test_a_letter_refused_for_good_is_not_tried_again() -> None:
    """Nor does it hold up the others."""
    post = Post(MailRefusedError(550))
    outbox = Outbox(post.deliver, delays=(60,), wait=Waiting())
    outbox.post(letter("bad"), label="1")
    outbox.post(letter("good"), label="2")

    assert outbox.close(timeout=5) == 0
    assert post.taken == ["good"]
    assert outbox.outcomes() == {Outcome.REFUSED: 1, Outcome.SENT: 1}


class PanicError(BaseException):
    """What comes out of a compiled library that has lost its head is no Exception."""


@pytest.mark.parametrize("bug", [KeyError(PERSON), PanicError(PERSON), SystemExit(PERSON)])
def test_a_bug_in_one_letter_does_not_stop_the_next(
    bug: BaseException,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is counted, and logged by kind and place: its text could name somebody."""

    def make() -> EmailMessage:
        raise bug

    post = Post()
    outbox = Outbox(post.deliver, delays=())
    outbox.post(make, label="2026000042")
    outbox.post(letter("good"), label="2026000043")

    assert outbox.close(timeout=5) == 0
    assert outbox.outcomes() == {Outcome.BROKEN: 1, Outcome.SENT: 1}
    assert f"2026000042: a bug: {type(bug).__name__} at " in caplog.text
    assert PERSON not in caplog.text


def test_closing_tries_what_waits_once_more_and_counts_what_is_left(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Without waiting out the delays; the log says which."""
    post = Post(*[MailUnavailableError()] * 3)
    outbox = Outbox(post.deliver, delays=(3600,))
    for number in ("1", "2"):
        outbox.post(letter(number), label=number)
    assert until(lambda: caplog.text.count("another try in 3600 seconds") == 2)

    assert outbox.close(timeout=5) == 1
    assert post.taken == ["2"]
    assert "1: left unsent" in caplog.text


def test_closing_does_not_wait_longer_than_it_is_given() -> None:
    """The letter in hand and those behind it are left."""
    stuck = threading.Event()

    def deliver(_message: EmailMessage) -> None:
        stuck.wait(5)

    outbox = Outbox(deliver, delays=())
    for number in ("1", "2", "3"):
        outbox.post(letter(number), label=number)

    assert outbox.close(timeout=0.05) == 3
    stuck.set()
    assert outbox.close(timeout=5) == 0


def test_the_log_says_what_became_of_each_letter(caplog: pytest.LogCaptureFixture) -> None:
    """By its label."""
    caplog.set_level(logging.INFO)
    post = Post(MailRefusedError(550), MailUnavailableError())
    outbox = Outbox(post.deliver, delays=(60,), wait=Waiting())
    outbox.post(letter(PERSON), label="2026000041")
    outbox.post(letter(PERSON), label="2026000042")
    assert until(lambda: len(outbox.outcomes()) == 2)
    outbox.close(timeout=5)

    assert caplog.messages == [
        "2026000041: the mail server refused the message with code 550",
        "2026000042: the mail server does not take the message now; another try in 60 seconds",
        "2026000042: sent",
    ]


def until(done: Callable[[], bool]) -> bool:
    """Give the worker up to five seconds."""
    pause = threading.Event()
    return any(done() or pause.wait(0.01) for _ in range(500))


def test_a_letter_for_later_lets_the_others_go_first() -> None:
    post, posted, both = Post(), threading.Event(), threading.Event()
    waits: list[int] = []

    def wait(bell: threading.Event, seconds: float | None) -> bool:
        if seconds is None:
            both.set()
            return bell.wait()
        waits.append(round(seconds))
        posted.wait()
        return bell.is_set()

    outbox = Outbox(post.deliver, delays=[], wait=wait)
    outbox.post(letter("late"), label="late", delay=7200)
    both.clear()
    outbox.post(letter("now"), label="now")
    posted.set()
    both.wait()

    assert outbox.close(10) == 0
    assert (post.taken, set(waits)) == (["now", "late"], {7200})


def test_a_letter_for_later_is_left_when_the_outbox_closes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A restart must not send what was to wait."""
    post = Post()
    outbox = Outbox(post.deliver, delays=[])
    outbox.post(letter("late"), label="late", delay=7200)

    assert (outbox.close(10), post.taken) == (1, [])
    assert "late: left unsent" in caplog.text
