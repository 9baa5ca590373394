"""How well payment dates are predicted, on generated ledgers; prints one JSON object.

Each invoice's expected day is worked out on the day it is issued, only from what had
been paid by then, by the very function the add-on uses
(``relance_avancee/core/figures/expected_payment.py``). Beside it: the due date, and the due date
plus the average delay of the company's payments so far. Plain Python, no database.
"""

import bisect
import json
import random
import statistics
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
YEARS = 3
TERM = 30
WINDOW = 365


class Payer(NamedTuple):
    """A kind of customer: how late it pays, and how many invoices it gets a year."""

    name: str
    share: float
    invoices: int
    delay: object  # (random, due date, habit of this very customer) -> days


def _steady(rng, due, habit):
    return rng.gauss(habit, 3)


def _batch(rng, due, habit):
    """Pays on two days of the month: the tenth and the twenty-fifth."""
    day = due + timedelta(days=round(rng.gauss(habit, 2)))
    while day.day not in (10, 25):
        day += timedelta(days=1)
    return (day - due).days


def _seasonal(rng, due, habit):
    """Slow in summer and at the end of the year."""
    slow = 25 if due.month in (7, 8, 12) else 0
    return rng.gauss(habit, 5) + slow


def _drifting(rng, due, habit):
    """Later and later: some days more every quarter."""
    return rng.gauss(habit, 4) + 5 * ((due.toordinal() // 91) % 12)


def _erratic(rng, due, habit):
    """Mostly soon, sometimes very late: the tail of a lognormal."""
    return rng.lognormvariate(2.2, 1.1) + habit / 4


PAYERS = (
    Payer("steady", 0.35, 14, _steady),
    Payer("pays on fixed days", 0.15, 12, _batch),
    Payer("seasonal", 0.15, 12, _seasonal),
    Payer("drifting", 0.10, 12, _drifting),
    Payer("erratic", 0.15, 12, _erratic),
    Payer("thin history", 0.10, 2, _steady),
)
HABITS = (-4, 0, 3, 8, 15, 30, 45)


class Invoice(NamedTuple):
    customer: int
    kind: str
    issued: date
    due: date
    paid: date


def generate(seed, customers, first=date(2023, 1, 2)):
    """Invoices of some customers over YEARS years, each paid once, in order of issue."""
    rng = random.Random(seed)
    found = []
    for customer in range(customers):
        payer = rng.choices(PAYERS, [kind.share for kind in PAYERS])[0]
        habit = rng.choice(HABITS)
        for _number in range(payer.invoices * YEARS):
            issued = first + timedelta(days=rng.randrange(365 * YEARS))
            due = issued + timedelta(days=TERM)
            late = round(payer.delay(rng, due, habit))
            paid = max(issued, due + timedelta(days=late))
            found.append(Invoice(customer, payer.name, issued, due, paid))
    return sorted(found, key=lambda invoice: invoice.issued)


class Past:
    """Payments made by a day: of everybody and by customer, in order of payment."""

    def __init__(self, invoices):
        self.by_key = {}
        for invoice in sorted(invoices, key=lambda invoice: invoice.paid):
            for key in (None, invoice.customer):
                days, delays = self.by_key.setdefault(key, ([], []))
                days.append(invoice.paid)
                delays.append((invoice.paid - invoice.due).days)

    def delays(self, key, day):
        """Delays of what was paid in the twelve months before a day."""
        days, delays = self.by_key.get(key, ((), ()))
        start = bisect.bisect_left(days, day - timedelta(days=WINDOW))
        return delays[start : bisect.bisect_left(days, day)]


def run(seed=20261122, customers=300):
    """Errors in days of each way to guess, over the invoices that have some past."""
    from relance_avancee.core.figures.expected_payment import Delays, expect

    invoices = generate(seed, customers)
    past, start = Past(invoices), invoices[0].issued + timedelta(days=WINDOW)
    norms, errors = {}, {}
    for invoice in invoices:
        if invoice.issued < start:
            continue
        day = invoice.issued
        if day not in norms:
            norms[day] = past.delays(None, day)
        everybody, own = norms[day], past.delays(invoice.customer, day)
        histories = [("customer", _deciles(own, Delays))]
        histories.append(("company", _deciles(everybody, Delays)))
        actual = (invoice.paid - invoice.due).days
        guesses = {
            "ours": (expect(invoice.due, day, histories).date - invoice.due).days,
            "due_date": 0,
            "company_average": statistics.fmean(everybody),
        }
        for kind in (invoice.kind, "all"):
            found = errors.setdefault(kind, {name: [] for name in guesses})
            for name, guess in guesses.items():
                found[name].append(abs(actual - guess))
    return {
        kind: {
            "invoices": len(found["ours"]),
            **{
                name: {
                    "mean": round(statistics.fmean(values), 1),
                    "median": round(statistics.median(values), 1),
                }
                for name, values in found.items()
            },
        }
        for kind, found in errors.items()
    }


def _deciles(delays, make):
    """Eleven quantiles, as PostgreSQL's percentile_cont gives them."""
    if not delays:
        return None
    ordered, last = sorted(delays), len(delays) - 1
    found = []
    for step in range(11):
        place = step / 10 * last
        low = int(place)
        high = min(low + 1, last)
        found.append(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
    return make(len(delays), tuple(found))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    # the core imports nothing of Odoo, its package does: see tests/conftest.py
    sys.path.insert(0, str(ROOT / "tests"))
    import conftest  # noqa: F401

    print(json.dumps(run(customers=int((sys.argv[1:] or ["300"])[0]))))
