# SPDX-License-Identifier: GPL-3.0-or-later
"""What a receipt says later: only what staff have signed, and nothing older than it said before."""

import dataclasses
import datetime
import logging
from html import unescape
from pathlib import Path

import pytest

from intake.actions.publish_state import publish_state
from intake.model.language import Language
from intake.model.order_state import OrderState, PublishedStates
from intake.model.structured_communication import OrderNumber
from intake.openpgp.keyring import Fingerprint
from intake.store.published_states import states_file, states_to_json
from tests.conftest import NOW, StaffKeys, make_key, run_gpg
from tests.openpgp.conftest import AND_LATER, LONG_AGO, new_key
from tests.web.conftest import Shop

# The machine's clock signs; the shop's must not be behind it.
PUBLISHED = datetime.datetime(2026, 11, 24, 9, 5, tzinfo=datetime.UTC)
FAR = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
NUMBER = OrderNumber("2026000001")
WORDS = {
    OrderState.PAID: {
        Language.EN: "State of your order: paid.",
        Language.FR: "État de votre commande : payée.",
        Language.NL: "Stand van uw bestelling: betaald.",
    },
    OrderState.RECEIVED: {
        Language.EN: "State of your order: received.",
        Language.FR: "État de votre commande : reçue.",
        Language.NL: "Stand van uw bestelling: ontvangen.",
    },
}


def states(
    state: OrderState = OrderState.PAID, issued: datetime.datetime = PUBLISHED
) -> PublishedStates:
    """Return that the first order is in that state."""
    return PublishedStates(issued=issued, states={NUMBER: state})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A shop with one order, whose receipt is looked at again."""

    shop: Shop
    receipt: str
    keys: StaffKeys

    @property
    def file(self) -> Path:
        """Where staff publish."""
        return states_file(self.shop.desk.settings.folders.states)

    def publish(self, published: PublishedStates) -> None:
        """Publish as staff do."""
        publish_state(
            published,
            folder=self.file.parent,
            home=self.keys.home,
            signers=[Fingerprint(one) for one in self.keys.fingerprints],
        )

    def put(self, data: bytes) -> None:
        """Put any file there."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_bytes(data)

    def page(self, language: Language = Language.FR) -> str:
        """Return what the receipt says, in spaces that can be typed."""
        address = self.receipt.replace("/fr/", f"/{language}/")
        return " ".join(unescape(self.shop.client.get(address).text).split())

    def state(self) -> OrderState | None:
        """Return the state that the receipt shows."""
        page = self.page()
        return next((state for state, words in WORDS.items() if words[Language.FR] in page), None)


@pytest.fixture
def later(shop: Shop, staff_keys: StaffKeys) -> Later:
    """Return the shop after an order."""
    receipt = shop.order().location
    shop.now = FAR
    return Later(shop=shop, receipt=receipt, keys=staff_keys)


@pytest.mark.parametrize("language", list(Language))
def test_before_anything_is_published_an_order_is_received(
    later: Later, language: Language
) -> None:
    page = later.page(language)

    assert WORDS[OrderState.RECEIVED][language] in page
    words = later.shop.desk.pages.texts[language]["receipt"]
    assert " ".join(words["questions"].split()) in page
    assert "+++202/6000/00192+++" in page


@pytest.mark.parametrize("language", list(Language))
def test_a_paid_order_is_shown_so_and_not_to_be_paid_again(
    later: Later, language: Language
) -> None:
    later.publish(states())
    page = later.page(language)

    assert WORDS[OrderState.PAID][language] in page
    assert "+++202/6000/00192+++" not in page
    words = later.shop.desk.pages.texts[language]["receipt"]
    asked = [" ".join(words[key].split()) in page for key in ("questions", "quotation_questions")]
    assert asked == [False, True]


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("language", list(Language))
def test_every_state_has_its_words(later: Later, state: OrderState, language: Language) -> None:
    later.publish(states(state))
    texts = later.shop.desk.pages.texts[language]["order_states"]

    assert " ".join(texts[f"{state}_sentence"].split()) in later.page(language)


def test_a_new_file_is_seen_at_once(later: Later) -> None:
    later.publish(states())
    assert later.state() is OrderState.PAID

    later.publish(states(OrderState.RECEIVED, PUBLISHED + datetime.timedelta(days=1)))
    assert later.state() is OrderState.RECEIVED


def test_other_orders_do_not_matter(later: Later) -> None:
    other = {OrderNumber("2026000002"): OrderState.PAID}
    later.publish(PublishedStates(issued=PUBLISHED, states=other))

    assert later.state() is OrderState.RECEIVED


def test_an_older_file_is_refused(later: Later, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever can write there cannot make a cancelled order paid again."""
    later.publish(states())
    old = later.file.read_bytes()
    later.publish(states(OrderState.RECEIVED, PUBLISHED + datetime.timedelta(days=1)))
    assert later.state() is OrderState.RECEIVED

    later.put(old)

    assert later.state() is OrderState.RECEIVED
    assert "were here already" in caplog.text


def test_a_forged_file_is_refused_and_logged_once(
    later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    later.publish(states())
    assert later.state() is OrderState.PAID
    forged = bytearray(later.file.read_bytes())
    forged[len(forged) // 2] ^= 1
    caplog.set_level(logging.ERROR)

    later.put(bytes(forged))

    assert [later.state() for _ in range(3)] == [OrderState.RECEIVED] * 3
    assert caplog.text.count("are not shown") == 1


def test_an_unsigned_file_is_refused(later: Later) -> None:
    later.put(states_to_json(states()))

    assert later.state() is OrderState.RECEIVED


def test_a_file_signed_by_somebody_else_is_refused(later: Later, tmp_path: Path) -> None:
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    make_key(home, "Mallory <mallory@example.org>")
    later.put(run_gpg(home, "--sign", stream=states_to_json(states())))

    assert later.state() is OrderState.RECEIVED


def test_a_text_signed_for_another_purpose_is_refused(later: Later) -> None:
    """A staff signature under a mail is no list of states."""
    later.put(later.keys.gpg("--sign", stream=b"{}\n"))

    assert later.state() is OrderState.RECEIVED


def test_a_key_that_expires_takes_its_states_with_it(later: Later, tmp_path: Path) -> None:
    """As soon as the new keyring is there."""
    web = later.shop.desk.settings.web
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    key = new_key(home, "Passing", *LONG_AGO)
    keyring, recipients = web.keyring.read_bytes(), web.recipients.read_bytes()
    try:
        web.keyring.write_bytes(keyring + run_gpg(home, "--export", key))
        web.recipients.write_bytes(recipients + f"{key}\n".encode())
        later.put(run_gpg(home, "--local-user", key, "--sign", stream=states_to_json(states())))
        assert later.state() is OrderState.PAID

        run_gpg(home, *AND_LATER, "--quick-set-expire", key, "1y")
        web.keyring.write_bytes(keyring + run_gpg(home, "--export", key))
        assert later.state() is OrderState.RECEIVED
    finally:
        web.keyring.write_bytes(keyring)
        web.recipients.write_bytes(recipients)


def test_a_file_that_goes_away_leaves_orders_received(later: Later) -> None:
    later.publish(states())
    assert later.state() is OrderState.PAID

    later.file.unlink()

    assert later.state() is OrderState.RECEIVED


def test_nothing_about_a_person_is_published(later: Later) -> None:
    """Opened with stock gpg, it is numbers and states."""
    later.publish(states())
    told = later.keys.gpg("--decrypt", stream=later.file.read_bytes())

    assert told == states_to_json(states())
    assert later.file.stat().st_mode & 0o777 == 0o644
    assert NOW.year == 2026
