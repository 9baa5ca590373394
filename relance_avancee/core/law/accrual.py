"""Replay of an invoice's life: which principal bore interest on which days.

Payments and credit notes lower what the instalments owe, in the order of the law or of
the debtor; interest accrues in between, by semester where the rate follows it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from .late_terms import (
    DUE,
    INTEREST_FIRST,
    MOVEMENT_KINDS,
    PAYMENT,
    Movement,
    Segment,
    Terms,
    checked_amount,
)
from .rates import semester_end, semester_start

_ZERO = Decimal(0)
_ONE_DAY = dt.timedelta(days=1)
# Percent times the fixed basis of 365 days.
_DIVISOR = Decimal(36500)


class _Instalment:
    """Running state of one instalment: the only mutable thing of this module."""

    def __init__(self, due: Movement, first_day: dt.date | None):
        self.name = due.instalment
        self.principal = due.amount
        self.interest = _ZERO  # accrued and not yet paid
        self.first_day = first_day
        self.next_day = first_day  # first day whose interest is not yet counted
        self.segments: list[Segment] = []

    def accrue(self, until: dt.date, by_semester: bool, rate_of: Callable) -> None:
        """Count interest up to ``until``, included."""
        if self.next_day is None or self.next_day > until:
            return
        if self.principal:
            for start, end in semesters(self.next_day, until, split=by_semester):
                self._add(start, end, rate_of(self.first_day, start), by_semester)
        self.next_day = until + _ONE_DAY

    def _add(self, start, end, rate, by_semester) -> None:
        added = _segment(start, end, self.principal, rate)
        self.interest += added.interest
        last = self.segments[-1] if self.segments else None
        anchored = by_semester and start == semester_start(start)
        if last and not anchored and last[1:4] == (start - _ONE_DAY, *added[2:4]):
            # A payment of that day went to another instalment: same days, one line.
            self.segments[-1] = _segment(last.date_from, end, self.principal, rate)
        else:
            self.segments.append(added)


def _segment(start: dt.date, end: dt.date, principal: Decimal, rate: Decimal):
    days = (end - start).days + 1
    return Segment(start, end, principal, rate, principal * rate * days / _DIVISOR)


def replay(
    movements: Iterable[Movement], terms: Terms, until: dt.date, rate_of: Callable
) -> tuple[Segment, ...]:
    """Replay the invoice day by day and return its segments, by date."""
    dues, events = _sorted_movements(movements)
    instalments = [_Instalment(due, terms.first_day(due.date)) for due in dues]

    def accrue(day):
        for instalment in instalments:
            instalment.accrue(day, terms.follows_semesters, rate_of)

    for event in events:
        if event.date <= until:
            accrue(event.date)
            _settle(event, instalments, terms.imputation)
    accrue(until)
    segments = (s for instalment in instalments for s in instalment.segments)
    return tuple(sorted(segments, key=lambda s: (s.date_from, s.date_to)))


def _settle(event: Movement, instalments: list[_Instalment], imputation: str) -> None:
    """Take a payment or a credit note off what the instalments owe.

    A credit note reduces the price, hence the principal, whatever the imputation.
    """
    fields: tuple[str, ...] = ("principal",)
    if event.kind == PAYMENT and imputation == INTEREST_FIRST:
        fields = ("interest", "principal")
    indicated = event.instalment is not None
    named = [i for i in instalments if indicated and i.name == event.instalment]
    left = event.amount
    for group in (named, instalments):
        for name in fields:
            for instalment in group:
                owed = getattr(instalment, name)
                taken = min(left, owed)
                setattr(instalment, name, owed - taken)
                left -= taken


def _sorted_movements(
    movements: Iterable[Movement],
) -> tuple[list[Movement], list[Movement]]:
    """Check the movements; return instalments and events in an order of their own."""
    checked = [_checked(movement) for movement in movements]
    dues = sorted((m for m in checked if m.kind == DUE), key=_order)
    events = sorted((m for m in checked if m.kind != DUE), key=_order)
    names = [due.instalment for due in dues if due.instalment is not None]
    if len(names) != len(set(names)):
        raise ValueError(f"two instalments of the same name: {names}")
    for event in events:
        if event.instalment is not None and event.instalment not in names:
            raise ValueError(f"unknown instalment: {event}")
    return dues, events


def _order(movement: Movement) -> tuple:
    # On one day: what names its instalment first, lest the rest take its place.
    unnamed = movement.instalment is None
    return (
        movement.date,
        unnamed,
        movement.kind,
        str(movement.instalment),
        movement.amount,
    )


def _checked(movement: Movement) -> Movement:
    if movement.kind not in MOVEMENT_KINDS:
        raise ValueError(f"unknown kind of movement: {movement}")
    return movement._replace(amount=checked_amount(movement.amount))


def semesters(
    start: dt.date, end: dt.date, split: bool = True
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield (first, last) days of the semesters from ``start`` to ``end`` included."""
    while split and semester_end(start) < end:
        yield start, semester_end(start)
        start = semester_end(start) + _ONE_DAY
    yield start, end
