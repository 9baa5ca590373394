from odoo import Command, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_scenario_id = fields.Many2one(domain=[("is_plan", "=", False)])

    def action_dunning_plan(self):
        """A draft payment plan over these invoices, with its schedule, to complete."""
        Plan = self.env["dunning.payment.plan"]
        Plan.check_access("create")
        moves = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
            and move.state == "posted"
            and not move.currency_id.is_zero(move.amount_residual)
        )
        if not moves:
            raise UserError(self.env._("Nothing is owed on these invoices."))
        if Plan._get_taken(moves):
            raise UserError(
                self.env._("One of these invoices is already in a payment plan.")
            )
        companies = moves.company_id
        plan = Plan.create(
            {
                "company_id": companies.id
                if len(companies) == 1
                else companies.root_id[:1].id,
                "partner_id": moves.commercial_partner_id[:1].id,
                "move_ids": [Command.set(moves.ids)],
                "date_first": Plan._get_first_day(moves),
            }
        )
        plan.action_compute()
        return plan._get_action_form()
