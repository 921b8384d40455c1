# SPDX-License-Identifier: GPL-3.0-or-later
"""The right of withdrawal, in the same words on the payment request and in its letter.

Directive 2011/83, art. 6(1)(h) and (k), 8(7), 9 and 14(3); the model statement is shortened from
its annex I(B).
"""

from collections.abc import Iterator

from intake.documents.words import words
from intake.model.language import date_text
from intake.model.pro_forma import ProForma
from intake.settings import Network


def withdrawal_text(pro_forma: ProForma, *, network: Network) -> str:
    """Say what a consumer may do, what it costs for what was ordered, and how to say it."""
    return " ".join(_sentences(pro_forma, network))


def _sentences(pro_forma: ProForma, network: Network) -> Iterator[str]:
    order = pro_forma.order
    language = order.request.language
    text = words("pro_forma", language)
    if order.request.start_now:
        yield text["withdrawal_now"].format(support=network.support)
        if any(line.domain_name is None for line in order.lines):
            yield text["withdrawal_hosting"]
        if any(line.domain_name for line in order.lines):
            yield text["withdrawal_domain_name"]
    else:
        yield text["withdrawal_later"].format(support=network.support)
    issued = date_text(pro_forma.issued, language)
    yield text["withdrawal_model"].format(number=order.number, date=issued)
