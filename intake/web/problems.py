# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems as programs read them: application/problem+json (RFC 9457).

The sentences are those of the theme, in the language that the request prefers. ``code`` stays the
same in every language; each faulty field is named by its JSON pointer.
"""

import json
import logging
import traceback
from http import HTTPStatus

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from intake.errors import IntakeError, InvalidInputError, RefusedError, UnavailableError
from intake.model.forge_push import NotFromForgeError
from intake.model.webhook import WebhookSignatureError
from intake.store.strict_json import MalformedJsonError
from intake.store.webhook_ids import ReusedIdError
from intake.web.pages import Pages
from intake.web.reader import preferred_language

_log = logging.getLogger(__name__)
# Seconds after which a partner's program may try again.
_TRY_AGAIN = "60"

# The first line that fits decides.
JSON_PROBLEMS: tuple[tuple[type[IntakeError], int, str], ...] = (
    (MalformedJsonError, 400, "malformed_json"),
    (InvalidInputError, 422, "faulty_fields"),
    (ReusedIdError, 409, "reused_id"),
    (RefusedError, 409, "refused"),
    (NotFromForgeError, 401, "wrong_signature"),
    (UnavailableError, 503, "unavailable"),
)
JSON_HTTP_PROBLEMS = {
    405: "only_post",
    413: "too_large",
    415: "wrong_content_type",
    429: "too_many",
}


def tell_in_json(routes: Blueprint, pages: Pages) -> None:
    """Let everything that goes wrong behind these routes be told to a program."""

    def told(error: IntakeError) -> Response:
        if isinstance(error, WebhookSignatureError):
            return problem_answer(pages, 401, error.code)
        row = next((row for row in JSON_PROBLEMS if isinstance(error, row[0])), None)
        if row is None:
            return broken(error)
        if isinstance(error, UnavailableError):
            _log.error("webhook not taken: %s", error)
        faults = error if isinstance(error, InvalidInputError) else None
        return problem_answer(pages, row[1], row[2], faults)

    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        answer = problem_answer(pages, status, JSON_HTTP_PROBLEMS.get(status, "malformed_json"))
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = "POST"
        return answer

    def broken(error: Exception) -> Response:
        # Where it happened, and nothing of what was sent: values may be a person's.
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.critical("bug: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
        return problem_answer(pages, 500, "program_error")

    routes.register_error_handler(IntakeError, told)
    routes.register_error_handler(HTTPException, refused)
    routes.register_error_handler(Exception, broken)


def json_answer(
    content: object, *, status: int = 200, media_type: str = "application/json"
) -> Response:
    """Return an answer that nobody keeps."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    answer = Response(f"{text}\n", status=status, content_type=media_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def problem_answer(
    pages: Pages, status: int, code: str, invalid: InvalidInputError | None = None
) -> Response:
    """Return a problem, in the language that the request prefers."""
    texts = pages.texts[preferred_language()]
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": texts["webhook_problems"][code],
    }
    if invalid is not None:
        content["errors"] = [
            {
                "pointer": f"#{fault.field}",
                "code": fault.code,
                "detail": texts["faults"][fault.code],
            }
            for fault in invalid.faults
        ]
    answer = json_answer(content, status=status, media_type="application/problem+json")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = _TRY_AGAIN
    return answer
