from odoo import fields, models


class DunningCallOutcome(models.Model):
    _inherit = "dunning.call.outcome"

    effect = fields.Selection(
        selection_add=[("whatsapp", "Link by WhatsApp")],
        ondelete={"whatsapp": "set default"},
    )
