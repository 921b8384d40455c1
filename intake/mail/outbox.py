# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: letters are made and sent by one worker, so that whoever posts them need not wait.

Nothing lies on the disk: a letter waits in memory as the function that makes it, and what close()
leaves over can be made again from its order. The log holds labels and reasons, never a person.
"""

import dataclasses
import heapq
import itertools
import logging
import os
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from intake.errors import IntakeError, UnavailableError
from intake.mail.send import MailUncertainError

_log = logging.getLogger(__name__)
# What is delivered: a message, or a message and what it is about.
_T = TypeVar("_T")
_NICE = 10
# Seconds between tries while the mail server does not answer: some two hours in all.
DELAYS = (5, 30, 120, 600, 1800, 3600)


class Outcome(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    REFUSED = "refused"  # for good, by us or by the mail server
    UNCERTAIN = "uncertain"  # perhaps sent, so it is not tried again
    GIVEN_UP = "given-up"  # refused for now, at every try
    BROKEN = "broken"  # a bug met while making or sending it


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Letter(Generic[_T]):
    """A letter not sent yet; of several that wait, the one due first is the smallest."""

    due: float
    place: int
    make: Callable[[], _T] = field(compare=False)
    label: str = field(compare=False)
    tries: int = field(default=0, compare=False)


class Outbox(Generic[_T]):
    """One worker that makes and delivers what is posted, from construction to ``close``.

    What is refused for now (UnavailableError) is tried again after each of the ``delays`` in
    seconds, while other letters go on. ``give_way`` is called before each try. ``wait`` gets a bell
    and the seconds to wait for it (None: for ever) and returns whether it rang; a test hands in one
    that does not sleep.
    """

    def __init__(
        self,
        deliver: Callable[[_T], None],
        *,
        delays: Sequence[float],
        give_way: Callable[[], object] = lambda: None,
        wait: Callable[[threading.Event, float | None], bool] = threading.Event.wait,
    ) -> None:
        """Start the worker, which hands every letter to ``deliver``."""
        self._deliver = deliver
        self._delays = tuple(delays)
        self._give_way = give_way
        self._wait = wait
        self._bell = threading.Event()
        self._closing = threading.Event()
        self._places = itertools.count()
        self._new: deque[_Letter[_T]] = deque()
        self._waiting: list[_Letter[_T]] = []
        self._left: list[_Letter[_T]] = []
        self._outcomes: Counter[Outcome] = Counter()
        self._worker = threading.Thread(target=self._work, name="outbox", daemon=True)
        self._worker.start()

    def post(self, make: Callable[[], _T], *, label: str, delay: float = 0.0) -> None:
        """Return at once; the worker makes the letter and sends it. The log calls it ``label``.

        With a ``delay`` in seconds it is not sent before, also if the outbox closes: then it is
        left over.
        """
        if delay:
            _log.info("%s: waits %.0f seconds", label, delay)
        due = time.monotonic() + delay
        letter = _Letter(due=due, place=next(self._places), make=make, label=label)
        self._new.append(letter)
        self._bell.set()

    def close(self, timeout: float) -> int:
        """Try once more what waits, for so many seconds; return how many letters were left."""
        self._closing.set()
        self._bell.set()
        self._worker.join(timeout)
        left = [*self._left, *self._waiting, *self._new]
        for letter in left:
            _log.error("%s: left unsent", letter.label)
        in_hand = 1 if self._worker.is_alive() else 0
        return len(left) + in_hand

    def outcomes(self) -> Mapping[Outcome, int]:
        """Return how many letters came to which end so far."""
        return dict(self._outcomes)

    def _work(self) -> None:
        # Linux counts priority by thread: an order that is being taken goes before a letter.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        while (letter := self._next()) is not None:
            self._give_way()
            outcome = self._try(letter)
            if outcome is not None:
                self._outcomes[outcome] += 1

    def _next(self) -> _Letter[_T] | None:
        """Wait for a letter that is new or due; None when closing and nothing waits any more."""
        while True:
            self._bell.clear()
            closing = self._closing.is_set()
            if self._new:
                letter = self._new.popleft()
                if letter.due <= time.monotonic():
                    return letter
                heapq.heappush(self._waiting, letter)
                continue
            if closing:
                self._leave_early_ones()
            if not self._waiting:
                if closing:
                    return None
                self._wait(self._bell, None)
            elif closing or not self._wait(self._bell, self._seconds_to_next()):
                return heapq.heappop(self._waiting)

    def _leave_early_ones(self) -> None:
        """Put aside what was to be sent later and was never tried."""
        now, waiting = time.monotonic(), self._waiting
        self._left += [one for one in waiting if not one.tries and one.due > now]
        self._waiting = [one for one in waiting if one.tries or one.due <= now]
        heapq.heapify(self._waiting)

    def _seconds_to_next(self) -> float:
        return max(0.0, self._waiting[0].due - time.monotonic())

    def _try(self, letter: _Letter[_T]) -> Outcome | None:
        try:
            self._deliver(letter.make())
        except UnavailableError as error:
            return self._later(letter, error)
        except IntakeError as error:
            _log.error("%s: %s", letter.label, error)
            uncertain = isinstance(error, MailUncertainError)
            return Outcome.UNCERTAIN if uncertain else Outcome.REFUSED
        except BaseException as error:  # noqa: BLE001 - the next letter must go; typst's panic is one
            _log.error("%s: a bug: %s", letter.label, _place_of(error))
            return Outcome.BROKEN
        _log.info("%s: sent", letter.label)
        return Outcome.SENT

    def _later(self, letter: _Letter[_T], reason: UnavailableError) -> Outcome | None:
        if self._closing.is_set():
            self._left.append(letter)
            return None
        if letter.tries == len(self._delays):
            _log.error("%s: %s; given up", letter.label, reason)
            return Outcome.GIVEN_UP
        delay = self._delays[letter.tries]
        _log.warning("%s: %s; another try in %g seconds", letter.label, reason, delay)
        due = time.monotonic() + delay
        again = dataclasses.replace(letter, due=due, tries=letter.tries + 1)
        heapq.heappush(self._waiting, again)
        return None


def _place_of(error: BaseException) -> str:
    """Return kind and place of an error; its message could quote somebody's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
