"""Promises: what is kept, and what is missed.

Amounts are floats in one currency, rounded with its ``rounding``.
"""

import datetime as dt

from .values import is_positive


def promise_state(
    amount: float,
    received: float,
    date: dt.date,
    grace_days: int,
    today: dt.date,
    rounding: float = 0.01,
) -> str:
    """``kept`` once the amount came in, ``broken`` after the date and its grace.

    >>> day = dt.date(2026, 3, 10)
    >>> promise_state(100.0, 100.0, day, 3, dt.date(2026, 3, 1))
    'kept'
    >>> promise_state(100.0, 60.0, day, 3, dt.date(2026, 3, 13))
    'open'
    >>> promise_state(100.0, 60.0, day, 3, dt.date(2026, 3, 14))
    'broken'
    """
    if not is_positive(amount - received, rounding):
        return "kept"
    return "broken" if today > date + dt.timedelta(days=grace_days) else "open"
