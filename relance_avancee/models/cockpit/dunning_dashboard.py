"""What the dashboard shows: one section per call, each number with its way to the rows."""

from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils
from odoo.tools.misc import format_date

from ...core.figures import figures
from . import dunning_dashboard_breakdown  # noqa: F401 - inherited
from .dunning_dashboard_rows import WITHIN

PERIODS = {"month": 1, "quarter": 3, "year": 12}
FIRST_DAY = date(2000, 1, 1)  # no books of ours are older
SECTIONS = ("kpis", "aged", "dso", "forecast", "works", "breakdown", "risks")


class DunningDashboard(models.AbstractModel):
    """Reads with the user's own rights: what he may not open does not count.

    ``filters``: company_id, user_id (collector), period (``month``, ``quarter``,
    ``year``), date_to and by (what the table of figures is broken down by), each
    optional.
    """

    _name = "dunning.dashboard"
    _inherit = ["dunning.dashboard.rows", "dunning.dashboard.breakdown"]
    _description = "Dunning dashboard"

    @api.model
    def read_section(self, section, filters=None):
        """One section of the dashboard, as plain values for the web client."""
        if section not in SECTIONS:
            raise ValueError(f"no such section: {section!r}")
        scope = self._get_scope(filters or {})
        return getattr(self, f"_read_{section}")(scope)

    @api.model
    def read_kept(self, section, filters=None, fresh=False):
        """A section as :meth:`read_section`, or as it was earlier today if that is slow.

        :return: as of ``dunning.dashboard.kept._read``
        """
        if section not in SECTIONS:
            raise ValueError(f"no such section: {section!r}")
        return self.env["dunning.dashboard.kept"]._read(section, filters, fresh)

    @api.model
    def get_options(self):
        """What may be filtered by: companies, collectors, periods."""
        users = self.env["dunning.report.balance"]._read_group(
            self._get_companies_domain(), ["user_id"]
        )
        return {
            "companies": [
                {"id": company.id, "name": company.name}
                for company in self.env.companies
            ],
            "collectors": sorted(
                ({"id": user.id, "name": user.name} for (user,) in users if user),
                key=lambda user: (user["name"], user["id"]),
            ),
            "currency_id": self.env.company.currency_id.id,
            "today": self.env.company._dunning_today(),
            "dimensions": self._get_dimensions(),
        }

    def _get_companies_domain(self):
        return Domain("company_id", "in", self.env.companies.ids)

    @api.model
    def _clean_filters(self, filters):
        """The filters that can be read; they come from the address of a page."""
        period, by = filters.get("period"), filters.get("by")
        try:
            date_to = fields.Date.to_date(filters.get("date_to") or None)
        except (TypeError, ValueError, AttributeError):
            date_to = None
        clean = {
            "date_to": date_to and max(date_to, FIRST_DAY),
            "period": period if isinstance(period, str) and period in PERIODS else None,
            "by": by if isinstance(by, str) else None,
        }
        for name in ("company_id", "user_id"):
            value = filters.get(name)
            is_id = isinstance(value, int) and not isinstance(value, bool)
            clean[name] = value if is_id and 0 < value < 2**31 else None
        return {**filters, **clean}

    def _get_scope(self, filters):
        """Domain, dates and company of the filters."""
        filters = self._clean_filters(filters)
        today = self.env.company._dunning_today()
        date_to = min(filters.get("date_to") or today, today)
        domain = self._get_companies_domain()
        # the caller names it: one of the companies it works in, or none
        wanted = filters.get("company_id")
        company = self.env.companies.browse(wanted or [])
        company.check_access("read")
        if company:
            domain &= Domain("company_id", "child_of", company.id)
        if filters.get("user_id"):
            domain &= Domain("user_id", "=", filters["user_id"])
        months = PERIODS[filters.get("period") or "quarter"]
        date_from = date_utils.subtract(date_to, months=months) + timedelta(days=1)
        return {
            "domain": domain,
            "today": today,
            "date_from": date_from,
            "date_to": date_to,
            "root": (company or self.env.company).root_id,
            "filtered": bool(filters.get("user_id")),
            "by": self._get_by(filters.get("by")),
        }

    def _period(self, scope):
        return scope["date_from"], scope["date_to"]

    # === FIGURES ===

    def _read_kpis(self, scope):
        """The figures of the period beside those of the period before."""
        service = self.env["dunning.figures"]
        now = service._read_sums(scope["domain"], *self._period(scope))[None]
        length = scope["date_to"] - scope["date_from"]
        last = scope["date_from"] - timedelta(days=1)
        before = service._read_sums(scope["domain"], last - length, last)[None]
        registry, definitions = service._get_figures(), service._get_definitions()
        values = figures.compute(now, registry)
        past = figures.compute(before, registry)
        return {
            "date_from": scope["date_from"],
            "date_to": scope["date_to"],
            "overdue": round(now.closing - now.not_due, 2),
            "cards": [
                {**definitions[name], "value": values[name], "before": past[name]}
                for name in figures.in_place(registry, "card")
            ],
        }

    def _read_aged(self, scope):
        amounts = self.env["dunning.figures"]._read_aged_balance(
            scope["domain"], scope["date_to"]
        )
        labels = dict(self.env["dunning.report.balance"]._select_bucket())
        return [
            {"name": name, "label": labels[name], "amount": amount}
            for name, amount in amounts.items()
        ]

    def _read_dso(self, scope):
        months = self.env["dunning.figures"]._read_dso_history(
            scope["domain"], scope["date_to"]
        )
        for month in months:
            month["label"] = format_date(self.env, month["month"], date_format="MMM yy")
        return months

    def _read_risks(self, scope):
        """Open and overdue by risk class."""
        rows = (
            self.env["dunning.report.balance"]
            .with_context(dunning_as_of=scope["date_to"])
            ._read_group(
                scope["domain"],
                ["risk"],
                ["partner_id:count_distinct", "residual:sum", "overdue:sum"],
            )
        )
        labels = dict(
            self.env["dunning.report.balance"]
            ._fields["risk"]
            ._description_selection(self.env)
        )
        return [
            {
                "risk": risk or False,
                "label": labels.get(risk) or self.env._("Not known yet"),
                "customers": customers,
                "open": round(residual or 0.0, 2),
                "overdue": round(overdue or 0.0, 2),
            }
            for risk, customers, residual, overdue in sorted(
                rows, key=lambda row: row[0] or "Z"
            )
        ]

    # === WHAT WORKS ===

    def _read_works(self, scope):
        """For each step and channel, what was paid after it and before the next one.

        Contacts too young to have had their days are left out: they would look worse.
        """
        last = min(scope["date_to"], scope["today"] - timedelta(days=WITHIN))
        first = min(scope["date_from"], date_utils.subtract(last, months=6))
        domain = scope["domain"] & self.env["dunning.figures"]._between(first, last)
        model = self.env["dunning.report.contact"].with_context(dunning_within=WITHIN)
        query = model._search(domain)

        def column(name):
            return SQL.identifier(query.table, name)

        query.order = None
        query.groupby = SQL("%s, %s", column("step_id"), column("channel"))
        rows = self.env.execute_query(
            query.select(
                column("step_id"),
                column("channel"),
                SQL("COUNT(*)"),
                SQL("COUNT(DISTINCT %s)", column("action_id")),
                SQL(
                    "COUNT(*) FILTER (WHERE %s >= %s - 0.004)",
                    column("paid_amount"),
                    column("amount"),
                ),
                SQL("SUM(%s)::float8", column("amount")),
                SQL("SUM(%s)::float8", column("paid_amount")),
                SQL(
                    "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)",
                    column("days_to_pay"),
                ),
            )
        )
        return {
            "within": WITHIN,
            "date_from": first,
            "date_to": last,
            "rows": self._prepare_works(rows),
        }

    def _prepare_works(self, rows):
        channels = dict(
            self.env["dunning.action"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        steps = self.env["dunning.step"].browse(row[0] for row in rows)
        found = {step.id: step for step in steps}
        return [
            {
                "step_id": row[0],
                "step": found[row[0]].with_context(dunning_full_name=True).display_name,
                "channel": row[1],
                "channel_label": channels[row[1]],
                "debts": row[2],
                "contacts": row[3],
                "paid_debts": row[4],
                "amount": round(row[5] or 0.0, 2),
                "paid": round(row[6] or 0.0, 2),
                "share": row[6] / row[5] if row[5] else None,
                "median_days": row[7],
            }
            for row in sorted(
                rows,
                key=lambda row: (
                    found[row[0]].scenario_id.sequence,
                    found[row[0]].scenario_id.id,
                    found[row[0]].delay_days,
                    row[1],
                ),
            )
        ]

    # === CASH FORECAST ===

    def _read_forecast(self, scope):
        """The coming weeks, and how last month's forecast turned out."""
        Forecast, root = self.env["dunning.forecast"], scope["root"]
        stored = Forecast.search(
            [("company_id", "=", root.id), ("made_on", "=", scope["today"])], order="id"
        )
        if stored and not scope["filtered"]:
            lines = [
                (line.place, line.week, line.contractual, line.expected, line.committed)
                for line in stored
            ]
        else:
            lines = Forecast._compute_lines(root, scope["domain"], scope["today"])
        return {
            "weeks": [self._prepare_week(*line) for line in lines],
            "outcome": None
            if scope["filtered"]
            else self._prepare_outcome(
                Forecast._get_outcome(root, scope["domain"], scope["today"])
            ),
        }

    def _prepare_week(self, place, start, contractual, expected, committed):
        labels = {"late": self.env._("Due already"), "later": self.env._("Later")}
        return {
            "place": place,
            "start": start or False,
            "label": labels.get(place)
            or format_date(self.env, start, date_format="d MMM"),
            "contractual": contractual,
            "expected": expected,
            "committed": committed,
        }

    def _prepare_outcome(self, outcome):
        if not outcome:
            return False
        for week in outcome["weeks"]:
            week["label"] = format_date(self.env, week["start"], date_format="d MMM")
        return {**outcome, "made_label": format_date(self.env, outcome["made_on"])}
