# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that answer a form at once: we have it, under this number.

As everywhere in letters, no free text of the form is a fact. The acknowledgement of a withdrawal
is the exception that the law makes (Directive 2011/83, article 11a(4)): it repeats the statement,
in which only the name is typed freely, and a name that could be an address is refused.
"""

from intake.documents.letters import Letter, letter
from intake.documents.words import our_facts, words
from intake.model.calendar import brussels_date, utc_time_text
from intake.model.language import Language, date_text, moment_text
from intake.model.request import Request, RequestKind
from intake.settings import Network


def acknowledgement_letter(request: Request, *, network: Network, site_address: str) -> Letter:
    """Return the letter that says that we have the request."""
    language, values = request.language, request.values
    facts: dict[str, str | bool] = {
        "number": request.number,
        "received": moment_text(request.received, language),
        "received_utc": utc_time_text(request.received),
        **our_facts(network, language, site_address),
    }
    if request.deadline:
        facts["answer_by"] = moment_text(request.deadline, language)
        facts["last_day"] = date_text(brussels_date(request.deadline), language)
    if request.kind is RequestKind.WITHDRAWAL:
        part = words("withdrawal", language)[values["part"].replace("-", "_")]
        facts.update({key: values[key] for key in ("order_number", "name", "email")}, part=part)
    if request.kind is RequestKind.SUBSCRIPTION:
        facts["leave"] = f"{site_address}{values['leave']}"
    return letter(request.kind, language, facts)


def confirmation_letter(
    link: str, language: Language, *, network: Network, site_address: str
) -> Letter:
    """Return the letter that asks whoever owns an address whether it should be on the list."""
    facts: dict[str, str | bool] = {"link": link, **our_facts(network, language, site_address)}
    return letter("notice-confirmation", language, facts)
