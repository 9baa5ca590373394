from odoo import fields, models


class DunningCause(models.Model):
    """Why a debtor pays late, as it says itself: on the phone, in a reply, on its page."""

    _name = "dunning.cause"
    _description = "Late payment reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    for_customer = fields.Boolean(
        "Customers may choose it", default=True, help="On their own page."
    )
