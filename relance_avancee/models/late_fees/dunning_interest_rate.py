from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...core.law import rates


class DunningInterestRate(models.Model):
    """Statutory rates as published: data, never extrapolated."""

    _name = "dunning.interest.rate"
    _description = "Statutory interest rate"
    _order = "date_from desc, kind, id"

    country_id = fields.Many2one("res.country", help="Empty: the whole euro area.")
    kind = fields.Selection(
        [
            (rates.ECB_MRO, "ECB main refinancing rate"),
            (rates.LEGAL_PRO, "Legal rate, professional creditor"),
            (rates.LEGAL_INDIVIDUAL, "Legal rate, private creditor"),
            (rates.NATIONAL_BANK, "Reference rate of a national central bank"),
        ],
        required=True,
    )
    date_from = fields.Date(
        "Semester from",
        required=True,
        help="1 January or 1 July: valid for that semester only.",
    )
    rate = fields.Float("Rate (% a year)", digits=(7, 4), required=True)
    source = fields.Char(required=True, help="Where it was published.")

    _one_per_semester = models.UniqueIndex(
        "(COALESCE(country_id, 0), kind, date_from)",
        "This semester already has a rate.",
    )

    @api.depends("kind", "date_from", "rate")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            rate.display_name = f"{kinds.get(rate.kind, '')} {rate.date_from or ''}"

    @api.constrains("date_from", "rate", "kind", "country_id")
    def _check_rate(self):
        for rate in self:
            if rate.date_from != rates.semester_start(rate.date_from):
                raise ValidationError(
                    self.env._("A statutory rate starts on 1 January or 1 July.")
                )
            if rate.kind == rates.ECB_MRO and rate.country_id:
                raise ValidationError(
                    self.env._(
                        "The ECB's rate is one for the euro area: leave the country empty."
                    )
                )
            if rate.kind != rates.ECB_MRO and not rate.country_id:
                raise ValidationError(
                    self.env._("Give the country of this legal rate.")
                )

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Every rate as the rules know them (:class:`~core.law.rates.RateTable`)."""
        # sudo: the law's rates are nobody's secret
        return rates.RateTable(
            tuple(
                rates.Rate(
                    rate.country_id.code or rates.EURO_AREA,
                    rate.kind,
                    rate.date_from,
                    Decimal(str(rate.rate)),
                )
                for rate in self.sudo().search([])
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self.env.registry.clear_cache()
        return result

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
