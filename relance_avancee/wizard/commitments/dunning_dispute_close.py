from odoo import Command, api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningDisputeClose(models.TransientModel):
    """The answer to a dispute, seen before it leaves."""

    _name = "dunning.dispute.close"
    _inherit = ["dunning.wizard"]
    _description = "Answer to a dispute"

    dispute_id = fields.Many2one("dunning.dispute", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("upheld", "The customer is right"),
            ("rejected", "The customer is wrong"),
            ("message", "Message"),
        ],
        required=True,
        readonly=True,
    )
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    disputed_amount = fields.Monetary(related="dispute_id.disputed_amount")
    amount = fields.Monetary("To credit", help="With tax. What is left is claimed.")
    reason = fields.Text("Decision", help="Kept on the dispute; not in the message.")
    missing_count = fields.Integer(related="dispute_id.missing_count")
    mode = fields.Selection(related="dispute_id.company_id.root_id.dunning_mode")
    is_sent = fields.Boolean("Write to the customer", default=True)
    partner_id = fields.Many2one(related="dispute_id.partner_id")
    contact_id = fields.Many2one(
        "res.partner", "To", domain="[('commercial_partner_id', '=', partner_id)]"
    )
    email = fields.Char(related="contact_id.email")
    subject = fields.Char()
    body = fields.Html("Message", sanitize="email_outgoing")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.model
    def _open(self, dispute, kind):
        """The dialog, with the text in the customer's language."""
        dispute.ensure_one()
        dispute.check_access("write")
        wizard = self.create(self._prepare_answer(dispute, kind))
        titles = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": titles[kind],
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_answer(self, dispute, kind):
        subject, body = dispute._render_answer("open" if kind == "message" else kind)
        contact = dispute._get_customer_contact()
        return {
            "dispute_id": dispute.id,
            "kind": kind,
            "amount": dispute.disputed_amount,
            "contact_id": contact.id,
            "is_sent": bool(contact.email_normalized),
            "subject": subject,
            "body": body,
        }

    def action_confirm(self):
        """Decide, then write: nothing is said that was not done."""
        self.ensure_one()
        dispute = self.dispute_id
        if self.reason:
            dispute.answer = self.reason
        following = dispute._close_as(self.kind, self.amount)
        if self.is_sent:
            self._send()
        return following or {"type": "ir.actions.act_window_close"}

    def _send(self):
        dispute = self.dispute_id
        # the files belong to the dispute: nobody reads the wizard's afterwards
        self.attachment_ids.write({"res_model": dispute._name, "res_id": dispute.id})
        dispute._write_to_customer(
            self.subject, self.body, self.contact_id, self.attachment_ids
        )
        dispute.evidence_ids = [Command.link(file.id) for file in self.attachment_ids]
