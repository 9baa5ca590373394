from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....const import CALL_EFFECTS, HOLD_REASONS


class DunningCallOutcome(models.Model):
    """What a phone call may end with, and what the scenario does then."""

    _name = "dunning.call.outcome"
    _description = "Outcome of a phone call"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char("What happens then", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(default="fa-phone", help="Font Awesome icon of the button.")
    effect = fields.Selection(CALL_EFFECTS, default="none", required=True)
    is_reached = fields.Boolean(
        "Customer reached",
        compute="_compute_is_reached",
        store=True,
        help="A call that reached the customer is done: the level moves.",
    )
    cause_id = fields.Many2one(
        "dunning.cause",
        "Cause",
        ondelete="restrict",
        help="Unless the caller says other.",
    )
    hold_reason = fields.Selection(
        HOLD_REASONS, "Suspend for", help="Empty: the scenario goes on."
    )
    hold_days = fields.Integer("Days suspended", help="0: until lifted.")
    task_summary = fields.Char(
        "Task", translate=True, help="Given to the collector, on the customer."
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        "E-mail sent at once",
        domain="[('model', '=', 'dunning.action')]",
        ondelete="restrict",
    )
    attach_invoices = fields.Boolean()
    retry_days = fields.Integer("Days before the next try", default=1)
    max_tries = fields.Integer(
        "Calls at most", default=3, help="After that another channel takes over."
    )

    _not_negative = models.Constraint(
        "CHECK(hold_days >= 0 AND retry_days >= 0 AND max_tries >= 0)",
        "Days and numbers of calls cannot be negative.",
    )

    @api.depends("effect")
    def _compute_is_reached(self):
        for outcome in self:
            outcome.is_reached = outcome.effect not in ("retry", "wrong_number")

    @api.constrains("effect", "max_tries")
    def _check_tries(self):
        for outcome in self:
            if outcome.effect == "retry" and outcome.max_tries < 1:
                raise ValidationError(
                    self.env._("“%s” needs at least one call.", outcome.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: calls of every company count
        used = self.env["dunning.call"].sudo()
        found = used.search([("outcome_id", "in", self.ids)], limit=1)
        if found:
            raise ValidationError(
                self.env._(
                    "“%s” has already been used: archive it instead.",
                    found.outcome_id.name,
                )
            )

    def action_choose(self):
        """The button of this outcome on the call sheet: one click."""
        self.ensure_one()
        sheet = self.env["dunning.call.sheet"].browse(
            self.env.context.get("dunning_sheet_id")
        )
        # the caller names it
        sheet.check_access("write")
        return sheet._record(self)
