# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of the order form and what each may hold.

A house test holds these names against the form that the site builds.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email
from stdnum.be import vat
from stdnum.exceptions import ValidationError

from intake.errors import Fault, InvalidInputError
from intake.model.catalogue import DomainAct, OfferKind, PriceList
from intake.model.customer import Customer, CustomerKind
from intake.model.domain_name import parse_be
from intake.model.field_rules import has_unwanted
from intake.model.language import Language
from intake.model.order import OrderRequest, Wish
from intake.web.forms import Fields, clean

# The longest text that each field takes, in characters; a choice is one of its own words.
LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "customer_kind": 12,
        "name": 100,
        "organisation": 100,
        "vat_number": 20,
        "email": 254,
        "street": 100,
        "postcode": 4,
        "city": 100,
        "hosting": 40,
        "domain_name": 100,
        "remarks": 1000,
        "start_now": 3,
        "accept_terms": 3,
        # Nobody reads it: who fills it in is not a person (web/admission.py).
        "website": 100,
    },
)
FIELDS = frozenset(LENGTHS)
# Orders by the form are for Belgium; elsewhere VAT needs a person's eye.
_COUNTRY = "BE"
_POSTCODE = re.compile(r"[1-9]\d{3}", re.ASCII)
_TICKED = "yes"


def parse_order(fields: Fields, language: Language, price_list: PriceList) -> OrderRequest:
    """Return what the form asks for, or raise InvalidInputError with every fault in it."""
    form = _Form(fields)
    kind = form.choice("customer_kind", tuple(CustomerKind), required=True)
    is_organisation = kind == CustomerKind.ORGANISATION
    customer = {
        "name": form.text("name", required=True),
        "organisation": form.text("organisation", required=is_organisation),
        "vat_number": form.read("vat_number", _vat_number),
        "email": form.read("email", _email, required=True),
        "street": form.text("street", required=True),
        "postcode": form.read("postcode", _postcode, required=True),
        "city": form.text("city", required=True),
    }
    if kind == CustomerKind.PERSON:
        for name in ("organisation", "vat_number"):
            if customer[name]:
                form.refuse(name, "only_for_organisations")
    offers = [offer.id for offer in price_list.of_kind(OfferKind.HOSTING)]
    hosting = form.choice("hosting", offers)
    domain_name = form.read("domain_name", parse_be)
    if not fields.get("hosting") and not fields.get("domain_name", "").strip():
        form.refuse("hosting", "nothing_ordered")
    remarks = form.text("remarks", of_several_lines=True)
    start_now = form.choice("start_now", (_TICKED,))
    if form.choice("accept_terms", (_TICKED,)) is None:
        form.refuse("accept_terms", "must_accept")
    form.finish()
    return OrderRequest(
        language=language,
        customer=Customer(
            kind=CustomerKind(kind or ""),
            country=_COUNTRY,
            organisation=customer.pop("organisation"),
            vat_number=customer.pop("vat_number"),
            **{name: text or "" for name, text in customer.items()},
        ),
        wishes=_wishes(hosting, domain_name, price_list),
        remarks=remarks,
        start_now=start_now is not None,
    )


def _wishes(hosting: str | None, domain_name: str | None, offers: PriceList) -> tuple[Wish, ...]:
    hosted = (Wish(offer_id=hosting),) if hosting else ()
    if domain_name is None:
        return hosted
    offer = offers.for_domain_name(DomainAct.REGISTER, domain_name)
    return (*hosted, Wish(offer_id=offer.id, domain_name=domain_name))


class _Form:
    """Reads one field after the other and keeps every fault; None stands for an empty field."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._faults: dict[str, Fault] = {}

    def refuse(self, name: str, code: str) -> None:
        """Keep the first fault of a field."""
        self._faults.setdefault(name, Fault(field=name, code=code))

    def text(
        self,
        name: str,
        *,
        required: bool = False,
        of_several_lines: bool = False,
    ) -> str | None:
        """Return the clean text of a field."""
        text = clean(self._fields.get(name, ""))
        if len(text) > LENGTHS[name]:
            self.refuse(name, "too_long")
        elif has_unwanted(text, of_several_lines=of_several_lines):
            self.refuse(name, "control_characters")
        elif text:
            return text
        elif required:
            self.refuse(name, "organisation_required" if name == "organisation" else "required")
        return None

    def choice(
        self, name: str, choices: tuple[str, ...] | list[str], *, required: bool = False
    ) -> str | None:
        """Return the text of a field that must be one of the choices."""
        text = self._fields.get(name, "")
        if text in choices:
            return text
        if text:
            self.refuse(name, "not_a_choice")
        elif required:
            self.refuse(name, "required")
        return None

    def read(
        self, name: str, reader: Callable[[str], str], *, required: bool = False
    ) -> str | None:
        """Return what the reader makes of a field; its InvalidInputError becomes the fault."""
        text = self.text(name, required=required)
        if text is None:
            return None
        try:
            return reader(text)
        except InvalidInputError as error:
            self.refuse(name, error.faults[0].code)
            return None

    def finish(self) -> None:
        """Raise all faults, in the order of the form."""
        if self._faults:
            raise InvalidInputError(
                [self._faults[name] for name in LENGTHS if name in self._faults]
            )


def _email(text: str) -> str:
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise _FieldError("email", "bad_email") from error
    return address.ascii_email or address.normalized


def _postcode(text: str) -> str:
    if not _POSTCODE.fullmatch(text):
        raise _FieldError("postcode", "bad_postcode")
    return text


def _vat_number(text: str) -> str:
    try:
        return f"{_COUNTRY}{vat.validate(text)}"
    except ValidationError as error:
        raise _FieldError("vat_number", "bad_vat_number") from error


class _FieldError(InvalidInputError):
    """One field holds what it should not."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__([Fault(field=field, code=code)])
