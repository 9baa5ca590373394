from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.figures import risk

SETTINGS = (
    "dunning_risk_b",
    "dunning_risk_c",
    "dunning_risk_d",
    "dunning_risk_alert_points",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_risk_b = fields.Integer("Class B from", default=risk.LIMITS[0])
    dunning_risk_c = fields.Integer("Class C from", default=risk.LIMITS[1])
    dunning_risk_d = fields.Integer("Class D from", default=risk.LIMITS[2])
    dunning_risk_alert_points = fields.Integer(
        "Sudden worsening from (points)",
        default=20,
        help="The collector is told when a customer's score is that much above its best "
        "of the last three months. 0: never.",
    )

    def _get_company_root_delegated_field_names(self):
        return [*super()._get_company_root_delegated_field_names(), *SETTINGS]

    @api.constrains("dunning_risk_b", "dunning_risk_c", "dunning_risk_d")
    def _check_dunning_risk_limits(self):
        for company in self:
            limits = company._get_dunning_risk_limits()
            if list(limits) != sorted(set(limits)) or limits[0] < 0:
                raise ValidationError(
                    self.env._("The limits of classes B, C and D must go up.")
                )

    def _get_dunning_risk_limits(self):
        """Scores from which a customer is B, C and D."""
        self.ensure_one()
        root = self.root_id
        return (
            root.dunning_risk_b or 0,
            root.dunning_risk_c or 0,
            root.dunning_risk_d or 0,
        )
