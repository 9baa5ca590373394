from odoo import fields, models


class DunningDisputeDocument(models.Model):
    """One line of the checklist of a dispute."""

    _name = "dunning.dispute.document"
    _description = "Document to gather for a dispute"
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

    def write(self, vals):
        if "is_gathered" in vals:
            gathered = vals["is_gathered"]
            vals = vals | {
                "gathered_by_id": gathered and self.env.uid,
                "gathered_on": gathered and fields.Date.context_today(self),
            }
        return super().write(vals)
