from odoo import api, fields, models

from ...const import LIVE_DISPUTES
from .account_move import READERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_dispute_ids = fields.One2many(
        "dunning.dispute", "partner_id", "Disputes", groups=READERS
    )
    dunning_dispute_count = fields.Integer(
        compute="_compute_dunning_disputes", groups=READERS
    )
    dunning_disputed_amount = fields.Monetary(
        "Disputed",
        compute="_compute_dunning_disputes",
        help="The part of what the customer owes that it contests: it is not claimed.",
        groups=READERS,
    )

    @api.depends("dunning_dispute_ids.state", "dunning_dispute_ids.amount")
    @api.depends_context("company")
    def _compute_dunning_disputes(self):
        company = self.env.company.root_id
        # sudo: the debtor's disputes in every branch, whichever one looks at
        disputes = (
            self.env["dunning.dispute"]
            .sudo()
            .search(
                [
                    ("debtor_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "child_of", company.id),
                ]
            )
            .grouped("debtor_id")
        )
        for partner in self:
            found = disputes.get(partner.commercial_partner_id, ())
            partner.dunning_dispute_count = len(found)
            partner.dunning_disputed_amount = sum(
                dispute._in_company_currency(dispute.disputed_amount)
                for dispute in found
                if dispute.state in LIVE_DISPUTES
            )

    def action_dunning_disputes(self):
        """The disputes of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_dispute_action"
        )
        return action | {
            "domain": [("debtor_id", "in", self.commercial_partner_id.ids)],
            "context": {},
        }

    def action_dunning_promises(self):
        """The promises of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_promise_action"
        )
        return action | {
            "domain": [("debtor_id", "in", self.commercial_partner_id.ids)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
