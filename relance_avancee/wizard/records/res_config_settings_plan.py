from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_plan_max_lines = fields.Integer(
        related="company_id.dunning_plan_max_lines", readonly=False
    )
    dunning_plan_max_days = fields.Integer(
        related="company_id.dunning_plan_max_days", readonly=False
    )
    dunning_plan_min_amount = fields.Monetary(
        related="company_id.dunning_plan_min_amount", readonly=False
    )
    dunning_plan_approval_amount = fields.Monetary(
        related="company_id.dunning_plan_approval_amount", readonly=False
    )
    dunning_plan_first_days = fields.Integer(
        related="company_id.dunning_plan_first_days", readonly=False
    )
    dunning_plan_answer_days = fields.Integer(
        related="company_id.dunning_plan_answer_days", readonly=False
    )
    dunning_plan_break_days = fields.Integer(
        related="company_id.dunning_plan_break_days", readonly=False
    )
    dunning_plan_approver_id = fields.Many2one(
        related="company_id.dunning_plan_approver_id", readonly=False
    )
    dunning_plan_scenario_id = fields.Many2one(
        related="company_id.dunning_plan_scenario_id", readonly=False
    )
    dunning_plan_broken_notice = fields.Boolean(
        related="company_id.dunning_plan_broken_notice", readonly=False
    )
