"""When a debt might be time-barred, at the earliest.

The periods run from performance, from knowledge or from the end of the year as the law
has it; here they are counted from the due date, and what interrupts them (a debtor's
acknowledgement, a claim in court: art. 2240 and 2241 C. civ.) is left out: the date is
the earliest hypothesis, to look at the file in time, never a legal opinion. A reminder
or a formal notice, registered or not, interrupts nothing in France (Com. 18/05/2022
no 20-23.204).
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Period(NamedTuple):
    """Years after which a claim may be time-barred, with where the law says so."""

    years: int
    source: str


# Ordinary sales and services; special periods (carriage: one year) are the user's to know.
PERIODS: dict[tuple[str | None, str | None], Period] = {
    ("FR", "company"): Period(5, "art. L110-4 C. com."),
    ("FR", "consumer"): Period(2, "art. L218-2 C. conso."),
    ("FR", "public"): Period(4, "art. 1, loi no 68-1250"),
    ("DE", None): Period(3, "§ 195 BGB"),
    ("ES", None): Period(5, "art. 1964 CC"),
    ("NL", "company"): Period(5, "art. 3:307 BW"),
    ("NL", "public"): Period(5, "art. 3:307 BW"),
    ("NL", "consumer"): Period(2, "art. 7:28 BW"),
}


def period(country: str | None, kind: str) -> Period | None:
    """The period of a kind of debtor under a law; None where none is recorded.

    :param country: ISO code of the law of the contract
    :param kind: ``company``, ``consumer`` or ``public``
    >>> period("FR", "consumer").years, period("DE", "company").years
    (2, 3)
    >>> period("US", "company") is None
    True
    """
    return PERIODS.get((country, kind)) or PERIODS.get((country, None))


def barred_on(due: dt.date, country: str | None, kind: str) -> dt.date | None:
    """The first day on which a debt might be time-barred.

    >>> barred_on(dt.date(2024, 2, 29), "FR", "consumer")
    datetime.date(2026, 2, 28)
    """
    found = period(country, kind)
    return found and due + relativedelta(years=found.years)


def last_due(country: str | None, kinds: Iterable[str], day: dt.date) -> dt.date | None:
    """Debts due after this day cannot be time-barred by ``day``, whatever their debtor.

    >>> last_due("FR", ["company", "consumer"], dt.date(2026, 3, 12))
    datetime.date(2024, 3, 12)
    """
    years = [found.years for kind in kinds if (found := period(country, kind))]
    return day - relativedelta(years=min(years)) if years else None
