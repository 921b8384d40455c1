# SPDX-License-Identifier: GPL-3.0-or-later
"""Send access codes, encrypted to the confirmed key of whoever ordered (promises P08, P24).

The paper comes first and holds no code: what the mail server does not take is gone, and the next
try has new codes, a paper and a Message-ID of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.actions.find_member import confirmed_key_of
from intake.actions.send_letter import LetterSender, compose_letter
from intake.documents.member_letters import codes_letter
from intake.errors import RefusedError
from intake.mail.pgp_mime import letter_to
from intake.model.access_codes import (
    AccessCode,
    AccessCodes,
    ServiceAccount,
    check_may_send,
    codes_mark,
)
from intake.model.calendar import brussels_date
from intake.model.member_key import ConfirmedKey
from intake.model.order import Order
from intake.model.order_state import order_state
from intake.model.payment import account_of
from intake.model.sending import LetterKind, LetterState
from intake.model.structured_communication import OrderNumber
from intake.openpgp.member_key import inspect_key, usable_key
from intake.settings import Settings
from intake.store.access_record import codes_to_json
from intake.store.agreed_orders import agreed_in
from intake.store.dossiers import Paper, PaperKind
from intake.store.order_accounts import payments_in
from intake.store.register import Register
from intake.store.sendings import state_of

_MAY_BE_THERE = frozenset({LetterState.SENT, LetterState.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who gets the codes of an order; ``count`` is that of the paper to come."""

    paper: Paper
    order: Order
    key: ConfirmedKey
    count: int


def codes_addressee(
    number: OrderNumber, *, register: Register, now: datetime, again: bool = False
) -> Addressee:
    """Return who gets the codes, or refuse by the rules of the model.

    NoConfirmedKeyError, MemberKeyError if his key is spent by now, CodesSentError unless ``again``.
    """
    paper, dossier = register.order_paper(number), register.dossier(number)
    agreed = agreed_in(dossier, register)
    check_may_send(
        agreed.order,
        account=account_of(payments_in(dossier, register)),
        state=order_state(one.kind for one in dossier),
        agreed=agreed.issued,
        now=now,
    )
    made = [one for one in dossier if one.kind is PaperKind.ACCESS_CODES]
    there = [
        one for one in made if state_of(LetterKind.ACCESS_CODES, one, dossier) in _MAY_BE_THERE
    ]
    if there and not again:
        raise CodesSentError(there[-1])
    email = agreed.order.request.customer.email
    key = confirmed_key_of(email, register)
    if key is None:
        raise NoConfirmedKeyError(number)
    inspect_key(key.key.encode(), email, now)
    return Addressee(paper=paper, order=agreed.order, key=key, count=len(made) + 1)


def send_access_code(
    addressee: Addressee,
    codes: Sequence[AccessCode],
    *,
    sender: LetterSender,
    settings: Settings,
) -> None:
    """Write the paper and mail the codes; what sending raises, if the mail server refuses."""
    order, now = addressee.order, sender.clock()
    language, count = order.request.language, addressee.count
    mail = compose_letter(
        codes_letter(
            order.number,
            codes,
            language,
            network=settings.network,
            site_address=settings.site.address,
        ),
        to=addressee.key.email,
        language=language,
        reference=f"access-codes-{order.number}-{count}",
        settings=settings,
        now=now,
    )
    with usable_key(addressee.key.key, addressee.key.fingerprint) as key:
        encrypted = letter_to(key, mail, now)
    paper = _record(addressee, tuple(one.account for one in codes), sender)
    sender.send(encrypted, LetterKind.ACCESS_CODES, paper)


def _record(
    addressee: Addressee, accounts: tuple[ServiceAccount, ...], sender: LetterSender
) -> Paper:
    number, count = addressee.order.number, addressee.count

    def record(paper: Paper) -> bytes:
        return codes_to_json(
            AccessCodes(
                number=number,
                count=count,
                email=addressee.key.email,
                fingerprint=addressee.key.fingerprint,
                accounts=accounts,
                at=paper.received,
            )
        )

    added = sender.writer.attach(
        addressee.paper, PaperKind.ACCESS_CODES, codes_mark(number, count), sender.clock(), record
    )
    if not added.is_new:
        # Another desk made codes in this moment.
        raise CodesSentError(added.paper)
    return added.paper


class NoConfirmedKeyError(RefusedError):
    """Nothing can be encrypted to the member."""

    def __init__(self, number: OrderNumber) -> None:
        """Say what comes first."""
        super().__init__(
            f"whoever ordered {number} has no confirmed key, and codes never go in clear:"
            f" staff members confirm-key {number}"
        )


class CodesSentError(RefusedError):
    """Codes for this order went out, or may have."""

    def __init__(self, paper: Paper) -> None:
        """Say when, and the way on."""
        super().__init__(
            f"access codes for order {paper.number} went on {brussels_date(paper.received)}, or may"
            " have; to send new ones all the same, add --again"
        )
