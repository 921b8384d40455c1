# SPDX-License-Identifier: GPL-3.0-or-later
"""A push to main is one wish to build the site; anything else is none."""

import dataclasses
import hashlib
import hmac
from pathlib import Path

import pytest

from intake.actions.receive_push import PushDesk, receive_push
from intake.model.forge_push import NotFromForgeError
from intake.settings import Settings
from intake.store.rebuild import take_wish
from intake.store.strict_json import MalformedJsonError
from intake.store.webhook_ids import WebhookIds
from tests.conftest import NOW

SECRET = "a secret that the forge knows too"  # noqa: S105  # of the tests
MAIN = b'{"ref": "refs/heads/main", "after": "0123"}'


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> PushDesk:
    """Return a desk with an empty spool."""
    webhooks = dataclasses.replace(settings.webhooks, spool=tmp_path)
    return PushDesk(
        webhooks=webhooks, secrets=(SECRET,), ids=WebhookIds(tmp_path / "ids", b"x" * 32)
    )


def push(
    desk: PushDesk, body: bytes = MAIN, *, event: str = "push", delivery: str = "1" * 8
) -> bool:
    """Say what a forge says."""
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "x-forgejo-signature": signature,
        "x-forgejo-event": event,
        "x-forgejo-delivery": delivery,
    }
    return receive_push(desk, headers, body, NOW)


def wished(desk: PushDesk) -> bool:
    """Say whether the site is to be built."""
    return take_wish(desk.webhooks.spool)


def test_a_push_to_main_is_a_wish(desk: PushDesk) -> None:
    assert (push(desk), wished(desk), wished(desk)) == (True, True, False)


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (b'{"ref": "refs/heads/other"}', "push"),
        (b'{"ref": "refs/heads/main/x"}', "push"),
        (b'{"ref": "refs/tags/main"}', "push"),
        (b'{"ref": ["refs/heads/main"]}', "push"),
        (b"{}", "push"),
        (MAIN, "ping"),
        (b"no JSON", "ping"),
    ],
)
def test_anything_else_is_none(desk: PushDesk, body: bytes, event: str) -> None:
    assert (push(desk, body, event=event), wished(desk)) == (False, False)


def test_a_push_that_is_no_json_is_told_so(desk: PushDesk) -> None:
    with pytest.raises(MalformedJsonError):
        push(desk, b"ref=main")


def test_a_delivery_that_came_before_is_none(desk: PushDesk) -> None:
    push(desk)
    wished(desk)
    assert (push(desk), wished(desk)) == (False, False)
    assert push(desk, delivery="2" * 8)


def test_many_pushes_are_one_wish(desk: PushDesk) -> None:
    for number in range(5):
        push(desk, delivery=str(number) * 8)
    assert (wished(desk), wished(desk)) == (True, False)


def test_nothing_proved_is_nothing_done(desk: PushDesk) -> None:
    with pytest.raises(NotFromForgeError):
        receive_push(desk, {"x-forgejo-event": "push"}, MAIN, NOW)
    assert not wished(desk)
