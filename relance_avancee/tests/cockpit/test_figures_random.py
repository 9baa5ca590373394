"""Figures of random ledgers against an independent computation, debt by debt.

The other way round from the code: forwards from each invoice and its matches, while the
views go backwards from what is open now.
"""

import datetime as dt
import random

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY, DunningCommon

FIRST = dt.date(2025, 9, 1)
RANGES = (0, 30, 60, 90)
SEEDS = (1, 2, 3)


def open_at(item, day):
    if item["date"] > day:
        return 0.0
    sign = 1 if item["amount"] > 0 else -1
    return item["amount"] - sign * sum(
        amount for date, amount in item["matches"] if date <= day
    )


def invoiced(items, date_from, date_to):
    return sum(i["amount"] for i in items if date_from <= i["date"] <= date_to)


def expected_kpis(items, date_from, date_to):
    """The definitions of the contract, one loop each."""
    closing = sum(open_at(item, date_to) for item in items)
    opening = sum(open_at(item, date_from - dt.timedelta(days=1)) for item in items)
    sales = invoiced(items, date_from, date_to)
    not_due = sum(
        open_at(item, date_to)
        for item in items
        if item["due"] >= date_to or item["amount"] < 0
    )
    paid = [
        (amount, (date - item["due"]).days)
        for item in items
        if item["amount"] > 0
        for date, amount in item["matches"]
        if date_from <= date <= date_to
    ]
    total = sum(amount for amount, _days in paid)
    owed = opening + sales
    return {
        "open": closing,
        "invoiced": sales,
        "dso": closing / sales * ((date_to - date_from).days + 1)
        if sales > 0
        else None,
        "dso_count_back": expected_count_back(items, date_to),
        "average_days_late": sum(a * d for a, d in paid) / total if total else None,
        "late_rate": sum(a for a, d in paid if d > 0) / total if total else None,
        "cei": (owed - closing) / (owed - not_due) * 100 if owed > not_due else None,
    }


def expected_count_back(items, date_to):
    left = sum(open_at(item, date_to) for item in items)
    days, end = 0.0, date_to
    first = min(item["date"] for item in items)
    while left > 0.004 and end >= first:
        start = end.replace(day=1)
        sales = invoiced(items, start, end)
        length = (end - start).days + 1
        if sales > left:
            return days + left / sales * length
        left -= max(sales, 0.0)
        days, end = days + length, start - dt.timedelta(days=1)
    return days


def expected_aged(items, day):
    found = dict.fromkeys(("not_due", "1-30", "31-60", "61-90", "91+"), 0.0)
    for item in items:
        late = (day - item["due"]).days
        if item["amount"] < 0 or late <= 0:
            name = "not_due"
        else:
            name = next(
                (f"{low + 1}-{low + 30}" for low in (0, 30, 60) if late <= low + 30),
                "91+",
            )
        found[name] += open_at(item, day)
    return found


class RandomLedger(DunningCommon):
    """Builds a ledger nobody thought of: two currencies, partial, early, undone."""

    def setUp(self):
        super().setUp()
        self.dollar = self.env.ref("base.USD")
        self.dollar.active = True
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.dollar.id, "name": day, "company_rate": rate}
                for day, rate in (("2025-01-01", 1.25), ("2025-12-01", 1.1))
            ]
        )

    def _day(self, rng, first=FIRST, last=TODAY):
        return first + dt.timedelta(days=rng.randrange((last - first).days + 1))

    def _document(self, rng, move_type="out_invoice"):
        day = self._day(rng)
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner.id,
                "invoice_date": day,
                "invoice_date_due": day
                + dt.timedelta(days=rng.choice((0, 15, 30, 60))),
                "invoice_payment_term_id": False,
                "currency_id": rng.choice((self.company.currency_id, self.dollar)).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "price_unit": rng.randrange(5_000, 90_000) / 100,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def _live(self, rng):
        """Invoices, credit notes, payments early, partial, late, some of them undone."""
        moves = self.env["account.move"].union(
            *(self._document(rng) for _number in range(14)),
        )
        notes = self.env["account.move"].union(
            *(self._document(rng, "out_refund") for _number in range(3)),
        )
        self.analyze("account_move", "account_move_line", "account_payment")
        for move in moves:
            for _payment in range(rng.choice((0, 1, 1, 2))):
                if move.amount_residual <= 0.01:
                    break
                part = rng.choice((1, 1, 0.37))
                day = self._day(rng, move.invoice_date)
                self.pay(move, amount=move.amount_residual * part, date=day)
                if rng.random() < 0.15:
                    self.receivable(move).remove_move_reconcile()
        for note in notes:
            target = rng.choice(moves)
            if rng.random() < 0.7 and target.amount_residual:
                self.match(note, target)
        return moves | notes

    def _items(self, moves):
        return [
            {
                "date": line.date,
                "due": line.date_maturity or line.date,
                "amount": line.balance,
                "matches": [
                    (partial.max_date, partial.amount)
                    for partial in line.matched_credit_ids | line.matched_debit_ids
                ],
            }
            for line in self.receivable(moves)
        ]


@tagged("post_install", "-at_install")
class TestFiguresRandom(RandomLedger):
    def test_figures_of_random_ledgers(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                rng = random.Random(seed)
                items = self._items(self._live(rng))
                for date_from, date_to in (
                    (FIRST, TODAY),
                    (dt.date(2025, 11, 10), dt.date(2026, 1, 20)),
                    (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
                ):
                    self._check(items, date_from, date_to)
            # the next seed begins with a customer who has no ledger yet
            self.partner = self.make_partner(f"Client {seed}")

    def _check(self, items, date_from, date_to):
        found = self.env["dunning.figures"]._compute(
            self.company, date_from, date_to, self.partner.ids
        )
        for name, value in expected_kpis(items, date_from, date_to).items():
            with self.subTest(figure=name, date_from=date_from):
                if value is None:
                    self.assertIsNone(found[name])
                else:
                    self.assertAlmostEqual(found[name], value, 2)
        service = self.env["dunning.figures"]
        aged = service._read_aged_balance(
            service._get_domain(self.company, self.partner.ids), date_to, RANGES
        )
        for name, amount in expected_aged(items, date_to).items():
            self.assertAlmostEqual(aged[name], amount, 2, name)
