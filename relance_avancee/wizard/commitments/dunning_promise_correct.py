from odoo import fields, models

from ...models.commitments.dunning_promise import CORRECTED, STATES


class DunningPromiseCorrect(models.TransientModel):
    """What became of a promise, and why the ledger says otherwise."""

    _name = "dunning.promise.correct"
    _inherit = ["dunning.wizard"]
    _description = "Correction of a promise"

    promise_id = fields.Many2one("dunning.promise", required=True)
    state = fields.Selection(
        [state for state in STATES if state[0] in CORRECTED], "Result", required=True
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Correct, and say so in the history of the promise."""
        self.ensure_one()
        self.promise_id._correct(self.state, self.reason)
        return {"type": "ir.actions.act_window_close"}
