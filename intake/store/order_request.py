# SPDX-License-Identifier: GPL-3.0-or-later
"""An order request as a partner's program sends it: order-request/1, docs/formats.md.

Nothing of ours is in it: no number, no price. All that is wrong with it is told at once.
"""

from intake.errors import Fault, InvalidInputError
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.order import OrderRequest
from intake.model.order_rules import canonical, faults_of
from intake.store.json_record import JsonReader
from intake.store.records import read_request
from intake.store.strict_json import read_json_object

REQUEST_FORMAT = "order-request/1"


def order_request_from_json(data: bytes, price_list: PriceList) -> OrderRequest:
    """Read a request and hold it against the rules of ordering.

    MalformedJsonError for what is no JSON object; InvalidInputError with every fault in it, each
    named by its JSON pointer.
    """
    record = read_json_object(data)
    faults: list[Fault] = []
    reader = JsonReader(record, "request", faults=faults)
    reader.take("format", _known)
    request = read_request(reader, reader.take("language", Language))
    reader.finish()
    # What was read from a record of another form is worth nothing.
    faults = faults or faults_of(request, price_list)
    if faults:
        raise InvalidInputError(faults)
    return canonical(request)


def _known(text: str) -> str:
    if text != REQUEST_FORMAT:
        raise ValueError(text)
    return text
