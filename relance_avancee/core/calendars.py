"""Days on which one may write to a debtor: neither weekend nor public holiday.

The calendars are those of the ``holidays`` package, by place: an ISO 3166 country code
(``FR``), or one followed by the parts of the country where the debtor may be
(``FR-57``, ``DE-NI+NW``), see :func:`place`. A country it does not know keeps its
Saturdays and Sundays.
"""

import datetime as dt
from functools import lru_cache

import holidays

from .regions import regions_of

DAY = dt.timedelta(days=1)
SATURDAY_SUNDAY = frozenset({5, 6})


@lru_cache(maxsize=65536)
def place(country: str | None, state: str | None = None, code: str | None = None):
    """Where an address keeps its holidays: its country, and its part of it if known.

    :param country: ISO 3166 code; None when the address has none
    :param state: code of the state or province of the address
    :param code: post code
    :return: what the other functions of this module take

    >>> place("FR", None, "57000"), place("FR", None, "75001"), place("CH", "GE")
    ('FR-57', 'FR', 'CH-GE')
    """
    if not country:
        return None
    known = holidays.list_supported_countries().get(country, ())
    if not known:
        return country
    parts = [part for part in regions_of(country, state, code) if part in known]
    return f"{country}-{'+'.join(parts)}" if parts else country


@lru_cache(maxsize=1024)
def _year(where: str | None, year: int):
    """Public holidays and weekend days of one place for one year."""
    country, _dash, parts = (where or "").partition("-")
    if not country or country not in holidays.list_supported_countries():
        return frozenset(), SATURDAY_SUNDAY
    # an address that may be in either of two regions rests when one of them does
    found = [
        holidays.country_holidays(country, subdiv=part or None, years=year)
        for part in parts.split("+")
    ]
    return frozenset().union(*found), frozenset(found[0].weekend)


@lru_cache(maxsize=65536)
def is_sending_day(day: dt.date, country: str | None) -> bool:
    """Whether a reminder may leave that day.

    :param country: a country's code or a :func:`place`

    >>> is_sending_day(dt.date(2026, 7, 14), "FR")
    False
    >>> is_sending_day(dt.date(2026, 7, 15), "FR")
    True
    >>> is_sending_day(dt.date(2026, 4, 3), "FR-57")
    False
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
