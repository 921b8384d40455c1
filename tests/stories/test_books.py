# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever two desks do with money in whatever order, the books hold.

Few runs, since each uses real git and gpg: more with ``pytest --hypothesis-profile=long``.
"""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from intake.actions.verify_invoice import series_findings
from intake.actions.verify_register import verify_register
from intake.errors import RefusedError
from intake.model.catalogue import Catalogue
from intake.model.document_number import Series
from intake.model.invoice import Invoice
from intake.model.money import Money
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.order_state import OrderState
from intake.model.payment import PaymentKind
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.issued_papers import series_papers
from tests.stories.books import Books, Office, open_office, refused

DESKS = st.integers(0, 1)
ORDERS = st.integers(0, 2)
# A desk that has not heard of the erasure misses the key packets.
ERASED = re.compile("was erased|is missing")
CENTS = st.sampled_from((5000, 3712, 8712, 9712, 100))


@pytest.fixture
def office(tmp_path: Path, own_settings: Settings, catalogue: Catalogue, sealer: Sealer) -> Office:
    """Return what every run begins with."""
    return open_office(tmp_path / "office", own_settings, catalogue, sealer)


class Desks(RuleBasedStateMachine):
    """Two desks, a hub, a bank; each run begins with the same office."""

    office: ClassVar[Office]

    def __init__(self) -> None:
        """Begin in a folder of its own."""
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="books-"))
        self.books = Books.opened(self.office, self.place / "run")

    def teardown(self) -> None:
        """End the run, and leave nothing."""
        try:
            self.end()
        finally:
            shutil.rmtree(self.place)

    def attempt(self, act: Callable[[], object], desk: int = 0) -> bool:
        """Do something an hour later; what is refused has changed nothing."""
        self.books.wait()
        before = self.books.lying(desk)
        error = refused(act)
        if error:
            assert isinstance(error, RefusedError) or ERASED.search(str(error)), error
            assert self.books.lying(desk) == before, error
        return error is None

    @rule(desk=DESKS, which=ORDERS, state=st.sampled_from(OrderState))
    def mark(self, desk: int, which: int, state: OrderState) -> None:
        """Mark an order; refused if and only if the table says so."""
        order = self.office.orders[which]
        rule = ORDER_MOVES.rule(self.books.states(desk)[order.number], OrderEvent(state))
        done = self.attempt(lambda: self.books.mark(desk, order, state), desk)
        # An invoice that stands forbids to cancel as well.
        assert not (done and rule)
        assert done or rule or state is OrderState.CANCELLED
        assert not done or self.books.states(desk)[order.number] is state

    @rule(desk=DESKS, which=ORDERS, cents=CENTS)
    def cash(self, desk: int, which: int, cents: int) -> None:
        """Take cash."""
        order = self.office.orders[which]
        self.attempt(lambda: self.books.cash(desk, order, Money(cents=cents)), desk)

    @rule(which=ORDERS, cents=CENTS, back=st.sampled_from((1, 1, 1, -1)))
    def bank(self, which: int, cents: int, back: int) -> None:
        """Let the bank tell of a transfer; no order that it names stops an import."""
        order = self.office.orders[which]
        assert self.attempt(lambda: self.books.bank(order, Money(cents=cents * back)))

    @rule()
    def pay_back(self) -> None:
        """Order what is owed back."""
        self.attempt(self.books.pay_back)

    @rule()
    def invoice(self) -> None:
        """Invoice all that is due."""
        self.attempt(self.books.invoice)

    @rule(part=st.sampled_from((None, Money(cents=1234))))
    def credit(self, part: Money | None) -> None:
        """Credit the newest invoice."""
        self.attempt(lambda: self.books.credit(part))

    @rule(which=ORDERS)
    def erase(self, which: int) -> None:
        """Erase an order."""
        # Money that only the other desk knows of would have kept the order.
        self.books.sync((1, 0))
        self.attempt(lambda: self.books.erase(self.office.orders[which]))

    @rule(desk=DESKS)
    def sync(self, desk: int) -> None:
        """Let a desk meet the hub."""
        self.books.wait()
        self.books.sync((desk,))

    @invariant()
    def numbers_follow_without_a_gap(self) -> None:
        """From 1, none missing and none twice."""
        register = self.books.register(0)
        for series in Series:
            assert list(series_findings(series, series_papers(register, series))) == []

    @invariant()
    def nothing_is_invoiced_before_its_payment(self) -> None:
        """Promise P08, by the ledger and by the paper."""
        register = self.books.register(0)
        for paper in series_papers(register, Series.INVOICE):
            came = self.books.ledger[paper.number][PaymentKind.PAYMENT]
            document = register.issued(paper).document
            assert isinstance(document, Invoice)
            assert came >= document.charge.totals.total + document.gift
            assert document.tax_point <= document.date

    def end(self) -> None:
        """See that both desks agree in the end, with each other and with the ledger."""
        books = self.books
        books.settle()
        assert books.lying(0) == books.lying(1)
        assert books.states(0) == books.states(1)
        for order in self.office.orders:
            account, sums = books.account(0, order.number), books.ledger[order.number]
            assert account == books.account(1, order.number)
            assert (account.received, account.refunded, account.planned) == (
                sums[PaymentKind.PAYMENT],
                sums[PaymentKind.REFUND],
                sums[PaymentKind.REFUND_PLANNED],
            )
            assert max(account.refunded, account.planned) <= account.received
        self.nothing_is_credited_that_was_not_charged()
        for desk in (0, 1):
            whole = verify_register(register=books.register(desk), catalogue=self.office.catalogue)
            assert whole.findings == ()

    def nothing_is_credited_that_was_not_charged(self) -> None:
        """No credit note is above its invoice."""
        register = self.books.register(0)
        charged, credited = (
            {
                one.number: register.issued(one).document.charge.totals.total
                for one in series_papers(register, series)
            }
            for series in (Series.INVOICE, Series.CREDIT_NOTE)
        )
        assert all(amount <= charged[number] for number, amount in credited.items())


@pytest.mark.promise("P08")
def test_the_books_hold_whatever_two_desks_do(office: Office) -> None:
    Desks.office = office
    run_state_machine_as_test(
        Desks,
        settings=hypothesis.settings(
            # Four runs of fifteen acts by default.
            max_examples=max(hypothesis.settings().max_examples // 25, 1),
            stateful_step_count=15,
            deadline=None,
            # A shorter run that fails too would take hours to find.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
