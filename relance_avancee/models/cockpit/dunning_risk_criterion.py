from odoo import api, fields, models

from ...core.figures import risk

CODES = [
    ("delay", "Average days late"),
    ("late", "Share paid late"),
    ("trend", "Trend (days)"),
    ("promises", "Share of promises broken"),
    ("reminders", "Reminders before payment"),
    ("oldest", "Days late of the oldest debt"),
    ("exposure", "Owed, in share of the credit limit"),
]


class DunningRiskCriterion(models.Model):
    """A line of the formula of the risk class: how much one value counts."""

    _name = "dunning.risk.criterion"
    _description = "Criterion of the risk class"
    _order = "sequence, id"
    _rec_name = "code"

    code = fields.Selection(CODES, "Criterion", required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Empty: every company that has no line of its own for this criterion.",
    )
    weight = fields.Float(required=True, default=10, help="0: does not count.")
    good = fields.Float("Good up to", help="This and less gives no point.")
    bad = fields.Float("Bad from", help="This and more gives all the points.")

    _one_per_company = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "This criterion already has a line."
    )
    _weight_not_negative = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be negative."
    )
    _bad_after_good = models.Constraint(
        "CHECK(bad > good)", "The bad value must be above the good one."
    )

    @api.model
    def _get_criteria(self, root):
        """The formula of a company: its own lines, else those of everybody."""
        # sudo: the settings of the company count, whoever asks
        lines = self.sudo().search([("company_id", "in", (False, root.id))])
        own = set(lines.filtered("company_id").mapped("code"))
        return [
            risk.Criterion(line.code, line.weight, line.good, line.bad)
            for line in lines
            if line.company_id or line.code not in own
        ]
