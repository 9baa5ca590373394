from odoo import fields, models
from odoo.tools import SQL

from ...core.figures import figures
from . import dunning_report_mixin  # noqa: F401 - inherited


class DunningReportBalance(models.Model):
    """What is open on a day (context ``dunning_as_of``, else now), one row per debt.

    A past day is found from what is open now and what was matched since: its cost
    follows what is open and recent, not the years of history.
    """

    _name = "dunning.report.balance"
    _description = "Aged balance"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "move_id"
    _order = "date_due, id"

    line_id = fields.Many2one("account.move.line", "Journal item", readonly=True)
    date = fields.Date("Invoiced on", readonly=True)
    date_due = fields.Date("Due date", readonly=True)
    amount = fields.Monetary("Invoiced", readonly=True)
    residual = fields.Monetary("Open", readonly=True)
    not_due = fields.Monetary(
        readonly=True, help="Open and not late; open credits are here."
    )
    overdue = fields.Monetary(readonly=True)
    days_late = fields.Integer(aggregator="max", readonly=True)
    bucket = fields.Selection("_select_bucket", "Days late (range)", readonly=True)

    def _get_ranges(self):
        return tuple(self.env.context.get("dunning_ranges") or figures.RANGES)

    def _select_bucket(self):
        """The ranges in the context, with their names."""
        names = figures.bucket_names(self._get_ranges())
        return [
            (names[0], self.env._("Not due")),
            *((name, name) for name in names[1:]),
        ]

    @property
    def _table_query(self):
        as_of = self._get_date("dunning_as_of")
        today = as_of or fields.Date.context_today(self)
        if as_of is None:
            return self._open_items(SQL("0"), SQL(), SQL("TRUE"), today)
        later = SQL(
            """(
            SELECT item_id, SUM(amount) AS amount FROM (
                SELECT debit_move_id AS item_id, amount FROM account_partial_reconcile
                 WHERE max_date > %(day)s
                 UNION ALL
                SELECT credit_move_id, -amount FROM account_partial_reconcile
                 WHERE max_date > %(day)s
            ) side GROUP BY item_id) later""",
            day=as_of,
        )
        since = SQL("COALESCE(later.amount, 0)")
        written = SQL("aml.date <= %s", as_of)
        return SQL(
            "%s UNION ALL %s",
            self._open_items(
                since,
                SQL("LEFT JOIN %s ON later.item_id = aml.id", later),
                written,
                today,
            ),
            # settled since: found from what was matched after that day
            self._open_items(
                since,
                SQL("JOIN %s ON later.item_id = aml.id", later),
                written,
                today,
                settled=True,
            ),
        )

    def _open_items(self, since, join, condition, today, settled=False):
        """Items open that day among those open now, or settled now."""
        residual = SQL("(aml.amount_residual + %s)", since)
        due = SQL("COALESCE(aml.date_maturity, aml.date)")
        is_late = SQL("(%s < %s AND aml.balance > 0)", due, today)
        return SQL(
            """
            SELECT aml.id, aml.id AS line_id, aml.date, %(due)s AS date_due,
                   aml.balance AS amount, %(residual)s AS residual,
                   CASE WHEN %(is_late)s THEN 0 ELSE %(residual)s END AS not_due,
                   CASE WHEN %(is_late)s THEN %(residual)s ELSE 0 END AS overdue,
                   CASE WHEN aml.balance > 0 THEN %(today)s::date - %(due)s ELSE 0 END
                   AS days_late,
                   %(bucket)s AS bucket, %(columns)s
              FROM account_move_line aml %(tables)s %(join)s
             WHERE aml.reconciled %(state)s AND ABS(%(residual)s) > 0.004
               AND %(condition)s AND %(receivable)s
            """,
            due=due,
            residual=residual,
            is_late=is_late,
            today=today,
            bucket=self._bucket(due, today),
            columns=self._columns(),
            tables=self._tables(),
            join=join,
            state=SQL("IS TRUE") if settled else SQL("IS NOT TRUE"),
            condition=condition,
            receivable=self._is_receivable(),
        )

    def _bucket(self, due, today):
        """Name of the range of days late: :func:`~core.figures.figures.bucket`, in SQL."""
        ranges = self._get_ranges()
        names = figures.bucket_names(ranges)
        late = SQL("%s::date - %s", today, due)
        return SQL(
            "CASE WHEN aml.balance < 0 THEN 'not_due' %s ELSE %s END",
            SQL(" ").join(
                SQL("WHEN %s <= %s THEN %s", late, limit, name)
                for limit, name in zip(ranges, names, strict=False)
            ),
            names[-1],
        )
