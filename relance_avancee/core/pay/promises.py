"""Promises to pay: what came in of them, whether they were kept, how far to believe one.

Amounts are floats in the currency of the promise, rounded with its ``rounding``. Only
money counts as kept: a credit note or a write-off lowers what can still be expected,
and no more (a credit note is no payment: it reduces the price).
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from ..values import is_positive


class Promise(NamedTuple):
    """A promise as it was made.

    ``limit`` is the last day on which money is in time, grace included; ``owed`` what
    the debts owed then; ``paid`` and ``credited`` what was already matched with them.
    """

    amount: float
    limit: dt.date
    owed: float
    paid: float = 0.0
    credited: float = 0.0
    rounding: float = 0.01


class Receipt(NamedTuple):
    """What was matched with the promised debts on a day, money or not."""

    date: dt.date
    amount: float
    is_money: bool = True


class Outcome(NamedTuple):
    """``state`` is ``open``, ``kept``, ``broken`` or ``cancelled`` (nothing left to pay).

    ``received`` is the money since the promise, ``kept`` the part of what was promised
    that came in time, ``due`` what was to come once credits are taken off.
    """

    state: str
    received: float
    kept: float
    due: float

    @property
    def share(self) -> float:
        """From 0 to 1: 1 is a promise kept, between them one kept in part."""
        return min(1.0, self.kept / self.due) if self.due else 0.0


def outcome(promise: Promise, receipts: Iterable[Receipt], today: dt.date) -> Outcome:
    """What became of a promise, from everything ever matched with its debts.

    >>> day = dt.date(2026, 3, 13)
    >>> promise = Promise(100.0, day, 100.0)
    >>> outcome(promise, [Receipt(day, 60.0)], day).state
    'open'
    >>> broken = outcome(promise, [Receipt(day, 60.0)], dt.date(2026, 3, 14))
    >>> broken.state, broken.share
    ('broken', 0.6)
    >>> outcome(promise, [Receipt(day, 60.0), Receipt(day, 40.0, False)], day).state
    'kept'
    """
    receipts = list(receipts)
    money = [receipt for receipt in receipts if receipt.is_money]
    matched = sum(receipt.amount for receipt in receipts if not receipt.is_money)
    credited = max(0.0, matched - promise.credited)
    due = max(0.0, min(promise.amount, promise.owed - credited))
    received = max(0.0, sum(receipt.amount for receipt in money) - promise.paid)
    in_time = sum(receipt.amount for receipt in money if receipt.date <= promise.limit)
    kept = min(due, max(0.0, in_time - promise.paid))
    return Outcome(_state(promise, received, kept, due, today), received, kept, due)


def _state(promise, received, kept, due, today):
    if not is_positive(due, promise.rounding):
        return "kept" if is_positive(received, promise.rounding) else "cancelled"
    if not is_positive(due - kept, promise.rounding):
        return "kept"
    return "broken" if today > promise.limit else "open"


class Decided(NamedTuple):
    """A promise that is over, in company currency."""

    state: str
    amount: float
    kept: float = 0.0


class Reliability(NamedTuple):
    """How a customer has kept its promises: counts, amounts, and shares from 0 to 1."""

    count: int  # type: ignore[assignment]  # tuples have a method of that name
    kept: int
    partly: int
    broken: int
    amount: float
    kept_amount: float

    @property
    def rate(self) -> float | None:
        """Promises kept on time ÷ promises decided; None when there was none."""
        return self.kept / self.count if self.count else None

    @property
    def amount_rate(self) -> float | None:
        """Money that came in time ÷ money promised; None when there was none."""
        return self.kept_amount / self.amount if self.amount else None


def reliability(promises: Iterable[Decided], rounding: float = 0.01) -> Reliability:
    """Count kept, partly kept and broken promises; withdrawn ones do not count.

    >>> found = reliability([Decided("kept", 100, 100), Decided("broken", 50, 20)])
    >>> found.kept, found.partly, found.broken, found.rate, found.amount_rate
    (1, 1, 0, 0.5, 0.8)
    """
    decided = [item for item in promises if item.state in ("kept", "broken")]
    kept = sum(item.state == "kept" for item in decided)
    partly = sum(
        item.state == "broken" and is_positive(item.kept, rounding) for item in decided
    )
    return Reliability(
        len(decided),
        kept,
        partly,
        len(decided) - kept - partly,
        sum(item.amount for item in decided),
        sum(item.kept for item in decided),
    )


class Limits(NamedTuple):
    """What a company accepts; 0 = no limit. ``max_failed`` counts twelve months."""

    max_days: int = 0
    max_open: int = 0
    max_failed: int = 0


def refusal(
    date: dt.date, today: dt.date, open_count: int, failed_count: int, limits: Limits
) -> str | None:
    """Why a new promise is not accepted: ``past``, ``too_far``, ``too_many``,
    ``not_believed``; None when it is.

    :param open_count: other promises of the customer under way
    :param failed_count: those broken or put off over the last twelve months
    >>> refusal(dt.date(2026, 3, 9), dt.date(2026, 3, 10), 0, 0, Limits())
    'past'
    >>> refusal(dt.date(2026, 3, 12), dt.date(2026, 3, 10), 0, 2, Limits(max_failed=2))
    'not_believed'
    """
    if date < today:
        return "past"
    if limits.max_days and date > today + dt.timedelta(days=limits.max_days):
        return "too_far"
    if limits.max_open and open_count >= limits.max_open:
        return "too_many"
    if limits.max_failed and failed_count >= limits.max_failed:
        return "not_believed"
    return None
