from odoo import fields, models
from odoo.tools import SQL

from ..commitments.dunning_dispute import OUTCOMES, STATES
from . import dunning_report_mixin  # noqa: F401 - inherited


class DunningReportDispute(models.Model):
    """Disputes, how much they are about and how long they take: one row each."""

    _name = "dunning.report.dispute"
    _description = "Disputes and their length"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "dispute_id"
    _order = "date_opened desc, id desc"

    dispute_id = fields.Many2one("dunning.dispute", "Dispute", readonly=True)
    reason_id = fields.Many2one("dunning.dispute.reason", readonly=True)
    responsible_id = fields.Many2one("res.users", "Responsible", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    date_opened = fields.Date("Opened on", readonly=True)
    date_closed = fields.Date("Settled on", readonly=True)
    amount = fields.Monetary(
        "Disputed",
        readonly=True,
        help="In company currency, at the rate of the invoice; the whole invoice when "
        "no amount was said.",
    )
    disputes = fields.Integer(readonly=True)
    days = fields.Integer(
        "Length (days)", aggregator="avg", readonly=True, help="Once it is settled."
    )
    total_days = fields.Integer("Total length (days)", readonly=True)

    _depends = {
        "dunning.dispute": [
            *("move_id", "company_id", "amount", "reason_id", "user_id", "state"),
            *("outcome", "date_opened", "date_closed"),
        ],
        "account.move": ["amount_total", "amount_total_signed"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT aml.id, aml.id AS dispute_id, aml.reason_id,
                   aml.user_id AS responsible_id, aml.state, aml.outcome,
                   aml.date_opened, aml.date_closed, 1 AS disputes,
                   aml.date_closed - aml.date_opened AS days,
                   aml.date_closed - aml.date_opened AS total_days,
                   move.amount_total_signed * COALESCE(
                       NULLIF(aml.amount, 0) / NULLIF(move.amount_total, 0), 1
                   ) AS amount,
                   %s
              FROM dunning_dispute aml %s
            """,
            self._columns(),
            self._tables(),
        )

    def _currency(self):
        return SQL("company.currency_id")

    def action_open_dispute(self):
        """The dispute behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.dispute",
            "res_id": self.dispute_id.id,
            "view_mode": "form",
        }
