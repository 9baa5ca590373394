from odoo import fields, models
from odoo.tools import SQL

from . import dunning_report_mixin  # noqa: F401 - inherited


class DunningReportPayment(models.Model):
    """What was reconciled of invoices, and how late: one row per match."""

    _name = "dunning.report.payment"
    _description = "Payments and their delay"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "move_id"
    _order = "date desc, id desc"

    date = fields.Date("Paid on", readonly=True)
    date_due = fields.Date("Due date", readonly=True)
    date_invoiced = fields.Date("Invoiced on", readonly=True)
    amount = fields.Monetary(readonly=True)
    days_late = fields.Integer(aggregator="avg", readonly=True)
    weighted_days = fields.Float("Amount × days late", readonly=True)
    late_amount = fields.Monetary("Paid late", readonly=True)
    collected_amount = fields.Monetary(
        "Collected", readonly=True, help="Paid after a contact about this debt."
    )

    @property
    def _table_query(self):
        late = SQL("partial.max_date - COALESCE(aml.date_maturity, aml.date)")
        return SQL(
            """
            SELECT partial.id, partial.max_date AS date,
                   COALESCE(aml.date_maturity, aml.date) AS date_due,
                   aml.date AS date_invoiced, partial.amount,
                   %(late)s AS days_late,
                   partial.amount * (%(late)s) AS weighted_days,
                   CASE WHEN %(late)s > 0 THEN partial.amount ELSE 0 END AS late_amount,
                   CASE WHEN %(reminded)s THEN partial.amount ELSE 0 END
                   AS collected_amount,
                   %(columns)s
              FROM account_partial_reconcile partial
              JOIN account_move_line aml ON aml.id = partial.debit_move_id %(tables)s
             WHERE partial.amount != 0 AND aml.balance > 0 AND %(receivable)s
            """,
            late=late,
            reminded=self._reminded(),
            columns=self._columns(),
            tables=self._tables(),
            receivable=self._is_receivable(),
        )

    def _reminded(self):
        """Whether somebody was contacted about the debt before it was paid."""
        return SQL(
            """EXISTS (
                SELECT 1 FROM dunning_action_line line
                  JOIN dunning_action action ON action.id = line.action_id
                 WHERE line.line_id = aml.id AND line.step_id IS NOT NULL
                   AND line.state = 'done' AND line.is_test IS NOT TRUE
                   AND line.channel IN %s AND action.date_done <= partial.max_date)""",
            self.env["dunning.channel"]._get_registry().contacts,
        )
