from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell dunning actions what became of their message.

        Read before super, which deletes the messages that need not be kept.
        """
        ids = [mail.res_id for mail in self if mail.model == "dunning.action"]
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        actions = self.env["dunning.action"].sudo().browse(ids).exists()
        actions = actions.filtered(lambda action: action.mail_mail_id in self)
        if actions and failure_type:
            actions._mail_failed(failure_type, failure_reason)
        elif actions:
            actions._mail_sent()
        return result
