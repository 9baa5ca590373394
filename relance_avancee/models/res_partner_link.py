from odoo import fields, models

from .account_move import READERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_link_ids = fields.One2many(
        "dunning.link", "partner_id", "Links to the page", groups=READERS
    )

    def action_dunning_links(self):
        """Links of this customer's contacts: copy, revoke, renew."""
        self.ensure_one()
        debtor = self.commercial_partner_id
        contact = self if self.email else debtor
        # sudo: a link opens a page for the customer, it gives the collector nothing more
        self.env["dunning.link"]._get_link(contact, debtor, self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_link_action"
        )
        return action | {
            "domain": [("debtor_id", "=", debtor.id), ("replaced_by_id", "=", False)],
            "context": {"active_test": False},
        }
