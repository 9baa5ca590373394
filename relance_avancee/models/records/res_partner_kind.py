"""What kind of debtor a customer is: the law and the tone depend on it."""

from odoo import api, fields, models

from ...const import DEBTOR_KINDS
from ...core import calendars
from ...core.law import debtor_kind


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        "Kind of customer",
        compute="_compute_dunning_debtor_kind",
        inverse="_inverse_dunning_debtor_kind",
        store=True,
        help="Guessed from the company number and the VAT number; drives fees, wording "
        "and channels. What you choose stays.",
    )
    # What somebody chose against the guess; the guess itself follows the data.
    dunning_debtor_kind_choice = fields.Selection(
        DEBTOR_KINDS, "Kind chosen by hand", copy=False
    )

    @api.depends(
        "commercial_partner_id.is_company",
        "commercial_partner_id.vat",
        "commercial_partner_id.company_registry",
        "commercial_partner_id.country_id",
        "commercial_partner_id.dunning_debtor_kind_choice",
    )
    def _compute_dunning_debtor_kind(self):
        """What somebody chose, else a guess; a contact is what its company is."""
        for partner in self:
            debtor = partner.commercial_partner_id or partner
            partner.dunning_debtor_kind = (
                debtor.dunning_debtor_kind_choice or debtor._guess_dunning_debtor_kind()
            )

    def _inverse_dunning_debtor_kind(self):
        """Keep the choice, unless it is what the data say anyway."""
        for partner in self:
            debtor, chosen = partner.commercial_partner_id, partner.dunning_debtor_kind
            guessed = debtor._guess_dunning_debtor_kind()
            # sudo: the choice is written by choosing the kind
            debtor.sudo().dunning_debtor_kind_choice = (
                chosen if chosen != guessed else False
            )

    def _dunning_place(self, company):
        """Where this address keeps its holidays (:func:`~core.calendars.place`).

        Without a country it is in that of ``company``.
        """
        country = self.country_id.code or company.root_id.country_code
        return calendars.place(country or None, self.state_id.code or None, self.zip)

    def _guess_dunning_debtor_kind(self):
        """Kind of debtor from the data; a localisation that knows more extends this."""
        self.ensure_one()
        return debtor_kind.guess(
            self.is_company, self.vat, self.company_registry, self.country_id.code
        )
