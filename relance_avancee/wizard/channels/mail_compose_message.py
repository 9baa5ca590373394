"""Odoo's dialogs of writing send with the rights of the system: ours ask before."""

from odoo import api, models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Who only reads our evidence sends nothing in its name."""
        self.env["mail.message"]._check_dunning_said(self.model, res_ids)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    @api.depends("composition_mode", "res_model", "res_id", "template_id")
    def _compute_body(self):
        """Core draws the text with the rights of the system, for whoever may open it.

        About ours it is drawn with the user's own, and a link it quotes leaves a trace.
        """
        ours = self.filtered(
            lambda composer: self.env["mail.message"]._is_dunning_evidence(
                composer.res_model
            )
        )
        super(SmsComposer, ours.sudo(False))._compute_body()
        return super(SmsComposer, self - ours)._compute_body()

    def _action_send_sms(self):
        """Who only reads our evidence sends nothing in its name."""
        records = self._get_records()
        if records:
            self.env["mail.message"]._check_dunning_said(records._name, records.ids)
        return super()._action_send_sms()
