"""Figures on receivables, recomputed from reconciliation dates.

What was open on a past day is what was invoiced until then less what was matched
until then, so a past date gives the same answer for ever. Company currency; customer
invoices count positive, credit notes negative. A figure that cannot be computed
(nothing invoiced, nothing paid) is None, never 0.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DAY = dt.timedelta(days=1)


class Item(NamedTuple):
    """One receivable item of an invoice (positive) or credit note (negative)."""

    id: int
    date: dt.date
    date_due: dt.date
    amount: float


class Match(NamedTuple):
    """A reconciliation of an item, ``amount`` positive, on the day it took effect."""

    item_id: int
    date: dt.date
    amount: float


def open_at(
    items: Iterable[Item], matches: Iterable[Match], day: dt.date
) -> dict[int, float]:
    """Open amount by item at the end of ``day``; settled items are left out.

    >>> item = Item(1, dt.date(2026, 1, 5), dt.date(2026, 2, 5), 100.0)
    >>> open_at([item], [Match(1, dt.date(2026, 1, 20), 40.0)], dt.date(2026, 1, 31))
    {1: 60.0}
    """
    left = {item.id: item.amount for item in items if item.date <= day}
    for match in matches:
        if match.date <= day and match.item_id in left:
            amount = left[match.item_id]
            left[match.item_id] = amount - match.amount * (1 if amount >= 0 else -1)
    return {item_id: amount for item_id, amount in left.items() if abs(amount) > 0.004}


def invoiced(items: Iterable[Item], date_from: dt.date, date_to: dt.date) -> float:
    """Invoicing including tax of a period, less credit notes; both ends included."""
    return sum(item.amount for item in items if date_from <= item.date <= date_to)


def aged_balance(
    items: Sequence[Item],
    matches: Iterable[Match],
    as_of: dt.date,
    ranges: Sequence[int] = (0, 30, 60, 90),
) -> dict[str, float]:
    """Open amounts by days late; open credits lower what is not due.

    >>> item = Item(1, dt.date(2026, 1, 5), dt.date(2026, 1, 5), 100.0)
    >>> aged_balance([item], [], dt.date(2026, 2, 20))["31-60"]
    100.0
    """
    buckets = {"not_due": 0.0}
    for low, high in zip(ranges, ranges[1:], strict=False):
        buckets[f"{low + 1}-{high}"] = 0.0
    buckets[f"{ranges[-1] + 1}+"] = 0.0
    left = open_at(items, matches, as_of)
    for item in items:
        if item.id in left:
            late = (as_of - item.date_due).days
            key = "not_due" if item.amount < 0 else bucket(late, ranges)
            buckets[key] += left[item.id]
    return {key: round(amount, 2) for key, amount in buckets.items()}


def bucket(days_late: int, ranges: Sequence[int] = (0, 30, 60, 90)) -> str:
    """Name of the range of a debt.

    >>> bucket(0), bucket(1), bucket(30), bucket(31), bucket(91)
    ('not_due', '1-30', '1-30', '31-60', '91+')
    """
    if days_late <= ranges[0]:
        return "not_due"
    for low, high in zip(ranges, ranges[1:], strict=False):
        if days_late <= high:
            return f"{low + 1}-{high}"
    return f"{ranges[-1] + 1}+"


def dso(
    items: Sequence[Item],
    matches: Iterable[Match],
    date_from: dt.date,
    date_to: dt.date,
) -> float | None:
    """Days sales outstanding: open ÷ invoiced × days of the period, both ends counted."""
    sales = invoiced(items, date_from, date_to)
    if sales <= 0:
        return None
    days = (date_to - date_from).days + 1
    return sum(open_at(items, matches, date_to).values()) / sales * days


def dso_count_back(
    items: Sequence[Item], matches: Iterable[Match], date_to: dt.date
) -> float | None:
    """Days sales outstanding by exhaustion of the receivables, month by month.

    From the open receivables each month's invoicing is taken off and its days added,
    a fraction for the last month. A month without invoicing only adds its days.
    """
    left = sum(open_at(items, matches, date_to).values())
    first = min((item.date for item in items), default=None)
    if first is None:
        return None
    days, end = 0.0, date_to
    while left > 0.004 and end >= first:
        start = end.replace(day=1)
        length = (end - start).days + 1
        sales = invoiced(items, start, end)
        if sales > left:
            return days + left / sales * length
        left -= max(sales, 0.0)
        days += length
        end = start - DAY
    return days


def payment_delay(
    items: Iterable[Item],
    matches: Iterable[Match],
    date_from: dt.date,
    date_to: dt.date,
) -> tuple[float | None, float | None]:
    """Average days late, weighted by amount, and share paid late, of a period.

    Early payments count negative in the average.
    """
    due = {item.id: item.date_due for item in items if item.amount > 0}
    total = weighted = late = 0.0
    for match in matches:
        if match.item_id in due and date_from <= match.date <= date_to:
            days = (match.date - due[match.item_id]).days
            total += match.amount
            weighted += match.amount * days
            late += match.amount if days > 0 else 0.0
    return (weighted / total, late / total) if total else (None, None)


def collection_effectiveness(
    items: Sequence[Item],
    matches: Sequence[Match],
    date_from: dt.date,
    date_to: dt.date,
) -> float | None:
    """Collection effectiveness index, in %.

    (opening + invoiced − closing) ÷ (opening + invoiced − closing not yet due) × 100.
    """
    opening = sum(open_at(items, matches, date_from - DAY).values())
    closing = sum(open_at(items, matches, date_to).values())
    not_due = aged_balance(items, matches, date_to)["not_due"]
    owed = opening + invoiced(items, date_from, date_to)
    if owed - not_due <= 0:
        return None
    return (owed - closing) / (owed - not_due) * 100


class FirstReminder(NamedTuple):
    """The first reminder of a debt, with the amount claimed then."""

    item_id: int
    date: dt.date
    amount: float


def recovery_rate(
    reminders: Iterable[FirstReminder], matches: Iterable[Match], within_days: int = 30
) -> float | None:
    """Share of the amounts first reminded that was reconciled within some days."""
    paid_on = {}
    for match in matches:
        paid_on.setdefault(match.item_id, []).append(match)
    asked = recovered = 0.0
    for reminder in reminders:
        limit = reminder.date + dt.timedelta(days=within_days)
        paid = sum(
            match.amount
            for match in paid_on.get(reminder.item_id, ())
            if reminder.date <= match.date <= limit
        )
        asked += reminder.amount
        recovered += min(paid, reminder.amount)
    return recovered / asked if asked else None
