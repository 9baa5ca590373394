"""What the dashboard shows: one section per call, each number with its way to the rows."""

from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

from . import aged_balance, breakdown, dashboard_rows, sections, workbook

PERIODS = {"month": 1, "quarter": 3, "year": 12}

FIRST_DAY = date(2000, 1, 1)  # no books of ours are older

SECTIONS = ("kpis", "aged", "dso", "forecast", "works", "breakdown", "risks")


class DunningDashboard(models.AbstractModel):
    """Door of the dashboard, called by the web client and extended by modules.

    It reads with the user's own rights: what he may not open does not count. A section
    is ``_read_<section>``, what a click opens ``_open_<name>``.

    ``filters``: company_id, user_id (collector), period (``month``, ``quarter``,
    ``year``), date_to and by (what the table of figures is broken down by), each
    optional.
    """

    _name = "dunning.dashboard"
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
            "by": breakdown.get_by(filters.get("by")),
        }

    # === FIGURES ===

    def _read_kpis(self, scope):
        """The figures of the period beside those of the period before."""
        return sections.read_kpis(self.env, scope)

    def _read_aged(self, scope):
        return sections.read_aged(self.env, scope)

    def _read_dso(self, scope):
        return sections.read_dso(self.env, scope)

    def _read_risks(self, scope):
        """Open and overdue by risk class."""
        return sections.read_risks(self.env, scope)

    # === WHAT WORKS ===

    def _read_works(self, scope):
        """For each step and channel, what was paid after it and before the next one."""
        return sections.read_works(self.env, scope)

    # === CASH FORECAST ===

    def _read_forecast(self, scope):
        """The coming weeks, and how last month's forecast turned out."""
        return sections.read_forecast(self.env, scope)

    # === WHAT A CLICK OPENS (dashboard_rows) ===

    @api.model
    def open_rows(self, what, filters=None, **details):
        """Window action on the rows behind a number of the dashboard.

        :param what: a figure of :mod:`~core.figures.figures` or one of OPENABLE
        """
        self.env["dunning.report.balance"].check_access("read")
        scope = self._get_scope(filters or {})
        if what in self.env["dunning.figures"]._get_figures():
            scope = breakdown.narrow(scope, **details)
            return self.env["dunning.figures"]._get_rows_action(
                what, scope["domain"], *sections.period(scope)
            )
        if what not in dashboard_rows.OPENABLE:
            raise ValueError(f"nothing behind {what!r}")
        return getattr(self, f"_open_{what}")(scope, **details)

    def _open_aged(self, scope, name=None):
        return dashboard_rows.open_aged(self.env, scope, name)

    def _open_overdue(self, scope):
        return dashboard_rows.open_overdue(self.env, scope)

    def _open_risk(self, scope, risk=False):
        return dashboard_rows.open_risk(self.env, scope, risk)

    def _open_works(self, scope, step_id, channel, date_from, date_to):
        return dashboard_rows.open_works(
            self.env, scope, step_id, channel, date_from, date_to
        )

    def _open_dso_month(self, scope, month):
        return dashboard_rows.open_dso_month(self.env, scope, month)

    def _open_forecast(self, scope, place, start=None, view="expected"):
        return dashboard_rows.open_forecast(self.env, scope, place, start, view)

    def _open_outcome(self, scope, start, made_on):
        return dashboard_rows.open_outcome(self.env, scope, start, made_on)

    # === FIGURES SIDE BY SIDE (breakdown) ===

    @api.model
    def _get_dimensions(self):
        """What figures can be broken down by, as the reader calls it."""
        return breakdown.get_dimensions(self.env)

    def _read_breakdown(self, scope):
        """Every figure by the dimension chosen."""
        return breakdown.read_breakdown(self.env, scope)

    # === FILES (workbook, aged_balance) ===

    @api.model
    def _make_workbook(self, filters=None):
        """The dashboard as a workbook, as bytes."""
        return workbook.make(self.env, filters)

    def _prepare_sheets(self, filters):
        """(sheet name, title, columns, rows); a module with a section adds its own."""
        return workbook.prepare_sheets(self.env, filters)

    @api.model
    def _render_aged_balance(self, filters=None):
        """The aged balance by customer: (PDF, file name)."""
        return aged_balance.render_pdf(self.env, filters)
