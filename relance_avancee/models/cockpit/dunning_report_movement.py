from odoo import fields, models
from odoo.tools import SQL

from . import dunning_report_mixin  # noqa: F401 - inherited


class DunningReportMovement(models.Model):
    """What raised or lowered the receivables, and when: one row per invoice or match."""

    _name = "dunning.report.movement"
    _description = "Movements of the receivables"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "move_id"
    _order = "date desc, id desc"

    kind = fields.Selection(
        [("invoice", "Invoiced"), ("match", "Settled")], readonly=True
    )
    date = fields.Date(readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Credit notes and payments count negative."
    )

    @property
    def _table_query(self):
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._invoices(),
            # a match takes an invoice down and brings a credit note back towards zero
            self._matches(1, SQL("debit_move_id"), SQL("-partial.amount")),
            self._matches(2, SQL("credit_move_id"), SQL("partial.amount")),
        )

    def _invoices(self):
        return SQL(
            """
            SELECT aml.id::bigint * 3 AS id, 'invoice' AS kind, aml.date,
                   aml.balance AS amount, %s
              FROM account_move_line aml %s
             WHERE aml.balance != 0 AND %s
            """,
            self._columns(),
            self._tables(),
            self._is_receivable(),
        )

    def _matches(self, place, side, amount):
        return SQL(
            """
            SELECT partial.id::bigint * 3 + %s AS id, 'match' AS kind,
                   partial.max_date AS date, %s AS amount, %s
              FROM account_partial_reconcile partial
              JOIN account_move_line aml ON aml.id = partial.%s %s
             WHERE partial.amount != 0 AND %s
            """,
            place,
            amount,
            self._columns(),
            side,
            self._tables(),
            self._is_receivable(),
        )
