"""The conversation with the customer about a dispute.

Messages go out from the dispute itself, so that an answer by e-mail comes back to
it. The company's mode holds here as everywhere: nothing reaches a customer in
simulation, everything goes to the test address in test mode.
Functions over a ``dunning.dispute``.
"""

from odoo.exceptions import UserError

from ...languages import spoken

TEMPLATES = {
    "rejected": "relance_avancee.mail_template_dispute_rejected",
    "upheld": "relance_avancee.mail_template_dispute_upheld",
    "open": "relance_avancee.mail_template_dispute_received",
}


def get_answer_template(dispute, kind):
    """Text of an answer: ``open`` (we look into it), ``upheld`` or ``rejected``."""
    return dispute.env.ref(TEMPLATES[kind], raise_if_not_found=False)


def get_customer_contact(dispute):
    """Who reads about the invoice: the reminder contact, else the invoice's own."""
    dispute.ensure_one()
    move = dispute.move_id
    chosen = dispute.debtor_id.dunning_contact_ids.filtered("email_normalized")
    found = [*chosen, move.partner_id, dispute.debtor_id]
    return next(
        (
            contact
            for contact in found
            if contact.email_normalized
            and contact.commercial_partner_id == dispute.debtor_id
        ),
        dispute.partner_id,
    )


def get_lang(dispute):
    """Language of the customer who reads."""
    dispute.ensure_one()
    return spoken(dispute.env, dispute._get_customer_contact().lang)


def render_answer(dispute, kind):
    """(subject, body) of an answer in the customer's language, to be looked over."""
    dispute.ensure_one()
    template = dispute._get_answer_template(kind)
    if not template:
        return "", ""
    # sudo: the collector need not be a template editor to send what was written
    found = template.sudo()._generate_template(dispute.ids, ("subject", "body_html"))
    return found[dispute.id]["subject"], found[dispute.id]["body_html"]


def write_to_customer(dispute, subject, body, contact=None, attachments=None):
    """Send a message from the dispute, kept in its thread.

    :raises UserError: the customer has no e-mail address
    """
    dispute.ensure_one()
    root = dispute.company_id.root_id
    contact = contact or dispute._get_customer_contact()
    values = {
        "subject": " ".join((subject or dispute.display_name).split()),
        "body": body,
        "attachment_ids": attachments.ids if attachments else [],
    }
    if root.dunning_mode == "simulation":
        return dispute.message_post(
            **values | {"subject": dispute.env._("[not sent] %s", values["subject"])},
            subtype_xmlid="mail.mt_note",
        )
    if not contact.email_normalized:
        raise UserError(
            dispute.env._(
                "%(customer)s has no e-mail address: complete the contact, or "
                "untick the message.",
                customer=contact.display_name,
            )
        )
    if root.dunning_mode == "test":
        values["outgoing_email_to"] = root.dunning_test_email
        values["subject"] = dispute.env._(
            "[TEST for %(name)s] %(subject)s",
            name=contact.name,
            subject=values["subject"],
        )
    else:
        values["partner_ids"] = contact.ids
    return dispute.message_post(
        **values,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        email_from=root._get_dunning_sender() or None,
        email_layout_xmlid="mail.mail_notification_light",
    )
