"""Odoo's conversations: no token opens ours, and what comes in by mail is classified."""

from odoo import api, models
from odoo.tools.mail import decode_message_header, email_normalize, plaintext2html

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
    def _message_parse_extract_bounce(self, email_message, message_dict):
        """Find the reminder that a report in plain words (qmail's) speaks of.

        Odoo looks for it in parts that such a report does not have.
        """
        values = super()._message_parse_extract_bounce(email_message, message_dict)
        if values["is_bounce"] and not values["bounced_message"]:
            values |= self._dunning_parse_text_report(email_message)
        return values

    @api.model
    def _dunning_parse_text_report(self, email_message):
        """Values of a bounce as Odoo's own, for reports about reminders; else none."""
        found = incoming.read_text_report(self._dunning_text(email_message))
        report = incoming.gravest(found.reports)
        if not report or not found.message_ids:
            return {}
        # sudo: the mail gateway, which has no right on dunning; as Odoo's own search
        message = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("message_id", "in", found.message_ids),
                    ("model", "=", "dunning.action"),
                ],
                limit=1,
            )
        )
        if not message:
            return {}
        address = email_normalize(report.recipient)
        # sudo: the same
        partners = self.env["res.partner"].sudo()
        return {
            "bounced_email": address,
            "bounced_partner": partners.search([("email_normalized", "=", address)]),
            "bounced_msg_ids": list(found.message_ids),
            "bounced_message": message,
        }

    @api.model
    def _dunning_text(self, message):
        """The first plain text of a message; empty when it has none that can be read."""
        part = message.get_body(preferencelist=("plain",))
        try:
            return part.get_content() if part else ""
        except (LookupError, UnicodeError):
            # a charset that nobody knows
            return ""

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
            self._dunning_note_unclear(email_message, message_dict["bounced_message"])
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
    def _dunning_note_unclear(self, email_message, bounced):
        """Keep with the reminder what a mail server says of it without any known word."""
        text = self._dunning_text(email_message)
        found = incoming.read_text_report(text).reports
        if any(report.action == incoming.UNCLEAR for report in found):
            # sudo: the mail gateway, which has no right on dunning
            action = self.env["dunning.action"].sudo().browse(bounced.res_id).exists()
            for known in action:
                known._message_log(body=plaintext2html(text[:2000]))

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
        ] or incoming.read_text_report(self._dunning_text(message)).reports
        named = [report for report in reports if report.recipient == recipient]
        report = incoming.gravest(named or reports)
        return report.outcome if report else incoming.DEAD
