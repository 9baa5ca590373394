from odoo import models


class DunningScenario(models.Model):
    _inherit = "dunning.scenario"

    def action_dry_run(self):
        """What this scenario would send, and how that differs from today."""
        self.ensure_one()
        return self.env["dunning.dry.run"]._open(self)
