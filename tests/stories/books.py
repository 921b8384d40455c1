# SPDX-License-Identifier: GPL-3.0-or-later
"""Two desks that do at random what desks do with money, beside a ledger that keeps count.

Real git, a real hub, real gpg with one keyring. The desks share the folder of key packets, as
shared keys would bring them. Numbers are given out at the first desk alone, as documented.
"""

import dataclasses
import datetime
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake.actions.create_register import create_register
from intake.actions.erase_again import erase_again, leftovers
from intake.actions.erase_dossier import erase_dossier, plan_erasure
from intake.actions.import_payment import import_payment, plan_import
from intake.actions.issue_credit_note import draft_credit_note, issue_credit_note
from intake.actions.issue_invoice import draft_invoice, issue_invoice, sort_due
from intake.actions.list_invoice import list_invoice
from intake.actions.mark_order import mark_order
from intake.actions.plan_refund import plan_refund, refunds_owed, to_order
from intake.actions.receive_order import receive_order
from intake.actions.record_payment import payment_by_hand, record_payment
from intake.actions.sync_register import Machine, sync_register
from intake.bank.credit_transfer import OurAccount
from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.document_number import DocumentNumber, Series
from intake.model.erasure import ErasureReason
from intake.model.matching import Outcome
from intake.model.money import NOTHING, Money
from intake.model.order import Order
from intake.model.order_state import OrderState, order_state
from intake.model.payment import Account, Payer, PaymentKind, PaymentSource, account_of
from intake.model.statement import Entry, Part, Statement, statement_name
from intake.model.structured_communication import OrderNumber, communication_digits
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.dossiers import PaperKind
from intake.store.git import Repository
from intake.store.issued_papers import series_papers
from intake.store.issuing import ALONE
from intake.store.order_accounts import payments_of
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.billing import PERSON, order_of
from tests.conftest import BELGIAN_VAT, NOW, open_queue
from tests.store.conftest import files
from tests.store.machines import make_hub

IBAN = "BE68539007547034"
GIFTS = (0, 0, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What every run begins with: settings, keys, and a folder to copy with three orders in it."""

    root: Path
    settings: Settings
    catalogue: Catalogue
    sealer: Sealer
    orders: tuple[Order, ...]


def open_office(root: Path, settings: Settings, catalogue: Catalogue, sealer: Sealer) -> Office:
    """Make a hub, two desks around it, and three orders."""
    root.mkdir()
    hub, keys = make_hub(root / "hub.git"), root / "keys"
    create_register(root / "desk-0", keys, now=NOW, hub=str(hub))
    folders = dataclasses.replace(settings.folders, register=root / "desk-0", keys=keys)
    price_list, orders = catalogue.in_force_on(NOW.date()), []
    with open_queue(dataclasses.replace(settings, folders=folders), sealer) as queue:
        for mark, gift in enumerate(GIFTS):
            request = order_of(PERSON, price_list, gift=Money(cents=gift)).request
            received = receive_order(
                request, price_list, BELGIAN_VAT, mark=f"{mark:016x}", queue=queue, now=NOW
            )
            orders.append(received.order)
    machine = Machine(
        repository=Repository(root / "desk-0"),
        keys=keys,
        hub=str(hub),
        shared_keys="",
        luck=lambda: 0.5,
        pause=lambda _seconds: None,
    )
    sync_register(machine, NOW, take_keys=False)
    create_register(root / "desk-1", keys, now=NOW, hub=str(hub))
    return Office(
        root=root, settings=settings, catalogue=catalogue, sealer=sealer, orders=tuple(orders)
    )


@dataclass(slots=True, kw_only=True)
class Books:
    """One run: the desks, the clock, and what really came and went."""

    office: Office
    root: Path
    now: datetime.datetime = NOW
    balance: Money = NOTHING
    statements: int = 0
    ledger: dict[OrderNumber, dict[PaymentKind, Money]] = field(
        default_factory=lambda: defaultdict(lambda: dict.fromkeys(PaymentKind, NOTHING))
    )

    @classmethod
    def opened(cls, office: Office, root: Path) -> "Books":
        """Return a run in a folder of its own."""
        shutil.copytree(office.root, root)
        return cls(office=office, root=root)

    def register(self, desk: int) -> Register:
        """Return the register of a desk."""
        return Register(
            repository=Repository(self.root / f"desk-{desk}"),
            keys=self.root / "keys",
            opener=Opener(self.office.settings.desk.gnupg_home),
        )

    def writer(self, desk: int) -> PaperWriter:
        """Return what adds papers at a desk."""
        return self.register(desk).writer(self.office.sealer, self.now)

    def wait(self) -> None:
        """Let an hour pass."""
        self.now += datetime.timedelta(hours=1)

    def mark(self, desk: int, order: Order, state: OrderState) -> None:
        """Mark an order."""
        mark_order(
            order.number,
            state,
            on=self.now.date(),
            register=self.register(desk),
            writer=self.writer(desk),
            now=self.now,
        )

    def cash(self, desk: int, order: Order, amount: Money) -> None:
        """Take cash for an order. Desks that are apart count for themselves, so each has a day."""
        register, day = self.register(desk), NOW.date() - datetime.timedelta(days=desk)
        payment = payment_by_hand(
            order.number,
            amount,
            day,
            source=PaymentSource.CASH,
            register=register,
            now=self.now,
            again=True,
        )
        try:
            record_payment(payment, register=register, writer=self.writer(desk), now=self.now)
        finally:
            self.count(register, order.number, PaymentKind.PAYMENT, amount)

    def count(
        self, register: Register, number: OrderNumber, kind: PaymentKind, amount: Money
    ) -> None:
        """Write into the ledger what the newest paper about money is of."""
        newest = [one for one in register.dossier(number) if one.kind is PaperKind(kind)][-1:]
        if newest and newest[0].received == self.now:
            self.ledger[number][kind] += amount

    def bank(self, order: Order, amount: Money) -> Outcome:
        """Import a statement with one entry that names an order; out is below 0."""
        register = self.register(0)
        self.statements += 1
        entry = Entry(
            reference=f"R{self.statements}",
            amount=amount,
            booked=self.now.date(),
            parts=(Part(communication=communication_digits(order.number)),),
            counterparty=Payer(name="Camille", iban=IBAN),
        )
        account = self.office.settings.network.iban.replace(" ", "")
        statement = Statement(
            account=account,
            name=statement_name(2026, self.statements),
            year=2026,
            count=self.statements,
            opening=self.balance,
            closing=self.balance + amount,
            opened=self.now.date(),
            closed=self.now.date(),
            entries=(entry,),
        )
        plan = plan_import([statement], account=account, register=register)
        import_payment(plan, register=register, writer=self.writer(0), now=self.now)
        self.balance += amount
        (match,) = plan.matches
        is_refund = match.outcome is Outcome.REFUND_SEEN
        for number, share in match.shares:
            kind = PaymentKind.REFUND if is_refund else PaymentKind.PAYMENT
            self.ledger[number][kind] += share
        return match.outcome

    def pay_back(self) -> None:
        """Order the bank to pay back what is owed."""
        register, network = self.register(0), self.office.settings.network
        owed = to_order(refunds_owed(register=register))
        plan_refund(
            owed,
            self.root / f"refunds-{self.now:%d%H}.xml",
            account=OurAccount(
                name=network.legal_name, iban=network.iban.replace(" ", ""), bic=network.bic
            ),
            register=register,
            writer=self.writer(0),
            now=self.now,
        )
        for one in owed:
            self.ledger[one.number][PaymentKind.REFUND_PLANNED] += one.amount

    def invoice(self) -> None:
        """Issue all that is due."""
        register = self.register(0)
        ready = sort_due(
            list_invoice(register),
            lambda due: draft_invoice(due, self.office.settings, self.office.catalogue, self.now),
            lambda _due, _error: None,
        )
        issued = issue_invoice(
            ready, register=register, writer=self.writer(0), now=self.now, numbering=ALONE
        )
        list(issued)

    def credit(self, part: Money | None) -> None:
        """Credit the newest invoice, or so much of its first line."""
        register = self.register(0)
        papers = series_papers(register, Series.INVOICE)
        number = DocumentNumber.of_mark(Series.INVOICE, papers[-1].mark) if papers else None
        if number:
            paper, note = draft_credit_note(
                number,
                reason="Withdrawn",
                parts={1: part} if part else {},
                register=register,
                now=self.now,
            )
            issue_credit_note(
                paper,
                note,
                register=register,
                writer=self.writer(0),
                now=self.now,
                numbering=ALONE,
            )

    def erase(self, order: Order) -> None:
        """Erase an order."""
        folders = [self.root / "keys"]
        plan = plan_erasure(order.number, register=self.register(0), folders=folders, now=self.now)
        erase_dossier(
            plan,
            ErasureReason.ASKED,
            "F" * 40,
            writer=self.writer(0),
            folders=folders,
            notes=self.root / "erasures.txt",
        )

    def sync(self, desks: Sequence[int] = (0, 1)) -> None:
        """Let desks exchange what they have with the hub."""
        for desk in desks:
            machine = Machine(
                repository=self.register(desk).repository,
                keys=self.root / "keys",
                hub=str(self.root / "hub.git"),
                shared_keys="",
                luck=lambda: 0.5,
                pause=lambda _seconds: None,
            )
            sync_register(machine, self.now, take_keys=False)

    def settle(self) -> None:
        """Let both desks have everything, and carry out erasures that papers came after."""
        self.sync((0, 1, 0))
        register, folders = self.register(0), [self.root / "keys"]
        found = leftovers(register=register, folders=folders)
        erase_again(found, register=register, folders=folders, notes=self.root / "erasures.txt")

    def states(self, desk: int) -> dict[OrderNumber, OrderState]:
        """Return where each order is, as a desk sees it."""
        register = self.register(desk)
        return {
            one.number: order_state(paper.kind for paper in register.dossier(one.number))
            for one in self.office.orders
        }

    def account(self, desk: int, number: OrderNumber) -> Account:
        """Return what came and went, as a desk sees it."""
        return account_of(payments_of(number, self.register(desk)))

    def lying(self, desk: int) -> list[str]:
        """Return every paper of a desk."""
        return files(self.root / f"desk-{desk}")


def refused(act: "object") -> IntakeError | None:
    """Do something, and return what refused it."""
    assert callable(act)
    try:
        act()
    except IntakeError as error:
        return error
    return None
