"""When an open invoice will be paid, from how the customer paid before.

What is known of a customer is the distribution of its delays (days from due date to
payment), kept as deciles. An invoice that is already late cannot be paid earlier than
today: the delays it has outlived are left out, and the median of the others is taken,
which is the conditional median of survival analysis (Kaplan and Meier, JASA 53, 1958).
When the customer's history is thin, that of its segment, then of the company, is used.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

# Positions of the quantiles kept of a history of delays.
POSITIONS = tuple(step / 10 for step in range(11))
# Payments below which a history says too little of its customer.
ENOUGH = 5
# Width in days of the range in which six payments in ten fall.
SURE, FAIRLY_SURE = 7, 21
# Nobody waits for ever: an invoice older than all known delays is taken as paid this
# many days from today.
BEYOND = 30
DAY = dt.timedelta(days=1)


class Delays(NamedTuple):
    """A history of delays: how many payments, and their deciles in days late.

    ``quantiles`` are at :data:`POSITIONS`, in growing order.
    """

    count: int  # type: ignore[assignment]  # tuples have a method of that name
    quantiles: tuple[float, ...]


class Expectation(NamedTuple):
    """The expected day, the range in which six payments in ten fall, how sure it is.

    ``source`` says from what: a commitment (``promise``, ``plan``), a history
    (``customer``, ``segment``, ``company``) or the ``due_date``; ``sure`` is ``high``,
    ``medium`` or ``low``.
    """

    date: dt.date
    earliest: dt.date
    latest: dt.date
    source: str
    sure: str


def at(quantiles: Sequence[float], position: float) -> float:
    """The delay at a position between 0 and 1, on straight lines between deciles.

    >>> at((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 0.55)
    5.5
    """
    place = min(1.0, max(0.0, position)) * (len(quantiles) - 1)
    low = min(int(place), len(quantiles) - 2)
    part = place - low
    first, last = quantiles[low], quantiles[low + 1]
    # rounding may not leave the interval: 3 × 0.9 + 3 × 0.1 can be less than 3
    return min(first + (last - first) * part, last)


def position_of(quantiles: Sequence[float], days: float) -> float:
    """Share of the delays that are below or at some days: the inverse of :func:`at`.

    >>> position_of((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 5)
    0.5
    >>> position_of((0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10), 0)
    0.9
    """
    if days < quantiles[0]:
        return 0.0
    steps = len(quantiles) - 1
    for place in range(steps, 0, -1):
        low, high = quantiles[place - 1], quantiles[place]
        if days >= high:
            return place / steps
        if days >= low:
            return (place - 1 + (days - low) / (high - low)) / steps
    return 0.0


def choose(
    histories: Sequence[tuple[str, Delays | None]],
    days_late: int = -10_000,
    enough: int = ENOUGH,
) -> tuple[str, Delays] | None:
    """The first history that says enough, and still has delays as long as this one.

    A customer who always paid within a week and is a month late does something new: its
    own past says nothing any more, others' may.

    >>> short, long = Delays(9, (2.0,) * 11), Delays(99, (50.0,) * 11)
    >>> choose([("customer", short), ("company", long)])[0]
    'customer'
    >>> choose([("customer", short), ("company", long)], days_late=10)[0]
    'company'
    >>> choose([("customer", Delays(1, (0.0,) * 11))]) is None
    True
    """
    for source, delays in histories:
        if delays and delays.quantiles and delays.count >= enough:
            if position_of(delays.quantiles, days_late - 1) < 1:
                return source, delays
    return None


def expect(
    date_due: dt.date,
    today: dt.date,
    histories: Sequence[tuple[str, Delays | None]],
    committed: tuple[str, dt.date] | None = None,
) -> Expectation:
    """When an invoice still open today will be paid.

    :param histories: (source, delays), the customer's own first
    :param committed: (``promise`` or ``plan``, day) when the customer said so himself

    >>> due = dt.date(2026, 3, 1)
    >>> own = Delays(12, (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20))
    >>> expect(due, due, [("customer", own)]).date.isoformat()
    '2026-03-11'
    >>> expect(due, dt.date(2026, 3, 12), [("customer", own)]).date.isoformat()
    '2026-03-16'
    """
    if committed and committed[1] >= today:
        source, day = committed
        return Expectation(day, day, day, source, "medium")
    days_late = (today - date_due).days
    found = choose(histories, days_late)
    if found is None:
        known = any(choose([item]) for item in histories)
        return _unknown(date_due, today, known)
    source, delays = found
    outlived = position_of(delays.quantiles, days_late - 1)
    earliest, middle, latest = (
        max(today, date_due + round(at(delays.quantiles, _left(outlived, share))) * DAY)
        for share in (0.2, 0.5, 0.8)
    )
    sure = _sure(source, earliest, latest)
    return Expectation(middle, earliest, latest, source, sure)


def _unknown(date_due, today, known):
    """Nothing to go by: the due date, or some weeks for what is later than ever."""
    if known:
        day, latest = today + BEYOND * DAY, today + 2 * BEYOND * DAY
        return Expectation(day, today, latest, "company", "low")
    day = max(date_due, today)
    return Expectation(day, day, max(day, date_due + BEYOND * DAY), "due_date", "low")


def _left(outlived, share):
    """Position of a share of what has not been outlived yet."""
    return outlived + (1 - outlived) * share


def _sure(source, earliest, latest):
    """A history that is not the customer's own never gives certainty."""
    width = (latest - earliest).days
    if width <= SURE and source == "customer":
        return "high"
    return "medium" if width <= FAIRLY_SURE else "low"
