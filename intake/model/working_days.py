# SPDX-License-Identifier: GPL-3.0-or-later
"""Which days are worked in Belgium: Monday to Friday, but for the ten legal holidays.

Sources: law of 4 January 1974 on holidays, royal decree of 18 April 1974, article 1.
"""

import datetime

from dateutil.easter import easter

_SATURDAY = 5
# Month and day of those that do not move.
_FIXED = frozenset({(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)})
# Days after Easter Sunday: Easter Monday, Ascension Day, Whit Monday.
_AFTER_EASTER = frozenset({1, 39, 50})


def is_holiday(day: datetime.date) -> bool:
    """Say whether that day is a legal holiday.

    >>> is_holiday(datetime.date(2026, 5, 14)), is_holiday(datetime.date(2026, 5, 15))
    (True, False)
    """
    return (day.month, day.day) in _FIXED or (day - easter(day.year)).days in _AFTER_EASTER


def is_working_day(day: datetime.date) -> bool:
    """Say whether people work on that day."""
    return day.weekday() < _SATURDAY and not is_holiday(day)
