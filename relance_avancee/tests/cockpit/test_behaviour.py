"""How customers pay: figures from reconciliations, class, alert, scenario rules."""

import datetime as dt

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestBehaviour(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Behaviour = cls.env["dunning.behaviour"]

    def recompute(self, today=TODAY):
        self.Behaviour.sudo()._night(self.company, today)

    def behaviour(self, partner=None):
        return self.Behaviour.search(
            [
                ("partner_id", "=", (partner or self.partner).id),
                ("company_id", "=", self.company.id),
            ]
        )

    def paid_invoice(self, late, amount=100.0, paid=TODAY, partner=None):
        """An invoice paid on a day, ``late`` days after it was due."""
        due = paid - dt.timedelta(days=late)
        move = self.make_invoice(
            days_late=(TODAY - due).days,
            amount=amount,
            partner=partner,
            invoice_date=min(due, paid),
        )
        self.pay(move, date=paid)
        return move

    def slow_customer(self, partner=None):
        for ago in (10, 20, 30):
            self.paid_invoice(late=55, paid=days(-ago), partner=partner)

    # === FIGURES ===

    def test_delays_weighted_by_amount(self):
        self.paid_invoice(late=20, amount=300.0, paid=days(-5))
        self.paid_invoice(late=-10, amount=100.0, paid=days(-3))
        self.recompute()
        found = self.behaviour()
        self.assertEqual(found.payments, 2)
        self.assertEqual(found.paid_amount, 400.0)
        self.assertEqual(found.average_days_late, (300 * 20 - 100 * 10) / 400)
        self.assertEqual(found.share_late, 0.75)
        self.assertEqual(found.quantiles[0], -10)
        self.assertEqual(found.quantiles[5], 5)

    def test_partial_payments_count_on_their_own_days(self):
        move = self.make_invoice(days_late=30, amount=100.0)
        self.pay(move, amount=25.0, date=days(-20))
        self.pay(move, amount=75.0, date=days(-10))
        self.recompute()
        found = self.behaviour()
        self.assertEqual(found.average_days_late, (25 * 10 + 75 * 20) / 100)

    def test_a_payment_undone_is_forgotten(self):
        move = self.paid_invoice(late=40, paid=days(-5))
        self.recompute()
        self.assertEqual(self.behaviour().average_days_late, 40)
        self.receivable(move).remove_move_reconcile()
        self.recompute()
        self.assertFalse(self.behaviour().payments)
        self.assertEqual(self.behaviour().overdue, 100.0)
        self.assertEqual(self.behaviour().oldest_date, days(-45))

    def test_payments_older_than_a_year_say_nothing(self):
        self.paid_invoice(late=50, paid=days(-366))
        self.recompute()
        self.assertFalse(self.behaviour())

    def test_trend_compares_the_last_quarter(self):
        for ago in (300, 200, 100):
            self.paid_invoice(late=5, paid=days(-ago))
        for ago in (60, 40, 20):
            self.paid_invoice(late=25, paid=days(-ago))
        self.recompute()
        self.assertEqual(self.behaviour().trend, 20)

    def test_reminders_before_payment(self):
        reminded = self.make_invoice(days_late=10)
        self.deliver(self.night(TODAY))
        self.pay(reminded, date=days(2))
        self.paid_invoice(late=0, paid=days(1))
        self.recompute(days(3))
        self.assertEqual(self.behaviour().reminders_before_payment, 0.5)

    def test_promises(self):
        self.make_invoice(days_late=10, amount=100.0)
        for state in ("kept", "broken", "broken"):
            promise = self.env["dunning.promise"].create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.partner.id,
                    "amount": 10.0,
                    "date": days(1),
                }
            )
            promise.sudo().state = state
        self.recompute(days(2))
        found = self.behaviour()
        self.assertEqual((found.promises_kept, found.promises_broken), (1, 2))

    def test_owed_and_credit_limit(self):
        self.company.account_use_credit_limit = True
        self.partner.with_company(self.company).credit_limit = 1000.0
        self.make_invoice(days_late=12, amount=900.0)
        self.make_invoice(days_late=-12, amount=400.0)
        self.unallocated_payment(100.0)
        self.recompute()
        found = self.behaviour()
        self.assertEqual(found.exposure, 1200.0)
        self.assertEqual(found.overdue, 900.0)
        self.assertEqual(found.credit_limit, 1000.0)
        self.assertEqual(found.oldest_days_late, 12)
        self.assertIn("120", found.reason_text)

    # === CLASS ===

    def test_class_on_customer_and_its_contacts(self):
        self.slow_customer()
        contact = self.make_partner(
            "Contact", parent_id=self.partner.id, is_company=False
        )
        self.recompute()
        self.assertEqual(self.behaviour().risk, "C")
        self.assertEqual(self.partner.dunning_risk, "C")
        self.assertEqual(contact.dunning_risk, "C")
        self.assertIn("55", self.partner.dunning_risk_reasons)

    def test_what_somebody_chose_stays(self):
        self.slow_customer()
        self.partner.dunning_risk = "B"
        self.recompute()
        self.assertEqual(self.partner.dunning_risk, "B")
        self.partner.dunning_risk = False
        self.env.invalidate_all()
        self.assertEqual(self.partner.dunning_risk, "C")

    def test_search_by_class(self):
        self.slow_customer()
        chosen = self.make_partner("Choisi")
        chosen.dunning_risk = "C"
        unknown = self.make_partner("Inconnu")
        self.recompute()
        everybody = self.partner | chosen | unknown
        search = self.env["res.partner"].search
        within = [("id", "in", everybody.ids)]
        self.assertEqual(
            search([("dunning_risk", "=", "C"), *within]), self.partner | chosen
        )
        self.assertEqual(search([("dunning_risk", "=", False), *within]), unknown)
        self.assertEqual(search([("dunning_risk", "!=", "C"), *within]), unknown)

    def test_scenario_rule_by_class(self):
        self.slow_customer()
        special = self.make_scenario(
            3, risk="C", company_id=self.company.id, sequence=1
        )
        self.recompute()
        move = self.make_invoice(days_late=5)
        self.assertEqual(self.explain(move)["step"], special.step_ids)
        other = self.make_invoice(days_late=5, partner=self.make_partner("Autre"))
        self.assertNotEqual(self.explain(other)["step"], special.step_ids)

    def test_formula_is_data(self):
        self.slow_customer()
        criteria = self.env["dunning.risk.criterion"]
        criteria.create(
            [
                {
                    "code": code,
                    "company_id": self.company.id,
                    "weight": weight,
                    "good": 100,
                    "bad": 200,
                }
                for code, weight in (("delay", 10), ("late", 0), ("reminders", 0))
            ]
        )
        self.recompute()
        self.assertEqual(self.behaviour().score, 0)
        self.assertEqual(self.behaviour().risk, "A")

    def test_limits_go_up(self):
        with self.assertRaises(ValidationError):
            self.company.dunning_risk_c = self.company.dunning_risk_d + 1

    # === NIGHT ===

    def test_a_quiet_night_writes_nothing(self):
        self.slow_customer()
        self.recompute()
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin, ctid FROM dunning_behaviour ORDER BY id")
        before = self.env.cr.fetchall()
        self.recompute()
        self.env.cr.execute("SELECT xmin, ctid FROM dunning_behaviour ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_month_is_kept_once(self):
        self.slow_customer()
        history = self.env["dunning.behaviour.history"]
        mine = [("partner_id", "=", self.partner.id)]
        self.recompute()
        self.recompute(days(1))
        kept = history.search(mine)
        self.assertEqual(kept.mapped("month"), [TODAY.replace(day=1)])
        self.recompute(days(25))
        self.assertEqual(len(history.search(mine)), 2)

    def _worsen(self):
        for ago in (40, 50, 60):
            self.paid_invoice(late=0, paid=days(-ago))
        self.recompute()
        self.make_invoice(days_late=-1, amount=5000.0)

    def _alerts(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )

    def test_sudden_worsening_is_told_once(self):
        self._worsen()
        self.recompute(days(10))
        self.assertFalse(self._alerts())
        self.recompute(days(95))
        self.assertEqual(self._alerts().user_id, self.company.dunning_user_id)
        self.assertEqual(self.behaviour().alerted_on, days(95))
        self.recompute(days(96))
        self.assertEqual(len(self._alerts()), 1)

    def test_no_alert_when_switched_off(self):
        self.company.dunning_risk_alert_points = 0
        self._worsen()
        self.recompute(days(95))
        self.assertFalse(self._alerts())

    # === RIGHTS ===

    def test_only_the_night_writes(self):
        self.slow_customer()
        self.recompute()
        manager = self.make_user(
            "manager_b", "relance_avancee.relance_avancee_group_manager"
        )
        biller = self.make_user("biller_b", "account.group_account_invoice")
        plain = self.make_user("plain_b")
        self.assertEqual(self.behaviour().with_user(biller).risk, "C")
        with self.assertRaises(AccessError):
            self.behaviour().with_user(manager).risk = "A"
        with self.assertRaises(AccessError):
            self.behaviour().with_user(plain).read(["risk"])
        criterion = self.env.ref("relance_avancee.dunning_risk_criterion_delay")
        # the one of all companies is not for the manager of one of them
        with self.assertRaises(AccessError):
            criterion.with_user(manager).weight = 20
        own = criterion.copy({"company_id": self.company.id})
        own.with_user(manager).weight = 20
        with self.assertRaises(AccessError):
            own.with_user(biller).weight = 30

    def test_other_companies_see_nothing(self):
        self.slow_customer()
        self.recompute()
        other = self.setup_other_company()["company"]
        manager = self.make_user(
            "manager_o", "relance_avancee.relance_avancee_group_manager"
        )
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = self.Behaviour.with_user(manager).search([])
        self.assertFalse(found & self.behaviour())
        partner = self.partner.with_user(manager).with_company(other)
        self.assertFalse(partner.dunning_risk)

    # === EXPECTED PAYMENT ===

    def test_expected_payment_of_an_open_invoice(self):
        for ago in (10, 20, 30, 40, 50):
            self.paid_invoice(late=12, paid=days(-ago))
        self.recompute()
        move = self.make_invoice(days_late=2)
        self.assertEqual(move.dunning_expected_date, days(10))
        self.assertEqual(move.dunning_risk, self.partner.dunning_risk)
        self.assertTrue(move.dunning_expected_text)
        newcomer = self.make_invoice(days_late=2, partner=self.make_partner("Neuf"))
        [expected] = newcomer._dunning_expected().values()
        self.assertEqual(expected.source, "segment")
        self.assertEqual(expected.date, days(10))

    def test_promise_and_paid_invoices(self):
        move = self.make_invoice(days_late=2)
        self.env["dunning.promise"].create(
            {"move_ids": move.ids, "date": days(9), "company_id": self.company.id}
        )
        [expected] = move._dunning_expected().values()
        self.assertEqual((expected.source, expected.date), ("promise", days(9)))
        self.pay(move)
        self.assertFalse(move.dunning_expected_date)
