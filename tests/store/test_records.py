# SPDX-License-Identifier: GPL-3.0-or-later
"""Records are contracts: written one way, read to the byte, and refused in any other form."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.model.catalogue import PriceList
from intake.model.customer import Contact, Customer, CustomerKind, Registrant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import LinePart, OptionWish, Order, OrderLine, OrderRequest, Wish, numbered
from intake.model.special_price import SpecialPrice
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatTreatment
from intake.store.json_record import RecordError
from intake.store.records import order_from_json, order_to_json
from tests.conftest import BELGIAN_VAT, NOW

GOLDEN = Path(__file__).parent.parent / "golden" / "order-2.json"
RECORD = GOLDEN.read_bytes()


HOLDER = Registrant(
    name="Jan Peeters",
    email="jan@example.org",
    phone="+32 2 000 00 01",
    street="Andere straat 4",
    postcode="9000",
    city="Gent",
    country="BE",
    organisation="Het Café",
)


@pytest.fixture
def golden_order(price_list: PriceList) -> Order:
    """Return the order that the golden file records: every key that there is."""
    customer = Customer(
        kind=CustomerKind.ORGANISATION,
        name="Zoë D’Hondt",
        email="zoe@example.org",
        street="Teststraat 2 bus 3",
        postcode="1050",
        city="Elsene",
        country="BE",
        phone="+32 2 000 00 00",
        organisation="Voorbeeld “De Brug” vzw",
        legal_form="vzw",
        enterprise_number="0123456749",
        vat_number="BE0123456749",
    )
    request = OrderRequest(
        language=Language.NL,
        customer=customer,
        wishes=(
            Wish(
                offer_id="hosting",
                quantity=2,
                options=(OptionWish(option_id="site", quantity=3),),
            ),
            Wish(offer_id="vps-small", months=1),
            Wish(offer_id="domain-be", domain_name="xn--caf-dma.be"),
            Wish(offer_id="training", months=None),
        ),
        solidarity=True,
        gift=Money.parse("10.00"),
        start_now=True,
        technical=Contact(name="Ada", email="ada@example.org"),
        registrant=HOLDER,
        billing_copy="boekhouding@example.org",
        notice_subscriber="allen@example.org",
        has_already="oud-voorbeeld.be",
        hosting_wishes="Een CMS.",
        purchase_reference="PO 2026/7",
        remarks='Eerste regel.\nTweede regel met "aanhalingstekens" en een \\.',
        openpgp_key="-----BEGIN PGP PUBLIC KEY BLOCK-----\nsample\n-----END …-----",
    )
    return numbered(
        request, price_list, BELGIAN_VAT, number=OrderNumber("2026000042"), received=NOW
    )


def replaced(old: str, new: str) -> bytes:
    """Return the golden record with one text changed in its first place."""
    assert old in RECORD.decode(), old
    return RECORD.decode().replace(old, new, 1).encode()


def without(key: str, *, where: str | None = None) -> bytes:
    """Return the golden record without a key, at its top or in a part of it."""
    record = json.loads(RECORD)
    part = record[where] if where else record
    del (part[0] if isinstance(part, list) else part)[key]
    return as_written(record)


def as_written(record: Any) -> bytes:  # noqa: ANN401  # anything that JSON can hold
    """Return JSON in our own form."""
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def said(data: bytes) -> str:
    """Return the sentence for a record that is refused."""
    with pytest.raises(RecordError) as error:
        order_from_json(data)
    return str(error.value)


# The golden file.


def test_an_order_is_written_as_the_golden_file(golden_order: Order) -> None:
    assert order_to_json(golden_order) == RECORD


def test_the_golden_file_is_read_as_the_order(golden_order: Order) -> None:
    assert order_from_json(RECORD) == golden_order


def test_an_order_with_a_special_price_has_a_golden_file_of_its_own(
    golden_order: Order, price_list: PriceList
) -> None:
    special = numbered(
        golden_order.request,
        price_list,
        BELGIAN_VAT,
        number=golden_order.number,
        received=NOW,
        special=SpecialPrice(
            offer_id="hosting",
            months=12,
            net=Money.parse("50.00"),
            until=datetime.date(2026, 12, 31),
        ),
    )
    record = (GOLDEN.parent / "order-2-special-price.json").read_bytes()
    assert order_to_json(special) == record
    assert order_from_json(record) == special


def test_what_is_read_is_written_to_the_same_byte() -> None:
    assert order_to_json(order_from_json(RECORD)) == RECORD


def test_what_is_absent_is_not_written(order: Order) -> None:
    record = json.loads(order_to_json(order))

    customer, line = record["customer"], record["lines"][0]
    keys = {*record, *customer, *line}
    assert keys & {"remarks", "organisation", "vat_number", "domain_name"} == set()


def test_the_format_comes_first() -> None:
    assert next(iter(json.loads(RECORD))) == "format"


@pytest.mark.parametrize("padding", [0, 1, 4095])
def test_padding_behind_a_record_is_not_read(golden_order: Order, padding: int) -> None:
    assert order_from_json(RECORD + b"\n" * padding) == golden_order


# Any order.

TEXT = st.text(max_size=20)
CENTS = st.builds(Money, cents=st.integers(min_value=0, max_value=10**9))
MAYBE = st.none() | TEXT
LINES = st.lists(
    st.builds(
        OrderLine,
        part=st.sampled_from(LinePart),
        offer_id=TEXT,
        option_id=MAYBE,
        term_months=st.integers(min_value=0, max_value=120),
        quantity=st.integers(min_value=1, max_value=99),
        unit_net=CENTS,
        vat_rate=st.sampled_from([Decimal(rate) for rate in ("21", "12", "6", "5.5", "0")]),
        domain_name=MAYBE,
    ),
    max_size=4,
).map(tuple)
WISHES = st.lists(
    st.builds(
        Wish,
        offer_id=TEXT,
        months=st.none() | st.integers(min_value=1, max_value=120),
        quantity=st.integers(min_value=1, max_value=99),
        options=st.lists(st.builds(OptionWish, option_id=TEXT), max_size=2).map(tuple),
        domain_name=MAYBE,
    ),
    max_size=4,
).map(tuple)


# Orders take a while to draw, and a busy machine is no fault of theirs.
AT_EASE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw any order that the model can hold."""
    lines = draw(LINES)
    place = dict.fromkeys(("name", "email", "street", "postcode", "city", "country"), TEXT)
    request = OrderRequest(
        language=draw(st.sampled_from(Language)),
        customer=draw(
            st.builds(
                Customer,
                kind=st.sampled_from(CustomerKind),
                **place,
                phone=MAYBE,
                organisation=MAYBE,
                legal_form=MAYBE,
                enterprise_number=MAYBE,
                vat_number=MAYBE,
            )
        ),
        wishes=draw(WISHES),
        solidarity=draw(st.booleans()),
        gift=draw(CENTS),
        technical=draw(st.none() | st.builds(Contact, name=TEXT, email=TEXT)),
        registrant=draw(st.none() | st.builds(Registrant, **place, phone=TEXT, organisation=MAYBE)),
        remarks=draw(MAYBE),
        openpgp_key=draw(MAYBE),
        start_now=draw(st.booleans()),
    )
    received = draw(
        st.datetimes(
            min_value=datetime.datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
            max_value=datetime.datetime(2099, 12, 31),  # noqa: DTZ001
            timezones=st.just(datetime.UTC),
        ),
    )
    return Order(
        number=OrderNumber(draw(st.from_regex(r"[0-9]{10}", fullmatch=True))),
        received=received.replace(microsecond=0),
        price_list=draw(st.dates()),
        vat=Vat(treatment=draw(st.sampled_from(VatTreatment)), rate=Decimal(21)),
        request=request,
        lines=lines,
        on_request=tuple(
            wish
            for wish in request.wishes
            if wish.offer_id not in {line.offer_id for line in lines}
        ),
    )


@AT_EASE
@given(orders())
def test_any_order_is_read_as_it_was_written(one: Order) -> None:
    assert order_from_json(order_to_json(one)) == one


@AT_EASE
@given(orders())
def test_a_record_is_utf_8_with_one_line_end_behind_it(one: Order) -> None:
    text = order_to_json(one).decode()

    assert (text.endswith("}\n"), text.startswith('{\n  "format": "order/2"')) == (True, True)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    assert said(data).startswith("the record is not valid: ")


@settings(deadline=None)
@given(
    st.integers(min_value=0, max_value=len(RECORD) - 2),
    st.integers(min_value=0, max_value=255),
)
def test_one_changed_byte_is_refused_or_read_as_what_it_now_says(place: int, octet: int) -> None:
    changed = RECORD[:place] + bytes([octet]) + RECORD[place + 1 :]
    try:
        one = order_from_json(changed)
    except RecordError:
        return

    assert order_to_json(one) == changed


# What is refused.


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"order/2"', '"order/3"', "order: it is no order/2"),
        ('"order/2",', '"order/2",\n  "colour": "blue",', "order: unknown key colour"),
        ('"kind":', '"age": "40",\n    "kind":', "customer: unknown key age"),
        ('"technical": {', '"technical": {\n    "age": "40",', "technical: unknown key age"),
        ('"option":', '"colour": "blue",\n          "option":', "options: unknown key colour"),
        ('"gift": "10.00"', '"gift": 10', "order: no proper gift"),
        ('"solidarity": true', '"solidarity": 1', "order: no proper solidarity"),
        ('"quantity": 2', '"quantity": 2.0', "wishes: no proper quantity"),
        ('"months": 12', '"months": "12"', "wishes: no proper months"),
        ('"part": "term"', '"part": "half"', "order: 'half' is not a valid LinePart"),
        (
            '"vat_treatment": "standard"',
            '"vat_treatment": "none"',
            "order: 'none' is not a valid VatTreatment",
        ),
    ],
)
def test_a_wrong_value_is_named(old: str, new: str, sentence: str) -> None:
    assert said(replaced(old, new)) == f"the record is not valid: {sentence}"


NOT_AS_WE_WRITE_IT = {
    "a wrong sum to pay": replaced('"to_pay": "', '"to_pay": "1'),
    "a wrong net of a line": replaced('"net": "60.00"', '"net": "61.00"'),
    "another price of a line": replaced('"unit_net": "30.00"', '"unit_net": "31.00"'),
    "another order of keys": as_written(dict(reversed(json.loads(RECORD).items()))),
    "a key twice": replaced('"to_pay"', '"to_pay": "1.00",\n  "to_pay"'),
    "escaped letters": json.dumps(json.loads(RECORD), indent=2).encode() + b"\n",
    "a space behind": RECORD + b" ",
}


@pytest.mark.parametrize("data", NOT_AS_WE_WRITE_IT.values(), ids=NOT_AS_WE_WRITE_IT)
def test_a_record_that_is_not_as_we_write_it_is_refused(data: bytes) -> None:
    assert said(data) == (
        "the record is not valid: order: its sums are not those of its lines, or its form is not"
        " ours"
    )


@pytest.mark.parametrize(
    "key",
    [
        "format",
        "number",
        "communication",
        "received",
        "language",
        "price_list",
        "vat_treatment",
        "vat_rate",
        "customer",
        "wishes",
        "solidarity",
        "gift",
        "start_now",
        "lines",
        "net",
        "vat",
        "total",
        "to_pay",
    ],
)
def test_a_missing_key_is_named(key: str) -> None:
    assert said(without(key)) == f"the record is not valid: order: no proper {key}"
