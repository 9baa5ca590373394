from odoo import api, models


class DunningStep(models.Model):
    _inherit = "dunning.step"

    @api.constrains("scenario_id", "delay_days", "kind", "active")
    def _check_trials(self):
        """No change that breaks the order for the debtors of a running comparison."""
        # sudo: whoever changes a step, comparisons of every company count
        running = self.env["dunning.experiment"].sudo()
        running.search(
            [
                ("state", "=", "running"),
                ("kind", "=", "delay"),
                "|",
                ("step_id.scenario_id", "in", self.scenario_id.ids),
                ("step_id", "in", self.ids),
            ]
        )._check_delays()
