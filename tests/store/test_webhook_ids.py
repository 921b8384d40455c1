# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids of messages: kept before and after the order, and hashed with the machine's secret."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intake.model.structured_communication import OrderNumber
from intake.store.webhook_ids import IdsUnavailableError, Message, ReusedIdError, WebhookIds
from tests.conftest import NOW

NUMBER = OrderNumber("2026000042")
DAY = datetime.timedelta(days=1)
GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture
def ids(tmp_path: Path) -> WebhookIds:
    """Return an empty folder of ids."""
    return WebhookIds(tmp_path / "ids", b"a secret of the tests, 32 bytes!")


def test_a_message_is_unknown_then_claimed_then_an_order(ids: WebhookIds) -> None:
    before = ids.known("a", "msg_1", b"body")
    mark = ids.claim("a", "msg_1", b"body", NOW)
    claimed = ids.known("a", "msg_1", b"body")
    ids.settle("a", "msg_1", NUMBER, NOW + DAY)
    settled = ids.known("a", "msg_1", b"body")

    assert (before, len(mark)) == (None, 16)
    assert claimed == Message(mark=mark, at=NOW)
    assert settled == Message(mark=mark, at=NOW + DAY, number=NUMBER)


def test_the_same_id_of_another_partner_is_another_message(ids: WebhookIds) -> None:
    first, second = (ids.claim(one, "msg_1", b"body", NOW) for one in ("a", "b"))
    assert first != second


@pytest.mark.parametrize("verb", ["known", "claim"])
def test_another_body_is_refused(ids: WebhookIds, verb: str) -> None:
    ids.claim("a", "msg_1", b"body", NOW)
    with pytest.raises(ReusedIdError):
        ids.known("a", "msg_1", b"other") if verb == "known" else ids.claim(
            "a", "msg_1", b"other", NOW
        )


def test_twins_at_the_same_time_have_one_claim(ids: WebhookIds) -> None:
    with ThreadPoolExecutor(8) as pool:
        marks = set(pool.map(lambda _: ids.claim("a", "msg_1", b"body", NOW), range(40)))
    assert len(marks) == 1


def test_of_twins_with_different_bodies_one_is_refused(ids: WebhookIds) -> None:
    def claim(body: bytes) -> bool:
        try:
            ids.claim("a", "msg_1", body, NOW)
        except ReusedIdError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claim, [b"one", b"two"])) == [False, True]


def test_what_is_old_is_forgotten_and_the_rest_is_not(ids: WebhookIds, tmp_path: Path) -> None:
    ids.claim("a", "old", b"body", NOW - 31 * DAY)
    ids.settle("a", "old", NUMBER, NOW - 31 * DAY)
    ids.claim("a", "new", b"body", NOW - 29 * DAY)
    ids.forget(NOW)

    assert ids.known("a", "old", b"body") is None
    assert ids.known("a", "new", b"body") is not None
    assert len(list((tmp_path / "ids").iterdir())) == 1


def test_the_golden_files_are_read_and_written(ids: WebhookIds, tmp_path: Path) -> None:
    ids.claim("partner-a", "msg_1", b"body", NOW)
    ids.settle("partner-a", "msg_1", NUMBER, NOW)
    written = {path.suffix: path.read_text() for path in (tmp_path / "ids").iterdir()}

    assert written == {
        ".claim": (GOLDEN / "webhook-claim-1.json").read_text(),
        ".order": (GOLDEN / "webhook-order-1.json").read_text(),
    }


def test_a_disk_that_refuses_says_so(ids: WebhookIds, tmp_path: Path) -> None:
    (tmp_path / "ids").write_bytes(b"")
    with pytest.raises(IdsUnavailableError, match="cannot be kept"):
        ids.claim("a", "msg_1", b"body", NOW)


def test_a_file_that_is_not_ours_is_no_message(ids: WebhookIds, tmp_path: Path) -> None:
    ids.claim("a", "msg_1", b"body", NOW)
    (path,) = (tmp_path / "ids").iterdir()
    path.write_text('{"format": "other/1"}')
    with pytest.raises(IdsUnavailableError):
        ids.known("a", "msg_1", b"body")
