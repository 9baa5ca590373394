"""What a company grants in payment plans."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLAN_SETTINGS = (
    "dunning_plan_max_days",
    "dunning_plan_min_amount",
    "dunning_plan_approval_amount",
    "dunning_plan_first_days",
    "dunning_plan_answer_days",
    "dunning_plan_approver_id",
    "dunning_plan_scenario_id",
    "dunning_plan_broken_notice",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_scenario_id = fields.Many2one(domain=[("is_plan", "=", False)])
    dunning_plan_max_days = fields.Integer(
        "A plan lasts at most (days)", default=365, help="0: no limit."
    )
    dunning_plan_min_amount = fields.Monetary(
        "An instalment is of at least", default=20.0, help="0: no limit."
    )
    dunning_plan_approval_amount = fields.Monetary(
        "Plans approved from",
        help="Beyond this amount a dunning manager approves; 0: no limit.",
    )
    dunning_plan_first_days = fields.Integer(
        "First payment within (days)", default=30, help="0: no limit."
    )
    dunning_plan_answer_days = fields.Integer("Days to accept a plan", default=10)
    dunning_plan_approver_id = fields.Many2one(
        "res.users",
        "Plans approved by",
        help="Told of plans beyond the limits; every dunning manager may approve.",
    )
    dunning_plan_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Reminders of instalments",
        domain=[("is_plan", "=", True)],
        help="Empty: the one provided.",
    )
    dunning_plan_broken_notice = fields.Boolean(
        "Formal notice next after a broken plan", default=True
    )

    def _get_company_root_delegated_field_names(self):
        return [*super()._get_company_root_delegated_field_names(), *PLAN_SETTINGS]

    @api.constrains(
        *(name for name in PLAN_SETTINGS if name.endswith(("days", "amount")))
    )
    def _check_dunning_plan(self):
        for company in self:
            if any(
                company[name] < 0
                for name in PLAN_SETTINGS
                if name.endswith(("days", "amount"))
            ):
                raise ValidationError(
                    self.env._("The limits of payment plans cannot be negative.")
                )

    def _get_dunning_plan_scenario(self):
        """The scenario of instalments; empty when it was archived: none is reminded."""
        self.ensure_one()
        provided = self.env.ref(
            "relance_avancee.dunning_scenario_plan", raise_if_not_found=False
        )
        scenario = self.dunning_plan_scenario_id or provided
        return scenario or self.env["dunning.scenario"]
