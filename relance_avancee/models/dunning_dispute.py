from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningDispute(models.Model):
    _name = "dunning.dispute"
    _description = "Dispute about an invoice"
    _inherit = ["dunning.holder", "mail.thread", "mail.activity.mixin"]
    _order = "deadline, id desc"
    _check_company_auto = True
    _hold_field = "dispute_id"
    _hold_reason = "dispute"

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted')]",
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary("Disputed", help="Empty or 0: the whole invoice.")
    reason_id = fields.Many2one("dunning.dispute.reason", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_from_reason",
        store=True,
        readonly=False,
    )
    deadline = fields.Date(compute="_compute_from_reason", store=True, readonly=False)
    state = fields.Selection(
        [("open", "Under way"), ("resolved", "Resolved"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        index=True,
    )
    outcome = fields.Selection(
        [("upheld", "Upheld"), ("rejected", "Rejected"), ("paid", "Paid")],
        readonly=True,
    )
    note = fields.Text("What the customer says")

    _amount_not_negative = models.Constraint(
        "CHECK(amount >= 0)", "The amount disputed cannot be negative."
    )

    @api.depends("reason_id")
    def _compute_from_reason(self):
        for dispute in self:
            reason = dispute.reason_id
            dispute.user_id = reason.user_id or dispute.user_id or self.env.user
            days = timedelta(days=reason.delay_days or 15)
            dispute.deadline = fields.Date.context_today(dispute) + days

    @api.depends("move_id.name", "reason_id.name")
    def _compute_display_name(self):
        for dispute in self:
            parts = (dispute.move_id.name, dispute.reason_id.name)
            dispute.display_name = " – ".join(filter(None, parts))

    @api.constrains("amount", "move_id", "state")
    def _check_amount(self):
        for dispute in self.filtered(lambda dispute: dispute.state == "open"):
            owed = dispute.move_id.amount_residual
            if dispute.currency_id.compare_amounts(dispute.amount, owed) > 0:
                raise ValidationError(
                    self.env._(
                        "Only %(owed)s is still owed on %(invoice)s: "
                        "no more can be disputed.",
                        owed=dispute.currency_id.format(owed),
                        invoice=dispute.move_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes.filtered(lambda dispute: dispute.state == "open")._open_holds()
        return disputes

    def _prepare_holds(self):
        """On the disputed part, until the dispute ends: the rest goes on being claimed."""
        return [
            {
                "move_id": self.move_id.id,
                "amount": self.amount,
                "date_from": self.company_id._dunning_today(),
            }
        ]

    @api.model
    def _settle(self, root, today):
        """Disputes of invoices paid in the meantime are over."""
        open_disputes = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "open"),
                ("move_id.payment_state", "in", ("paid", "in_payment", "reversed")),
            ]
        )
        open_disputes._resolve("paid")

    def _resolve(self, outcome):
        """End of a dispute: dunning goes on for what is still owed."""
        over = self.filtered(lambda dispute: dispute.state == "open")
        over.write({"state": "resolved", "outcome": outcome})
        over._lift_holds()

    def action_uphold(self):
        """The customer is right: a credit note is prepared from the dispute."""
        self.ensure_one()
        self._resolve("upheld")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_view_account_move_reversal"
        )
        return action | {
            "context": {
                "active_model": "account.move",
                "active_ids": self.move_id.ids,
                "default_reason": self.display_name,
            }
        }

    def action_reject(self):
        """The customer is wrong: dunning goes on."""
        self._resolve("rejected")

    def action_cancel(self):
        """Opened by mistake."""
        over = self.filtered(lambda dispute: dispute.state == "open")
        over.state = "cancelled"
        over._lift_holds()
