"""Measures of relance_avancee on a filled database; prints one JSON object."""

import json
import os
import sys
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from session import Meter, next_working_day, odoo_env, working_day

from odoo.tools import SQL

EMAILS = 500
LETTERS = int(os.environ.get("BENCH_LETTERS", "100"))
PAYMENTS = 100

# The least any tool must do: select the open items that are late, group them.
FLOOR = """
    SELECT partner.commercial_partner_id, aml.currency_id, aml.company_id,
           SUM(aml.amount_residual_currency), ARRAY_AGG(aml.id ORDER BY aml.date_maturity)
      FROM account_move_line aml
      JOIN account_move move ON move.id = aml.move_id
      JOIN res_partner partner ON partner.id = aml.partner_id
     WHERE aml.account_id IN (
               SELECT id FROM account_account WHERE account_type = 'asset_receivable')
       AND aml.reconciled IS NOT TRUE
       AND aml.parent_state = 'posted'
       AND aml.date_maturity < %s
  GROUP BY partner.commercial_partner_id, aml.currency_id, aml.company_id
"""


class Ours:
    def __init__(self, env):
        self.env = env
        self.meter = Meter(env)
        self.today = working_day()
        self.Action = env["dunning.action"]

    def run(self):
        """Every measure, in the order in which a company would live them."""
        measure = self.meter.measure
        measure("floor", self.floor, count=len, repeat=5)
        before = self.today - timedelta(days=60)
        measure("quiet_not_due", lambda: self.plan(before), count=len, repeat=3)
        self.reconcile("idle")
        measure("first_night", lambda: self.plan(self.today), count=len)
        measure("again", lambda: self.plan(self.today), count=len, repeat=2)
        self.reconcile("waiting")
        measure("emails", self.send, count=len)
        for engine in ("weasyprint", "wkhtmltopdf"):
            measure(f"letters_{engine}", partial(self.letters, engine), count=len)
        self.pretend_all_sent()
        tomorrow = next_working_day(self.today)
        measure("quiet_all_sent", lambda: self.plan(tomorrow), count=len, repeat=3)
        return self.meter.results

    def floor(self):
        return self.env.execute_query(SQL(FLOOR, self.today))

    def plan(self, day):
        return self.Action._plan(day)

    def send(self):
        """As the night job does: committed batches."""
        waiting = self.Action.search([("state", "=", "planned")], limit=EMAILS).ids
        done = self.Action
        for start in range(0, len(waiting), 50):
            done |= self.Action.browse(waiting[start : start + 50])._process(self.today)
            self.env.cr.commit()
        return done

    def letters(self, engine):
        """PDFs of letters with table, bank details and both QR codes."""
        actions = self.Action.search([("step_id", "!=", False)], limit=LETTERS)
        return [action._render_letter(self.today, engine) for action in actions]

    def pretend_all_sent(self):
        """The rest of the night, without waiting for it."""
        for table, extra in (
            ("dunning_action", SQL(", date_done = %s", self.today)),
            ("dunning_action_line", SQL("")),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET state = 'done' %s WHERE state = 'planned'",
                    SQL.identifier(table),
                    extra,
                )
            )
        self.env.cr.commit()
        self.env.invalidate_all()

    # === RECONCILIATION ===

    def reconcile(self, situation):
        """100 payments matched in one go, with our hook and without, undone after."""
        pairs = self.make_payments()
        items = self.env["account.move.line"]
        self.match(pairs)
        self.env.cr.rollback()
        with patch.object(type(items), "_dunning_reconciled", lambda lines: None):
            self.meter.measure(
                f"reconcile_{situation}_without",
                lambda: self.match(pairs),
                count=PAYMENTS,
                repeat=3,
                undo=True,
            )
        self.meter.measure(
            f"reconcile_{situation}_with",
            lambda: self.match(pairs),
            count=PAYMENTS,
            repeat=3,
            undo=True,
        )
        self.remove_payments(pairs)

    def match(self, pairs):
        self.env["account.move.line"]._reconcile_plan(list(pairs))

    def make_payments(self):
        """Pairs (item of an invoice, item of its payment), not matched yet."""
        debts = self.env["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("parent_state", "=", "posted"),
                ("amount_residual", ">", 0),
            ],
            limit=PAYMENTS,
            order="id",
        )
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "journal_id": self.bank_journal().id,
                    "date": self.today,
                    "line_ids": [
                        (
                            0,
                            0,
                            self.payment_item(
                                debt, -debt.amount_residual, debt.account_id
                            ),
                        ),
                        (
                            0,
                            0,
                            self.payment_item(
                                debt,
                                debt.amount_residual,
                                self.bank_journal().default_account_id,
                            ),
                        ),
                    ],
                }
                for debt in debts
            ]
        )
        moves.action_post()
        self.env.cr.commit()
        return [
            debt + move.line_ids.filtered(lambda line: line.credit)
            for debt, move in zip(debts, moves, strict=True)
        ]

    def payment_item(self, debt, balance, account):
        return {
            "partner_id": debt.partner_id.id,
            "account_id": account.id,
            "balance": balance,
            "name": "Virement",
        }

    def bank_journal(self):
        return self.env["account.journal"].search([("type", "=", "bank")], limit=1)

    def remove_payments(self, pairs):
        moves = self.env["account.move"].union(*(pair[1].move_id for pair in pairs))
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()
        self.env.cr.commit()


if __name__ == "__main__":
    with odoo_env(sys.argv[1]) as environment:
        print(json.dumps(Ours(environment).run()))
