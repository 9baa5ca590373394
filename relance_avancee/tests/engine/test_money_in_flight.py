"""Money that is not in the ledger yet stops a reminder and makes a task."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestMoneyInFlight(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.name = "Établissements Lefèvre SARL"
        cls.move = cls.make_invoice(days_late=10, amount=100.0)

    def _assert_a_task_and_no_letter(self, reason):
        planned = self.Action._plan(TODAY)
        self.assertEqual(planned.mapped("channel"), ["task"])
        self.assertTrue(planned.is_reconcile)
        self.assertEqual(planned.reason_code, reason)
        self.assertEqual(self.explain(self.move)["reason"], reason)
        # asked once, not every night
        self.assertFalse(self.Action._plan(TODAY))
        return planned

    def test_online_payment_under_way(self):
        payment = self.online_payment(self.move)
        payment.provider_id.support_manual_capture = "full_only"
        for state in ("pending", "authorized"):
            with self.subTest(state=state):
                payment.state = state
                self.assertEqual(self.explain(self.move)["reason"], "payment_in_flight")
        payment.state = "cancel"
        self.assertEqual(self.explain(self.move)["decision"], "send")

    def test_online_payment_makes_a_task(self):
        self.online_payment(self.move)
        self._assert_a_task_and_no_letter("payment_in_flight")

    def test_transfer_announced_and_never_made(self):
        payment = self.online_payment(self.move)
        long_ago = fields.Datetime.now() - timedelta(
            days=self.company.dunning_in_flight_days + 1
        )
        payment.last_state_change = long_ago
        self.assertEqual(self.explain(self.move)["decision"], "send")

    def test_bank_line_naming_the_debtor(self):
        self.bank_line(100.0, "VIR SEPA ETABLISSEMENTS LEFEVRE")
        self._assert_a_task_and_no_letter("payment_in_flight")

    def test_bank_line_with_the_invoice_number(self):
        self.bank_line(100.0, f"Virement {self.move.name.replace('/', ' ')}")
        self.assertEqual(self.explain(self.move)["reason"], "payment_in_flight")

    def test_bank_line_of_the_partner(self):
        self.bank_line(100.0, "Virement", partner=self.partner)
        self.assertEqual(self.explain(self.move)["reason"], "payment_in_flight")

    def test_bank_line_of_somebody_else(self):
        self.bank_line(100.0, "VIR SEPA DURAND")
        self.assertEqual(self.explain(self.move)["decision"], "send")

    def test_part_of_the_claim_is_on_its_way(self):
        self.bank_line(40.0, "Virement", partner=self.partner)
        (action,) = self.Action._plan(TODAY)
        self.assertEqual((action.channel, action.amount), ("email", 60.0))

    def test_open_credit_note_makes_a_task_closed_when_matched(self):
        credit = self.make_credit_note(100.0)
        task = self._assert_a_task_and_no_letter("covered_by_credit")
        self.match(self.move, credit)
        self.assertEqual(task.state, "cancelled")

    def test_credit_of_another_currency_counts_at_the_rate_of_the_day(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.make_credit_note(500.0, currency_id=usd.id)
        self.assertEqual(self.explain(self.move)["reason"], "covered_by_credit")

    def test_credit_already_given_back(self):
        self.make_credit_note(100.0)
        payout = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.partner.id,
                "amount": 100.0,
                "date": TODAY,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payout.action_post()
        self.assertEqual(self.explain(self.move)["decision"], "send")
