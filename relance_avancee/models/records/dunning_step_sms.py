"""Which of the SMS shipped goes with a step."""

from odoo import api, models

# by tone: a formal notice is never an SMS, its tone has none
TEXTS = {
    "friendly": "sms_template_first",
    "neutral": "sms_template_second",
    "firm": "sms_template_last",
}


class DunningStep(models.Model):
    _inherit = "dunning.step"

    @api.onchange("send_sms")
    def _onchange_send_sms(self):
        """A step that is to leave by SMS has something to say."""
        for step in self:
            if step.send_sms and not step.sms_template_id:
                step.sms_template_id = step._get_usual_sms()

    def _get_usual_sms(self):
        """The text shipped for such a step; none when there is none, or it was deleted."""
        self.ensure_one()
        if self.scenario_id.is_plan:
            name = f"sms_template_plan_{'before' if self.delay_days < 0 else 'after'}"
        else:
            name = TEXTS.get(self.tone)
        found = name and self.env.ref(f"relance_avancee.{name}", False)
        return found or self.env["sms.template"]
