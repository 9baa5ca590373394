"""Figures on a small ledger, checked against a hand computation."""

import datetime as dt

from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


@tagged("post_install", "-at_install")
class TestFigures(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # invoiced and due on the same day: 10 January, 20 February, 2 March
        cls.january = cls._invoice(dt.date(2026, 1, 10), 1000.0)
        cls.february = cls._invoice(dt.date(2026, 2, 20), 600.0)
        cls.march = cls._invoice(dt.date(2026, 3, 2), 400.0)

    @classmethod
    def _invoice(cls, due, amount, **values):
        return cls.make_invoice(days_late=(TODAY - due).days, amount=amount, **values)

    def test_aged_balance_of_a_past_day_never_changes(self):
        before = self.company._dunning_aged_balance(dt.date(2026, 2, 20))
        self.assertEqual(before["31-60"], 1000.0)
        self.assertEqual(before["not_due"], 600.0)
        self.pay(self.january | self.february, date=dt.date(2026, 3, 15))
        self.assertEqual(
            self.company._dunning_aged_balance(dt.date(2026, 2, 20)), before
        )
        after = self.company._dunning_aged_balance(LAST)
        self.assertEqual(
            after,
            {
                "not_due": 0.0,
                "1-30": 400.0,
                "31-60": 0.0,
                "61-90": 0.0,
                "91+": 0.0,
            },
        )

    def test_open_credit_lowers_what_is_not_due(self):
        self._invoice(dt.date(2026, 3, 5), 150.0, move_type="out_refund")
        balance = self.company._dunning_aged_balance(LAST)
        self.assertEqual(balance["not_due"], -150.0)
        self.assertEqual(sum(balance.values()), 1850.0)

    def test_chosen_ranges(self):
        balance = self.company._dunning_aged_balance(LAST, (0, 15, 45))
        self.assertEqual(
            balance, {"not_due": 0.0, "1-15": 0.0, "16-45": 1000.0, "46+": 1000.0}
        )

    def test_delay_and_late_rate(self):
        # 1000 paid 10 days late, 600 paid 5 days early
        self.pay(self.january, date=dt.date(2026, 1, 20))
        early = self._invoice(
            dt.date(2026, 3, 25), 600.0, invoice_date=dt.date(2026, 3, 1)
        )
        self.pay(early, date=dt.date(2026, 3, 20))
        kpis = self.company._dunning_kpis(FIRST, LAST)
        self.assertAlmostEqual(kpis["average_days_late"], (1000 * 10 - 600 * 5) / 1600)
        self.assertAlmostEqual(kpis["late_rate"], 1000 / 1600)

    def test_dso_both_ways(self):
        kpis = self.company._dunning_kpis(FIRST, LAST)
        # nothing paid: 2000 open of 2000 invoiced in 90 days
        self.assertAlmostEqual(kpis["dso"], 90.0)
        self.pay(self.january, date=dt.date(2026, 2, 1))
        self.pay(self.february, amount=300.0, date=dt.date(2026, 3, 10))
        kpis = self.company._dunning_kpis(FIRST, LAST)
        self.assertAlmostEqual(kpis["dso"], 700 / 2000 * 90)
        # 700 open: all of March (400, 31 days), then half of February's 600 (28 days)
        self.assertAlmostEqual(kpis["dso_count_back"], 31 + 300 / 600 * 28)

    def test_collection_effectiveness(self):
        self.pay(self.january, date=dt.date(2026, 2, 1))
        later = self._invoice(
            dt.date(2026, 4, 30), 500.0, invoice_date=dt.date(2026, 3, 1)
        )
        self.assertEqual(later.invoice_date_due, dt.date(2026, 4, 30))
        kpis = self.company._dunning_kpis(dt.date(2026, 2, 1), LAST)
        # opening 1000, invoiced 1500, closing 1500 of which 500 not due
        self.assertAlmostEqual(
            kpis["cei"], (1000 + 1500 - 1500) / (1000 + 1500 - 500) * 100
        )

    def test_recovery_within_thirty_days_of_the_first_reminder(self):
        self.deliver(self.night(TODAY))
        reminded = (self.january | self.february | self.march).filtered(
            "dunning_step_id"
        )
        self.assertEqual(sum(reminded.mapped("amount_total")), 2000.0)
        self.pay(self.january, date=days(10))
        self.pay(self.february, date=days(31))
        kpis = self.company._dunning_kpis(FIRST, LAST)
        self.assertAlmostEqual(kpis["recovery_rate"], 1000 / 2000)

    def test_nothing_to_compute_is_not_zero(self):
        kpis = self.company._dunning_kpis(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
        self.assertIsNone(kpis["dso"])
        self.assertIsNone(kpis["average_days_late"])
        self.assertIsNone(kpis["recovery_rate"])
        self.assertIsNone(kpis["promise_keep_rate"])

    def test_figures_of_one_customer(self):
        other = self.make_partner("Autre")
        self.make_invoice(days_late=20, amount=70.0, partner=other)
        kpis = other.with_company(self.company)._dunning_kpis()
        self.assertEqual(kpis["open"], 70.0)
        self.assertEqual(kpis["overdue"], 70.0)
