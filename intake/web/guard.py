# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before every form: how often a network may send one, and from which page.

Whoever is kept waiting, or sent from a page that is not ours, gets a page that carries the form;
its button sends it again. Nothing that was typed is lost.
"""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, request

from intake.model.language import Language
from intake.web.limits import CONFIRMATIONS, FORMS, REVIEWS, WEBHOOKS, Limits, Policy, Wanted
from intake.web.network import Network, networks_of, sender_of
from intake.web.pages import Pages
from intake.web.problems import JSON_HTTP_PROBLEMS, problem_answer

_log = logging.getLogger(__name__)
_BY_ENDPOINT: Mapping[str, Policy] = {
    "orders.review": REVIEWS,
    "orders.edit": REVIEWS,
    "orders.confirm": CONFIRMATIONS,
}
_PROGRAMS = "/webhooks/"
# More fields than any form of ours has.
_MOST_FIELDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Stands before every address that takes something."""

    pages: Pages
    limits: Limits
    proxies: Sequence[Network]
    site_address: str
    clock: Callable[[], datetime]

    def __call__(self) -> Response | None:
        """Return what keeps the request away, None to let it pass."""
        if request.method != "POST":
            return None
        is_program = request.path.startswith(_PROGRAMS)
        policy = WEBHOOKS if is_program else _BY_ENDPOINT.get(request.endpoint or "", FORMS)
        wait = self.limits.take(self._wanted(policy), self.clock())
        if wait:
            _log.warning("asked to wait: %s", policy.name)
            answer = self._told_to_wait(is_program=is_program)
            answer.headers["Retry-After"] = str(math.ceil(wait))
            return answer
        if not is_program and is_foreign(
            request.headers.get("Origin"),
            request.headers.get("Sec-Fetch-Site"),
            ours=(host_of(self.site_address), request.host),
        ):
            _log.warning("a form from a page that is not ours")
            return self.pages.problem("foreign_form", _language(), status=403, retry=self._retry())
        return None

    def _wanted(self, policy: Policy) -> list[Wanted]:
        forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
        own, wide = networks_of(sender_of(request.remote_addr, forwarded, self.proxies))
        return [Wanted(policy=policy, who=own), Wanted(policy=policy.wider(), who=wide)]

    def _told_to_wait(self, *, is_program: bool) -> Response:
        if is_program:
            return problem_answer(self.pages, 429, JSON_HTTP_PROBLEMS[429])
        return self.pages.problem("too_many", _language(), status=429, retry=self._retry())

    def _retry(self) -> Mapping[str, object] | None:
        """Return a button that sends the form once more, to the address it was sent to."""
        if request.url_rule is None:
            return None
        text = self.pages.texts[_language()]["problems"]["send_again"]
        return {"action": request.path, "fields": _sent(), "text": text}


def guard_routes(guard: Guard) -> Blueprint:
    """Return what puts the guard before all addresses of an application."""
    routes = Blueprint("guard", __name__)
    routes.before_app_request(guard)
    return routes


def is_foreign(origin: str | None, fetch_site: str | None, *, ours: Sequence[str | None]) -> bool:
    """Say whether a browser tells us that the form stands on a page of somebody else.

    Old and text browsers tell nothing, and some tell "null" to protect their reader. Those pass:
    an order needs the token of a review page as well.
    """
    if origin is None or origin == "null":
        return fetch_site == "cross-site"
    return host_of(origin) not in ours


def host_of(address: str) -> str | None:
    """Return the host and port of an address, None if there is none in it.

    >>> host_of("http://127.0.0.1:8080/fr/"), host_of("http://[")
    ('127.0.0.1:8080', None)
    """
    try:
        return urlsplit(address).netloc or None
    except ValueError:
        return None


def _language() -> Language:
    first = request.path.split("/")[1]
    return Language(first) if first in tuple(Language) else Language.EN


def _sent() -> Mapping[str, str]:
    """Return what was sent, as far as it can be read; who reads it again will judge it."""
    try:
        body = request.get_data().decode("ascii")
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
