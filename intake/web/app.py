# SPDX-License-Identifier: GPL-3.0-or-later
"""The intake as a Flask application: its addresses, its headers, and what each error becomes."""

import logging
import time
import traceback
from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import BaseConverter, ValidationError

from intake.errors import (
    IntakeError,
    InvalidInputError,
    NotAuthenticError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)
from intake.model.language import Language
from intake.model.request import form_of_page
from intake.web.forms import (
    MalformedFormError,
    RepeatedFieldsError,
    UnknownFieldsError,
    WrongContentTypeError,
)
from intake.web.links import BadLinkError
from intake.web.orders import OrderDesk, order_routes
from intake.web.pages import ORDER_PAGE, Pages
from intake.web.reader import preferred_language
from intake.web.request_tokens import UnknownRequestTokenError
from intake.web.reviewed import SpecialPriceOverError
from intake.web.static_site import serve_site
from intake.web.tokens import ForgedReviewError, UnknownOrderTokenError, UnknownPriceError

_log = logging.getLogger(__name__)
LARGEST_BODY = 64 * 1024

# The first line that fits decides: the kind of error, its status, its page.
PROBLEMS: tuple[tuple[type[IntakeError], int, str], ...] = (
    (WrongContentTypeError, 415, "wrong_content_type"),
    (MalformedFormError, 400, "malformed_form"),
    (BadLinkError, 422, "bad_link"),
    (UnknownFieldsError, 422, "unknown_fields"),
    (RepeatedFieldsError, 422, "repeated_fields"),
    (SpecialPriceOverError, 422, "special_over"),
    (ForgedReviewError, 401, "review_forged"),
    (UnknownPriceError, 401, "bad_link"),
    (UnknownOrderTokenError, 404, "unknown_order_token"),
    (UnknownRequestTokenError, 404, "unknown_request_token"),
    (InvalidInputError, 422, "malformed_form"),
    (NotAuthenticError, 401, "review_forged"),
    (NotFoundError, 404, "page_not_found"),
    (RefusedError, 409, "program_error"),
    (UnavailableError, 503, "unavailable"),
)
HTTP_PROBLEMS: Mapping[int, str] = MappingProxyType(
    {404: "page_not_found", 405: "wrong_method", 413: "too_large"},
)

# No script, nothing from elsewhere, no frame around us. A policy of no-referrer would make
# browsers send "Origin: null" with every form.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
        " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    },
)


# The search page alone runs a script, ours, which asks the index of this site. Pagefind's part is
# WebAssembly; 'wasm-unsafe-eval' lets that be compiled, and no text be run as a script.
SEARCH_POLICY = (
    f"{HEADERS['Content-Security-Policy']};"
    " script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
)
SEARCH_PAGES = frozenset(f"/{language}/search/" for language in Language)
# The order form has a script, ours, that asks nobody anything.
ORDER_POLICY = f"{HEADERS['Content-Security-Policy']}; script-src 'self'"
_SCRIPTED = ("", "with", "review", "edit", "confirm")
ORDER_PAGES = frozenset(f"/{language}/order/{last}" for language in Language for last in _SCRIPTED)


# What answers the forms, by the names of their blueprints.
_FORMS = ("orders.", "requests.", "notices.")


class LanguageConverter(BaseConverter):
    """The language at the start of an address."""

    regex = "|".join(Language)

    def to_python(self, value: str) -> Language:
        """Return the language."""
        try:
            return Language(value)
        except ValueError as error:
            raise ValidationError from error


def create_app(desk: OrderDesk, *others: Blueprint) -> Flask:
    """Return the application around a desk that takes orders, and the addresses of others."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.converters["language"] = LanguageConverter
    app.before_request(_start)
    for routes in (order_routes(desk), *others):
        app.register_blueprint(routes)
    app.register_blueprint(serve_site(desk.settings.folders.site))
    app.add_url_rule("/health/live", "live", lambda: Response("live\n", mimetype="text/plain"))
    app.after_request(_finish)
    _handle_errors(app, desk.pages)
    return app


def _handle_errors(app: Flask, pages: Pages) -> None:
    def told(error: IntakeError) -> Response:
        status, code = next(row[1:] for row in PROBLEMS if isinstance(error, row[0]))
        if isinstance(error, UnavailableError):
            _log.error("unavailable: %s", error)
        return pages.problem(code, _language(), status=status, form=_form())

    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        response = pages.problem(
            HTTP_PROBLEMS.get(status, "malformed_form"),
            _language(),
            status=status,
            form=_form(),
        )
        for name, value in error.get_headers(request.environ):
            if name == "Allow":
                response.headers[name] = value
        return response

    def broken(error: Exception) -> Response:
        # Where it happened, and nothing of what was sent: values may be a person's.
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.critical("bug: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
        return pages.problem("program_error", _language(), status=500, form=_form())

    app.register_error_handler(IntakeError, told)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, broken)


def _language() -> Language:
    """Return the language that the address starts with, else the one that the reader prefers."""
    first = request.path.split("/")[1]
    if first in tuple(Language):
        return Language(first)
    return preferred_language()


def _form() -> str:
    """Return the page of the form that the address belongs to: /fr/send/support is support/."""
    match request.path.split("/"):
        case [_, _, "send", page, *_] if form_of_page(page):
            return f"{page}/"
    return ORDER_PAGE


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.path in SEARCH_PAGES:
        response.headers["Content-Security-Policy"] = SEARCH_POLICY
    if request.path in ORDER_PAGES:
        response.headers["Content-Security-Policy"] = ORDER_POLICY
    ours = request.endpoint is None or request.endpoint.startswith(_FORMS)
    if ours or response.status_code == NotFound.code:
        # What answers a form may be kept for the way back, which the browser refuses otherwise.
        kept = "private, no-cache" if request.method == "POST" else "no-store"
        response.headers["Cache-Control"] = kept
    # The pattern of the address, never the address itself: a receipt's is a secret.
    pattern = request.url_rule.rule if request.url_rule else "?"
    spent = (time.perf_counter() - g.started) * 1000
    _log.info("%s %s %d %.0f ms", request.method, pattern, response.status_code, spent)
    return response
