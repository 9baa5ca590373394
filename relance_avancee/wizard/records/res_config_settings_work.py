from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_weight_amount = fields.Integer(
        related="company_id.dunning_weight_amount", readonly=False
    )
    dunning_weight_delay = fields.Integer(
        related="company_id.dunning_weight_delay", readonly=False
    )
    dunning_weight_risk = fields.Integer(
        related="company_id.dunning_weight_risk", readonly=False
    )
    dunning_weight_promise = fields.Integer(
        related="company_id.dunning_weight_promise", readonly=False
    )
    dunning_weight_limitation = fields.Integer(
        related="company_id.dunning_weight_limitation", readonly=False
    )
    dunning_weight_silence = fields.Integer(
        related="company_id.dunning_weight_silence", readonly=False
    )
