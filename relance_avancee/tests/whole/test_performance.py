"""Cost in statements, never in seconds: the same for one debt and for two hundred."""

from contextlib import closing
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY, days
from ..size_common import DEBTS_PER_CUSTOMER, HOOK, MANY, PAYMENTS, SLACK, SizeCommon


@tagged("post_install", "-at_install")
class TestPerformance(SizeCommon):
    # === PLANNING ===

    def test_planning_when_everything_is_due(self):
        self.only(self.single)
        one = self.count_statements_warm(lambda: self.Action._plan(TODAY))
        planned = self.Action.search([("state", "=", "planned")])
        self.assertEqual(len(planned), 1)
        # nobody rests in the first run, so nobody in the second
        planned._set_cancelled("superseded")
        self.only(self.many)
        many = self.count_statements_warm(lambda: self.Action._plan(TODAY))
        planned = self.Action.search([("state", "=", "planned")])
        self.assertEqual(len(planned), MANY // DEBTS_PER_CUSTOMER)
        self.assert_flat(one, many)

    def test_quiet_night_when_no_step_is_due(self):
        early = days(-60)
        self.only(self.single)
        one = self.count_statements_warm(lambda: self.Action._plan(early))
        self.only(self.many)
        many = self.count_statements_warm(lambda: self.Action._plan(early))
        self.assert_flat(one, many)
        self.assert_writes_nothing(lambda: self.Action._plan(early))
        self.assertFalse(self.Action.search([]))

    def test_quiet_night_after_a_busy_one(self):
        planned = self.Action._plan(TODAY)
        self.assert_writes_nothing(lambda: self.Action._plan(TODAY))
        planned._process(TODAY)
        self.assertEqual(set(planned.mapped("state")), {"done"})
        self.assert_writes_nothing(lambda: self.Action._plan(days(1)))

    def test_looking_again_at_what_waits_writes_nothing(self):
        planned = self.Action._plan(TODAY)
        self.assertGreater(len(planned), MANY // DEBTS_PER_CUSTOMER)
        self.assert_writes_nothing(
            lambda: self.Action._reevaluate(self.company, planned, TODAY)
        )

    # === SENDING ===

    def test_sending_a_batch_of_messages(self):
        planned = self.Action._plan(TODAY)
        one = self.count_statements_warm(lambda: planned[:1]._process(TODAY))
        batch = planned[1:]
        many = self.count_statements_warm(lambda: batch._process(TODAY))
        self.assertEqual(set(planned.mapped("state")), {"done"})
        # log columns and levels are written in groups of equal values
        self.assertLessEqual(many, one + 3 * SLACK)

    # === READING ===

    def test_explaining_invoices(self):
        one = self.count_statements_warm(
            lambda: self.single.mapped("dunning_explanation")
        )
        page = self.many[:80]
        many = self.count_statements_warm(lambda: page.mapped("dunning_explanation"))
        self.assertEqual(
            len(list(filter(None, page.mapped("dunning_explanation")))), 80
        )
        self.assert_flat(one, many)

    # === RECONCILIATION ===

    def pay_in_one_go(self, moves):
        """Work that matches one payment with each invoice, ready to be counted."""
        debts = moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        bank = self.company_data["default_journal_bank"]
        payments = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "journal_id": bank.id,
                    "date": TODAY,
                    "line_ids": [
                        Command.create(
                            {
                                "partner_id": debt.partner_id.id,
                                "account_id": account.id,
                                "balance": balance,
                            }
                        )
                        for account, balance in (
                            (debt.account_id, -debt.amount_residual),
                            (bank.default_account_id, debt.amount_residual),
                        )
                    ],
                }
                for debt in debts
            ]
        )
        payments.action_post()
        self.analyze("account_move", "account_move_line")
        pairs = [
            debt + payment.line_ids.filtered("credit")
            for debt, payment in zip(debts, payments, strict=True)
        ]
        return lambda: self.env["account.move.line"]._reconcile_plan(list(pairs))

    def extra_statements(self, moves):
        """What our hook adds to the reconciliation of these invoices."""
        work = self.pay_in_one_go(moves)
        lines = type(self.env["account.move.line"])
        with (
            patch.object(lines, "_dunning_reconciled", lambda lines: None),
            closing(self.env.cr.savepoint()),
        ):
            without = self.count_statements_warm(work)
        with closing(self.env.cr.savepoint()):
            return self.count_statements_warm(work) - without

    def test_reconciling_when_nothing_waits(self):
        lines = type(self.env["dunning.action.line"])
        with (
            patch.object(lines, "_ledger_changed") as hook,
            closing(self.env.cr.savepoint()),
        ):
            self.pay_in_one_go(self.single)()
        self.assertEqual(hook.call_count, 1)
        self.assertLess(self.extra_statements(self.single), HOOK)
        self.assertLess(self.extra_statements(self.many[:PAYMENTS]), HOOK)

    def test_reconciling_when_reminders_wait(self):
        planned = self.Action._plan(TODAY)
        paid = self.many[:PAYMENTS]
        self.assertLess(self.extra_statements(self.single), HOOK)
        self.assertLess(self.extra_statements(paid), HOOK)
        self.pay_in_one_go(paid)()
        self.assertEqual(
            planned.filtered(lambda action: action.state == "planned").line_ids.move_id,
            self.single | self.many - paid,
        )

    def test_reconciling_a_part_of_what_waits(self):
        """Reminders are re-priced, not cancelled: no dearer."""
        planned = self.Action._plan(TODAY)
        part = self.many[: 2 * PAYMENTS : 2]
        self.assertLess(self.extra_statements(part), HOOK)
        self.pay_in_one_go(part)()
        self.assertEqual(
            sum(planned.mapped("amount")),
            sum((self.many - part + self.single).mapped("amount_residual")),
        )
