# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive a request: give it a number and a deadline, and queue it, encrypted and durable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.model.language import Language
from intake.model.request import Request, RequestForm
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper, PaperKind
from intake.store.queue import Queue
from intake.store.request_record import request_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReception:
    """The request as the queue holds it; ``is_new`` is false for a form that was sent again."""

    request: Request
    is_new: bool


def receive_request(  # noqa: PLR0913 - what a request is made of, each named
    form: RequestForm,
    values: Mapping[str, str],
    language: Language,
    *,
    mark: str,
    queue: Queue,
    now: datetime,
    by_us: Callable[[OrderNumber], Mapping[str, str]] = lambda _number: {},
) -> RequestReception:
    """Queue what was filled in; the same mark within two days gives the same request.

    ``by_us`` says what we add to it, which may depend on its number.
    """

    def request_for(paper: Paper) -> Request:
        return Request(
            kind=form.kind,
            number=paper.number,
            received=paper.received,
            language=language,
            deadline=form.deadline(paper.received),
            values={**values, **by_us(paper.number)},
        )

    kind = PaperKind(form.kind)
    added = queue.add(kind, mark, now, lambda paper: request_to_json(request_for(paper)))
    return RequestReception(request=request_for(added.paper), is_new=added.is_new)
