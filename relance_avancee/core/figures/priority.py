"""Whom to act on first, and why: points that add up, each with its reason.

Six things weigh on a debtor's priority; each gives a share from 0 to 1 of its weight,
and what waits to be done gives the weight of the most pressing kind of work. Weights are
settings; the shares are here:

============  ================================================================
work          the weight of the most pressing thing to do
amount        overdue amount, by its logarithm: 0 at nothing, all at 100,000
delay         days of the oldest overdue debt: all at 90
risk          class of the customer: A nothing, B a third, C two thirds, D all
promise       a promise was broken and nothing has been agreed since
limitation    days left to sue: nothing at 180, all at 0
silence       days since the last contact: all at 30
============  ================================================================
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

FULL_AMOUNT = 100_000.0
FULL_DELAY = 90
FULL_SILENCE = 30
LIMITATION_ALERT = 180
RISK_SHARES = {"A": 0.0, "B": 1 / 3, "C": 2 / 3, "D": 1.0}

DEFAULT_WEIGHTS = {
    "amount": 30,
    "delay": 20,
    "risk": 15,
    "promise": 15,
    "limitation": 20,
    "silence": 10,
}


class Standing(NamedTuple):
    """Where a debtor stands today.

    :ivar overdue: overdue amount, company currency
    :ivar days_late: of the oldest overdue debt
    :ivar risk: class, ``A`` to ``D``; None when unknown
    :ivar promise_broken: a promise was broken and nothing agreed since
    :ivar days_left: before the first debt might be time-barred; None when far or unknown
    :ivar days_silent: since the last contact; None when there was none
    """

    overdue: float = 0.0
    days_late: int = 0
    risk: str | None = None
    promise_broken: bool = False
    days_left: int | None = None
    days_silent: int | None = None


class Factor(NamedTuple):
    """One reason of a priority: its code, what was measured, the points it gives."""

    code: str
    value: float | str
    points: float


def factors(
    standing: Standing,
    work: Mapping[str, float],
    weights: Mapping[str, float],
) -> list[Factor]:
    """Reasons of a debtor's priority, the weightiest first; those worth nothing left out.

    :param work: weight by kind of work waiting for this debtor
    :param weights: weight by code of the table above, 0 = does not count

    >>> factors(Standing(overdue=1000.0, days_late=45), {"call": 10}, DEFAULT_WEIGHTS)
    ... # doctest: +NORMALIZE_WHITESPACE
    [Factor(code='amount', value=1000.0, points=18.0),
     Factor(code='delay', value=45, points=10.0),
     Factor(code='silence', value=-1, points=10),
     Factor(code='work', value='call', points=10)]
    """
    found = [
        Factor(code, value, round(weights.get(code, 0) * share, 1))
        for code, (value, share) in _shares(standing).items()
    ]
    if work:
        kind = max(sorted(work), key=work.__getitem__)
        found.append(Factor("work", kind, work[kind]))
    worth = [factor for factor in found if factor.points > 0]
    return sorted(worth, key=lambda factor: (-factor.points, factor.code))


def total(found: list[Factor]) -> float:
    """The priority itself.

    >>> total([Factor("amount", 10.0, 12.5), Factor("work", "call", 10)])
    22.5
    """
    return round(sum(factor.points for factor in found), 1)


def _shares(standing):
    """What is measured and its share of the weight, by code."""
    silent, left = standing.days_silent, standing.days_left
    return {
        "amount": (standing.overdue, _amount_share(standing.overdue)),
        "delay": (standing.days_late, _ratio(standing.days_late, FULL_DELAY)),
        "risk": (standing.risk, RISK_SHARES.get(standing.risk, 0.0)),
        "promise": (1, 1.0 if standing.promise_broken else 0.0),
        "limitation": (
            left,
            0.0 if left is None else _ratio(LIMITATION_ALERT - left, LIMITATION_ALERT),
        ),
        # -1: never contacted, which is the longest silence
        "silence": (
            -1 if silent is None else silent,
            1 if silent is None else _ratio(silent, FULL_SILENCE),
        ),
    }


def _amount_share(amount):
    if amount <= 0:
        return 0.0
    return min(1.0, math.log10(1 + amount) / math.log10(1 + FULL_AMOUNT))


def _ratio(value, full):
    return min(1.0, max(0.0, value / full))
