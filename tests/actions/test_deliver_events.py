# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling partners of orders: signed, thin, tried again, and never lost by a restart."""

import dataclasses
import datetime
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from intake.actions.deliver_events import Courier, CourierService, announce, deliver_due
from intake.actions.post_event import post_event
from intake.actions.replay_delivery import replay_delivery
from intake.model.delivery import PAUSES, Answer
from intake.model.order import Order
from intake.model.structured_communication import OrderNumber
from intake.model.webhook import verified_id
from intake.partners import Partner
from intake.store.deliveries import Deliveries, DeliveryNotFoundError
from tests.actions.receiver import receiving
from tests.conftest import NOW
from tests.web.partner import NEW_SECRET, SECRET

EVENT = "order-received-2026000042"
ID = f"partner-a_{EVENT}"
PARTNER = Partner(
    id="partner-a",
    name="Partner A",
    contact="tech@partner.example",
    deliver_to="https://partner.example/hook",
    deliver_secrets=(SECRET, NEW_SECRET),
)


@dataclass
class World:
    """A clock that the test moves, and receivers that answer as it says."""

    spool: Path
    now: datetime.datetime = NOW
    answer: Answer = field(default_factory=lambda: Answer(status=500))
    posts: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    partners: tuple[Partner, ...] = (PARTNER,)

    def post(
        self, address: str, headers: Mapping[str, str], body: bytes, *, now: datetime.datetime
    ) -> Answer:
        """Note what is posted, and answer."""
        assert now == self.now
        self.posts.append((address, headers, body))
        return self.answer

    @property
    def deliveries(self) -> Deliveries:
        """The spool, opened anew each time: nothing is kept in memory."""
        return Deliveries(self.spool)

    @property
    def courier(self) -> Courier:
        """A courier with no luck at all: every pause is what the schedule says."""
        return Courier(
            deliveries=self.deliveries,
            partners=self.partners,
            post=self.post,
            clock=lambda: self.now,
            luck=lambda: 0.5,
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a world with an empty spool."""
    return World(spool=tmp_path / "webhooks")


def test_a_partner_is_told_of_an_order_and_of_nobody(world: World, order: Order) -> None:
    world.answer = Answer(status=204)
    announce(world.courier, order)
    deliver_due(world.courier)
    ((address, headers, body),) = world.posts

    assert (address, headers["webhook-id"]) == (PARTNER.deliver_to, EVENT)
    assert json.loads(body)["data"] == {"number": "2026000042"}
    for secret in (SECRET, NEW_SECRET):
        assert verified_id(headers, body, [secret], NOW) == EVENT
    assert (world.deliveries.waiting(), world.deliveries.dead()) == ([], [])


def test_nothing_on_the_disk_is_about_a_person(world: World, order: Order) -> None:
    announce(world.courier, order)
    kept = [f"{one}{one.read_text()}" for one in world.spool.rglob("*") if one.is_file()]

    assert ([text for text in kept if "amille" in text], len(kept)) == ([], 1)


def test_a_partner_who_wants_no_news_is_told_nothing(world: World, order: Order) -> None:
    world.partners = (dataclasses.replace(PARTNER, deliver_to=None),)
    announce(world.courier, order)
    assert world.deliveries.waiting() == []


def test_the_same_news_waits_once(world: World, order: Order) -> None:
    announce(world.courier, order)
    announce(world.courier, order)
    assert len(world.deliveries.waiting()) == 1


def test_a_receiver_that_fails_is_asked_again_and_again_and_then_laid_aside(
    world: World, order: Order
) -> None:
    """At 0 s, 5 s, 5 min and so on; each time with the same id."""
    announce(world.courier, order)
    asked = []
    while world.deliveries.waiting():
        world.now = max(world.now, world.deliveries.waiting()[0].due)
        asked.append(world.now - NOW)
        deliver_due(world.courier)

    expected = [sum(PAUSES[:tries], datetime.timedelta()) for tries in range(len(PAUSES) + 1)]
    assert asked == expected
    assert {headers["webhook-id"] for _, headers, _ in world.posts} == {EVENT}
    assert [one.id for one in world.deliveries.dead()] == [ID]


def test_nothing_is_asked_before_it_is_due(world: World, order: Order) -> None:
    announce(world.courier, order)
    for _ in range(3):
        deliver_due(world.courier)
    assert len(world.posts) == 1


def test_each_try_is_signed_when_it_is_made(world: World, order: Order) -> None:
    """Else the receiver's window of five minutes would refuse it."""
    announce(world.courier, order)
    deliver_due(world.courier)
    world.now += datetime.timedelta(hours=1)
    deliver_due(world.courier)
    _, headers, body = world.posts[-1]
    assert verified_id(headers, body, [SECRET], world.now) == EVENT


def test_who_is_gone_is_told_nothing_more(world: World, order: Order) -> None:
    """Until staff replay."""
    world.answer = Answer(status=410)
    announce(world.courier, order)
    deliver_due(world.courier)
    announce(world.courier, order)

    assert (len(world.posts), world.deliveries.waiting()) == (1, [])
    assert [one.id for one in world.deliveries.dead()] == [ID]


def test_what_was_given_up_is_tried_again_when_staff_say_so(world: World, order: Order) -> None:
    world.answer = Answer(status=410)
    announce(world.courier, order)
    deliver_due(world.courier)
    world.answer = Answer(status=200)
    seen = replay_delivery(world.deliveries, ID, world.now, dry_run=True)
    left = world.deliveries.dead()
    done = replay_delivery(world.deliveries, None, world.now)
    deliver_due(world.courier)

    assert (seen, done) == (left, left)
    assert (len(world.posts), world.deliveries.dead(), world.deliveries.waiting()) == (2, [], [])


def test_what_was_not_given_up_cannot_be_replayed(world: World) -> None:
    with pytest.raises(DeliveryNotFoundError, match="no delivery 'x' was given up"):
        replay_delivery(world.deliveries, "x", NOW)


def test_a_partner_who_is_no_more_has_his_news_laid_aside(world: World, order: Order) -> None:
    announce(world.courier, order)
    world.partners = ()
    deliver_due(world.courier)
    assert ([one.id for one in world.deliveries.dead()], world.posts) == ([ID], [])


def test_a_disk_that_refuses_loses_the_news_and_not_the_order(
    world: World, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    world.spool.write_bytes(b"")
    announce(world.courier, order)
    assert "the delivery could not be written" in caplog.text


def test_the_worker_delivers_for_real_and_ends(world: World, order: Order) -> None:
    """To a server of this machine; what it was told before it started is delivered as well."""
    with receiving() as receiver:
        world.partners = (dataclasses.replace(PARTNER, deliver_to=receiver.address),)
        post = partial(post_event, tls=ssl.create_default_context(), allow_this_machine=True)
        courier = dataclasses.replace(world.courier, post=post)
        announce(courier, order)
        slept = threading.Event()

        def wait(bell: threading.Event, seconds: float | None) -> bool:
            slept.set()
            return threading.Event.wait(bell, seconds)

        with CourierService(courier, wait=wait) as service:
            slept.wait()
            first = len(receiver.got)
            slept.clear()
            other = dataclasses.replace(order, number=OrderNumber("2026000043"))
            service.announce(other)
            slept.wait()

    assert (first, len(receiver.got)) == (1, 2)
    assert world.deliveries.waiting() == []


def test_a_bug_in_one_delivery_does_not_end_the_worker(
    world: World, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> Answer:
        raise ArithmeticError

    announce(world.courier, order)
    looked = threading.Semaphore(0)

    def wait(bell: threading.Event, _seconds: float | None) -> bool:
        looked.release()
        return bell.wait()

    with CourierService(dataclasses.replace(world.courier, post=broken), wait=wait) as service:
        looked.acquire()
        service.announce(order)
        looked.acquire()

    assert caplog.text.count("deliveries: a bug: ArithmeticError") == 2
