from odoo import fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningFeeWaive(models.TransientModel):
    """Give up late fees of an invoice, with a reason."""

    _name = "dunning.fee.waive"
    _inherit = ["dunning.wizard"]
    _description = "Waive late fees"

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    interest = fields.Monetary(related="move_id.dunning_interest_due")
    fixed_fee = fields.Monetary(related="move_id.dunning_fixed_fee_due")
    waive_interest = fields.Boolean("Waive the interest", default=True)
    waive_fixed = fields.Boolean("Waive the flat fee", default=True)
    is_for_good = fields.Boolean(
        "Also the interest to come",
        help="Nothing is claimed for this invoice any more.",
    )
    reason = fields.Char(required=True)

    def action_waive(self):
        """Waive what is ticked."""
        self.ensure_one()
        self.move_id.check_access("read")
        kinds = [
            kind
            for kind, wanted in (
                ("interest", self.waive_interest),
                ("fixed", self.waive_fixed),
            )
            if wanted
        ]
        self.env["dunning.fee"]._waive(
            self.move_id,
            kinds,
            self.reason,
            self.move_id.company_id.root_id._dunning_today(),
            self.is_for_good,
        )
        return {"type": "ir.actions.act_window_close"}
