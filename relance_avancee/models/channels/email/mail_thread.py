"""Odoo's conversations: no token opens ours, and what comes in by mail is classified."""

from odoo import api, models
from odoo.tools.mail import decode_message_header

from ....core.mail import incoming


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _get_thread_with_access(
        self, thread_id, *, hash=None, pid=None, token=None, **kwargs
    ):
        """Tokens open no thread of ours: customers answer on their page, within its limits.

        Odoo compares a token with the record's whatever the model: read, write and
        upload would be open to who holds one.
        """
        if not self._name.startswith("dunning."):
            kwargs |= {"hash": hash, "pid": pid, "token": token}
        return super()._get_thread_with_access(thread_id, **kwargs)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell ``message_update`` of our models what the message is, by context."""
        kind = incoming.classify(
            {
                name.lower(): decode_message_header(message, name)
                for name in message.keys()
            },
            message.get("Content-Type", ""),
            message_dict.get("subject") or "",
        )
        scoped = self.with_context(dunning_incoming=kind)
        return super(MailThread, scoped)._message_route_process(
            message, message_dict, routes
        )

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A report about a reminder that is no failure changes nothing.

        Odoo takes every report for a failure, also "delayed" and "delivered". Reports
        about other documents are left to it.
        """
        if message_dict["bounced_message"].model != "dunning.action":
            return super()._routing_handle_bounce(email_message, message_dict)
        outcome = self._dunning_read_report(
            email_message, message_dict["bounced_email"]
        )
        if outcome == incoming.NOTHING:
            return None
        scoped = self.with_context(dunning_bounce=outcome)
        if outcome == incoming.LATER:
            # the address is not counted as a bad one
            # sudo: the mail gateway, which has no right on dunning
            actions = scoped.env["dunning.action"].sudo()
            actions = actions.browse(message_dict["bounced_message"].res_id).exists()
            return actions._message_receive_bounce(
                message_dict["bounced_email"], message_dict["bounced_partner"]
            )
        return super(MailThread, scoped)._routing_handle_bounce(
            email_message, message_dict
        )

    @api.model
    def _dunning_read_report(self, message, recipient):
        """What a delivery report says of one recipient, or of all when unnamed.

        :return: an outcome of :class:`~core.mail.incoming.Report`
        """
        kind = incoming.classify({}, message.get("Content-Type", ""))
        if kind == incoming.RECEIPT:
            return incoming.NOTHING
        reports = [
            incoming.Report(
                (part.get("Final-Recipient") or "").rpartition(";")[2].strip().lower(),
                part.get("Action") or "",
                part.get("Status") or "",
                part.get("Diagnostic-Code") or "",
            )
            for container in message.walk()
            if container.get_content_type() == "message/delivery-status"
            for part in container.get_payload()
            if part.get("Action") or part.get("Status")
        ]
        named = [report for report in reports if report.recipient == recipient]
        outcomes = {report.outcome for report in named or reports}
        for outcome in (incoming.DEAD, incoming.LATER, incoming.NOTHING):
            if outcome in outcomes:
                return outcome
        return incoming.DEAD
