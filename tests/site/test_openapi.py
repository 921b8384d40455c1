# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of the webhooks says what the code does, and every site publishes it."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from intake.model.customer import CustomerKind
from intake.model.delivery import event_body
from intake.model.field_rules import LENGTHS
from intake.model.language import Language
from intake.model.order_rules import MOST_WISHES
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.site.openapi import openapi_text
from tests.conftest import NOW
from tests.site.conftest import BuiltSite

DESCRIPTION: dict[str, Any] = json.loads(openapi_text("https://example.org"))
SCHEMAS = DESCRIPTION["components"]["schemas"]
GOLDEN = Path(__file__).parent.parent / "golden"


def schema(name: str) -> dict[str, Any]:
    """Return one schema with all that it refers to."""
    return {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}


def described(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every property that is described, by its name."""
    if isinstance(value, dict):
        for name, inner in value.get("properties", {}).items():
            yield name, inner
        for inner in value.values():
            yield from described(inner)


def test_the_site_publishes_it_under_its_own_address(site: BuiltSite, settings: Settings) -> None:
    text = (site.folder / "openapi.json").read_text(encoding="utf-8")
    assert text == openapi_text(settings.site.address)
    assert json.loads(text)["servers"] == [{"url": settings.site.address}]


def test_every_schema_is_one() -> None:
    """OpenAPI 3.1 uses JSON Schema 2020-12 as it is."""
    for one in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(one)


def test_the_golden_request_is_as_described() -> None:
    record = json.loads((GOLDEN / "order-request-1.json").read_text(encoding="utf-8"))
    jsonschema.validate(record, schema("OrderRequest"))


def test_a_golden_request_with_any_key_too_many_is_not() -> None:
    record = json.loads((GOLDEN / "order-request-1.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "colour": "blue"}, schema("OrderRequest"))


def test_the_event_is_as_described() -> None:
    event = DESCRIPTION["webhooks"]["order.received"]["post"]["requestBody"]["content"]
    body = json.loads(event_body(OrderNumber("2026000042"), NOW))
    jsonschema.validate(body, event["application/json"]["schema"])


def test_every_length_is_that_of_the_rules() -> None:
    requests = [SCHEMAS[name] for name in ("OrderRequest", "Customer", "Contact", "Registrant")]
    found = {
        name: one["maxLength"]
        for request in [*requests, SCHEMAS["Wish"]]
        for name, one in described(request)
        if "maxLength" in one
    }
    assert found == {name: length for name, length in LENGTHS.items() if name != "country"}


def test_every_choice_is_that_of_the_model() -> None:
    found = {name: one["enum"] for name, one in described(SCHEMAS) if "enum" in one}
    assert found["language"] == [*Language]
    assert SCHEMAS["Customer"]["properties"]["kind"]["enum"] == [*CustomerKind]
    assert SCHEMAS["OrderRequest"]["properties"]["wishes"]["maxItems"] == MOST_WISHES


def test_every_status_is_one_with_a_sentence() -> None:
    for path in DESCRIPTION["paths"].values():
        for status, answer in path["post"]["responses"].items():
            assert HTTPStatus(int(status))
            assert answer["description"].endswith(".")
