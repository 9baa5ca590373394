from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_proxy_problem = fields.Char(compute="_compute_dunning_proxy_problem")
    dunning_link_days = fields.Integer(
        related="company_id.dunning_link_days", readonly=False
    )
    dunning_page_pay = fields.Boolean(
        related="company_id.dunning_page_pay", readonly=False
    )
    dunning_page_minimum = fields.Monetary(
        related="company_id.dunning_page_minimum", readonly=False
    )
    dunning_page_promise = fields.Boolean(
        related="company_id.dunning_page_promise", readonly=False
    )
    dunning_page_plan = fields.Boolean(
        related="company_id.dunning_page_plan", readonly=False
    )
    dunning_page_dispute = fields.Boolean(
        related="company_id.dunning_page_dispute", readonly=False
    )
    dunning_page_paid = fields.Boolean(
        related="company_id.dunning_page_paid", readonly=False
    )
    dunning_page_contact = fields.Boolean(
        related="company_id.dunning_page_contact", readonly=False
    )
    dunning_page_cause = fields.Boolean(
        related="company_id.dunning_page_cause", readonly=False
    )
    dunning_page_answers = fields.Integer(
        related="company_id.dunning_page_answers", readonly=False
    )
    dunning_page_files = fields.Integer(
        related="company_id.dunning_page_files", readonly=False
    )
    dunning_page_file_size = fields.Integer(
        related="company_id.dunning_page_file_size", readonly=False
    )

    @api.depends_context("uid", "lang")
    def _compute_dunning_proxy_problem(self):
        self.dunning_proxy_problem = self.env["dunning.throttle"]._get_proxy_problem()
