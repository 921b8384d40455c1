# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backups stay: the last of each of 31 days, and the first of each of 12 months.

Days and months without a backup do not count, so nothing goes because backups have stopped.
"""

from collections.abc import Iterable
from datetime import date, datetime

DAYS = 31
MONTHS = 12


def superfluous(backups: Iterable[datetime]) -> list[datetime]:
    """Return the moments of the backups that need not stay, oldest first.

    >>> from datetime import UTC
    >>> [
    ...     one.hour
    ...     for one in superfluous(datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (1, 2, 3))
    ... ]
    [2]
    """
    made = sorted(backups)
    days: dict[date, datetime] = {one.date(): one for one in made}
    months: dict[date, datetime] = {}
    for one in made:
        months.setdefault(one.date().replace(day=1), one)
    stay = set(list(days.values())[-DAYS:]) | set(list(months.values())[-MONTHS:])
    return [one for one in made if one not in stay]
