from odoo import fields, models


class DunningDisputeReason(models.Model):
    _name = "dunning.dispute.reason"
    _description = "Reason of a dispute"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one("res.users", "Responsible")
    delay_days = fields.Integer("Days to answer", default=15)
    documents = fields.Text(
        translate=True, help="What to gather before answering, one document a line."
    )

    _delay_not_negative = models.Constraint(
        "CHECK(delay_days >= 0)", "The delay cannot be negative."
    )
