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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from .accrual import replay, semesters
from .late_terms import (
    CREDIT_NOTE,
    DUE,
    PAYMENT,
    FloorBreach,
    Movement,
    Segment,
    Terms,
)
from .rates import CONSUMER, RateTable, legal_floor, semester_start, statutory_rate

__all__ = [
    "CREDIT_NOTE",
    "DUE",
    "PAYMENT",
    "FloorBreach",
    "LateFees",
    "Movement",
    "Segment",
    "Terms",
    "fixed_fee",
    "late_fees",
]

_ZERO = Decimal(0)
# Own precision, so that the result depends neither on the caller's decimal context nor
# on how the period was split: thirds of a cent lost here would move a half cent.
_CONTEXT = Context(prec=50)
_GUARD = Decimal("1e-20")


@dataclass(frozen=True)
class LateFees:
    """What may be claimed besides the principal.

    :ivar interest: rounded to the currency; all interest accrued up to the end date,
        also the part that payments have already settled with ``interest`` imputation
    :ivar fixed_fee: flat recovery fee in the currency of the law (``pack.fee_currency``), 0 for
        a consumer
    :ivar segments: how the interest was found, by date
    :ivar below_floor: semesters in which an agreed rate is below the legal floor
    """

    interest: Decimal
    fixed_fee: Decimal
    segments: tuple[Segment, ...]
    below_floor: tuple[FloorBreach, ...]

    @property
    def total(self) -> Decimal:
        """Interest and flat fee, for an invoice in the currency of the flat fee."""
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
        segments = replay(movements, terms, terms.last_day(until), rate_of)
        return LateFees(
            interest=_rounded(sum((s.interest for s in segments), _ZERO), rounding),
            fixed_fee=_fixed_fee(segments, terms),
            segments=segments,
            below_floor=tuple(_floor_breaches(segments, terms, table)),
        )


def fixed_fee(
    movements: Iterable[Movement], *, terms: Terms, until: dt.date
) -> Decimal:
    """Return the flat recovery fee alone: it is due even if no rate is recorded.

    Once per invoice as soon as one instalment is late, whole after a partial payment,
    and still due when everything was paid late (art. L441-10 II, D441-5 C. com.).
    Raises as :func:`late_fees`, except ``MissingRate``.
    """
    with localcontext(_CONTEXT):
        return _fixed_fee(
            replay(
                movements, terms, terms.last_day(until), lambda first_day, day: _ZERO
            ),
            terms,
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
    days = (day for s in segments for day, _end in semesters(s.date_from, s.date_to))
    for semester in sorted({semester_start(day) for day in days}):
        floor = legal_floor(table, terms.pack, semester)
        if floor is not None and rate < floor:
            yield FloorBreach(semester, rate, floor)


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
