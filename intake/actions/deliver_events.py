# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell partners' programs that an order came: thin, signed, tried again for three days.

What is to be told lies on the disk before the order is answered, so a restart goes on where the
last run ended. A receiver may be told twice, always with the same id, and never nothing.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from intake.errors import IntakeError
from intake.model.delivery import Answer, Outcome, event_body, event_id, pause_after
from intake.model.order import Order
from intake.model.webhook import signed_headers
from intake.partners import Partner
from intake.store.deliveries import Deliveries, Delivery

_log = logging.getLogger(__name__)
# At least so often we look whether somebody replays a delivery.
_LONGEST_SLEEP = 30.0
# Shorter than what systemd and scripts/run leave a program to end; what is cut off is tried again.
_CLOSING_SECONDS = 4.0


class Post(Protocol):
    """What hands an event over."""

    def __call__(
        self, address: str, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> Answer:
        """Post it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """What delivering needs; ``luck`` returns a number from 0 to 1."""

    deliveries: Deliveries
    partners: Sequence[Partner]
    post: Post
    clock: Callable[[], datetime]
    luck: Callable[[], float]


def announce(courier: Courier, order: Order) -> None:
    """Keep the news of an order for everybody who wants it; a disk that refuses loses the news."""
    body = event_body(order.number, order.received)
    for partner in courier.partners:
        if partner.deliver_to is None or courier.deliveries.is_disabled(partner.id):
            continue
        news = Delivery(due=order.received, partner=partner.id, event=event_id(order.number))
        try:
            courier.deliveries.add(news, body)
        except IntakeError as error:
            _log.error("%s: %s", news.id, error)


def deliver_due(courier: Courier, *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Try every delivery that is due now, each once."""
    now = courier.clock()
    for delivery in courier.deliveries.waiting():
        if delivery.due > now or is_over():
            return
        # FileNotFoundError: it was replayed or laid aside by another program meanwhile.
        with contextlib.suppress(FileNotFoundError):
            _deliver(courier, delivery)


def _deliver(courier: Courier, delivery: Delivery) -> None:
    deliveries, now = courier.deliveries, courier.clock()
    partner = next((one for one in courier.partners if one.id == delivery.partner), None)
    if partner is None or partner.deliver_to is None or deliveries.is_disabled(delivery.partner):
        deliveries.give_up(delivery)
        _log.error("%s: given up, nobody wants it", delivery.id)
        return
    body = deliveries.body(delivery)
    signed = signed_headers(partner.deliver_secrets, delivery.event, now, body)
    headers = {"Content-Type": "application/json", **signed}
    answer = courier.post(partner.deliver_to, headers, body, now=now)
    said = answer.status or answer.why
    if answer.outcome is Outcome.DELIVERED:
        deliveries.delivered(delivery)
        _log.info("%s: delivered", delivery.id)
        return
    pause = pause_after(delivery.tries + 1, answer, courier.luck())
    if answer.outcome is Outcome.GONE:
        deliveries.disable(partner.id)
    if answer.outcome is Outcome.GONE or pause is None:
        deliveries.give_up(delivery)
        _log.error("%s: given up after %d tries: %s", delivery.id, delivery.tries + 1, said)
        return
    deliveries.later(delivery, now + pause)
    _log.warning("%s: %s; another try in %d s", delivery.id, said, pause.total_seconds())


class CourierService:
    """One worker that delivers what is due, from entering to leaving the context."""

    def __init__(
        self,
        courier: Courier,
        *,
        wait: Callable[[threading.Event, float | None], bool] = threading.Event.wait,
    ) -> None:
        """Prepare the worker; ``wait`` gets a bell and the seconds to wait for it."""
        self._courier = courier
        self._wait = wait
        self._bell = threading.Event()
        self._closing = threading.Event()
        self._worker = threading.Thread(target=self._work, name="courier", daemon=True)

    def announce(self, order: Order) -> None:
        """Keep the news of an order and have it delivered soon."""
        announce(self._courier, order)
        self._bell.set()

    def __enter__(self) -> Self:
        """Start."""
        self._worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End after the delivery in hand."""
        self._closing.set()
        self._bell.set()
        self._worker.join(_CLOSING_SECONDS)

    def _work(self) -> None:
        while not self._closing.is_set():
            self._bell.clear()
            try:
                deliver_due(self._courier, is_over=self._closing.is_set)
            except Exception as error:  # noqa: BLE001 - the next delivery must go
                _log.error("deliveries: a bug: %s", type(error).__name__)
            self._wait(self._bell, self._seconds_to_next())

    def _seconds_to_next(self) -> float:
        waiting = self._courier.deliveries.waiting()
        if not waiting:
            return _LONGEST_SLEEP
        seconds = (waiting[0].due - self._courier.clock()).total_seconds()
        return min(max(seconds, 0.0), _LONGEST_SLEEP)
