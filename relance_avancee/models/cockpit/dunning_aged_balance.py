"""The aged balance as a document: one line per customer, as of any day."""

from odoo import api, models
from odoo.tools.misc import format_date, formatLang

from ...core.figures import figures


class DunningAgedBalance(models.AbstractModel):
    _name = "dunning.aged.balance"
    _description = "Aged balance as a document"

    @api.model
    def _render_pdf(self, filters=None):
        """The aged balance of the dashboard's filters.

        :return: (content, file name)
        """
        scope = self.env["dunning.dashboard"]._get_scope(filters or {})
        html = self.env["ir.qweb"]._render(
            "relance_avancee.aged_balance", self._prepare(scope)
        )
        name = self.env._("Aged balance %(day)s.pdf", day=scope["date_to"])
        return self.env["dunning.pdf"]._render(str(html)), name

    def _prepare(self, scope):
        """What the template shows, formatted; a localisation adds to it."""
        lines = self._read_lines(scope)
        names = figures.bucket_names()
        labels = dict(self.env["dunning.report.balance"]._select_bucket())
        totals = [
            sum(line["amounts"][place] for line in lines) for place in range(len(names))
        ]
        total = sum(totals)
        company = scope["root"]

        def money(value):
            return formatLang(self.env, value, digits=2) if value else "–"

        return {
            "title": self.env._("Aged balance"),
            "company": company,
            "currency": company.currency_id,
            "day": format_date(self.env, scope["date_to"]),
            "lang": self.env.lang,
            "columns": [labels[name] for name in names],
            "lines": [
                {
                    "name": line["name"],
                    "amounts": [money(value) for value in line["amounts"]],
                    "total": money(sum(line["amounts"])),
                }
                for line in lines
            ],
            "totals": [money(value) for value in totals],
            "total": money(total),
            "shares": [
                f"{formatLang(self.env, value / total * 100, digits=1)} %"
                if total
                else "–"
                for value in totals
            ],
        }

    def _read_lines(self, scope):
        """Amounts of each customer by range, biggest debts first."""
        names = figures.bucket_names()
        rows = (
            self.env["dunning.report.balance"]
            .with_context(dunning_as_of=scope["date_to"])
            ._read_group(scope["domain"], ["partner_id", "bucket"], ["residual:sum"])
        )
        found = {}
        for partner, name, amount in rows:
            amounts = found.setdefault(partner, [0.0] * len(names))
            amounts[names.index(name)] = amount
        return sorted(
            (
                {"name": partner.display_name, "amounts": amounts}
                for partner, amounts in found.items()
            ),
            key=lambda line: (-sum(line["amounts"]), line["name"]),
        )
