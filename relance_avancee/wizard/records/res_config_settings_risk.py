from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_risk_b = fields.Integer(related="company_id.dunning_risk_b", readonly=False)
    dunning_risk_c = fields.Integer(related="company_id.dunning_risk_c", readonly=False)
    dunning_risk_d = fields.Integer(related="company_id.dunning_risk_d", readonly=False)
    dunning_risk_alert_points = fields.Integer(
        related="company_id.dunning_risk_alert_points", readonly=False
    )
