"""Whom a record is about: the customer of its invoices, at one company."""

from odoo import api, fields, models


class DunningAbout(models.AbstractModel):
    """Mixin of what may name invoices, or the customer alone."""

    _name = "dunning.about"
    _description = "About a customer"
    # the field that names invoices
    _about_field = "move_ids"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    # whose it is now: companies are merged, contacts get a parent or lose it
    debtor_id = fields.Many2one(
        "res.partner",
        "Current debtor",
        related="partner_id.commercial_partner_id",
        export_string_translation=False,
    )

    @api.depends(lambda record: [record._about_field])
    def _compute_partner_id(self):
        """The debtor of the invoices named, else of whoever was chosen."""
        for record in self:
            moves = record[record._about_field]
            partner = moves.commercial_partner_id[:1] or record.partner_id
            record.partner_id = partner.commercial_partner_id
