# SPDX-License-Identifier: GPL-3.0-or-later
"""What programs are offered is what is described, whatever they send: by schemathesis.

It reads the description as a partner's tools do, makes messages of it that are right, nearly right
and wrong, and looks whether each answer is one that was described.
"""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from intake.model.webhook import signed_headers
from intake.site.openapi import openapi_text
from intake.web.app import create_app
from intake.web.problems import JSON_HTTP_PROBLEMS, JSON_PROBLEMS
from intake.web.programs import program_routes
from tests.conftest import SECRET as SHOP_SECRET
from tests.web.conftest import Shop
from tests.web.partner import BODY, SECRET, signed

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
DESCRIPTION = json.loads(openapi_text("http://localhost"))
BOUNDED = hypothesis_settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


def wrong_data_rejection(context: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Expect a refusal of what is not as described; schemathesis does not count 413 as one."""
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return None
    return negative_data_rejection(context, response, case)


def signing(app: Wsgi, shop: Shop) -> Wsgi:
    """Sign whatever passes, as a partner whose program sends nonsense would."""

    def pass_on(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        pass_on.count += 1  # type: ignore[attr-defined]
        headers = signed_headers([SECRET], f"msg_{pass_on.count}", shop.now, body)  # type: ignore[attr-defined]
        for name, value in headers.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        environ["wsgi.input"] = io.BytesIO(body)
        return app(environ, start)

    pass_on.count = 0  # type: ignore[attr-defined]
    return pass_on


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("is_signed", [False, True], ids=["unsigned", "signed"])
@pytest.mark.parametrize("path", ["/webhooks/orders", "/webhooks/forge"])
def test_every_answer_is_one_that_was_described(
    partner_shop: Shop, path: str, mode: GenerationMode, *, is_signed: bool
) -> None:
    app = create_app(partner_shop.desk, program_routes(partner_shop.desk, SHOP_SECRET))
    # The site's own file is sent by a stream that schemathesis leaves open.
    app.add_url_rule("/description", view_func=lambda: DESCRIPTION, endpoint="description")
    wsgi = signing(app.wsgi_app, partner_shop) if is_signed else app.wsgi_app
    operation = schemathesis.openapi.from_wsgi("/description", wsgi)[path]["POST"]
    # What a forge sends besides is its own affair.
    checks = [*CHECKS, wrong_data_rejection] if path == "/webhooks/orders" else CHECKS
    answered: Counter[int] = Counter()

    @BOUNDED
    @given(operation.as_strategy(generation_mode=mode))
    def run(case: Case[Any]) -> None:
        answered[case.call_and_validate(checks=checks).status_code] += 1

    run()
    assert answered.total() > 0
    assert (set(answered) == {401}) != (is_signed and path == "/webhooks/orders")


def test_a_good_answer_is_as_described(partner_shop: Shop) -> None:
    answer = partner_shop.client.post("/webhooks/orders", data=BODY, headers=signed())
    described = {
        "$ref": "#/components/schemas/OrderAnswer",
        "components": DESCRIPTION["components"],
    }
    jsonschema.validate(answer.get_json(), described)


def test_every_code_is_described() -> None:
    codes = {code for _, _, code in JSON_PROBLEMS} | set(JSON_HTTP_PROBLEMS.values())
    codes |= {"malformed_signature", "stale_message", "program_error"}
    described = DESCRIPTION["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(described) == codes
