from odoo import api, fields, models

from ..records import (
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)


class DunningDisputeDocument(models.Model):
    """One line of the checklist of a dispute."""

    _name = "dunning.dispute.document"
    _description = "Document to gather for a dispute"
    _inherit = [
        "dunning.evidence",
        "dunning.named",
    ]
    _order = "sequence, id"

    dispute_id = fields.Many2one(
        "dunning.dispute", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="dispute_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Document", required=True)
    is_gathered = fields.Boolean("Gathered")
    gathered_by_id = fields.Many2one("res.users", "Gathered by", readonly=True)
    gathered_on = fields.Date("Gathered on", readonly=True)

    def _get_by_hand(self):
        by_hand = super()._get_by_hand() | {"sequence", "name", "is_gathered"}
        return by_hand if self else by_hand | {"dispute_id"}

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents.filtered("is_gathered")._sign()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "is_gathered" in vals:
            self._sign()
        return result

    def _sign(self):
        """Who ticked it off, and when."""
        for document in self:
            gathered = document.is_gathered
            # sudo: nobody ticks for somebody else
            document.sudo().write(
                {
                    "gathered_by_id": gathered and self.env.uid,
                    "gathered_on": gathered and fields.Date.context_today(self),
                }
            )
