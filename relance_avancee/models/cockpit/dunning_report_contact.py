from odoo import fields, models
from odoo.tools import SQL

from ...core.figures.figures import RECOVERY_DAYS
from . import dunning_report_mixin  # noqa: F401 - inherited


class DunningReportContact(models.Model):
    """Contacts made and what was paid after them: one row per debt claimed.

    Paid counts from the day of the contact, for ``dunning_within`` days (context, else
    30) and before the next contact about the same debt. Two channels used on one day
    share the merit: each counts the payment.
    """

    _name = "dunning.report.contact"
    _description = "Contacts and what they brought"
    _inherit = ["dunning.report.mixin"]
    _auto = False
    _rec_name = "move_id"
    _order = "date desc, id desc"

    action_id = fields.Many2one("dunning.action", readonly=True)
    step_id = fields.Many2one("dunning.step", readonly=True)
    channel = fields.Selection(
        lambda self: self.env["dunning.channel"]._get_labels(), readonly=True
    )
    date = fields.Date("Contacted on", readonly=True)
    amount = fields.Monetary("Claimed", readonly=True)
    paid_amount = fields.Monetary("Paid after", readonly=True)
    days_to_pay = fields.Integer("Days to payment", aggregator="avg", readonly=True)
    is_first = fields.Boolean("First contact about the debt", readonly=True)
    recovered_amount = fields.Monetary("Paid within 30 days", readonly=True)
    contacts = fields.Float(
        readonly=True, help="A contact about several debts counts once, in equal parts."
    )

    @property
    def _table_query(self):
        within = int(self.env.context.get("dunning_within") or RECOVERY_DAYS)
        return SQL(
            """
            SELECT line.id, line.action_id, line.step_id, line.channel,
                   action.date_done AS date, %(claimed)s AS amount,
                   LEAST((SELECT COALESCE(SUM(partial.amount), 0) %(paid)s), %(claimed)s)
                   AS paid_amount,
                   (SELECT MIN(partial.max_date) - action.date_done %(paid)s)
                   AS days_to_pay,
                   LEAST((SELECT COALESCE(SUM(partial.amount), 0) %(recovered)s),
                         %(claimed)s) AS recovered_amount,
                   %(is_first)s AS is_first,
                   1.0 / (SELECT COUNT(*) FROM dunning_action_line other
                           WHERE other.action_id = line.action_id
                             AND other.step_id IS NOT NULL) AS contacts,
                   %(columns)s
              FROM dunning_action_line line
              JOIN dunning_action action ON action.id = line.action_id
              JOIN account_move_line aml ON aml.id = line.line_id %(tables)s
             WHERE %(made)s AND %(receivable)s
            """,
            claimed=SQL("(line.amount * aml.balance / NULLIF(aml.amount_currency, 0))"),
            is_first=self._is_first(),
            columns=self._columns(),
            tables=self._tables(),
            paid=self._paid_within(within, before_next=True),
            recovered=self._paid_within(RECOVERY_DAYS),
            made=self._made(SQL("line"), SQL("action")),
            receivable=self._is_receivable(),
        )

    def _made(self, line, action):
        """Condition: a step that really left for a customer."""
        return SQL(
            """%(action)s.state = 'done' AND %(action)s.date_done IS NOT NULL
            AND %(line)s.state = 'done' AND %(action)s.is_test IS NOT TRUE
            AND %(line)s.step_id IS NOT NULL AND %(line)s.channel IN %(contacts)s""",
            contacts=self.env["dunning.channel"]._get_registry().contacts,
            line=line,
            action=action,
        )

    def _other_contacts(self):
        return SQL(
            """
            FROM dunning_action_line other
            JOIN dunning_action made ON made.id = other.action_id
           WHERE other.line_id = line.line_id AND other.id != line.id AND %s
            """,
            self._made(SQL("other"), SQL("made")),
        )

    def _is_first(self):
        return SQL(
            """NOT EXISTS (SELECT 1 %s
               AND (made.date_done, made.id) < (action.date_done, action.id))""",
            self._other_contacts(),
        )

    def _paid_within(self, days, before_next=False):
        """What was reconciled from the day of the contact on; of the rest of a query.

        Subqueries of single columns, not joins: a list works them out for its page.
        """
        return SQL(
            """
              FROM account_partial_reconcile partial
             WHERE partial.debit_move_id = line.line_id
               AND partial.max_date >= action.date_done
               AND partial.max_date <= action.date_done + %s AND %s
            """,
            days,
            SQL(
                "NOT EXISTS (SELECT 1 %s AND made.date_done > action.date_done"
                " AND made.date_done <= partial.max_date)",
                self._other_contacts(),
            )
            if before_next
            else SQL("TRUE"),
        )
