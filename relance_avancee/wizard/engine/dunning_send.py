from contextlib import closing

from odoo import api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningSend(models.TransientModel):
    """Remind now: choose the step and the channel; the rest is the planner's."""

    _name = "dunning.send"
    _inherit = ["dunning.wizard"]
    _description = "Manual reminder"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    move_id = fields.Many2one("account.move", "Only this invoice", readonly=True)
    scenario_id = fields.Many2one("dunning.scenario", required=True)
    step_id = fields.Many2one(
        "dunning.step", required=True, domain="[('scenario_id', '=', scenario_id)]"
    )
    channel = fields.Selection(
        selection="_selection_channel", default="email", required=True
    )

    @api.model
    def _selection_channel(self):
        known = self.env["dunning.channel"]._get_registry()
        return [(channel.code, channel.label) for channel in known.chosen]

    @api.model
    def _open(self, partner, company, move=None):
        """Dialog with the step that comes next as a proposal."""
        defaults = self.env["dunning.planner"]._propose_by_hand(partner, company, move)
        wizard = self.create(defaults)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind now"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _create_actions(self):
        self.ensure_one()
        return self.env["dunning.planner"]._plan_by_hand(
            self.partner_id, self.company_id, self.step_id, self.channel, self.move_id
        )

    def action_preview(self):
        """Show the message as it would leave; nothing is kept unless it is sent."""
        with closing(self.env.cr.savepoint()):
            action = self._create_actions()[:1]._allowed()
            values = action._prepare_preview()
            links = self.env["dunning.preview"]._get_printed_links(action, values)
        return self.env["dunning.preview"]._show({"send_id": self.id, **values}, links)

    def action_send(self):
        """Prepare the message and send it."""
        return self._create_actions().action_send_now()
