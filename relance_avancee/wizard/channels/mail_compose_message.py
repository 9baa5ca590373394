"""Odoo's dialogs of writing send with the rights of the system: ours ask before."""

from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Who only reads our evidence sends nothing in its name."""
        self.env["mail.message"]._check_dunning_said(self.model, res_ids)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _action_send_sms(self):
        """Who only reads our evidence sends nothing in its name."""
        records = self._get_records()
        if records:
            self.env["mail.message"]._check_dunning_said(records._name, records.ids)
        return super()._action_send_sms()
