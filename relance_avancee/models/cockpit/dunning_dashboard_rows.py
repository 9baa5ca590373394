"""From a number of the dashboard to the rows behind it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...core.figures.cash_forecast import monday

# Days within which a payment is taken as brought by a contact.
WITHIN = 30
OPENABLE = ("aged", "overdue", "risk", "works", "dso_month", "forecast", "outcome")


class DunningDashboardRows(models.AbstractModel):
    """Mixin of ``dunning.dashboard``: what a click opens."""

    _name = "dunning.dashboard.rows"
    _description = "Rows behind the dashboard"

    @api.model
    def open_rows(self, what, filters=None, **details):
        """Window action on the rows behind a number of the dashboard.

        :param what: a figure of :mod:`~core.figures.figures` or one of OPENABLE
        """
        self.env["dunning.report.balance"].check_access("read")
        scope = self._get_scope(filters or {})
        if what in self.env["dunning.figures"]._get_figures():
            scope = self._narrow(scope, **details)
            return self.env["dunning.figures"]._get_rows_action(
                what, scope["domain"], *self._period(scope)
            )
        if what not in OPENABLE:
            raise ValueError(f"nothing behind {what!r}")
        return getattr(self, f"_open_{what}")(scope, **details)

    def _open_aged(self, scope, name=None):
        return self.env["dunning.figures"]._get_balance_action(
            self.env._("Aged balance"), scope["domain"], scope["date_to"], name=name
        )

    def _open_overdue(self, scope):
        domain = scope["domain"] & Domain("overdue", ">", 0)
        return self.env["dunning.figures"]._get_balance_action(
            self.env._("Overdue"), domain, scope["date_to"]
        )

    def _open_risk(self, scope, risk=False):
        domain = scope["domain"] & Domain("risk", "=", risk)
        return self.env["dunning.figures"]._get_balance_action(
            self.env._("Aged balance"), domain, scope["date_to"]
        )

    def _open_works(self, scope, step_id, channel, date_from, date_to):
        service = self.env["dunning.figures"]
        period = service._between(
            fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        )
        mine = Domain("step_id", "=", step_id) & Domain("channel", "=", channel)
        return service._window(
            self.env._("Contacts"),
            "dunning.report.contact",
            scope["domain"] & period & mine,
            {"dunning_within": WITHIN},
        )

    def _open_dso_month(self, scope, month):
        return self.env["dunning.figures"]._get_balance_action(
            self.env._("Receivables"), scope["domain"], fields.Date.to_date(month)
        )

    def _open_forecast(self, scope, place, start=None, view="expected"):
        item_ids = self.env["dunning.forecast"]._get_week_items(
            scope["root"],
            scope["domain"],
            scope["today"],
            place,
            fields.Date.to_date(start) or None,
            view,
        )
        # the same debts as in the forecast, in the view that has their amounts
        return self.env["dunning.figures"]._get_balance_action(
            self.env._("Cash forecast"),
            Domain("id", "in", item_ids),
            scope["today"],
        )

    def _open_outcome(self, scope, start, made_on):
        start, made_on = fields.Date.to_date(start), fields.Date.to_date(made_on)
        service = self.env["dunning.figures"]
        period = service._between(
            max(start, made_on), monday(start) + timedelta(days=6)
        )
        return service._window(
            self.env._("Payments"),
            "dunning.report.payment",
            scope["domain"] & period & Domain("date_invoiced", "<=", made_on),
        )
