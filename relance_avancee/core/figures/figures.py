"""Figures on receivables: each defined here, once, from a few sums of the ledger.

What was open on a past day is what was invoiced until then less what was matched until
then, so a past date gives the same answer for ever. Company currency; customer
invoices count positive, credit notes negative. A figure that cannot be computed
(nothing invoiced, nothing paid) is None, never 0.

The sums come from SQL (``models/cockpit/dunning_report_*.py``), whose rows are what a user sees
behind a figure.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

DAY = dt.timedelta(days=1)
RANGES = (0, 30, 60, 90)
CENT = 0.004
RECOVERY_DAYS = 30


class Sums(NamedTuple):
    """What one period of one group of debts adds up to, in company currency.

    ``opening`` and ``closing`` are open at the end of the day before and of the last
    day; ``not_due`` what of the closing is not due, open credits included. ``paid`` is
    what was reconciled of invoices, ``paid_days`` the same times days late, ``paid_late``
    its late part, ``collected`` that of debts reminded before. ``months`` holds
    (invoiced, days) from the last month of the period backwards. ``more`` is what other
    modules add up (``dunning.figures._read_more``).
    """

    days: int = 0
    opening: float = 0.0
    closing: float = 0.0
    not_due: float = 0.0
    invoiced: float = 0.0
    months: tuple[tuple[float, int], ...] = ()
    paid: float = 0.0
    paid_days: float = 0.0
    paid_late: float = 0.0
    collected: float = 0.0
    reminded: float = 0.0
    recovered: float = 0.0
    contacts: int = 0
    promises_kept: int = 0
    promises_decided: int = 0
    disputed: float = 0.0
    disputes_closed: int = 0
    dispute_days: float = 0.0
    more: Mapping[str, float] = MappingProxyType({})


def dso(sums: Sums) -> float | None:
    """Open at the end ÷ invoiced in the period × days of the period, both ends counted.

    >>> dso(Sums(days=90, closing=500.0, invoiced=1500.0))
    30.0
    """
    if sums.invoiced <= 0:
        return None
    return sums.closing / sums.invoiced * sums.days


def dso_count_back(sums: Sums) -> float | None:
    """Days by exhaustion of the receivables, month by month.

    From what is open each month's invoicing is taken off and its days added, a fraction
    for the last month. A month without invoicing only adds its days.

    >>> dso_count_back(Sums(closing=700.0, months=((400.0, 31), (600.0, 28))))
    45.0
    """
    if not sums.months:
        return None
    left, days = sums.closing, 0.0
    for invoiced, length in sums.months:
        if left <= CENT:
            break
        if invoiced > left:
            return days + left / invoiced * length
        left -= max(invoiced, 0.0)
        days += length
    return days


def is_exhausted(sums: Sums) -> bool:
    """Whether the months given are enough for :func:`dso_count_back`."""
    taken_off = sum(max(invoiced, 0.0) for invoiced, _days in sums.months)
    return sums.closing <= CENT or taken_off > sums.closing


def average_days_late(sums: Sums) -> float | None:
    """Σ(amount × days late) ÷ Σ amount of what was reconciled; early counts negative.

    >>> average_days_late(Sums(paid=1600.0, paid_days=7000.0))
    4.375
    """
    return sums.paid_days / sums.paid if sums.paid else None


def late_rate(sums: Sums) -> float | None:
    """Share of what was reconciled that was so after its due date."""
    return sums.paid_late / sums.paid if sums.paid else None


def cei(sums: Sums) -> float | None:
    """Collection effectiveness index, in %.

    (opening + invoiced − closing) ÷ (opening + invoiced − closing not yet due) × 100.

    >>> cei(Sums(opening=1000.0, invoiced=1500.0, closing=1500.0, not_due=500.0))
    50.0
    """
    owed = sums.opening + sums.invoiced
    if owed - sums.not_due <= CENT:
        return None
    return (owed - sums.closing) / (owed - sums.not_due) * 100


def recovery_rate(sums: Sums) -> float | None:
    """Share of what was reminded for the first time that was paid within 30 days."""
    return sums.recovered / sums.reminded if sums.reminded else None


def promise_keep_rate(sums: Sums) -> float | None:
    """Promises kept among those whose day fell in the period, kept or broken."""
    if not sums.promises_decided:
        return None
    return sums.promises_kept / sums.promises_decided


def dispute_rate(sums: Sums) -> float | None:
    """Amounts disputed in the period ÷ invoiced in the period."""
    return sums.disputed / sums.invoiced if sums.invoiced > 0 else None


def dispute_length(sums: Sums) -> float | None:
    """Days from opening to end of the disputes resolved in the period, on average."""
    return sums.dispute_days / sums.disputes_closed if sums.disputes_closed else None


def contacts_per_thousand(sums: Sums) -> float | None:
    """Contacts made ÷ thousands collected from debts reminded before.

    >>> contacts_per_thousand(Sums(contacts=12, collected=6000.0))
    2.0
    """
    return sums.contacts / sums.collected * 1000 if sums.collected > CENT else None


class Figure(NamedTuple):
    """A figure: all there is to it, in one value.

    ``unit``: days, share (0 to 1), percent (0 to 100), amount or number; ``better``: low
    or high; ``source``: who defines it so.
    ``rows``: what a click opens, a method ``_rows_<rows>`` of ``dunning.figures``.
    ``card`` and ``column``: place among those at the top of the dashboard and in its
    table, lowest first; None to be in neither.
    ``label`` and ``definition`` are in the reader's language once the models give them.
    """

    formula: Callable[[Sums], float | None]
    unit: str
    better: str = "low"
    source: str = ""
    rows: str = ""
    card: int | None = None
    column: int | None = None
    label: str = ""
    definition: str = ""


CRF = "Credit Research Foundation, Standard Measures of Credit and Collection"
FRENCH_REPORT = "Observatoire des délais de paiement"


def _figure(formula, unit, rows, place, better="low", source=""):
    """One of ours; its place is (card, column)."""
    return Figure(formula, unit, better, source, rows, *place)


# A module with a figure of its own adds it in ``dunning.figures._get_figures``.
FIGURES = {
    "open": _figure(lambda sums: round(sums.closing, 2), "amount", "open", (10, 10)),
    "invoiced": _figure(
        lambda sums: round(sums.invoiced, 2), "amount", "invoiced", (120, 120), "high"
    ),
    "dso": _figure(dso, "days", "open", (20, 20), source=CRF),
    "dso_count_back": _figure(dso_count_back, "days", "open", (110, 110), source=CRF),
    "average_days_late": _figure(
        average_days_late, "days", "paid", (30, 30), source=FRENCH_REPORT
    ),
    "late_rate": _figure(late_rate, "share", "paid", (40, 40)),
    "cei": _figure(cei, "percent", "open", (60, 70), "high", CRF),
    "recovery_rate": _figure(
        recovery_rate, "share", "first_contacts", (50, 50), "high"
    ),
    "promise_keep_rate": _figure(
        promise_keep_rate, "share", "promises", (70, 80), "high"
    ),
    "dispute_rate": _figure(dispute_rate, "share", "disputes_opened", (80, 90)),
    "dispute_length": _figure(dispute_length, "days", "disputes_closed", (90, 100)),
    "contacts_per_thousand": _figure(
        contacts_per_thousand, "number", "contacts", (100, 60)
    ),
}


def compute(
    sums: Sums, registry: Mapping[str, Figure] = MappingProxyType(FIGURES)
) -> dict[str, float | None]:
    """Every figure of a period."""
    return {name: figure.formula(sums) for name, figure in registry.items()}


def in_place(registry: Mapping[str, Figure], place: str) -> list[str]:
    """Names of the figures in a place (``card`` or ``column``), in order.

    >>> in_place(FIGURES, "card")[:2]
    ['open', 'dso']
    """
    placed = {
        name: getattr(figure, place)
        for name, figure in registry.items()
        if getattr(figure, place) is not None
    }
    return sorted(placed, key=placed.__getitem__)


# === AGED BALANCE ===


def bucket_names(ranges: Sequence[int] = RANGES) -> list[str]:
    """Names of the ranges, from what is not due on.

    >>> bucket_names((0, 30))
    ['not_due', '1-30', '31+']
    """
    pairs = zip(ranges, ranges[1:], strict=False)
    middle = [f"{low + 1}-{high}" for low, high in pairs]
    return ["not_due", *middle, f"{ranges[-1] + 1}+"]


def bucket(days_late: int, ranges: Sequence[int] = RANGES) -> str:
    """Name of the range of a debt.

    >>> bucket(0), bucket(1), bucket(30), bucket(31), bucket(91)
    ('not_due', '1-30', '1-30', '31-60', '91+')
    """
    return bucket_names(ranges)[sum(days_late > limit for limit in ranges)]


# === MONTHS ===


def months_back(date_to: dt.date, count: int) -> list[tuple[dt.date, dt.date]]:
    """(first day, last day) of some months backwards, the last one cut at ``date_to``.

    >>> [str(first) for first, _last in months_back(dt.date(2026, 3, 10), 3)]
    ['2026-03-01', '2026-02-01', '2026-01-01']
    """
    found, last = [], date_to
    for _month in range(count):
        first = last.replace(day=1)
        found.append((first, last))
        last = first - DAY
    return found


def history(closing: float, movements: Sequence[float]) -> list[float]:
    """What was open at the end of each month, from the last one backwards.

    :param movements: what the receivables rose by in each month, the last one first

    >>> history(500.0, [200.0, -50.0])
    [500.0, 300.0, 350.0]
    """
    found = [closing]
    for movement in movements:
        found.append(found[-1] - movement)
    return found
