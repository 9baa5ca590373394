from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_promise_grace_days = fields.Integer(
        related="company_id.dunning_promise_grace_days", readonly=False
    )
    dunning_promise_max_days = fields.Integer(
        related="company_id.dunning_promise_max_days", readonly=False
    )
    dunning_promise_max_open = fields.Integer(
        related="company_id.dunning_promise_max_open", readonly=False
    )
    dunning_promise_max_failed = fields.Integer(
        related="company_id.dunning_promise_max_failed", readonly=False
    )
    dunning_promise_sooner = fields.Boolean(
        related="company_id.dunning_promise_sooner", readonly=False
    )
