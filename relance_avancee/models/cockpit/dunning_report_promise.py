from odoo import fields, models
from odoo.tools import SQL

from ..commitments.dunning_promise import RESULTS, STATES
from . import dunning_report_mixin  # noqa: F401 - inherited

# Room for the invoice in an identifier that the browser still counts exactly.
PLACES = 2**28


class DunningReportPromise(models.Model):
    """Promises to pay, one row per promise and invoice it names.

    A promise about several invoices counts once, in equal parts, so that it can be
    broken down by whatever an invoice can; one about all a customer owes has one row
    without an invoice. The collector is the customer's, as for every other figure.
    """

    _name = "dunning.report.promise"
    _description = "Promises and what became of them"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "promise_id"
    _order = "date desc, id desc"

    promise_id = fields.Many2one("dunning.promise", "Promise", readonly=True)
    author_id = fields.Many2one("res.users", "Noted by", readonly=True)
    date = fields.Date("Promised for", readonly=True)
    date_made = fields.Date("Made on", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    promises = fields.Float(
        readonly=True,
        help="A promise about several invoices counts once, in equal parts.",
    )
    kept = fields.Float("Kept promises", readonly=True)
    amount = fields.Monetary(
        "Promised",
        readonly=True,
        help="In company currency, at the rate of the invoice.",
    )
    received_amount = fields.Monetary("Received in time", readonly=True)

    _depends = {
        "dunning.promise": [
            *("partner_id", "company_id", "move_ids", "currency_id", "amount"),
            *("date", "date_made", "state", "result", "user_id", "kept_amount"),
        ],
        "account.move": ["amount_total", "amount_total_signed", "currency_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT aml.id, aml.promise_id, aml.author_id, aml.date, aml.date_made,
                   aml.state, aml.result, aml.part AS promises,
                   CASE WHEN aml.state = 'kept' THEN aml.part ELSE 0 END AS kept,
                   aml.amount * %(rate)s AS amount,
                   aml.kept_amount * %(rate)s AS received_amount, %(columns)s
              FROM (%(parts)s) aml %(tables)s
            """,
            parts=self._parts(),
            rate=self._rate(),
            columns=self._columns(),
            tables=self._tables(),
        )

    def _parts(self):
        """One row per promise and invoice, with its part of the promise."""
        invoices = self.env["dunning.promise"]._fields["move_ids"]
        return SQL(
            """
            SELECT promise.id::bigint * %(places)s + COALESCE(rel.%(move)s, 0) AS id,
                   promise.id AS promise_id, rel.%(move)s AS move_id,
                   promise.company_id, promise.partner_id, promise.currency_id,
                   promise.user_id AS author_id, promise.date, promise.date_made,
                   promise.state, promise.result, part.share AS part,
                   promise.amount * part.share AS amount,
                   COALESCE(promise.kept_amount, 0) * part.share AS kept_amount
              FROM dunning_promise promise
         LEFT JOIN %(rel)s rel ON rel.%(promise)s = promise.id
        CROSS JOIN LATERAL (
                   SELECT 1.0::float8 / GREATEST(COUNT(*), 1) AS share
                     FROM %(rel)s other WHERE other.%(promise)s = promise.id) part
            """,
            places=PLACES,
            rel=SQL.identifier(invoices.relation),
            promise=SQL.identifier(invoices.column1),
            move=SQL.identifier(invoices.column2),
        )

    def _rate(self):
        """Company currency for one unit of the promise's; unknown without an invoice."""
        return SQL(
            """
            (CASE WHEN aml.currency_id = company.currency_id THEN 1
                  WHEN aml.currency_id = move.currency_id
                  THEN ABS(move.amount_total_signed / NULLIF(move.amount_total, 0))
             END)::float8
            """
        )

    def _move(self):
        """The invoice, or what stands for one when the promise names none."""
        return SQL(
            """
            CROSS JOIN LATERAL (
                SELECT aml.partner_id AS commercial_partner_id, invoice.dunning_step_id,
                       invoice.dunning_scenario_id, invoice.currency_id,
                       invoice.amount_total, invoice.amount_total_signed
                  FROM (SELECT 1) promised
             LEFT JOIN account_move invoice ON invoice.id = aml.move_id) move
            """
        )

    def _currency(self):
        return SQL("company.currency_id")

    def action_open_promise(self):
        """The promise behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.promise",
            "res_id": self.promise_id.id,
            "view_mode": "form",
        }
