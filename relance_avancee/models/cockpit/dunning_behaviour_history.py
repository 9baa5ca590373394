from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from ...const import RISKS


class DunningBehaviourHistory(models.Model):
    """What a customer's behaviour was at the beginning of each month."""

    _name = "dunning.behaviour.history"
    _description = "Payment behaviour, month by month"
    _order = "month desc, partner_id, id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, help="Its first day.")
    risk = fields.Selection(RISKS, "Risk class")
    score = fields.Integer(aggregator="avg")
    average_days_late = fields.Float(digits=(8, 1), aggregator="avg")
    share_late = fields.Float("Paid late", aggregator="avg")
    exposure = fields.Monetary("Owed")
    overdue = fields.Monetary()

    _one_per_month = models.UniqueIndex(
        "(company_id, month, partner_id)", "This month is already kept."
    )

    @api.model
    def _keep(self, root, today):
        """Keep this month's behaviour, once, in one statement."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO dunning_behaviour_history (
                       company_id, partner_id, month, risk, score, average_days_late,
                       share_late, exposure, overdue)
                SELECT company_id, partner_id, %(month)s, risk, score, average_days_late,
                       share_late, exposure, overdue
                  FROM dunning_behaviour now
                 WHERE company_id = %(company)s AND NOT EXISTS (
                       SELECT 1 FROM dunning_behaviour_history kept
                        WHERE kept.company_id = now.company_id
                          AND kept.month = %(month)s
                          AND kept.partner_id = now.partner_id)
             RETURNING id
                """,
                month=date_utils.start_of(today, "month"),
                company=root.id,
            )
        )
        self.invalidate_model()
