"""Weights of the collectors' priorities."""

from odoo import fields, models

from ...core.figures.priority import DEFAULT_WEIGHTS

WEIGHT_FIELDS = {code: f"dunning_weight_{code}" for code in DEFAULT_WEIGHTS}


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_weight_amount = fields.Integer(
        "Weight of the overdue amount", default=DEFAULT_WEIGHTS["amount"]
    )
    dunning_weight_delay = fields.Integer(
        "Weight of the delay", default=DEFAULT_WEIGHTS["delay"]
    )
    dunning_weight_risk = fields.Integer(
        "Weight of the risk class", default=DEFAULT_WEIGHTS["risk"]
    )
    dunning_weight_promise = fields.Integer(
        "Weight of a broken promise", default=DEFAULT_WEIGHTS["promise"]
    )
    dunning_weight_limitation = fields.Integer(
        "Weight of a time bar coming near", default=DEFAULT_WEIGHTS["limitation"]
    )
    dunning_weight_silence = fields.Integer(
        "Weight of a long silence", default=DEFAULT_WEIGHTS["silence"]
    )

    _dunning_weights_in_range = models.Constraint(
        "CHECK(LEAST(dunning_weight_amount, dunning_weight_delay, dunning_weight_risk,"
        " dunning_weight_promise, dunning_weight_limitation, dunning_weight_silence) >= 0"
        " AND GREATEST(dunning_weight_amount, dunning_weight_delay, dunning_weight_risk,"
        " dunning_weight_promise, dunning_weight_limitation, dunning_weight_silence)"
        " <= 100)",
        "A weight goes from 0 to 100.",
    )

    def _get_dunning_weights(self):
        """Weights by code, as ``core.priority`` wants them."""
        return {code: self[name] for code, name in WEIGHT_FIELDS.items()}
