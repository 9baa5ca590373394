from odoo import fields, models


class DunningStep(models.Model):
    _inherit = "dunning.step"

    notify_salesperson = fields.Boolean(
        "Tell the salesperson",
        help="Once, when a customer reaches this level: an internal message, never sent "
        "to the customer.",
    )
    notify_manager = fields.Boolean("Tell the default collector of the company")
    notify_user_ids = fields.Many2many(
        "res.users",
        "dunning_step_notify_rel",
        string="Also tell",
        domain="[('share', '=', False)]",
    )

    def _get_notified_users(self, action):
        """Who is told that a debtor has reached this level; extended for others."""
        self.ensure_one()
        users = self.notify_user_ids
        if self.notify_salesperson:
            moves = action.claimed_line_ids.move_id
            users |= moves.invoice_user_id | action.partner_id.user_id
        if self.notify_manager:
            users |= action.company_id.root_id.dunning_user_id
        return users.filtered(lambda user: user.active and not user.share)
