from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.figures import cash_forecast
from ...core.figures.cash_forecast import Inflow

PLACES = [("late", "Due already"), ("week", "Week"), ("later", "Later")]


class DunningForecast(models.Model):
    """What should come in, week by week, as it looked one night.

    Last night's is what the dashboard shows; the first one of each month stays, to be
    compared with what really came in.
    """

    _name = "dunning.forecast"
    _description = "Cash forecast"
    _order = "made_on desc, id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    made_on = fields.Date(required=True)
    is_kept = fields.Boolean("First of the month")
    place = fields.Selection(PLACES, required=True)
    week = fields.Date("Week of", help="Its Monday.")
    contractual = fields.Monetary(help="On the due dates.")
    expected = fields.Monetary(help="On the days these customers usually pay.")
    committed = fields.Monetary(help="Promised, or agreed in a payment plan.")

    # === EVERY NIGHT ===

    @api.model
    def _keep(self, root, today):
        """Store tonight's forecast; forget the one before unless it began a month."""
        month = today.replace(day=1)
        kept = self.search_count(
            [
                ("company_id", "=", root.id),
                ("is_kept", "=", True),
                ("made_on", ">=", month),
                ("made_on", "<=", today),
            ],
            limit=1,
        )
        old = [("company_id", "=", root.id), ("is_kept", "=", False)]
        self.search(old).unlink()
        if kept and self.search_count(
            [("company_id", "=", root.id), ("made_on", "=", today)], limit=1
        ):
            return
        domain = self.env["dunning.figures"]._get_domain(root)
        self.create(
            [
                {
                    "company_id": root.id,
                    "made_on": today,
                    "is_kept": not kept,
                    "place": line.place,
                    "week": line.start,
                    "contractual": line.contractual,
                    "expected": line.expected,
                    "committed": line.committed,
                }
                for line in self._compute_lines(root, domain, today)
            ]
        )

    # === THE FORECAST ===

    @api.model
    def _compute_lines(self, root, domain, today):
        """Lines of :mod:`~core.figures.cash_forecast` for the debts of a domain."""
        debts = self._read_debts(domain, today)
        expected = self._read_expected(root, debts, today)
        partner_ids = {debt[2] for debt in debts}
        return cash_forecast.forecast(
            (Inflow(debt[3], debt[4]) for debt in debts),
            (Inflow(expected[debt[0]].date, debt[4]) for debt in debts),
            self._read_committed(root, partner_ids, today),
            today,
        )

    def _read_debts(self, domain, today):
        """(item id, move id, partner id, due date, open amount) of what is owed."""
        model = self.env["dunning.report.balance"].with_context(dunning_as_of=today)
        query = model._search(domain & Domain("residual", ">", 0))
        columns = ("id", "move_id", "partner_id", "date_due", "residual")
        return self.env.execute_query(
            query.select(
                *(
                    SQL("%s::float8", SQL.identifier(query.table, name))
                    if name == "residual"
                    else SQL.identifier(query.table, name)
                    for name in columns
                )
            )
        )

    def _read_expected(self, root, debts, today):
        return self.env["dunning.behaviour"]._expect(
            root, (debt[:4] for debt in debts), today
        )

    def _read_committed(self, root, partner_ids, today):
        """What these customers promised or agreed to pay, and has not come in yet."""
        # sudo: settings of the company above, for its branches too
        company, found = root.sudo(), []
        mine = [("company_id", "child_of", root.id)]
        promises = self.env["dunning.promise"].search([*mine, ("state", "=", "open")])
        for promise in promises.filtered(
            lambda item: item.partner_id.id in partner_ids
        ):
            left = promise.amount - promise.received_amount
            found.append((promise.date, left, promise.currency_id))
        plans = self.env["dunning.payment.plan"].search(
            [*mine, ("state", "=", "active")]
        )
        for plan in plans.filtered(lambda item: item.partner_id.id in partner_ids):
            found += [
                (item.date, item.amount - item.paid - item.dropped, plan.currency_id)
                for item in plan._get_instalments()
            ]
        return [
            Inflow(
                max(day, today),
                currency._convert(amount, company.currency_id, company, today),
            )
            for day, amount, currency in found
            if amount > 0
        ]

    @api.model
    def _get_week_items(self, root, domain, today, place, start, view):
        """Journal items behind one number of the forecast.

        :param place: as of :class:`~core.figures.cash_forecast.Week`
        """
        debts = self._read_debts(domain, today)
        if view == "contractual":
            days = {debt[0]: debt[3] for debt in debts}
        else:
            expected = self._read_expected(root, debts, today)
            committed = ("promise", "plan")
            days = {
                key: item.date
                for key, item in expected.items()
                if view == "expected" or item.source in committed
            }
        weeks = cash_forecast.forecast((), (), (), today)
        wanted = next(
            number
            for number, line in enumerate(weeks)
            if (line.place, line.start) == (place, start)
        )
        return [
            key
            for key, day in days.items()
            if cash_forecast.place_of(day, today) == wanted
        ]

    # === HOW IT TURNED OUT ===

    @api.model
    def _get_outcome(self, root, domain, today):
        """Last month's forecast beside what came in of the invoices it knew.

        :return: dict: made_on, weeks (start, expected, contractual, actual), accuracy;
            None when no forecast was kept then
        """
        mine = [("company_id", "=", root.id), ("is_kept", "=", True)]
        last = self.search(
            [*mine, ("made_on", "<", today.replace(day=1))],
            order="made_on desc, id",
            limit=1,
        )
        lines = self.search(
            [*mine, ("made_on", "=", last.made_on), ("place", "=", "week")],
            order="week",
        ).filtered(lambda line: line.week + timedelta(days=6) < today)
        if not last or not lines:
            return None
        weeks = []
        for line in lines:
            paid = domain & self.env["dunning.figures"]._between(
                max(line.week, last.made_on), line.week + timedelta(days=6)
            )
            [(actual,)] = self.env["dunning.report.payment"]._read_group(
                paid & Domain("date_invoiced", "<=", last.made_on), [], ["amount:sum"]
            )
            weeks.append(
                {
                    "start": line.week,
                    "expected": line.expected,
                    "contractual": line.contractual,
                    "actual": round(actual or 0.0, 2),
                }
            )
        return {
            "made_on": last.made_on,
            "weeks": weeks,
            "accuracy": cash_forecast.accuracy(
                sum(week["expected"] for week in weeks),
                sum(week["actual"] for week in weeks),
            ),
        }
