import smtplib

from odoo import fields, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    # one message for each reader: what becomes of each is news of the same action
    dunning_action_id = fields.Many2one(
        "dunning.action",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    def _send(self, *args, **kwargs):
        """Keep in the queue the message during which the mail server hung up.

        Core leaves it marked as an error without telling anybody: the debtor would
        count as reminded without having received anything.
        """
        try:
            return super()._send(*args, **kwargs)
        except smtplib.SMTPServerDisconnected as error:
            self._get_dunning_actions()._mail_cut_off(str(error), self)
            raise

    def _get_dunning_actions(self):
        """The dunning actions whose current messages these are."""
        # sudo: whoever sends the queue, the action learns of it
        return self.sudo().dunning_action_id | self._get_older_dunning_actions()

    def _get_older_dunning_actions(self):
        """Those of messages made before each reader got one of its own."""
        ids = [
            mail.res_id
            for mail in self
            if mail.model == "dunning.action" and not mail.dunning_action_id
        ]
        actions = self.env["dunning.action"].sudo().browse(ids).exists()
        return actions.filtered(lambda action: action.mail_mail_id in self)

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Addresses on one line each: a customer's name must not become a header."""
        result = super()._prepare_outgoing_list(*args, **kwargs)
        if any(mail.model == "dunning.action" for mail in self):
            for email in result:
                email["email_to"] = [" ".join(to.split()) for to in email["email_to"]]
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell dunning actions what became of their message.

        Read before super, which deletes the messages that need not be kept.
        """
        actions = self._get_dunning_actions()
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        if actions and failure_type and not (success_pids or success_emails):
            # refused for one of several readers, it reached the others all the same
            lost = actions._without_others_reached(self)
            lost._mail_failed(failure_type, failure_reason)
            actions -= lost
        actions._mail_left(self)
        return result
