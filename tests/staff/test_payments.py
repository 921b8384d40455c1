# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff payments``: from a file of the bank to a paid order, and the pile of what is left."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.actions.publish_state import states_of_orders
from intake.model.catalogue import PriceList
from intake.model.order import Order, OrderRequest
from intake.model.order_state import OrderState
from intake.model.structured_communication import communication_digits, communication_text
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.register import Register
from tests.bank.files import DAY, Line, Sheet, camt, coda
from tests.conftest import NOW
from tests.staff.conftest import Staff, lay_order
from tests.store.conftest import files, git

# The statements of the tests are of the day after the orders.
TODAY = ("--today", "2026-11-25")
GOLDEN = Path(__file__).parent.parent / "golden"
Lay = Callable[..., str]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Return what writes a file of the bank, and its path."""

    def written(data: bytes, name: str = "statement.coda") -> str:
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return written


@pytest.fixture
def order_again(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, price_list: PriceList
) -> Callable[[], Order]:
    """Return what receives a second order of the same customer."""
    return lambda: lay_order(own_settings, sealer, order_request, price_list, mark="1" * 16)


def paying(order: Order, cents: int | None = None, **more: object) -> Line:
    """Return a transfer for an order."""
    amount = order.to_pay.cents if cents is None else cents
    line = Line(cents=amount, communication=communication_digits(order.number))
    return dataclasses.replace(line, **more)  # type: ignore[arg-type]


def states(register: Register) -> dict[str, OrderState]:
    """Return what the receipt pages would say."""
    return {str(number): state for number, state in states_of_orders(register, NOW).states.items()}


def test_a_plan_writes_nothing(staff: Staff, received: Order, register: Register, lay: Lay) -> None:
    before = files(register.repository.folder)
    path = lay(coda(Sheet(lines=(paying(received),))))
    result = staff(*TODAY, "payments", "import", path)
    assert result.exit_code == 0, result.output
    assert "matched" in result.output
    assert received.number in result.output
    assert "Nothing was written; add --apply." in result.output
    assert files(register.repository.folder) == before


def test_a_payment_makes_its_order_paid(
    staff: Staff, received: Order, register: Register, lay: Lay
) -> None:
    """Receipt pages say it, the register is whole, and git has all of it in one commit."""
    path = lay(coda(Sheet(lines=(paying(received), Line(cents=-500, text="frais")))))
    result = staff(*TODAY, "payments", "import", path, "--apply")
    assert result.exit_code == 0, result.output
    assert "orders paid now: 1" in result.output
    assert states(register) == {received.number: OrderState.PAID}
    assert "2026-11-24  87.12  bank Camille" in staff("orders", "show", received.number).output
    whole = staff("register", "verify")
    assert whole.exit_code == 0, whole.output
    waiting = json.loads(staff("queue", "--json").output)
    assert [one["number"] for one in waiting] == [received.number]
    (_, *_, last) = git(register.repository.folder, "log", "--reverse", "--format=%s").splitlines()
    assert last == "Add 3 papers"
    assert "Camille" not in git(register.repository.folder, "log", "--format=%B")


@pytest.mark.parametrize("twin", [coda, camt])
def test_the_same_statement_again_changes_nothing(
    staff: Staff,
    received: Order,
    register: Register,
    lay: Lay,
    twin: Callable[[Sheet], bytes],
) -> None:
    """Be it the same file, or the other form of it."""
    sheet = Sheet(lines=(paying(received), paying(received), Line(cents=100, text="merci")))
    staff(*TODAY, "payments", "import", lay(coda(sheet)), "--apply")
    before = files(register.repository.folder)
    result = staff(*TODAY, "payments", "import", lay(twin(sheet)), "--apply")
    assert result.exit_code == 0, result.output
    assert "New statements: 0; here already: 1" in result.output
    assert files(register.repository.folder) == before


def test_two_transfers_that_look_alike_stay_two(staff: Staff, received: Order, lay: Lay) -> None:
    sheet = Sheet(lines=(paying(received), paying(received)))
    staff(*TODAY, "payments", "import", lay(coda(sheet)), "--apply")
    (left,) = json.loads(staff("payments", "rest", "--json").output)
    assert (left["outcome"], left["orders"]) == ("already paid", [received.number])
    day = DAY.isoformat()
    amount = left["amount"]
    done = staff(
        *TODAY, "payments", "record", received.number, amount, day, "--entry", left["entry"]
    )
    assert done.exit_code == 0, done.output
    assert staff("payments", "rest").output == "The pile is empty.\n"
    assert staff("register", "verify").exit_code == 0


def test_a_killed_import_is_finished_by_the_next(
    staff: Staff, received: Order, register: Register, lay: Lay, own_settings: Settings
) -> None:
    """What is there is not written again; what is missing is, and the order is marked."""
    sheet = Sheet(lines=(paying(received), Line(cents=100, text="merci")))
    staff(*TODAY, "payments", "import", lay(coda(sheet)), "--apply")
    whole = files(register.repository.folder)
    for path in whole:
        if "-statement-" in path or "-marked-paid-" in path:
            (register.repository.folder / path).unlink()
            keys = path.removeprefix("dossiers/").replace(".pgp", ".pkesk")
            (own_settings.folders.keys / keys).unlink()
    assert states(register) == {}
    staff(*TODAY, "payments", "import", lay(coda(sheet)), "--apply")
    assert states(register) == {received.number: OrderState.PAID}
    assert files(register.repository.folder) == whole


def test_what_is_on_the_pile_comes_with_suggestions_and_can_be_set_aside(
    staff: Staff, received: Order, lay: Lay
) -> None:
    named = dataclasses.replace(
        paying(received), communication=None, text=f"commande {received.number}"
    )
    sheet = Sheet(lines=(named, Line(cents=1500, text="cadeau [bold]", reference="REF9")))
    staff(*TODAY, "payments", "import", lay(coda(sheet)), "--apply")
    first, second = json.loads(staff("payments", "rest", "--json").output)
    (perhaps,) = first["perhaps"]
    assert perhaps == {"number": received.number, "reasons": ["number", "amount", "name"]}
    assert [one["number"] for one in second["perhaps"]] == [received.number]
    assert "cadeau [bold]" in staff("payments", "rest").output
    assert staff("payments", "set-aside", second["entry"], "a gift", "--dry-run").exit_code == 0
    assert staff("payments", "set-aside", second["entry"], "a gift").exit_code == 0
    assert staff("payments", "set-aside", second["entry"], "a gift").exit_code == 4
    assert staff("payments", "set-aside", "0" * 16, "a gift").exit_code == 3
    assert [one["entry"] for one in json.loads(staff("payments", "rest", "--json").output)] == [
        first["entry"]
    ]
    whole = staff("register", "verify")
    assert whole.exit_code == 0, whole.output


def test_a_customer_who_paid_before_is_known_by_the_account(
    staff: Staff, received: Order, order_again: Callable[[], Order], lay: Lay
) -> None:
    staff(*TODAY, "payments", "import", lay(coda(Sheet(lines=(paying(received),)))), "--apply")
    second = order_again()
    later = Sheet(
        lines=(Line(cents=100, text="acompte", name="C."),),
        count=232,
        opening=100_000 + received.to_pay.cents,
    )
    done = staff(*TODAY, "payments", "import", lay(coda(later)), "--apply")
    assert done.exit_code == 0, done.output
    (left,) = json.loads(staff("payments", "rest", "--json").output)
    assert left["perhaps"] == [{"number": second.number, "reasons": ["account"]}]


def test_cash_is_recorded_once_unless_it_came_twice(
    staff: Staff, received: Order, register: Register
) -> None:
    typed = (*TODAY, "payments", "record", communication_text(received.number), "40,00")
    day = DAY.isoformat()
    assert staff(*typed, day, "--dry-run").output.startswith("Would record")
    assert staff(*typed, day).exit_code == 0
    assert staff(*typed, day).exit_code == 4
    assert states(register) == {}
    assert staff(*typed, day, "--again").exit_code == 0
    rest = staff(*TODAY, "payments", "record", received.number, "7.12", day, "--source", "other")
    assert f"Order {received.number} is paid." in rest.output
    assert staff("register", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [("0", "2026-11-24", 4), ("-5.00", "2026-11-24", 4), ("5.00", "2026-11-27", 4)],
)
def test_what_cannot_be_is_not_recorded(
    staff: Staff, received: Order, amount: str, day: str, code: int
) -> None:
    typed = staff(*TODAY, "payments", "record", received.number, "--", amount, day)
    assert typed.exit_code == code, typed.output


def follows(sheet: Sheet, **changes: object) -> Sheet:
    """Return the statement after one."""
    after = Sheet(opening=sheet.closing, count=sheet.count + 1)
    return dataclasses.replace(after, **changes)  # type: ignore[arg-type]


FIRST = Sheet(lines=(Line(cents=100, text="merci"),))


@pytest.mark.parametrize(
    "refused",
    [
        (follows(FIRST, opening=FIRST.closing + 1), "it begins with"),
        (follows(FIRST, count=233), "one is missing"),
        (follows(FIRST, day=DAY.replace(day=23)), "older"),
        (follows(FIRST, account="BE17523075470321"), "ours is"),
        (dataclasses.replace(FIRST, lines=(Line(cents=200, text="merci"),)), "differs"),
    ],
)
def test_a_statement_that_does_not_follow_is_refused_with_all_files(
    staff: Staff, register: Register, lay: Lay, refused: tuple[Sheet, str]
) -> None:
    second, why = refused
    staff(*TODAY, "payments", "import", lay(coda(FIRST)), "--apply")
    before = files(register.repository.folder)
    good = lay(coda(follows(FIRST, lines=(Line(cents=300),))), "good.coda")
    for several in ([lay(coda(second), "b.coda")], [good, lay(coda(second), "b.coda")]):
        result = staff(*TODAY, "payments", "import", *several, "--apply")
        assert result.exit_code == 4, result.output
        assert why in result.output or len(several) > 1
        assert "nothing was imported" in result.output
    assert files(register.repository.folder) == before


def test_an_order_that_was_erased_stops_nothing(
    staff: Staff, received: Order, lay: Lay, own_settings: Settings
) -> None:
    first = Sheet(lines=(paying(received),))
    staff(*TODAY, "payments", "import", lay(coda(first)), "--apply")
    for path in own_settings.folders.keys.glob(f"*/*/*/{received.number}/*.pkesk"):
        path.unlink()
    second = follows(first, lines=(paying(received), Line(cents=700)))
    done = staff(*TODAY, "payments", "import", lay(coda(second), "b.coda"), "--apply", "--json")
    assert done.exit_code == 0, done.output
    (statement,) = json.loads(done.output)["statements"]
    assert [one["outcome"] for one in statement["entries"]] == ["unknown order", "no reference"]
    assert staff("payments", "rest").exit_code == 0
    assert staff("refunds", "plan").output == "Nothing is owed.\n"


def test_a_csv_is_read_by_its_profile(staff: Staff, lay: Lay) -> None:
    profile = str(GOLDEN / "bank-csv-1.toml")
    head = "\nCompte;Extrait;Date;Montant;Solde;Devise;Libellé;Réf;Communication;Nom;IBAN\n"
    row = "BE98096244505493;2026-231;24/11/2026;15,00;15,00;EUR;cadeau;R3;;;\n"
    path = lay((head + row).encode(), "statement.csv")
    assert staff(*TODAY, "payments", "import", path).exit_code == 4
    done = staff(*TODAY, "payments", "import", path, "--csv", profile, "--apply", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["statements"][0]["entries"][0]["outcome"] == "no reference"


@pytest.mark.parametrize("data", [b"", b"MZ\0", b"Date;Amount\n", b"0" * (33 << 20)])
def test_what_is_no_statement_is_refused(staff: Staff, lay: Lay, data: bytes) -> None:
    result = staff("payments", "import", lay(data), "--apply")
    assert result.exit_code == 4
    assert "is refused" in result.output
