"""Payment plans: what is paid, what is missed.

Amounts are floats in one currency, rounded with its ``rounding``.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from .calendars import next_sending_day
from .values import is_positive, round_to

RHYTHMS = {
    "week": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
}


class Instalment(NamedTuple):
    """One line of a payment plan."""

    id: int
    date: dt.date
    amount: float
    paid: float = 0.0


def split(total: float, count: int, rounding: float = 0.01) -> list[float]:
    """Equal instalments; the last one takes the rounding.

    :raises ValueError: fewer than one instalment
    >>> split(100.0, 3)
    [33.33, 33.33, 33.34]
    """
    if count < 1:
        raise ValueError("a plan has at least one instalment")
    part = round_to(total / count, rounding)
    return [part] * (count - 1) + [round_to(total - part * (count - 1), rounding)]


def dates(
    first: dt.date, count: int, rhythm: str, country: str | None = None
) -> list[dt.date]:
    """Dates of the instalments, moved to the next working day of the country.

    Each is counted from the first date, so that a month end or a holiday does not
    shift the ones after it.

    >>> dates(dt.date(2026, 1, 31), 3, "month", "FR")
    [datetime.date(2026, 2, 2), datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)]
    """
    step = RHYTHMS[rhythm]
    return [next_sending_day(first + step * index, country) for index in range(count)]


def pay(
    lines: Sequence[Instalment], received: float, rounding: float = 0.01
) -> list[Instalment]:
    """Share what was received over the instalments in order of date.

    What one does not need goes to the next; an overpayment of the whole is left out.

    >>> lines = [Instalment(1, dt.date(2026, 1, 1), 50.0),
    ...          Instalment(2, dt.date(2026, 2, 1), 50.0)]
    >>> [line.paid for line in pay(lines, 70.0)]
    [50.0, 20.0]
    """
    left, paid = max(0.0, received), []
    for line in sorted(lines, key=lambda line: (line.date, line.id)):
        part = round_to(min(left, line.amount), rounding)
        left -= part
        paid.append(line._replace(paid=part))
    return paid


def instalment_state(line: Instalment, today: dt.date, rounding: float = 0.01) -> str:
    """``paid``, ``late``, or ``due`` (not yet, or today)."""
    if not is_positive(line.amount - line.paid, rounding):
        return "paid"
    return "late" if today > line.date else "due"


def plan_state(
    lines: Sequence[Instalment],
    today: dt.date,
    days_before_broken: int,
    rounding: float = 0.01,
) -> str:
    """``done`` when all is paid, ``broken`` when one line is late for too long.

    >>> line = Instalment(1, dt.date(2026, 1, 10), 50.0)
    >>> plan_state([line], dt.date(2026, 1, 18), 8)
    'active'
    >>> plan_state([line], dt.date(2026, 1, 19), 8)
    'broken'
    """
    states = [instalment_state(line, today, rounding) for line in lines]
    if all(state == "paid" for state in states):
        return "done"
    limit = today - dt.timedelta(days=days_before_broken)
    late = (
        line
        for line, state in zip(lines, states, strict=True)
        if state == "late" and line.date < limit
    )
    return "broken" if any(late) else "active"
