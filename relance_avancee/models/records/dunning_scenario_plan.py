"""The small scenario of payment plans: when instalments are spoken of."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningScenario(models.Model):
    _inherit = "dunning.scenario"

    is_plan = fields.Boolean(
        "For payment plans",
        help="Its days count from each instalment; no invoice is reminded by it.",
    )

    def _to_core(self):
        return super()._to_core()._replace(for_plans=self.is_plan)

    @api.constrains("is_plan", "step_ids")
    def _check_plan_steps(self):
        self.filtered("is_plan").step_ids._check_plan()


class DunningStep(models.Model):
    _inherit = "dunning.step"

    @api.constrains("scenario_id", "kind", "late_fees", "send_letter", "schedule_call")
    def _check_plan(self):
        """Letters and calls speak of invoices: an instalment needs a text of its own."""
        for step in self.filtered("scenario_id.is_plan"):
            if (
                step.kind != "reminder"
                or step.late_fees != "none"
                or step.send_letter
                or step.schedule_call
            ):
                raise ValidationError(
                    self.env._(
                        "“%(step)s” speaks of an instalment: a reminder by e-mail or SMS, "
                        "without late fees.",
                        step=step.name,
                    )
                )

    def _get_spare_channels(self):
        spare = super()._get_spare_channels()
        if self.scenario_id.is_plan:
            return tuple(code for code in spare if code in ("email", "sms"))
        return spare
