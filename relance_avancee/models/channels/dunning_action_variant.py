from odoo import models

from ...core.decide import experiments


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _get_mail_template(self):
        """The step's text, or the other one for the debtors of a running comparison."""
        running = self.env["dunning.experiment"]._get_running()
        found = running.get((self.company_id.root_id.id, self.step_id.id))
        if found:
            experiment_id, template_b_id, share_b = found
            partner_id = self.partner_id.id
            if experiments.variant(str(experiment_id), partner_id, share_b) == "B":
                return self.env["mail.template"].browse(template_b_id)
        return super()._get_mail_template()
