from odoo import fields, models


class DunningPostingUndo(models.TransientModel):
    """Letters confirmed as posted by mistake: asks why."""

    _name = "dunning.posting.undo"
    _inherit = ["dunning.wizard"]
    _description = "Letters not posted after all"

    posting_id = fields.Many2one("dunning.posting", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_undo(self):
        """Take the confirmation back."""
        self.ensure_one()
        self.posting_id._undo_posting(self.reason)
        return {"type": "ir.actions.act_window_close"}
