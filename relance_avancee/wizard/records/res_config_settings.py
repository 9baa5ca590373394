from odoo import fields, models


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

    def action_dunning_start(self):
        """The guided start."""
        self.env["dunning.go.live"].check_access("create")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_go_live_action"
        )
