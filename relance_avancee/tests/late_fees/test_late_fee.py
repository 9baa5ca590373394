"""The worked examples of the law, from real invoices and reconciliations."""

import datetime as dt

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestLateFee(DunningCommon):
    def _invoice(self, amount, due, **values):
        return self.make_invoice(days_late=(TODAY - due).days, amount=amount, **values)

    def test_business_over_two_semesters(self):
        move = self._invoice(12000.0, dt.date(2026, 5, 31))
        self.pay(move, date=dt.date(2026, 9, 15))
        fees = move._dunning_late_fees(dt.date(2026, 10, 31))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (433.74, 40.0))
        self.assertEqual(
            [float(segment[3]) for segment in fees["segments"]], [12.15, 12.40]
        )

    def test_business_over_three_semesters(self):
        move = self._invoice(25000.0, dt.date(2024, 9, 30))
        self.pay(move, date=dt.date(2025, 8, 31))
        fees = move._dunning_late_fees(dt.date(2025, 12, 31))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (3044.14, 40.0))

    def test_partial_payment_by_imputation(self):
        for imputation, interest in (("principal", 327.73), ("interest", 332.10)):
            self.company.dunning_payment_imputation = imputation
            move = self._invoice(9600.0, dt.date(2026, 5, 15))
            self.pay(move, amount=4000.0, date=dt.date(2026, 6, 20))
            self.pay(move, date=dt.date(2026, 10, 10))
            fees = move._dunning_late_fees(dt.date(2026, 10, 10))
            self.assertEqual((fees["interest"], fees["fixed_fee"]), (interest, 40.0))

    def test_contractual_rate_below_the_floor_is_flagged_not_corrected(self):
        self.partner.with_company(self.company).dunning_contractual_rate = 10.0
        move = self._invoice(5000.0, dt.date(2024, 3, 31))
        fees = move._dunning_late_fees(dt.date(2024, 6, 30))
        self.assertEqual(fees["interest"], 124.66)
        self.assertTrue(fees["below_floor"])

    def test_consumer_owes_nothing_before_the_formal_notice(self):
        self.partner.write({"is_company": False, "dunning_debtor_kind": "consumer"})
        due = dt.date(2026, 4, 10)
        move = self._invoice(1800.0, due)
        before = move._dunning_late_fees(dt.date(2026, 5, 20))
        self.assertEqual((before["interest"], before["fixed_fee"]), (0.0, 0.0))
        notice = self.steps.filtered(lambda step: step.kind == "formal_notice")
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, notice, "email", move, dt.date(2026, 5, 20)
        )
        # sent by hand, a formal notice is one
        self.assertEqual(action.line_ids.step_id, notice)
        self.deliver(action._process(dt.date(2026, 5, 20)))
        self.pay(move, date=dt.date(2026, 9, 30))
        fees = move._dunning_late_fees(dt.date(2026, 9, 30))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (17.77, 0.0))

    def test_public_body_keeps_its_first_rate(self):
        self.partner.dunning_debtor_kind = "public"
        move = self._invoice(12000.0, dt.date(2026, 5, 31))
        self.pay(move, date=dt.date(2026, 9, 15))
        fees = move._dunning_late_fees(dt.date(2026, 9, 15))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (357.06, 40.0))

    def test_credit_note_lowers_the_principal(self):
        move = self._invoice(12000.0, dt.date(2026, 5, 31))
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "date": dt.date(2026, 6, 30)})
        )
        wizard.refund_moves()
        wizard.new_move_ids.auto_post = "no"
        wizard.new_move_ids.action_post()
        self.assertEqual(move.payment_state, "reversed")
        fees = move._dunning_late_fees(dt.date(2026, 9, 15))
        self.assertEqual(fees["interest"], 119.84)

    def test_missing_semester_is_an_error_never_a_guess(self):
        move = self._invoice(1000.0, dt.date(2026, 11, 30))
        self.assertGreater(
            move._dunning_late_fees(dt.date(2026, 12, 31))["interest"], 0
        )
        with self.assertRaisesRegex(UserError, "01/01/2027"):
            move._dunning_late_fees(dt.date(2027, 1, 31))

    def test_paid_on_time_owes_nothing(self):
        move = self._invoice(1000.0, dt.date(2026, 5, 31))
        self.pay(move, date=dt.date(2026, 5, 31))
        fees = move._dunning_late_fees(dt.date(2026, 12, 31))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (0.0, 0.0))
