"""Days on which one may write to a debtor: neither weekend nor public holiday.

The calendars are those of the ``holidays`` package, by ISO 3166 country code. A
country it does not know keeps its Saturdays and Sundays.
"""

import datetime as dt
from functools import lru_cache

import holidays

DAY = dt.timedelta(days=1)
SATURDAY_SUNDAY = frozenset({5, 6})


@lru_cache(maxsize=512)
def _year(country: str | None, year: int):
    """Public holidays and weekend days of one country for one year."""
    if not country or country not in holidays.list_supported_countries():
        return frozenset(), SATURDAY_SUNDAY
    found = holidays.country_holidays(country, years=year)
    return frozenset(found), frozenset(found.weekend)


@lru_cache(maxsize=65536)
def is_sending_day(day: dt.date, country: str | None) -> bool:
    """Whether a reminder may leave that day.

    >>> is_sending_day(dt.date(2026, 7, 14), "FR")
    False
    >>> is_sending_day(dt.date(2026, 7, 15), "FR")
    True
    """
    public_holidays, weekend = _year(country, day.year)
    return day.weekday() not in weekend and day not in public_holidays


def next_sending_day(day: dt.date, country: str | None) -> dt.date:
    """The first day from ``day`` on (included) on which a reminder may leave.

    >>> next_sending_day(dt.date(2026, 5, 1), "FR")
    datetime.date(2026, 5, 4)
    """
    while not is_sending_day(day, country):
        day += DAY
    return day
