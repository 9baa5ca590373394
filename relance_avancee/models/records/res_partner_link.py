from odoo import fields, models
from odoo.exceptions import AccessError

from .account_move import READERS

# What may make somebody another customer's contact, or nobody's.
LEAVING = {"parent_id", "active", "is_company", "company_type"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_link_ids = fields.One2many(
        "dunning.link", "partner_id", "Links to the page", groups=READERS
    )

    def write(self, vals):
        """Who leaves a customer takes no way in along, not even for coming back."""
        result = super().write(vals)
        if LEAVING & vals.keys():
            self.env["dunning.link"]._close_left(self)
        return result

    def action_dunning_links(self):
        """Links of this customer's contacts: copy, revoke, renew."""
        self.ensure_one()
        if not self.env.user.has_group("relance_avancee.relance_avancee_group_user"):
            raise AccessError(self.env._("This is for collectors only."))
        self.check_access("read")
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
