from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningCall(models.Model):
    """One time the phone rang: who rang whom, and what came out of it.

    Evidence, as the action it belongs to: written by the outcome buttons only.
    """

    _name = "dunning.call"
    _description = "Phone call made"
    _order = "date desc, id desc"
    _check_company_auto = True

    action_id = fields.Many2one(
        "dunning.action", "Reminder", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    contact_id = fields.Many2one("res.partner", "Who")
    phone = fields.Char("Number")
    company_id = fields.Many2one("res.company", required=True, index=True)
    step_id = fields.Many2one(related="action_id.step_id", store=True)
    user_id = fields.Many2one("res.users", "Called by", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    day = fields.Date(required=True, help="In the company's time zone.")
    outcome_id = fields.Many2one("dunning.call.outcome", ondelete="restrict")
    is_reached = fields.Boolean("Reached")
    cause_id = fields.Many2one("dunning.cause", "Cause", ondelete="restrict")
    note = fields.Text()
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("Claimed")

    @api.depends("partner_id.name", "outcome_id.name")
    def _compute_display_name(self):
        for call in self:
            parts = (call.partner_id.name, call.outcome_id.name)
            call.display_name = " – ".join(filter(None, parts))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(self.env._("A call that was made is kept."))
