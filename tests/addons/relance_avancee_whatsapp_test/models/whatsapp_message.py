from odoo import fields, models


class WhatsappTestMessage(models.Model):
    _name = "whatsapp.test.message"
    _description = "What left by WhatsApp"

    action_id = fields.Many2one("dunning.action", required=True, ondelete="cascade")
    number = fields.Char(required=True)
    body = fields.Text()
