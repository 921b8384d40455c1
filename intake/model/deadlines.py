# SPDX-License-Identifier: GPL-3.0-or-later
"""By when we act on what somebody asks. Instants in and out; the days are those of Brussels."""

import datetime

from intake.model.calendar import BRUSSELS
from intake.model.working_days import is_working_day

_OPENING, _CLOSING = datetime.time(9), datetime.time(17)
_WEEKDAY, _WEEKEND = datetime.timedelta(hours=24), datetime.timedelta(hours=48)
# Directive 2011/83, article 13(1), CEL VI.50: fourteen days from the day that we are told.
REFUND_DELAY = datetime.timedelta(days=14)
_LAST_SECOND = datetime.time(23, 59, 59)


def response_deadline(received: datetime.datetime) -> datetime.datetime:
    """Return by when we answer (promise P33).

    On a working day 24 hours, counted in office hours: from the next opening if we are closed.
    At weekends, and where those 24 hours would end in one, 48 hours from when it came. A legal
    holiday is like a day of the weekend. So an answer never takes more than 48 hours.
    """
    # Hours pass in UTC: adding them to the time of Brussels would skip a change of the clocks.
    received = received.astimezone(datetime.UTC)
    counted_from = _next_office_hour(received)
    if counted_from is not None:
        due = counted_from + _WEEKDAY
        if is_working_day(due.astimezone(BRUSSELS).date()):
            return due
    return received + _WEEKEND


def refund_deadline(received: datetime.datetime) -> datetime.datetime:
    """Return the last second for paying back what a consumer withdraws from.

    The day on which we are told does not count (Regulation 1182/71, article 3(1)). Its article 3(4)
    would give us longer where the last day is a holiday; we do not take it.
    """
    last = received.astimezone(BRUSSELS).date() + REFUND_DELAY
    end = datetime.datetime.combine(last, _LAST_SECOND, tzinfo=BRUSSELS)
    return end.astimezone(datetime.UTC)


def _next_office_hour(received: datetime.datetime) -> datetime.datetime | None:
    """Return when the clock of a working day starts, None if that is not today or tomorrow."""
    local = received.astimezone(BRUSSELS)
    day = local.date()
    if not is_working_day(day):
        return None
    if local.time() < _OPENING:
        return _opening(day)
    if local.time() < _CLOSING:
        return received
    tomorrow = day + datetime.timedelta(days=1)
    return _opening(tomorrow) if is_working_day(tomorrow) else None


def _opening(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, _OPENING, tzinfo=BRUSSELS).astimezone(datetime.UTC)
