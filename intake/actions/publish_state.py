# SPDX-License-Identifier: GPL-3.0-or-later
"""Publish where each order is, signed, for the receipt pages of the web machine.

Numbers and states, nothing else; nothing is decrypted. Orders that are only received are left out.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from intake.model.order_state import OrderState, PublishedStates, order_state
from intake.model.structured_communication import OrderNumber
from intake.openpgp.keyring import Fingerprint
from intake.openpgp.sign import sign
from intake.store.dossiers import PaperKind
from intake.store.durable import replace_file
from intake.store.erasures import erased_among
from intake.store.published_states import states_file, states_to_json
from intake.store.register import Register


def states_of_orders(register: Register, now: datetime) -> PublishedStates:
    """Return what there is to publish; an erased order has no receipt that anybody needs."""
    kinds: dict[OrderNumber, list[PaperKind]] = defaultdict(list)
    papers = list(register.papers())
    gone = erased_among(papers)
    for paper in papers:
        if paper not in gone:
            kinds[paper.number].append(paper.kind)
    states = {
        number: order_state(found) for number, found in kinds.items() if PaperKind.ORDER in found
    }
    beyond = {number: state for number, state in states.items() if state is not OrderState.RECEIVED}
    return PublishedStates(issued=now, states=beyond)


def publish_state(
    published: PublishedStates,
    *,
    folder: Path,
    home: Path,
    signers: Sequence[Fingerprint],
) -> None:
    """Sign the states with the first of the signers' keys that is here, and put them in place."""
    message = sign(states_to_json(published), home=home, signers=signers)
    replace_file(states_file(folder), message)
