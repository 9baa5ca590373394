"""Who is written to at a customer, and by which channels."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import CHANNEL_USES
from .account_move import READERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_contact_ids = fields.Many2many(
        "res.partner",
        "dunning_partner_contact_rel",
        "partner_id",
        "contact_id",
        "Reminder contacts",
        domain="['|', ('id', '=', id), ('commercial_partner_id', '=', commercial_partner_id)]",
        help="Who receives reminders. Empty: the invoice address, else the company.",
        groups=READERS,
    )
    dunning_email_use = fields.Selection(
        CHANNEL_USES,
        "By e-mail",
        company_dependent=True,
        groups=READERS,
        help="Preferred: ordinary reminders go by this channel. Never: this customer is "
        "not contacted by it, not even by hand.",
    )
    dunning_sms_use = fields.Selection(
        CHANNEL_USES, "By SMS", company_dependent=True, groups=READERS
    )
    dunning_letter_use = fields.Selection(
        CHANNEL_USES, "By letter", company_dependent=True, groups=READERS
    )
    dunning_call_use = fields.Selection(
        CHANNEL_USES, "By phone", company_dependent=True, groups=READERS
    )

    @api.constrains("dunning_contact_ids", "parent_id")
    def _check_dunning_contacts(self):
        """Nobody but the debtor reads about its debts."""
        for partner in self:
            # sudo: whose contacts these are, and nothing else of them
            strangers = partner.sudo().dunning_contact_ids.filtered(
                lambda contact: contact.commercial_partner_id
                != partner.commercial_partner_id  # noqa: B023
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s and cannot receive "
                        "its reminders: choose one of its own contacts.",
                        contact=strangers[0].display_name,
                        customer=partner.commercial_partner_id.display_name,
                    )
                )
