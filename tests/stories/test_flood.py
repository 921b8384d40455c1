# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand hostile posts: disk and memory stay bounded, nobody is mailed twice, orders go on.

Everything is real but the wire: the posts go to the WSGI application, in two threads, at a clock
that moves a tenth of a second with each. Bounds are on files, bytes and letters, not on time; that
most posts are refused before anything is encrypted is what makes it end soon.
"""

import contextlib
import dataclasses
import datetime
import itertools
import mailbox
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from intake.model.language import Language
from intake.settings import Settings
from intake.store.held_box import MOST_HELD
from intake.web.admission import TRAP
from intake.web.limits import ALL_ORDERS
from intake.web.main import running
from tests.conftest import NOW, mail_into
from tests.web.conftest import GOOD, hidden_fields

POSTS = 10_000
ATTACKERS = 2
STEP = datetime.timedelta(seconds=0.1)
VICTIM = "victim@example.org"
HONEST = "honest@example.org"
# What a paper may take on the disk: its two parts, and a little for folders.
PAPER = 16 * 1024
# By how much five thousand posts may let memory grow: some thousand buckets, and nothing else.
MEMORY_MB = 32


@dataclass
class Flood:
    """Who attacks: so many posts, each from one of some thousand networks."""

    app: Flask
    random: random.Random
    statuses: Counter[int] = field(default_factory=Counter)
    clock: "itertools.count[int]" = field(default_factory=itertools.count)

    def post(self, path: str, **sent: object) -> TestResponse:
        """Send one post and count its answer."""
        # Half of them come from a handful of networks, as a rented machine does.
        wide = self.random.choice([1, self.random.randrange(1000)])
        network = f"10.{wide // 256}.{wide % 256}.{self.random.randrange(256)}"
        answer = self.app.test_client().post(
            f"/{self.random.choice(list(Language))}{path}",
            headers={"X-Forwarded-For": network},
            **sent,
        )
        self.statuses[answer.status_code] += 1
        return answer

    def attack(self, posts: int) -> None:
        """Send so many posts of all kinds."""
        while posts > 0:
            posts -= self.random.choice(
                [
                    *(self.nonsense, self.nonsense, self.oversized, self.wrong_type, self.forged),
                    *(self.for_the_victim, self.for_somebody, self.trapped),
                ]
            )()

    def nonsense(self) -> int:
        """Send fields that no form of ours has."""
        names = ["name", "email", "a", "b", "customer_kind", "token", TRAP]
        data = {self.random.choice(names): self.text() for _ in range(self.random.randrange(12))}
        self.post(self.random.choice(["/order/review", "/order/edit", "/order/confirm"]), data=data)
        return 1

    def oversized(self) -> int:
        """Send more than a form can hold."""
        self.post("/order/review", data={"remarks": "x" * 70_000})
        return 1

    def wrong_type(self) -> int:
        """Send what is no form."""
        body = self.random.randbytes(200)
        self.post("/order/confirm", data=body, content_type=self.random.choice(["", "text/xml"]))
        return 1

    def forged(self) -> int:
        """Confirm what was never reviewed."""
        self.post("/order/confirm", data={**GOOD, "token": self.text()})
        return 1

    def for_the_victim(self) -> int:
        """Have the same address mailed again."""
        return self.order({**GOOD, "email": VICTIM, "remarks": self.text()})

    def for_somebody(self) -> int:
        """Have ever more addresses mailed."""
        return self.order({**GOOD, "email": f"a{self.random.randrange(10**6)}@example.org"})

    def trapped(self) -> int:
        """Fill in everything, as programs do."""
        address = f"a{self.random.randrange(10**6)}@example.org"
        return self.order({**GOOD, "email": address, TRAP: self.text()})

    def order(self, fields: Mapping[str, str]) -> int:
        """Go the whole way, and press the button many times."""
        sent = hidden_fields(self.post("/order/review", data=fields))
        if "token" not in sent:
            return 1
        for _ in range(4):
            self.post("/order/confirm", data=sent)
        return 5

    def text(self) -> str:
        """Return something that is new each time."""
        return f"{self.random.randrange(10**9)} \u202e\x00"[: self.random.choice([9, 12])].strip()


def sizes(folder: Path) -> list[int]:
    """Return how much each file in a folder takes, but for git's own."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return [path.stat().st_blocks * 512 for path in files]


def memory_mb() -> float:
    """Return how much memory this process has in use."""
    kilobytes = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert kilobytes is not None
    return int(kilobytes[1]) / 1024


def addressees(folder: Path) -> Counter[str]:
    """Return how many letters each address got."""
    messages = mailbox.Maildir(folder, create=False)
    return Counter(str(message_from_bytes(bytes(one))["To"]) for one in messages)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Return the folder that the mail server fills."""
    return tmp_path / "mailbox"


@pytest.fixture
def attacked(own_settings: Settings, letters: Path) -> Iterator[Settings]:
    """Return the settings of an intake whose letters arrive."""
    with mail_into(letters) as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        yield dataclasses.replace(own_settings, mail=mail)


@contextlib.contextmanager
def attacking(floods: Sequence[Flood]) -> Iterator[None]:
    """Send half of the posts, each flood in a thread of its own."""
    posts = POSTS // 2 // len(floods)
    attacks = [threading.Thread(target=one.attack, args=(posts,)) for one in floods]
    for attack in attacks:
        attack.start()
    try:
        yield
    finally:
        for attack in attacks:
            attack.join()


def honest_order(app: Flask, ticks: "itertools.count[int]") -> TestResponse:
    """Order as a person does, from a network that nobody attacks from."""
    client, headers = app.test_client(), {"X-Forwarded-For": "192.0.2.7"}
    fields = {**GOOD, "email": HONEST}
    reviewed = client.post("/fr/order/review", data=fields, headers=headers)
    # Reading the page takes two seconds, in which the attack goes on.
    for _ in range(20):
        next(ticks)
    return client.post("/fr/order/confirm", data=hidden_fields(reviewed), headers=headers)


def test_ten_thousand_hostile_posts(attacked: Settings, letters: Path) -> None:
    ticks = itertools.count()
    with running(attacked, lambda: NOW + next(ticks) * STEP) as app:
        floods = [Flood(app, random.Random(seed)) for seed in range(ATTACKERS)]  # noqa: S311
        # Whatever is made once, such as templates and room for threads, is made in this half.
        with attacking(floods):
            pass
        memory = memory_mb()
        with attacking(floods):
            honest = honest_order(app, ticks)
        grown = memory_mb() - memory

    statuses = sum((one.statuses for one in floods), Counter())
    minutes = next(ticks) * STEP / datetime.timedelta(minutes=1)
    most_orders = ALL_ORDERS.burst + minutes * 60 / ALL_ORDERS.seconds
    papers, held = sizes(attacked.folders.register), sizes(attacked.folders.held)
    mailed = addressees(letters)
    assert sum(statuses.values()) >= POSTS
    assert honest.location.startswith("/fr/order/received/")
    assert len(papers) <= most_orders + 1
    assert len(held) <= 2 * MOST_HELD
    assert sum(papers) + sum(held) <= PAPER * (len(papers) + len(held))
    assert grown < MEMORY_MB
    assert mailed[HONEST] == 1
    assert set(mailed.values()) == {1}
    assert set(statuses) <= {200, 303, 400, 401, 409, 413, 415, 422, 429, 503}
