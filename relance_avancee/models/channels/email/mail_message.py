"""What was said about evidence: who may add to it, and that nobody changes it."""

from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        """Messages sent, received and logged on our evidence stay as they are.

        Core lets who may write a record change and delete them, and lets followers and
        who was written to add some, whatever they may do with the record.
        """
        forbidden = super()._get_forbidden_access(operation)
        if operation == "read":
            return forbidden
        return forbidden + (self - forbidden)._get_dunning_closed(operation)

    def _get_dunning_closed(self, operation):
        """Those of these messages that are closed to this user.

        :param operation: ``create``, ``write`` or ``unlink``
        """
        closed = self.browse()
        # sudo: what a message is about and whose it is, whoever asks
        for model, messages in self.sudo().grouped("model").items():
            if self._is_dunning_evidence(model):
                closed += messages._get_dunning_closed_in(model, operation).sudo(False)
        return closed

    def _is_dunning_evidence(self, model):
        registry = self.env.registry
        return model in registry and issubclass(
            registry[model], registry["dunning.evidence"]
        )

    def _get_dunning_closed_in(self, model, operation):
        """:param self: messages about records of one model, read as the system"""
        said = self.filtered(
            lambda message: message.message_type != "user_notification"
        )
        if operation != "create":
            return said.filtered(lambda message: not message._is_own_comment())
        allowed = self.sudo(False)._filter_records_for_message_operation(
            model, said.mapped("res_id"), operation
        )
        return said.filtered(lambda message: message.res_id not in allowed.ids)

    def _check_dunning_said(self, model, res_ids):
        """For what says something about records with the rights of the system.

        :raises AccessError: the user may not add to what is said about this evidence
        """
        if self.env.su or not self._is_dunning_evidence(model):
            return
        allowed = self._filter_records_for_message_operation(model, res_ids, "create")
        if refused := self.env[model].browse(res_ids) - allowed:
            raise self.env["ir.rule"]._make_access_error("write", refused)

    def _is_own_comment(self):
        """Words of one's own: they may be corrected, as anywhere."""
        self.ensure_one()
        return (
            self.message_type == "comment"
            and self.create_uid == self.env.user
            and self.author_id == self.env.user.partner_id
        )
