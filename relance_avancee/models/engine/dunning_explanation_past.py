from odoo import api, models
from odoo.tools import format_date


class DunningExplanation(models.AbstractModel):
    _inherit = "dunning.explanation"

    @api.model
    def _fact(self, action):
        """What really happened with an action, in one line."""
        channels = dict(action._fields["channel"]._description_selection(self.env))
        states = dict(action._fields["state"]._description_selection(self.env))
        delivery = dict(
            action._fields["delivery_state"]._description_selection(self.env)
        )
        what = self.env._(
            "%(step)s, %(channel)s to %(contact)s",
            step=action.step_id.name or action.display_name,
            channel=channels[action.channel],
            contact=action.contact_id.display_name or action.partner_id.display_name,
        )
        state = delivery.get(action.delivery_state) or states[action.state]
        if action.date_done:
            state = f"{state} ({format_date(self.env, action.date_done)})"
        return " – ".join(filter(None, [what, state, action.reason]))

    @api.model
    def _past_text(self, item, day):
        """Why a debt was reminded on a day, or not, once that day is over."""
        step = item["step"].name
        if item["decision"] == "send":
            return self.env._("“%(step)s” was due on that day.", step=step)
        if item["reason"] == "already_planned":
            return self.env._(
                "“%(step)s” was planned and waited for somebody.", step=step
            )
        return item["message"]
