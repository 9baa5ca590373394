"""Whatever closes, lowers or re-opens a debt is felt at once by its reminders."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestReconciliation(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.make_invoice(days_late=10, amount=100.0)

    def planned(self):
        """The reminder of the night, not sent yet."""
        action = self.Action._plan(TODAY)
        self.assertEqual((action.state, action.amount), ("planned", 100.0))
        return action

    def assertStopped(self, action, code="paid"):
        self.assertEqual((action.state, action.reason_code), ("cancelled", code))
        self.assertTrue(action.reason)
        self.assertFalse(action._process(TODAY))
        self.assertFalse(action.mail_mail_id)

    # === CLOSED ===

    def test_full_payment(self):
        action = self.planned()
        self.pay(self.move)
        self.assertStopped(action)

    def test_partial_payment(self):
        action = self.planned()
        self.pay(self.move, amount=40.0)
        self.assertRecordValues(action, [{"state": "planned", "amount": 60.0}])
        self.assertEqual(action.line_ids.residual, 60.0)
        done = action._process(TODAY)
        self.assertEqual(done.amount, 60.0)

    def test_payments_one_after_another(self):
        action = self.planned()
        self.pay(self.move, amount=40.0)
        self.pay(self.move, amount=60.0)
        self.assertStopped(action)

    def test_one_invoice_of_two(self):
        other = self.make_invoice(days_late=12, amount=70.0)
        action = self.Action._plan(TODAY)
        self.assertEqual(action.amount, 170.0)
        self.pay(other)
        self.assertRecordValues(action, [{"state": "planned", "amount": 100.0}])
        done = action._process(TODAY)
        self.assertEqual(done.line_ids.move_id, self.move)
        self.assertNotIn(other.name, done.mail_mail_id.body_html)

    def test_credit_note_posted_then_matched(self):
        action = self.planned()
        refund = self.make_credit_note(amount=100.0)
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(action.reason_code, "covered_by_credit")
        self.match(self.move, refund)
        self.assertFalse(self.Action._plan(TODAY))

    def test_partial_credit_note(self):
        action = self.planned()
        self.make_credit_note(amount=25.0)
        self.assertRecordValues(action, [{"state": "planned", "amount": 75.0}])

    def test_reversed_invoice(self):
        action = self.planned()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.move.ids
        ).create({"journal_id": self.move.journal_id.id, "date": TODAY}).refund_moves()
        self.move.reversal_move_ids.action_post()
        self.match(self.move, self.move.reversal_move_ids)
        self.assertEqual(self.move.payment_state, "reversed")
        self.assertEqual(action.state, "cancelled")
        self.assertFalse(action._process(TODAY))

    def test_write_off(self):
        action = self.planned()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        ).create(
            {
                "amount": 95.0,
                "payment_date": TODAY,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.company_data["default_account_expense"].id,
                "writeoff_label": "Perte",
            }
        )._create_payments()
        self.assertStopped(action)

    def test_miscellaneous_entry(self):
        action = self.planned()
        receivable = self.receivable(self.move)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": TODAY,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.partner.id,
                            "credit": 100.0,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_expense"
                            ].id,
                            "debit": 100.0,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        self.match(self.move, entry)
        self.assertStopped(action)

    def test_bank_statement(self):
        action = self.planned()
        line = self.bank_line(100.0, "Virement Client Un")
        self.match_bank_line(line, self.move)
        self.assertTrue(line.is_reconciled)
        self.assertStopped(action)

    def test_reset_to_draft(self):
        action = self.planned()
        self.move.button_draft()
        self.assertStopped(action, "not_posted")

    def test_cancelled_invoice(self):
        action = self.planned()
        self.move.button_draft()
        self.move.button_cancel()
        self.assertStopped(action, "not_posted")
        self.assertFalse(self.Action._plan(TODAY))

    def test_portal_payment(self):
        action = self.planned()
        self.online_payment(self.move, "done")._post_process()
        self.assertEqual(self.move.payment_state, "paid")
        self.assertStopped(action)

    # === CALLS AND TASKS ===

    def test_calls_and_tasks_are_closed(self):
        scenario = self.make_scenario(5)
        scenario.step_ids.write(
            {"send_email": False, "schedule_call": True, "create_task": True}
        )
        self.company.dunning_scenario_id = scenario
        self.partner.phone = "+33 1 23 45 67 89"
        actions = self.Action._plan(TODAY)
        actions._process(TODAY)
        self.assertEqual(sorted(actions.mapped("channel")), ["call", "task"])
        self.assertEqual(len(actions.activity_ids), 2)
        self.pay(self.move)
        self.assertEqual(set(actions.mapped("state")), {"cancelled"})
        self.assertFalse(actions.activity_ids)

    def test_reminder_waiting_for_approval(self):
        self.steps.needs_approval = True
        action = self.Action._plan(TODAY)
        self.assertEqual(action.state, "to_approve")
        self.pay(self.move)
        self.assertStopped(action)

    # === UNDONE ===

    def test_unreconciled_payment_brings_the_level_back_without_a_burst(self):
        self.deliver(self.night())
        self.pay(self.move)
        for day in (11, 20, 29, 40):
            self.assertFalse(self.night(days(day)))
        payment = self.receivable(
            self.move
        ).matched_credit_ids.credit_move_id.payment_id
        payment.action_draft()
        self.receivable(self.move).remove_move_reconcile()
        self.assertEqual(self.move.dunning_step_id.delay_days, 5)
        # it comes back two months late, and gets the next step only
        first = self.night(days(47))
        self.assertEqual(first.step_id.delay_days, 15)
        self.deliver(first)
        self.assertFalse(self.night(days(48)))

    def test_cancelled_payment(self):
        self.deliver(self.night())
        payment = self.pay(self.move)
        self.assertFalse(self.night(days(15)))
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self.move.payment_state, "not_paid")
        self.assertEqual(self.night(days(15)).step_id.delay_days, 15)

    def test_payment_undone_while_the_reminder_waits(self):
        action = self.planned()
        self.pay(self.move, amount=40.0)
        self.receivable(self.move).remove_move_reconcile()
        # the payment is open again: it still covers its part
        self.assertEqual(action._process(TODAY).amount, 60.0)

    def test_posted_again_after_draft(self):
        self.deliver(self.night())
        self.move.button_draft()
        self.assertFalse(self.night(days(8)))
        self.move.action_post()
        self.assertEqual(self.move.dunning_step_id.delay_days, 5)
        self.assertEqual(self.night(days(8)).step_id.delay_days, 15)

    # === ALREADY IN THE QUEUE ===

    def test_paid_while_the_mail_waits(self):
        action = self.night()
        self.pay(self.move)
        with self.mail_server() as outbox:
            self.run_mail_queue(action)
        self.assertEqual(outbox, [])
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        self.assertFalse(self.move.dunning_step_id)

    def test_paid_in_part_while_the_mail_waits(self):
        action = self.night()
        self.pay(self.move, amount=40.0)
        self.assertEqual((action.state, action.reason_code), ("cancelled", "repriced"))
        with self.mail_server() as outbox:
            again = self.night(days(1))
            self.run_mail_queue(action | again)
        self.assertEqual(len(outbox), 1)
        self.assertEqual(again.amount, 60.0)

    def test_paid_after_it_left_changes_nothing(self):
        action = self.night()
        self.deliver(action)
        self.pay(self.move)
        self.assertEqual((action.state, action.amount), ("done", 100.0))
        self.assertEqual(self.move.dunning_step_id.delay_days, 5)

    # === THANKS ===

    def thanks(self):
        """Messages to debtors that are no reminder."""
        mails = self.env["mail.mail"].search([("model", "=", "dunning.action")])
        return mails - self.Action.search([]).mail_mail_id

    def test_thank_you(self):
        self.company.dunning_thank_you = True
        self.deliver(self.night())
        self.pay(self.move, amount=40.0)
        self.assertFalse(self.thanks())
        self.pay(self.move)
        self.assertEqual(len(self.thanks()), 1)
        self.assertEqual(self.thanks().recipient_ids, self.partner)

    def test_no_thanks_unless_asked(self):
        self.deliver(self.night())
        self.pay(self.move)
        self.assertFalse(self.thanks())

    def test_no_thanks_while_something_reminded_is_open(self):
        self.company.dunning_thank_you = True
        other = self.make_invoice(days_late=11, amount=30.0)
        self.deliver(self.night())
        self.pay(self.move)
        self.assertFalse(self.thanks())
        self.pay(other)
        self.assertEqual(len(self.thanks()), 1)

    def test_no_thanks_for_a_reminder_that_never_left(self):
        self.company.dunning_thank_you = True
        self.night()
        self.pay(self.move)
        self.assertFalse(self.thanks())

    # === WHO AND HOW MUCH ===

    def test_accountant_without_dunning_rights(self):
        action = self.planned()
        clerk = self.make_user("clerk", "account.group_account_invoice")
        self.assertFalse(clerk.has_group("relance_avancee.relance_avancee_group_user"))
        wizard = (
            self.env["account.payment.register"]
            .with_user(clerk)
            .with_context(active_model="account.move", active_ids=self.move.ids)
            .create({"payment_date": TODAY})
        )
        wizard._create_payments()
        self.assertStopped(action)
        other = self.make_invoice(days_late=10, amount=100.0)
        planned = self.Action._plan(TODAY)
        other.with_user(clerk).button_draft()
        self.assertStopped(planned, "not_posted")

    def test_a_fault_in_dunning_never_stops_the_accountant(self):
        self.planned()

        def fail(*_args):
            raise RuntimeError("broken")

        with (
            patch.object(
                type(self.env["dunning.action.line"]), "_ledger_changed", fail
            ),
            mute_logger("odoo.addons.relance_avancee.models.records.account_move_line"),
        ):
            self.pay(self.move)
        self.assertEqual(self.move.payment_state, "paid")
        # the second line of defence: asked again before anything leaves
        self.assertFalse(self.night())

    def test_cost_does_not_grow_with_the_number_of_invoices(self):
        def cost(count):
            moves = self.env["account.move"].union(
                *(
                    self.make_invoice(
                        days_late=10, partner=self.make_partner(f"Client {number}")
                    )
                    for number in range(count)
                )
            )
            self.Action._plan(TODAY)
            items = self.receivable(moves)
            lines = self.env["dunning.action.line"].search(
                [("line_id", "in", items.ids)]
            )
            self.assertEqual(len(lines.line_id), count)
            found = self.count_statements(
                lambda: self.env["dunning.action.line"]._ledger_changed(items)
            )
            self.assertEqual(set(lines.mapped("state")), {"planned"})
            return found

        self.pay(self.move)
        one = cost(1)
        self.assertLess(one, 10)
        self.assertLessEqual(cost(30), one)
