"""The conversation with the customer about a dispute."""

from odoo import api, models
from odoo.exceptions import UserError

from ...languages import spoken
from ..records import dunning_gateway  # noqa: F401 - inherited

TEMPLATES = {
    "rejected": "relance_avancee.mail_template_dispute_rejected",
    "upheld": "relance_avancee.mail_template_dispute_upheld",
    "open": "relance_avancee.mail_template_dispute_received",
}


class DunningDisputeAnswer(models.AbstractModel):
    """Mixin of ``dunning.dispute``: what is written to the customer, and what it writes.

    Messages go out from the dispute itself, so that an answer by e-mail comes back to
    it. The company's mode holds here as everywhere: nothing reaches a customer in
    simulation, everything goes to the test address in test mode.
    """

    _name = "dunning.dispute.answer"
    _inherit = ["dunning.gateway"]
    _description = "Conversation about a dispute"

    @api.model
    def _get_answer_template(self, kind):
        """Text of an answer: ``open`` (we look into it), ``upheld`` or ``rejected``."""
        return self.env.ref(TEMPLATES[kind], raise_if_not_found=False)

    def _get_customer_contact(self):
        """Who reads about the invoice: the reminder contact, else the invoice's own."""
        self.ensure_one()
        move = self.move_id
        chosen = self.debtor_id.dunning_contact_ids.filtered("email_normalized")
        found = [*chosen, move.partner_id, self.debtor_id]
        return next(
            (
                contact
                for contact in found
                if contact.email_normalized
                and contact.commercial_partner_id == self.debtor_id
            ),
            self.partner_id,
        )

    def _get_lang(self):
        """Language of the customer who reads."""
        self.ensure_one()
        return spoken(self.env, self._get_customer_contact().lang)

    def _render_answer(self, kind):
        """(subject, body) of an answer in the customer's language, to be looked over."""
        self.ensure_one()
        template = self._get_answer_template(kind)
        if not template:
            return "", ""
        # sudo: the collector need not be a template editor to send what was written
        found = template.sudo()._generate_template(self.ids, ("subject", "body_html"))
        return found[self.id]["subject"], found[self.id]["body_html"]

    def _write_to_customer(self, subject, body, contact=None, attachments=None):
        """Send a message from the dispute, kept in its thread.

        :raises UserError: the customer has no e-mail address
        """
        self.ensure_one()
        root = self.company_id.root_id
        contact = contact or self._get_customer_contact()
        values = {
            "subject": " ".join((subject or self.display_name).split()),
            "body": body,
            "attachment_ids": attachments.ids if attachments else [],
        }
        if root.dunning_mode == "simulation":
            return self.message_post(
                **values | {"subject": self.env._("[not sent] %s", values["subject"])},
                subtype_xmlid="mail.mt_note",
            )
        if not contact.email_normalized:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address: complete the contact, or "
                    "untick the message.",
                    customer=contact.display_name,
                )
            )
        if root.dunning_mode == "test":
            values["outgoing_email_to"] = root.dunning_test_email
            values["subject"] = self.env._(
                "[TEST for %(name)s] %(subject)s",
                name=contact.name,
                subject=values["subject"],
            )
        else:
            values["partner_ids"] = contact.ids
        return self.message_post(
            **values,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_from=root._get_dunning_sender() or None,
            email_layout_xmlid="mail.mail_notification_light",
        )

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """The customer answers: the responsible is asked to read it."""
        self._check_gateway()
        # sudo: the mail gateway, which has no right on disputes
        for dispute in self.sudo():
            dispute._tell_user(self.env._("Answer to read"))
        return super().message_update(msg_dict, update_vals)

    def action_write(self):
        """Write to the customer: the text is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "message")

    def action_answer_reject(self):
        """Reject, and say why: the message is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "rejected")

    def action_answer_uphold(self):
        """Accept all or a part, and say so: the message is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "upheld")
