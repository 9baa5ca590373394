from odoo import fields, models


class DunningStep(models.Model):
    _inherit = "dunning.step"

    send_whatsapp = fields.Boolean("WhatsApp")
    whatsapp_text = fields.Text()
