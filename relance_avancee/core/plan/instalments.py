"""Payment plans: the schedule, its interest, its limits, and what is paid of it.

Amounts are floats in one currency, rounded with its ``rounding``; rates are in percent
a year; days are dates. A plan is an overlay: it says who pays what when, and payments
of the invoices pay its lines in order.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from ..calendars import next_sending_day
from ..values import is_positive, round_to

RHYTHMS = {
    "week": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
}
# No plan has more lines, whatever a company allows: five years of months.
MOST_LINES = 60
YEAR = 365


class PlanError(ValueError):
    """Terms that give no schedule; ``code`` says why.

    ``empty`` nothing is owed, ``count`` fewer than one payment or too many for the
    amount, ``first`` the first payment leaves nothing for the others.
    """

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Terms(NamedTuple):
    """What two people agree on: the lines follow from it.

    ``count`` payments in all, the first one included; ``amount`` instead of it gives
    the size of the regular ones (0: equal parts). ``amount_first`` 0: like the others.
    """

    total: float
    date_first: dt.date
    rhythm: str = "month"
    count: int = 1  # type: ignore[assignment]  # tuples have a method of that name
    amount: float = 0.0
    amount_first: float = 0.0


class Limits(NamedTuple):
    """What a company grants without asking anybody; 0 = no limit."""

    max_lines: int = 0
    max_days: int = 0
    min_amount: float = 0.0
    max_total: float = 0.0
    first_days: int = 0


class Instalment(NamedTuple):
    """One line of a plan: agreed, no longer asked, and paid of what is left."""

    id: int
    date: dt.date
    amount: float
    paid: float = 0.0
    dropped: float = 0.0

    @property
    def left(self) -> float:
        """What is still to be paid of it."""
        return max(0.0, self.amount - self.dropped - self.paid)


# === THE SCHEDULE ===


def split(total: float, count: int, rounding: float = 0.01) -> list[float]:
    """Equal instalments; the last one takes the rounding.

    :raises PlanError: fewer than one instalment, or more than the amount can give
    >>> split(100.0, 3)
    [33.33, 33.33, 33.34]
    """
    if not 1 <= count <= MOST_LINES:
        raise PlanError("count")
    part = round_to(total / count, rounding)
    parts = [part] * (count - 1) + [round_to(total - part * (count - 1), rounding)]
    return _all_positive(parts, rounding)


def split_by_amount(total: float, amount: float, rounding: float = 0.01) -> list[float]:
    """As many instalments of ``amount`` as it takes; the last one is what is left.

    :raises PlanError: the amount is nothing, or gives too many instalments
    >>> split_by_amount(100.0, 40.0)
    [40.0, 40.0, 20.0]
    """
    amount = round_to(amount, rounding)
    if not is_positive(amount, rounding) or total / amount > MOST_LINES:
        raise PlanError("count")
    parts, left = [], total
    while is_positive(left - amount, rounding):
        parts.append(amount)
        left = round_to(left - amount, rounding)
    return [*parts, round_to(left, rounding)]


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


def schedule(
    terms: Terms, country: str | None = None, rounding: float = 0.01
) -> list[tuple[dt.date, float]]:
    """Dates and amounts of a plan; they add up to the total.

    :raises PlanError: the terms make no sense; its code says why
    >>> schedule(Terms(100.0, dt.date(2026, 3, 2), "week", 3, amount_first=50.0), "FR")
    [(datetime.date(2026, 3, 2), 50.0), (datetime.date(2026, 3, 9), 25.0), \
(datetime.date(2026, 3, 16), 25.0)]
    """
    amounts = _amounts(terms, rounding)
    days = dates(terms.date_first, len(amounts), terms.rhythm, country)
    return list(zip(days, amounts, strict=True))


def _amounts(terms, rounding):
    if not is_positive(terms.total, rounding):
        raise PlanError("empty")
    first = round_to(terms.amount_first, rounding)
    if first < 0 or terms.amount < 0:
        raise PlanError("first" if first < 0 else "count")
    rest = round_to(terms.total - first, rounding)
    if not is_positive(first, rounding):
        return _regular(rest, terms.amount, terms.count, rounding)
    if not is_positive(rest, rounding):
        raise PlanError("first")
    return [first, *_regular(rest, terms.amount, terms.count - 1, rounding)]


def _regular(total, amount, count, rounding):
    if is_positive(amount, rounding):
        return split_by_amount(total, amount, rounding)
    return split(total, count, rounding)


def _all_positive(parts, rounding):
    if not all(is_positive(part, rounding) for part in parts):
        raise PlanError("count")
    return parts


def interest(
    lines: Sequence[tuple[dt.date, float]],
    start: dt.date,
    rate: float,
    rounding: float = 0.01,
) -> list[float]:
    """Interest of each instalment, for the time given to pay it.

    Simple interest on the balance outstanding since the instalment before:
    ``balance × rate / 100 × days / 365``, rounded half-up line by line, never
    capitalised (art. 1343-2 C. civ. wants a full year and an agreement for that). The
    rate is the one written in the agreement (art. 1907 C. civ.).

    :param start: the day from which it runs, which bears none itself
    >>> interest([(dt.date(2026, 1, 31), 500.0), (dt.date(2026, 3, 2), 500.0)],
    ...          dt.date(2026, 1, 1), 6.0)
    [4.93, 2.47]
    """
    found, since = [], start
    balance = sum(amount for _day, amount in lines)
    for day, amount in lines:
        days = max(0, (day - since).days)
        found.append(round_to(balance * rate / 100 * days / YEAR, rounding))
        balance, since = balance - amount, max(day, since)
    return found


def breaches(
    lines: Sequence[tuple[dt.date, float]],
    limits: Limits,
    today: dt.date,
    rounding: float = 0.01,
) -> list[str]:
    """What goes beyond the limits: codes, in the order in which they are said.

    ``past`` (the first date is over), ``first_days`` (it is too far), ``max_lines``,
    ``max_days`` (from today to the last), ``min_amount`` (one of them but the last,
    which takes what is left), ``max_total``.

    >>> breaches([(dt.date(2026, 3, 2), 5.0), (dt.date(2026, 6, 2), 5.0)],
    ...          Limits(max_days=60, min_amount=20.0), dt.date(2026, 3, 1))
    ['max_days', 'min_amount']
    """
    first, last = lines[0][0], lines[-1][0]
    total = sum(amount for _day, amount in lines)
    smallest = min(amount for _day, amount in lines[: max(1, len(lines) - 1)])
    far = {
        "first_days": (first - today).days - limits.first_days,
        "max_lines": len(lines) - limits.max_lines,
        "max_days": (last - today).days - limits.max_days,
        "min_amount": limits.min_amount - smallest,
        "max_total": total - limits.max_total,
    }
    found = ["past"] if first < today else []
    return found + [
        code
        for code, beyond in far.items()
        if getattr(limits, code) and is_positive(beyond, rounding)
    ]


# === WHAT IS PAID ===


def pay(
    lines: Iterable[Instalment],
    received: float,
    rounding: float = 0.01,
    dropped: float = 0.0,
) -> list[Instalment]:
    """Share what was received over the instalments in order of date.

    What one does not need goes to the next; an overpayment of the whole is left out.
    What is not owed any more (``dropped``: an invoice cancelled since) lightens the last
    ones first, so that nobody's next date changes.

    >>> lines = [Instalment(1, dt.date(2026, 1, 1), 50.0),
    ...          Instalment(2, dt.date(2026, 2, 1), 50.0)]
    >>> [line.paid for line in pay(lines, 70.0)]
    [50.0, 20.0]
    >>> [line.left for line in pay(lines, 0.0, dropped=60.0)]
    [40.0, 0.0]
    """
    ordered = sorted(lines, key=lambda line: (line.date, line.id))
    less = []
    for line in reversed(ordered):
        part = round_to(min(max(0.0, dropped), line.amount), rounding)
        dropped -= part
        less.append(line._replace(dropped=part))
    left, paid = max(0.0, received), []
    for line in reversed(less):
        part = round_to(min(left, line.amount - line.dropped), rounding)
        left -= part
        paid.append(line._replace(paid=part))
    return paid


def came_in(moves: Iterable[tuple[float, float | None]]) -> tuple[float, float]:
    """What came in for the invoices of a plan, and what is no longer owed of them.

    :param moves: (owed when the plan was proposed, owed now) of each invoice; None now
        when it is posted no more
    :return: (received, dropped), in the currency of the invoices; an invoice that owes
        more than then (a payment undone) takes nothing away from the others
    """
    paid = dropped = 0.0
    for then, now in moves:
        if now is None:
            dropped += then
        else:
            paid += max(0.0, then - now)
    return paid, dropped


def progress(lines: Sequence[Instalment]) -> float:
    """Share of what is asked that is paid, in percent; 0 when nothing is asked."""
    asked = sum(line.amount - line.dropped for line in lines)
    return 100 * sum(line.paid for line in lines) / asked if asked else 0.0


def instalment_state(line: Instalment, today: dt.date, rounding: float = 0.01) -> str:
    """``paid``, ``dropped`` (nothing left to ask), ``late``, or ``due``."""
    if not is_positive(line.left, rounding):
        return "paid" if is_positive(line.paid, rounding) else "dropped"
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
    if not any(is_positive(line.left, rounding) for line in lines):
        return "done"
    limit = today - dt.timedelta(days=days_before_broken)
    missed = (
        line
        for line in lines
        if line.date < limit and instalment_state(line, today, rounding) == "late"
    )
    return "broken" if any(missed) else "active"


def to_pay(
    lines: Iterable[Instalment], today: dt.date, rounding: float = 0.01
) -> tuple[float, float, dt.date | None]:
    """(late amount, what to pay now, date of the next payment still to come).

    What to pay now: the late lines and the next one.

    >>> lines = [Instalment(1, dt.date(2026, 1, 1), 50.0, 20.0),
    ...          Instalment(2, dt.date(2026, 2, 1), 50.0),
    ...          Instalment(3, dt.date(2026, 3, 1), 50.0)]
    >>> to_pay(lines, dt.date(2026, 1, 15))
    (30.0, 80.0, datetime.date(2026, 2, 1))
    """
    late, coming = 0.0, None
    for line in sorted(lines, key=lambda line: (line.date, line.id)):
        state = instalment_state(line, today, rounding)
        if state == "late":
            late += line.left
        elif state == "due" and coming is None:
            coming = line
    now = late + (coming.left if coming else 0.0)
    return (
        round_to(late, rounding),
        round_to(now, rounding),
        coming.date if coming else None,
    )
