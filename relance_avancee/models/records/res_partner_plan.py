from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_scenario_id = fields.Many2one(domain=[("is_plan", "=", False)])
    dunning_plan_count = fields.Integer(
        compute="_compute_dunning_plan_count",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    def _compute_dunning_plan_count(self):
        counts = self._dunning_count("dunning.payment.plan")
        for partner in self:
            partner.dunning_plan_count = counts.get(partner.commercial_partner_id, 0)

    def action_dunning_plan(self):
        """A draft payment plan over what this customer owes and is due."""
        self.ensure_one()
        today = self.env.company._dunning_today()
        moves = self.env["account.move"].search(
            [
                (
                    "commercial_partner_id.commercial_partner_id",
                    "=",
                    self.commercial_partner_id.id,
                ),
                ("company_id", "child_of", self.env.company.root_id.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<=", today),
            ]
        )
        moves -= self.env["dunning.payment.plan"]._get_taken(moves).move_ids
        if len(moves.currency_id) > 1:
            # one plan, one currency: the company's first
            own = moves.filtered(
                lambda move: move.currency_id == self.env.company.currency_id
            )
            moves = own or moves.filtered(
                lambda move: move.currency_id == moves[0].currency_id
            )
        if not moves:
            raise UserError(
                self.env._(
                    "%(customer)s has no invoice due outside a payment plan.",
                    customer=self.name,
                )
            )
        return moves.action_dunning_plan()

    def action_dunning_plans(self):
        """The plans of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_payment_plan_action"
        )
        domain = [("debtor_id", "=", self.commercial_partner_id.id)]
        return action | {"domain": domain, "context": {}}
