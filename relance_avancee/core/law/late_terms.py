"""What late fees are computed from: the life of an invoice, law and contract."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .rates import COMPANY, CONSUMER, CountryPack

DUE = "due"
PAYMENT = "payment"
CREDIT_NOTE = "credit_note"
MOVEMENT_KINDS = (DUE, PAYMENT, CREDIT_NOTE)

PRINCIPAL_FIRST = "principal"
INTEREST_FIRST = "interest"
IMPUTATIONS = (PRINCIPAL_FIRST, INTEREST_FIRST)

_ONE_DAY = dt.timedelta(days=1)


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
    :ivar insolvency: day of the judgment that opened the debtor's insolvency, or None
    :raise ValueError: unknown debtor or imputation, negative or non-finite rate
    :raise TypeError: the rate is not a ``Decimal`` or ``int``
    """

    pack: CountryPack
    debtor: str = COMPANY
    contractual_rate: Decimal | None = None
    imputation: str = PRINCIPAL_FIRST
    formal_notice: dt.date | None = None
    insolvency: dt.date | None = None

    def __post_init__(self):
        self.pack.rule(self.debtor)
        if self.imputation not in IMPUTATIONS:
            raise ValueError(f"unknown imputation: {self.imputation!r}")
        if self.contractual_rate is not None:
            rate = checked_amount(self.contractual_rate)
            object.__setattr__(self, "contractual_rate", rate)

    @property
    def agreed_rate(self) -> Decimal | None:
        """The contractual rate where it replaces the statutory one, else None."""
        return self.contractual_rate if self.debtor == COMPANY else None

    @property
    def follows_semesters(self) -> bool:
        """Whether the rate is set anew on 1 January and 1 July."""
        return self.agreed_rate is None and not self.pack.rule(self.debtor).frozen

    def last_day(self, until: dt.date) -> dt.date:
        """The last day that may bear interest, ``until`` at the latest.

        The judgment stops interest (art. L622-28 and L641-3 C. com.), from the first
        hour of its own day (art. R621-4): what was not late before it never will be.
        """
        if self.insolvency is None:
            return until
        return min(until, self.insolvency - _ONE_DAY)

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


def checked_amount(amount: Decimal | int) -> Decimal:
    """The amount as a ``Decimal``; raises unless it is a positive number or zero."""
    if not isinstance(amount, Decimal | int):
        raise TypeError(f"not a Decimal: {amount!r}")
    amount = Decimal(amount)
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"not a positive number: {amount}")
    return amount
