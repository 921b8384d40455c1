# SPDX-License-Identifier: GPL-3.0-or-later
"""The readers of what strangers send, for ``scripts/bench fuzz``."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from intake.bank.camt053 import read_camt053
from intake.bank.coda import read_coda
from intake.bank.csv_profile import read_profile
from intake.bank.csv_statement import read_csv
from intake.errors import IntakeError, NotAuthenticError
from intake.model.forge_push import genuine_delivery
from intake.model.language import Language
from intake.model.matching import plan_matching
from intake.model.statement import Statement, balance_fault
from intake.model.webhook import WebhookSecret, signed_headers, verified_id
from intake.openpgp.packets import count_keys, is_body, split
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.store.held_records import held_from_json
from intake.store.json_record import json_bytes
from intake.store.order_request import order_request_from_json
from intake.store.records import order_from_json, request_record
from intake.store.statement_record import statement_from_json, statement_to_json
from intake.web.forms import read_fields
from intake.web.guard import is_foreign
from intake.web.network import networks_of, sender_of
from intake.web.order_fields import form_fields
from intake.web.order_form import parse_order
from tests.bank.files import Line, Sheet
from tests.bank.files import camt as camt_file
from tests.bank.files import coda as coda_file

GOLDEN = Path(__file__).parent.parent / "golden"
_FORM = "application/x-www-form-urlencoded"
_PRICES = read_catalogue(read_settings(settings_file()).folders.catalogue).price_lists[-1]
_CSV = read_profile(GOLDEN / "bank-csv-1.toml")
_NOW = datetime(2026, 11, 22, 10, 12, tzinfo=UTC)
_SECRET = WebhookSecret(b"a secret of the tests, 32 bytes!")
_BATCH = (Line(cents=600, communication="202600004236"), Line(cents=400, text="merci"))
_SHEET = Sheet(
    lines=(
        Line(cents=8712, communication="202600004236"),
        Line(cents=1000, reference="REF2", parts=_BATCH),
        Line(cents=-2500, text="Loyer", reference="REF3", name="Propriétaire", given="E2E-1"),
    )
)
_CSV_FILE = """
Compte;Extrait;Date;Montant;Solde;Devise;Libellé;Réf;Communication;Nom;IBAN
BE98096244505493;2026-231;24/11/2026;15,00;1.015,00;EUR;cadeau;R3;;Zoë;BE68539007547034
BE98096244505493;2026-231;24/11/2026;-5,00;1.010,00;EUR;frais;R4;+++202/6000/04236+++;;
""".encode()
_FORGE = "a secret that the forge knows too"
_SIGNED = (
    *signed_headers([_SECRET], "m", _NOW, b""),
    *("x-forgejo-signature", "x-hub-signature-256", "x-gitlab-token"),
)


def forms(data: bytes) -> None:
    """Read a form, and the order in it."""
    parse_order(read_fields(data, _FORM, frozenset(form_fields(_PRICES))), Language.FR, _PRICES)


def packets(data: bytes) -> None:
    """Cut a message, and judge its parts."""
    is_body(data)
    try:
        count_keys(data)
    except IntakeError:
        sealed, _ = split(data)
        assert sealed.keys + sealed.body == data, "a byte is lost"


def records(data: bytes) -> None:
    """Read an order and a held order."""
    try:
        order_from_json(data)
    except IntakeError:
        held_from_json(data)


def headers(data: bytes) -> None:
    """Read what browsers and proxies say about a request."""
    text = data.decode("latin-1")
    is_foreign(text, None, ours=())
    networks_of(sender_of("127.0.0.1", text, ()))


def webhooks(data: bytes) -> None:
    """Read a partner's order; what was read is read again as the same."""
    request = order_request_from_json(data, _PRICES)
    head = {"format": "order-request/1", "language": str(request.language)}
    written = json_bytes({**head, **request_record(request)})
    assert order_request_from_json(written, _PRICES) == request, "not the same again"


def signatures(data: bytes) -> None:
    """Judge the headers of a partner and of a forge: nobody guesses a signature."""
    texts = data.decode("utf-8", "replace").split("\n")
    sent = {name: text for name, text in zip(_SIGNED, texts, strict=False) if text}
    for verify in (
        lambda: verified_id(sent, data, [_SECRET], _NOW),
        lambda: genuine_delivery(sent, data, (_FORGE,), _NOW),
    ):
        try:
            verify()
        except NotAuthenticError:
            continue
        raise AssertionError


def coda(data: bytes) -> None:
    """Read a statement in CODA."""
    _statements(read_coda(data))


def camt053(data: bytes) -> None:
    """Read a statement in CAMT.053."""
    _statements(read_camt053(data))


def bank_csv(data: bytes) -> None:
    """Read a statement in the CSV of a bank."""
    _statements(read_csv(data, _CSV))


def _statements(statements: Iterable[Statement]) -> None:
    """See that what was read adds up, and can be filed and read again, shown and matched."""
    for one in statements:
        assert balance_fault(one) is None, "its sums do not hold"
        assert statement_from_json(statement_to_json(one)) == one, "not the same again"
        marked = [(one.mark_of(entry), entry) for entry in one.entries]
        assert len(dict(marked)) == len(marked), "two entries have one mark"
        for entry in one.entries:
            payer = entry.counterparty
            shown = (entry.text, entry.reference, payer.name or "", payer.iban or "")
            assert all(text.isprintable() for text in shown), "a terminal would obey it"
        plan_matching(marked, {})


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        *(forms, packets, records, headers, webhooks, signatures),
        *(coda, camt053, bank_csv),
    )
}
# What a run begins with; a reader of 128 columns or of XML is not found by chance.
SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "records": ((GOLDEN / "order-2.json").read_bytes(),),
    "webhooks": ((GOLDEN / "order-request-1.json").read_bytes(),),
    "coda": (coda_file(_SHEET), (GOLDEN / "statement.coda").read_bytes()),
    "camt053": (
        *(camt_file(_SHEET, version=version) for version in (2, 4, 8)),
        (GOLDEN / "statement-camt-08.xml").read_bytes(),
    ),
    "bank_csv": (_CSV_FILE,),
}
