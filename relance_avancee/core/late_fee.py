"""Interest and flat recovery fee for the late payment of one invoice.

Formula (simple interest, no capitalisation)::

    interest = sum over segments(principal x rate / 100 x days / 365)

* principal: what is unpaid, tax included (CJEU C-585/20);
* days: from the day after due date to the day of payment *included* (CJEU C-306/06;
  art. L441-10 II C. com.: "exigibles le jour suivant la date de règlement");
* 365 in every year, leap years too: the usual formula, and the lower of the two;
* rounded half up, once per invoice. Segments keep full precision.

Nothing here reads a clock or a database. Amounts are ``Decimal`` in one currency.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple

from .rates import (
    COMPANY,
    CONSUMER,
    CountryPack,
    RateTable,
    legal_floor,
    semester_end,
    semester_start,
    statutory_rate,
)

DUE = "due"
PAYMENT = "payment"
CREDIT_NOTE = "credit_note"
MOVEMENT_KINDS = (DUE, PAYMENT, CREDIT_NOTE)

PRINCIPAL_FIRST = "principal"
INTEREST_FIRST = "interest"
IMPUTATIONS = (PRINCIPAL_FIRST, INTEREST_FIRST)

_ZERO = Decimal(0)
_ONE_DAY = dt.timedelta(days=1)
# Percent times the fixed basis of 365 days.
_DIVISOR = Decimal(36500)
# Own precision, so that the result depends neither on the caller's decimal context nor
# on how the period was split: thirds of a cent lost here would move a half cent.
_CONTEXT = Context(prec=50)
_GUARD = Decimal("1e-20")


class Movement(NamedTuple):
    """One change of what an invoice owes.

    :ivar date: due date of an instalment, or the day a payment was received or a credit
        note issued. That day still bears interest on the former principal.
    :ivar amount: positive or zero
    :ivar kind: :data:`DUE`, :data:`PAYMENT` or :data:`CREDIT_NOTE`
    :ivar instalment: name of the instalment; on a payment or credit note, the one it
        was reconciled with (the debtor's indication, art. 1342-10 C. civ.). None, like
        what exceeds the named instalment, goes to the oldest due dates first.
    """

    date: dt.date
    amount: Decimal
    kind: str
    instalment: str | int | None = None


class Segment(NamedTuple):
    """Days of one instalment with the same principal and rate, both ends included.

    ``rate`` is in percent a year, ``interest`` is not rounded.
    """

    date_from: dt.date
    date_to: dt.date
    principal: Decimal
    rate: Decimal
    interest: Decimal

    @property
    def days(self) -> int:
        """Number of days that bear interest."""
        return (self.date_to - self.date_from).days + 1


class FloorBreach(NamedTuple):
    """A semester in which the agreed rate is below the legal floor (both percent)."""

    date_from: dt.date
    rate: Decimal
    floor: Decimal


@dataclass(frozen=True)
class Terms:
    """What law and contract say about late payment of the invoice.

    :ivar pack: rules of the law of the contract
    :ivar debtor: ``company``, ``public`` or ``consumer``
    :ivar contractual_rate: agreed annual percentage, or None. It applies to companies,
        even below the floor: flagged, never corrected. A public body owes the statutory
        rate whatever was agreed (Directive 2011/7/EU art. 4; art. R2192-31 CCP). With a
        consumer it can only lower the claim.
    :ivar imputation: ``principal`` (a waiver) or ``interest`` (art. 1343-1 C. civ.: a
        partial payment pays the accrued interest first)
    :ivar formal_notice: day a consumer received the formal notice, or None
    :raise ValueError: unknown debtor or imputation, negative or non-finite rate
    :raise TypeError: the rate is not a ``Decimal`` or ``int``
    """

    pack: CountryPack
    debtor: str = COMPANY
    contractual_rate: Decimal | None = None
    imputation: str = PRINCIPAL_FIRST
    formal_notice: dt.date | None = None

    def __post_init__(self):
        self.pack.rule(self.debtor)
        if self.imputation not in IMPUTATIONS:
            raise ValueError(f"unknown imputation: {self.imputation!r}")
        if self.contractual_rate is not None:
            rate = _checked_amount(self.contractual_rate)
            object.__setattr__(self, "contractual_rate", rate)

    @property
    def agreed_rate(self) -> Decimal | None:
        """The contractual rate where it replaces the statutory one, else None."""
        return self.contractual_rate if self.debtor == COMPANY else None

    @property
    def follows_semesters(self) -> bool:
        """Whether the rate is set anew on 1 January and 1 July."""
        return self.agreed_rate is None and not self.pack.rule(self.debtor).frozen

    def first_day(self, due: dt.date) -> dt.date | None:
        """Return the first day of interest of an instalment, None if there is none.

        A consumer owes interest only from the day after the formal notice (art. 1231-6
        and 1344-1 C. civ.), and a notice cannot cover what was not yet overdue.
        """
        if self.debtor != CONSUMER:
            return due + _ONE_DAY
        if self.formal_notice is None or due >= self.formal_notice:
            return None
        grace = dt.timedelta(days=self.pack.consumer_grace_days)
        return self.formal_notice + grace + _ONE_DAY


@dataclass(frozen=True)
class LateFees:
    """What may be claimed besides the principal.

    :ivar interest: rounded to the currency; all interest accrued up to the end date,
        also the part that payments have already settled with ``interest`` imputation
    :ivar fixed_fee: flat recovery fee **in EUR**, 0 for a consumer
    :ivar segments: how the interest was found, by date
    :ivar below_floor: semesters in which an agreed rate is below the legal floor
    """

    interest: Decimal
    fixed_fee: Decimal
    segments: tuple[Segment, ...]
    below_floor: tuple[FloorBreach, ...]

    @property
    def total(self) -> Decimal:
        """Interest and flat fee, for an invoice in EUR."""
        return self.interest + self.fixed_fee


def late_fees(
    movements: Iterable[Movement],
    *,
    terms: Terms,
    table: RateTable,
    until: dt.date,
    rounding: Decimal = Decimal("0.01"),
) -> LateFees:
    """Compute interest and flat fee of one invoice up to ``until``, included.

    :param movements: instalments, payments and credit notes of that invoice, in any
        order; what is dated after ``until`` is not there yet
    :param rounding: smallest amount of the currency (0.01, 1, 0.001…)
    :raise MissingRate: a semester with an unpaid principal has no recorded rate
    :raise ValueError: negative amount or rounding, unknown kind or instalment
    :raise TypeError: an amount is not a ``Decimal`` or ``int``
    """

    def rate_of(first_day: dt.date, day: dt.date) -> Decimal:
        return _rate(terms, table, first_day, day)

    with localcontext(_CONTEXT):
        segments = _segments(movements, terms, until, rate_of)
        return LateFees(
            interest=_rounded(sum((s.interest for s in segments), _ZERO), rounding),
            fixed_fee=_fixed_fee(segments, terms),
            segments=segments,
            below_floor=tuple(_floor_breaches(segments, terms, table)),
        )


def fixed_fee(
    movements: Iterable[Movement], *, terms: Terms, until: dt.date
) -> Decimal:
    """Return the flat recovery fee (EUR) alone: it is due even if no rate is recorded.

    Once per invoice as soon as one instalment is late, whole after a partial payment,
    and still due when everything was paid late (art. L441-10 II, D441-5 C. com.).
    Raises as :func:`late_fees`, except ``MissingRate``.
    """
    with localcontext(_CONTEXT):
        return _fixed_fee(
            _segments(movements, terms, until, lambda first_day, day: _ZERO), terms
        )


def _fixed_fee(segments: tuple[Segment, ...], terms: Terms) -> Decimal:
    # A segment exists as soon as a principal was unpaid one day after its due date.
    if terms.debtor == CONSUMER or not segments:
        return _ZERO
    return terms.pack.fixed_fee


def _rate(terms: Terms, table: RateTable, first_day: dt.date, day: dt.date) -> Decimal:
    if terms.agreed_rate is not None:
        return terms.agreed_rate
    anchor = first_day if terms.pack.rule(terms.debtor).frozen else day
    rate = statutory_rate(table, terms.pack, terms.debtor, anchor)
    if terms.debtor == CONSUMER and terms.contractual_rate is not None:
        return min(rate, terms.contractual_rate)
    return rate


def _floor_breaches(
    segments: tuple[Segment, ...], terms: Terms, table: RateTable
) -> Iterator[FloorBreach]:
    rate = terms.agreed_rate
    if rate is None or terms.pack.floor_multiple is None:
        return
    days = (day for s in segments for day, _end in _semesters(s.date_from, s.date_to))
    for semester in sorted({semester_start(day) for day in days}):
        floor = legal_floor(table, terms.pack, semester)
        if rate < floor:
            yield FloorBreach(semester, rate, floor)


# ------------------------------------------------------------------
# Replay of an invoice's life
# ------------------------------------------------------------------


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
            for start, end in _semesters(self.next_day, until, split=by_semester):
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


def _segments(
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
    fields = ("principal",)
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
    return movement._replace(amount=_checked_amount(movement.amount))


def _checked_amount(amount: Decimal | int) -> Decimal:
    if not isinstance(amount, Decimal | int):
        raise TypeError(f"not a Decimal: {amount!r}")
    amount = Decimal(amount)
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"not a positive number: {amount}")
    return amount


def _semesters(
    start: dt.date, end: dt.date, split: bool = True
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield (first, last) days of the semesters from ``start`` to ``end`` included."""
    while split and semester_end(start) < end:
        yield start, semester_end(start)
        start = semester_end(start) + _ONE_DAY
    yield start, end


def _rounded(amount: Decimal, rounding: Decimal) -> Decimal:
    """Round half up to a multiple of ``rounding``."""
    if not isinstance(rounding, Decimal | int):
        raise TypeError(f"not a Decimal: {rounding!r}")
    if rounding <= 0:
        raise ValueError(f"a rounding must be positive: {rounding}")
    # Segments such as x/73 never end: first drop their last digits, so that three of
    # them adding up to half a cent do round up.
    units = (amount / rounding).quantize(_GUARD)
    return units.quantize(Decimal(1), ROUND_HALF_UP) * rounding
