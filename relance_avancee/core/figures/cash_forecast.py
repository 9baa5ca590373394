"""What should come in, week by week, seen three ways.

*Contractual*: every debt on its due date. *Expected*: on the day this customer usually
pays. *Committed*: only what somebody promised or agreed to in a plan. What is due
already comes in the first line, ``late``, of the contractual view: nobody knows when.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

WEEKS = 13
VIEWS = ("contractual", "expected", "committed")


class Inflow(NamedTuple):
    """An amount and the day it should come in."""

    date: dt.date
    amount: float


class Week(NamedTuple):
    """One line of the forecast; ``start`` is a Monday, None for what lies outside.

    ``place`` is ``late`` (due before today), ``week`` or ``later``.
    """

    place: str
    start: dt.date | None
    contractual: float = 0.0
    expected: float = 0.0
    committed: float = 0.0


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week.

    >>> monday(dt.date(2026, 11, 22)).isoformat()
    '2026-11-16'
    """
    return day - dt.timedelta(days=day.weekday())


def place_of(day: dt.date, today: dt.date, weeks: int = WEEKS) -> int:
    """Line of the forecast a day belongs to: 0 late, 1 to ``weeks``, then later.

    >>> today = dt.date(2026, 11, 18)
    >>> [place_of(today + dt.timedelta(days=days), today) for days in (-1, 0, 4, 5, 200)]
    [0, 1, 1, 2, 14]
    """
    if day < today:
        return 0
    return min(1 + (monday(day) - monday(today)).days // 7, weeks + 1)


def forecast(
    contractual: Iterable[Inflow],
    expected: Iterable[Inflow],
    committed: Iterable[Inflow],
    today: dt.date,
    weeks: int = WEEKS,
) -> list[Week]:
    """The lines of the forecast: late, each week, later."""
    sums = []
    for inflows in (contractual, expected, committed):
        column = [0.0] * (weeks + 2)
        for inflow in inflows:
            column[place_of(inflow.date, today, weeks)] += inflow.amount
        sums.append(column)
    first = monday(today)
    starts = [None, *(first + dt.timedelta(weeks=n) for n in range(weeks)), None]
    places = ["late", *["week"] * weeks, "later"]
    return [
        Week(place, start, *(round(column[number], 2) for column in sums))
        for number, (place, start) in enumerate(zip(places, starts, strict=True))
    ]


def accuracy(expected: float, actual: float) -> float | None:
    """How near a forecast came, 1 = exact, 0 = off by as much as was expected or more.

    >>> accuracy(1000.0, 900.0), accuracy(0.0, 10.0)
    (0.9, None)
    """
    if expected <= 0:
        return None
    return max(0.0, 1 - abs(actual - expected) / expected)
