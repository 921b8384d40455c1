# SPDX-License-Identifier: GPL-3.0-or-later
"""What the review page shows: all that a buyer must see beside the button (CEL VI.45, VI.46)."""

from collections.abc import Iterator, Mapping

from intake.model.catalogue import DomainAct, Offer
from intake.model.countries import country_names
from intake.model.customer import Customer, Registrant
from intake.model.domain_name import readable
from intake.model.language import date_text, money_text, percent_text
from intake.model.money import NOTHING
from intake.model.order import LinePart, OrderLine, Wish
from intake.model.vat import VatTreatment
from intake.settings import Texts
from intake.web.reviewed import Reviewed

View = Mapping[str, object]
Pair = tuple[str, list[str]]
_TIMES = "\N{MULTIPLICATION SIGN}"


def review_view(reviewed: Reviewed, texts: Texts) -> View:
    """Show lines, sums, VAT, who orders, what he agrees to, and the two ways on."""
    request, totals = reviewed.request, reviewed.totals
    language, words = request.language, texts["review"]
    return {
        "lines": [_line(line, reviewed, texts) for line in reviewed.lines],
        "on_request": [_wish(wish, reviewed, texts) for wish in reviewed.on_request],
        "is_quotation": bool(reviewed.on_request),
        "net": money_text(totals.net, language),
        "vat_lines": [
            {"rate": percent_text(one.rate, language), "vat": money_text(one.vat, language)}
            for one in totals.vat_lines
        ],
        "total": money_text(totals.total, language),
        "gift": None if request.gift == NOTHING else money_text(request.gift, language),
        "to_pay": money_text(reviewed.to_pay, language),
        "vat_text": _vat_text(reviewed, texts),
        "special_text": _special_text(reviewed, words),
        "pairs": [(label, lines) for label, lines in _pairs(reviewed, texts) if lines],
        "openpgp_key": request.openpgp_key,
        "consumer": request.customer.is_consumer,
        "start_now": request.start_now,
        "term_texts": list(dict.fromkeys(_term_texts(reviewed, texts))),
        "action": f"/{language}/order/confirm",
        "edit_action": f"/{language}/order/edit",
    }


def months_text(months: int, texts: Texts) -> str:
    """Return a term as people say it."""
    words = texts["prices"]
    return words["month" if months == 1 else "months"].replace("{months}", str(months))


def _line(line: OrderLine, reviewed: Reviewed, texts: Texts) -> View:
    offer = reviewed.price_list.offer(line.offer_id)
    language = reviewed.request.language
    name = offer.names[language]
    details: str | None = offer.details[language]
    if line.part is LinePart.SETUP:
        name, details = f"{texts['prices']['setup']}: {name}", None
    if line.option_id is not None:
        name, details = f"+ {offer.option(line.option_id).names[language]}", None
    facts = [months_text(line.term_months, texts)] if line.term_months else []
    if line.quantity > 1:
        facts.append(f"{line.quantity} {_TIMES} {money_text(line.unit_net, language)}")
    if _is_solidarity(line, offer):
        facts.append(texts["prices"]["solidarity"])
    return {
        "name": name,
        "domain_name": _both_forms(line.domain_name),
        "details": details,
        "facts": ", ".join(facts),
        "net": money_text(line.net, language),
    }


def _is_solidarity(line: OrderLine, offer: Offer) -> bool:
    if line.part is not LinePart.TERM:
        return False
    term = offer.term(line.term_months)
    return term.solidarity is not None and term.solidarity == line.unit_net != term.net


def _wish(wish: Wish, reviewed: Reviewed, texts: Texts) -> View:
    offer = reviewed.price_list.offer(wish.offer_id)
    language = reviewed.request.language
    return {
        "name": offer.names[language],
        "domain_name": _both_forms(wish.domain_name),
        "details": offer.details[language],
        "facts": f"{wish.quantity} {_TIMES}" if wish.quantity > 1 else "",
        "net": texts["prices"]["on_request"],
    }


def _both_forms(name: str | None) -> str | None:
    """Return a name as people read it, and as machines do where that differs."""
    if name is None or readable(name) == name:
        return name
    return f"{readable(name)} ({name})"


def _vat_text(reviewed: Reviewed, texts: Texts) -> str | None:
    """Say why the order has the VAT that it has; at home there is nothing to say."""
    customer, vat = reviewed.request.customer, reviewed.vat
    if vat.treatment is VatTreatment.STANDARD:
        return None
    language = reviewed.request.language
    return (
        texts["vat"][vat.treatment.replace("-", "_")]
        .replace("{rate}", percent_text(vat.rate, language))
        .replace("{number}", customer.vat_number_text or "")
        .replace("{country}", country_names(language).get(customer.country, customer.country))
    )


def _special_text(reviewed: Reviewed, words: Mapping[str, str]) -> str | None:
    special, language = reviewed.special, reviewed.request.language
    if special is None:
        return None
    return (
        words["special"]
        .replace("{offer}", reviewed.price_list.offer(special.offer_id).names[language])
        .replace("{net}", money_text(special.net, language))
        .replace("{day}", date_text(special.until, language))
    )


def _term_texts(reviewed: Reviewed, texts: Texts) -> Iterator[str]:
    """Say for how long each line runs and what comes then."""
    words = texts["review"]
    for line in reviewed.lines:
        if line.part is not LinePart.TERM:
            continue
        offer = reviewed.price_list.offer(line.offer_id)
        rule = {
            None: "term_service",
            DomainAct.REGISTER: "term_register",
            DomainAct.TRANSFER: "term_transfer",
            DomainAct.RENEW: "term_renew",
        }[offer.act]
        yield (
            words[rule]
            .replace("{offer}", offer.names[reviewed.request.language])
            .replace("{name}", readable(line.domain_name) if line.domain_name else "")
            .replace("{term}", months_text(line.term_months, texts))
        )


def _pairs(reviewed: Reviewed, texts: Texts) -> Iterator[Pair]:
    """Return all that was said beside the offers, each with its label."""
    request, words, form = reviewed.request, texts["review"], texts["form"]
    customer, language = request.customer, request.language
    countries = country_names(language)
    yield words["customer"], _address(customer, countries[customer.country])
    yield form["email"], [customer.email]
    yield form["phone"], _given(customer.phone)
    yield form["enterprise_number"], _given(customer.enterprise_number_text)
    yield form["vat_number"], _given(customer.vat_number_text)
    if technical := request.technical:
        yield words["technical"], [technical.name, technical.email]
    yield form["billing_copy"], _given(request.billing_copy)
    yield form["notice_subscriber"], _given(request.notice_subscriber)
    if holder := request.registrant:
        contact = [holder.email, holder.phone]
        yield words["registrant"], [*_address(holder, countries[holder.country]), *contact]
    for name in ("has_already", "hosting_wishes", "purchase_reference", "remarks"):
        yield form[name], _given(getattr(request, name))
    if request.solidarity:
        yield form["solidarity_short"], [form["solidarity"]]


def _address(one: Customer | Registrant, country: str) -> list[str]:
    organisation = one.organisation_text if isinstance(one, Customer) else one.organisation
    lines = [organisation, one.name, one.street, f"{one.postcode} {one.city}".strip(), country]
    return [line for line in lines if line]


def _given(text: str | None) -> list[str]:
    return [] if text is None else [text]
