"""Figures on receivables: the ledger in, :mod:`..core.figures` out."""

from odoo import api, models
from odoo.tools import SQL

from ..core import figures


class DunningFigures(models.AbstractModel):
    _name = "dunning.figures"
    _description = "Figures on receivables"

    @api.model
    def _read(self, company, date_to, partner_ids=None):
        """Items and reconciliations of one company tree up to a day, in two statements.

        Customer invoices and credit notes on receivable accounts, company currency.

        :return: (list of ``Item``, list of ``Match``)
        """
        self.env.flush_all()
        scope = self.env["dunning.ledger"]._get_scope(company.root_id, partner_ids)
        where = SQL(
            """
            move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
            AND aml.parent_state = 'posted'
            AND aml.account_id IN (
                    SELECT id FROM account_account WHERE account_type = 'asset_receivable')
            AND aml.company_id IN %s AND aml.date <= %s AND %s
            """,
            scope["companies"],
            date_to,
            self.env["dunning.ledger"]._only(scope, SQL("move.commercial_partner_id")),
        )
        items = self.env.execute_query(
            SQL(
                """
                SELECT aml.id, aml.date, COALESCE(aml.date_maturity, aml.date), aml.balance
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                 WHERE %s
                """,
                where,
            )
        )
        matches = self.env.execute_query(
            SQL(
                """
                SELECT aml.id, partial.max_date, partial.amount
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN account_partial_reconcile partial
                    ON aml.id = CASE WHEN aml.balance >= 0
                                     THEN partial.debit_move_id
                                     ELSE partial.credit_move_id END
                 WHERE partial.amount != 0 AND %s
                """,
                where,
            )
        )
        return (
            [figures.Item(*row) for row in items],
            [figures.Match(*row) for row in matches],
        )

    @api.model
    def _compute(self, company, date_from, date_to, partner_ids=None):
        """Every figure of a period; None where it cannot be computed."""
        items, matches = self._read(company, date_to, partner_ids)
        average, late = figures.payment_delay(items, matches, date_from, date_to)
        left = figures.open_at(items, matches, date_to)
        return {
            "open": round(sum(left.values()), 2),
            "invoiced": round(figures.invoiced(items, date_from, date_to), 2),
            "dso": figures.dso(items, matches, date_from, date_to),
            "dso_count_back": figures.dso_count_back(items, matches, date_to),
            "average_days_late": average,
            "late_rate": late,
            "cei": figures.collection_effectiveness(items, matches, date_from, date_to),
            "recovery_rate": self._recovery_rate(
                company, date_from, date_to, partner_ids
            ),
            "promise_keep_rate": self._promise_keep_rate(
                company, date_from, date_to, partner_ids
            ),
        }

    def _recovery_rate(self, company, date_from, date_to, partner_ids=None):
        """Share of what was first reminded in the period and paid within 30 days."""
        scope = self.env["dunning.ledger"]._get_scope(company.root_id, partner_ids)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (line.line_id) line.line_id, action.date_done,
                       line.amount * aml.balance / NULLIF(aml.amount_currency, 0)
                  FROM dunning_action_line line
                  JOIN dunning_action action ON action.id = line.action_id
                  JOIN account_move_line aml ON aml.id = line.line_id
                 WHERE action.state = 'done' AND action.is_test IS NOT TRUE
                   AND line.step_id IS NOT NULL
                   AND action.company_id IN %s AND %s
              ORDER BY line.line_id, action.date_done, action.id
                """,
                scope["companies"],
                self.env["dunning.ledger"]._only(scope, SQL("action.partner_id")),
            )
        )
        first = [
            figures.FirstReminder(item_id, day, amount or 0.0)
            for item_id, day, amount in rows
            if date_from <= day <= date_to
        ]
        if not first:
            return None
        paid = self.env.execute_query(
            SQL(
                """
                SELECT debit_move_id, max_date, amount FROM account_partial_reconcile
                 WHERE debit_move_id IN %s
                """,
                tuple(reminder.item_id for reminder in first),
            )
        )
        return figures.recovery_rate(first, [figures.Match(*row) for row in paid])

    def _promise_keep_rate(self, company, date_from, date_to, partner_ids=None):
        """Promises kept among those decided whose date fell in the period."""
        domain = [
            ("company_id", "child_of", company.root_id.id),
            ("date", ">=", date_from),
            ("date", "<=", date_to),
            ("state", "in", ("kept", "broken")),
        ]
        if partner_ids is not None:
            domain.append(("partner_id", "in", partner_ids))
        counts = dict(
            self.env["dunning.promise"]
            .sudo()
            ._read_group(domain, ["state"], ["__count"])
        )
        decided = sum(counts.values())
        return counts.get("kept", 0) / decided if decided else None
