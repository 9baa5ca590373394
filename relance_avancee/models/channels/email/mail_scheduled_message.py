from odoo import api, models


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    @api.model
    def _check(self, values=None):
        """Core asks for less where collectors write on what only the engine changes."""
        result = super()._check(values)
        # sudo: what they are about; rights are asked on that
        for model, scheduled in self.sudo().grouped("model").items():
            self.env["mail.message"]._check_dunning_said(
                model, scheduled.mapped("res_id")
            )
        if values:
            self.env["mail.message"]._check_dunning_said(
                values["model"], [values["res_id"]]
            )
        return result
