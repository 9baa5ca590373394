from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_mode = fields.Selection(related="company_id.dunning_mode", readonly=False)
    dunning_test_email = fields.Char(
        related="company_id.dunning_test_email", readonly=False
    )
    dunning_test_phone = fields.Char(
        related="company_id.dunning_test_phone", readonly=False
    )
    dunning_quiet_from = fields.Float(
        related="company_id.dunning_quiet_from", readonly=False
    )
    dunning_quiet_to = fields.Float(
        related="company_id.dunning_quiet_to", readonly=False
    )
    dunning_email = fields.Char(related="company_id.dunning_email", readonly=False)
    dunning_scenario_id = fields.Many2one(
        related="company_id.dunning_scenario_id", readonly=False
    )
    dunning_user_id = fields.Many2one(
        related="company_id.dunning_user_id", readonly=False
    )
    dunning_payment_imputation = fields.Selection(
        related="company_id.dunning_payment_imputation", readonly=False
    )
    dunning_contractual_rate = fields.Float(
        related="company_id.dunning_contractual_rate", readonly=False
    )
    dunning_law_country_id = fields.Many2one(
        related="company_id.dunning_law_country_id", readonly=False
    )
    dunning_in_flight_days = fields.Integer(
        related="company_id.dunning_in_flight_days", readonly=False
    )
    dunning_max_rows = fields.Integer(
        related="company_id.dunning_max_rows", readonly=False
    )
    dunning_max_files = fields.Integer(
        related="company_id.dunning_max_files", readonly=False
    )
    dunning_max_size = fields.Integer(
        related="company_id.dunning_max_size", readonly=False
    )
    dunning_hold_on_reply = fields.Boolean(
        related="company_id.dunning_hold_on_reply", readonly=False
    )
    dunning_waiting_days = fields.Integer(
        related="company_id.dunning_waiting_days", readonly=False
    )
    dunning_thank_you = fields.Boolean(
        related="company_id.dunning_thank_you", readonly=False
    )

    dunning_rate_warning = fields.Char(related="company_id.dunning_rate_warning")
    dunning_interest_product_id = fields.Many2one(
        related="company_id.dunning_interest_product_id", readonly=False
    )
    dunning_fixed_fee_product_id = fields.Many2one(
        related="company_id.dunning_fixed_fee_product_id", readonly=False
    )
    dunning_interest_account_id = fields.Many2one(
        related="company_id.dunning_interest_account_id", readonly=False
    )
    dunning_fixed_fee_account_id = fields.Many2one(
        related="company_id.dunning_fixed_fee_account_id", readonly=False
    )

    # === LETTERS ===

    dunning_legal_form = fields.Char(
        related="company_id.dunning_legal_form", readonly=False
    )
    dunning_share_capital = fields.Monetary(
        related="company_id.dunning_share_capital", readonly=False
    )
    dunning_registry_city = fields.Char(
        related="company_id.dunning_registry_city", readonly=False
    )
    dunning_letter_signatory = fields.Char(
        related="company_id.dunning_letter_signatory", readonly=False
    )
    dunning_letter_signature = fields.Image(
        related="company_id.dunning_letter_signature", readonly=False
    )
    dunning_letter_disclaimer = fields.Text(
        related="company_id.dunning_letter_disclaimer", readonly=False
    )
    dunning_mediator = fields.Text(
        related="company_id.dunning_mediator", readonly=False
    )
    dunning_receipt_days = fields.Integer(
        related="company_id.dunning_receipt_days", readonly=False
    )

    # === THE NIGHT ===

    dunning_helpers = fields.Integer(
        "Jobs beside the night's own",
        compute="_compute_dunning_helpers",
        inverse="_inverse_dunning_helpers",
        help="How many scheduled jobs send reminders beside the night's own, at most 8.",
    )

    def _compute_dunning_helpers(self):
        self.dunning_helpers = len(self.env["ir.cron"]._get_dunning_helpers())

    def _inverse_dunning_helpers(self):
        for settings in self:
            settings.env["ir.cron"]._set_dunning_helpers(settings.dunning_helpers)

    def action_dunning_start(self):
        """The guided start."""
        self.env["dunning.go.live"].check_access("create")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_go_live_action"
        )

    # === RISK ===

    dunning_risk_b = fields.Integer(related="company_id.dunning_risk_b", readonly=False)
    dunning_risk_c = fields.Integer(related="company_id.dunning_risk_c", readonly=False)
    dunning_risk_d = fields.Integer(related="company_id.dunning_risk_d", readonly=False)
    dunning_risk_alert_points = fields.Integer(
        related="company_id.dunning_risk_alert_points", readonly=False
    )

    # === THE CUSTOMER'S PAGE ===

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

    # === WORK LIST ===

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

    # === PROMISES ===

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

    # === PAYMENT PLANS ===

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
