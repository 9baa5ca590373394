from odoo import api, fields, models
from odoo.exceptions import ValidationError

SETTINGS = (
    "dunning_promise_max_open",
    "dunning_promise_max_failed",
    "dunning_promise_sooner",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_promise_max_open = fields.Integer(
        "Promises under way at most",
        default=3,
        help="By customer; 0: no limit. A dunning manager may accept more.",
    )
    dunning_promise_max_failed = fields.Integer(
        "Promises broken or put off at most",
        default=3,
        help="By customer, over twelve months; 0: no limit. A dunning manager may accept "
        "more.",
    )
    dunning_promise_sooner = fields.Boolean(
        "Next step at once after a broken promise",
        help="The next step leaves on the first working day the minimum gap allows, "
        "without waiting for its date.",
    )

    def _get_company_root_delegated_field_names(self):
        return [*super()._get_company_root_delegated_field_names(), *SETTINGS]

    @api.constrains(
        "dunning_promise_max_open",
        "dunning_promise_max_failed",
        "dunning_promise_max_days",
        "dunning_promise_grace_days",
    )
    def _check_promise_limits(self):
        for company in self:
            if (
                min(
                    company.dunning_promise_max_open,
                    company.dunning_promise_max_failed,
                    company.dunning_promise_max_days,
                    company.dunning_promise_grace_days,
                )
                < 0
            ):
                raise ValidationError(
                    self.env._("Limits of promises cannot be negative; 0 is no limit.")
                )
