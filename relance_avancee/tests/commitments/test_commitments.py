"""Promises, disputes and payment plans: what they hold, and when it ends."""

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestCommitments(DunningCommon):
    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)

    def _promise(self, move, date, **values):
        return self.env["dunning.promise"].create(
            {
                "move_ids": move.ids,
                "date": date,
                "company_id": self.company.id,
                **values,
            }
        )

    def _plan(self, moves, count=3):
        plan = self.env["dunning.payment.plan"].create(
            {"move_ids": moves.ids, "count": count, "date_first": days(1)}
        )
        plan.action_compute()
        return plan

    # === PROMISES ===

    def test_promise_holds_until_its_date_and_grace(self):
        move = self.make_invoice(days_late=10)
        promise = self._promise(move, days(5))
        self.assertEqual(promise.amount, 100.0)
        self.assertFalse(self.night(days(8)))
        self.assertEqual(promise.state, "open")
        self.assertEqual(len(self.night(days(11))), 1)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(promise.activity_ids.user_id, self.env.user)

    def test_promise_kept(self):
        move = self.make_invoice(days_late=10)
        promise = self._promise(move, days(5), amount=60.0)
        self.pay(move, amount=60.0)
        self.Action._plan(TODAY)
        self.assertEqual(promise.state, "kept")
        # what is still owed is reminded again
        self.assertEqual(self.explain(move)["amount"], 40.0)
        self.assertNotEqual(self.explain(move)["decision"], "hold")

    def test_promise_stops_what_is_planned(self):
        move = self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self._promise(move, days(5))
        self.assertEqual(planned.state, "cancelled")

    def test_promise_of_a_whole_debtor(self):
        moves = self.make_invoice(days_late=10) | self.make_invoice(days_late=20)
        self.env["dunning.promise"].create(
            {"partner_id": self.partner.id, "amount": 150.0, "date": days(5)}
        )
        self.assertEqual(
            {item["decision"] for item in moves._dunning_explain(TODAY)}, {"hold"}
        )

    def test_impossible_promises(self):
        move = self.make_invoice(days_late=10)
        for values in (
            {"date": days(-1)},
            {"date": days(5), "amount": 100.01},
            {"date": days(200)},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._promise(move, **values)

    # === DISPUTES ===

    def test_dispute_of_a_part_leaves_the_rest_claimed(self):
        move = self.make_invoice(days_late=10)
        dispute = self.env["dunning.dispute"].create(
            {"move_id": move.id, "amount": 30.0}
        )
        (action,) = self.Action._plan(TODAY)
        self.assertEqual(action.amount, 70.0)
        dispute.action_reject()
        self.assertEqual(self.explain(move)["amount"], 100.0)

    def test_dispute_of_the_whole_holds(self):
        move = self.make_invoice(days_late=10)
        dispute = self.env["dunning.dispute"].create({"move_id": move.id})
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertFalse(self.Action._plan(TODAY))
        self.pay(move)
        self.Action._plan(TODAY)
        self.assertEqual((dispute.state, dispute.outcome), ("resolved", "paid"))

    def test_upheld_dispute_prepares_a_credit_note(self):
        move = self.make_invoice(days_late=10)
        dispute = self.env["dunning.dispute"].create({"move_id": move.id})
        action = dispute.action_uphold()
        credit = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((credit.move_type, credit.state), ("out_refund", "draft"))
        self.assertEqual(credit.reversed_entry_id, move)
        self.assertEqual(credit.amount_total, 100.0)
        self.assertEqual(dispute.outcome, "upheld")

    def test_dispute_above_what_is_owed(self):
        move = self.make_invoice(days_late=10)
        self.pay(move, amount=80.0)
        with self.assertRaises(ValidationError):
            self.env["dunning.dispute"].create({"move_id": move.id, "amount": 20.01})

    # === PAYMENT PLANS ===

    def test_plan_holds_its_invoices_only(self):
        inside, outside = (
            self.make_invoice(days_late=10),
            self.make_invoice(days_late=12),
        )
        plan = self._plan(inside)
        self.assertEqual(plan.line_ids.mapped("amount"), [33.33, 33.33, 33.34])
        plan.action_activate()
        self.assertEqual(self.explain(inside)["decision"], "hold")
        self.assertEqual(self.explain(outside)["decision"], "send")

    def test_payments_pay_the_instalments_in_order(self):
        move = self.make_invoice(days_late=10)
        plan = self._plan(move)
        plan.action_activate()
        self.pay(move, amount=40.0)
        self.assertEqual(plan.line_ids.mapped("paid_amount"), [33.33, 6.67, 0.0])
        self.assertEqual(plan.line_ids.mapped("state"), ["paid", "due", "due"])

    def test_broken_plan_brings_reminders_back(self):
        move = self.make_invoice(days_late=10)
        plan = self._plan(move)
        plan.action_activate()
        self.night(days(9))
        self.assertEqual(plan.state, "active")
        self.assertEqual(len(self.night(days(11))), 1)
        self.assertEqual(plan.state, "broken")

    def test_paid_plan_is_done(self):
        move = self.make_invoice(days_late=10)
        plan = self._plan(move)
        plan.action_activate()
        self.pay(move)
        self.Action._plan(TODAY)
        self.assertEqual(plan.state, "done")

    def test_impossible_plans(self):
        move = self.make_invoice(days_late=10)
        plan = self._plan(move)
        plan.line_ids[0].amount = 1.0
        with self.assertRaises(UserError):
            plan.action_activate()
        plan.action_compute()
        plan.action_activate()
        other = self._plan(move)
        with self.assertRaises(UserError):
            other.action_activate()
        with self.assertRaises(UserError):
            self._plan(move, count=99)
