# SPDX-License-Identifier: GPL-3.0-or-later
"""The right of withdrawal, in the same words on the payment request and in its letter.

Directive 2011/83, art. 6(1)(h) and (k), 8(7), 9 and 14(3). The document has the model statement in
one sentence; the letter has the whole form of annex I(B), and so leaves the sentence out.
"""

from collections.abc import Iterator

from intake.documents.words import words
from intake.model.language import date_text
from intake.model.pro_forma import ProForma
from intake.settings import Network


def withdrawal_text(pro_forma: ProForma, *, network: Network, with_model: bool) -> str:
    """Say what a consumer may do, what it costs for what was ordered, and how to say it."""
    return " ".join(_sentences(pro_forma, network, with_model=with_model))


def _sentences(pro_forma: ProForma, network: Network, *, with_model: bool) -> Iterator[str]:
    order = pro_forma.order
    language = order.request.language
    text = words("pro_forma", language)
    if order.request.start_now:
        yield text["withdrawal_now"].format(support=network.support)
        if any(line.domain_name is None for line in order.lines):
            yield text["withdrawal_services"]
        if any(line.domain_name for line in order.lines):
            yield text["withdrawal_domain_name"]
    else:
        yield text["withdrawal_later"].format(support=network.support)
    if with_model:
        issued = date_text(pro_forma.issued, language)
        yield text["withdrawal_model"].format(number=order.number, date=issued)
