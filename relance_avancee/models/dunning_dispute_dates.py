from odoo import api, fields, models


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    date_opened = fields.Date(
        "Opened on", default=fields.Date.context_today, readonly=True, index=True
    )
    date_closed = fields.Date(
        "Closed on", compute="_compute_date_closed", store=True, index="btree_not_null"
    )

    @api.depends("state")
    def _compute_date_closed(self):
        for dispute in self:
            if dispute.state == "open":
                dispute.date_closed = False
            elif not dispute.date_closed:
                dispute.date_closed = fields.Date.context_today(dispute)

    def _get_company_amount(self):
        """What is disputed, in company currency; the whole invoice when not said."""
        self.ensure_one()
        move = self.move_id
        if not self.amount or not move.amount_total:
            return move.amount_total_signed
        return move.amount_total_signed * self.amount / move.amount_total
