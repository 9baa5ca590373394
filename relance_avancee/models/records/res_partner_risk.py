from odoo import api, fields, models
from odoo.tools import SQL

from ...const import RISKS
from ...tools import guarded_search
from .account_move import READERS

INFORMATION = (
    "How this customer pays, from A (on time) to D (at risk). For information, and for "
    "choosing a scenario: no decision with a legal effect on a person may be taken from "
    "it alone (GDPR, article 22). What you choose stays; empty it to follow the figures."
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_risk = fields.Selection(
        RISKS,
        "Risk class",
        compute="_compute_dunning_risk",
        inverse="_inverse_dunning_risk",
        search="_search_dunning_risk",
        groups=READERS,
        help=INFORMATION,
    )
    # What somebody chose against the figures; the class itself follows them.
    dunning_risk_choice = fields.Selection(
        RISKS,
        "Class chosen by hand",
        company_dependent=True,
        copy=False,
        groups=READERS,
    )
    dunning_behaviour_id = fields.Many2one(
        "dunning.behaviour",
        "Payment behaviour",
        compute="_compute_dunning_risk",
        groups=READERS,
    )
    dunning_risk_score = fields.Integer(
        "Risk score", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_risk_reasons = fields.Text(
        "Reasons of the risk class", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_behaviour_ids = fields.One2many(
        "dunning.behaviour", "partner_id", "Payment behaviours", groups=READERS
    )

    @api.depends(
        "commercial_partner_id.dunning_risk_choice",
        "commercial_partner_id.dunning_behaviour_ids.risk",
    )
    @api.depends_context("company", "lang")
    def _compute_dunning_risk(self):
        """What somebody chose, else the class of the figures; a contact's is its company's."""
        # sudo: a branch reads what its head office knows of the customer
        found = {
            item.partner_id.id: item.id
            for item in self.env["dunning.behaviour"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.root_id.id),
                    ("partner_id", "in", self.commercial_partner_id.ids),
                ]
            )
        }
        root = self.env.company.root_id
        for partner in self:
            debtor = partner.commercial_partner_id
            behaviour = self.env["dunning.behaviour"].browse(found.get(debtor.id))
            partner.dunning_behaviour_id = behaviour
            # sudo: a branch reads what its head office knows of the customer
            partner.dunning_risk_score = behaviour.sudo().score
            partner.dunning_risk_reasons = behaviour.sudo().reason_text
            partner.dunning_risk = (
                debtor.with_company(root).dunning_risk_choice or behaviour.sudo().risk
            )

    def _inverse_dunning_risk(self):
        """Keep the choice, unless it is what the figures say anyway."""
        root = self.env.company.root_id
        for partner in self:
            chosen = partner.dunning_risk
            # sudo: a branch reads what its head office knows of the customer
            found = partner.dunning_behaviour_id.sudo().risk
            debtor = partner.commercial_partner_id.with_company(root)
            # sudo: the choice is written by choosing the class
            debtor.sudo().dunning_risk_choice = chosen if chosen != found else False

    @api.model
    @guarded_search
    def _search_dunning_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        root = self.env.company.root_id
        self.env["dunning.behaviour"].flush_model()
        self.flush_model(["dunning_risk_choice", "commercial_partner_id"])
        return [
            (
                "id",
                "in",
                SQL(
                    """(
                    SELECT partner.id FROM res_partner partner
                      JOIN res_partner debtor
                        ON debtor.id = partner.commercial_partner_id
                 LEFT JOIN dunning_behaviour behaviour
                        ON behaviour.partner_id = debtor.id AND behaviour.company_id = %s
                     WHERE COALESCE(debtor.dunning_risk_choice ->> %s, behaviour.risk, '')
                           IN %s)""",
                    root.id,
                    str(root.id),
                    tuple(risk or "" for risk in value),
                ),
            )
        ]

    def action_dunning_behaviour(self):
        """The figures behind the class, and how they went."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment behaviour"),
            "res_model": "dunning.behaviour",
            "view_mode": "form",
            "res_id": self.dunning_behaviour_id.id,
        }
