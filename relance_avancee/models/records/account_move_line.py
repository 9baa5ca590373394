import logging

import psycopg2

from odoo import models

from ...core.decide.position import discount_of
from ...core.values import Claim, Debt
from ...isolation import light_savepoint

_logger = logging.getLogger(__name__)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # invoices by day, without visiting the widest table of Odoo: months and years of
    # movements are added up from it (tests/bench/INDEXES.md)
    _dunning_terms_idx = models.Index(
        "(date) INCLUDE (move_id, company_id, account_id, balance)"
        " WHERE display_type = 'payment_term' AND parent_state = 'posted'"
    )

    def write(self, vals):
        """An entry given to another customer starts afresh, as an invoice does."""
        if "partner_id" not in vals:
            return super().write(vals)
        before = {
            item: item.partner_id
            for item in self
            if item.move_type == "entry" and item.account_type == "asset_receivable"
        }
        result = super().write(vals)
        corrected = [
            item.id
            for item, partner in before.items()
            if partner.commercial_partner_id != item.partner_id.commercial_partner_id
        ]
        if corrected:
            # sudo: who corrects an entry needs no right on dunning
            lines = self.env["dunning.action.line"].sudo()
            lines._debtors_changed([("line_id", "in", corrected)])
        return result

    def _dunning_get_reference(self):
        """What the customer knows this item by: an entry's number tells it nothing."""
        self.ensure_one()
        move = self.move_id
        if move.move_type != "entry":
            return move.name or ""
        return self.name or move.ref or move.name or ""

    def _dunning_get_discount(self, amount, today):
        """The early payment discount still to be had when ``amount`` is claimed.

        :return: :class:`~core.decide.position.Discount` or None
        """
        self.ensure_one()
        if not self.discount_date:
            return None
        owed = self.amount_residual_currency
        untouched = not self.currency_id.compare_amounts(owed, self.amount_currency)
        debt = Debt(
            self.id,
            self.move_id.id,
            self.partner_id.id,
            self.company_id.id,
            self.currency_id.id,
            self.date_maturity or self.date,
            owed,
            self.amount_residual,
            self.currency_id.rounding,
            discounted=self.discount_amount_currency if untouched else None,
            discount_until=self.discount_date,
        )
        return discount_of(debt, Claim(amount), today)

    def _reconcile_post_hook(self, data):
        """Payments, partial payments, credit notes and write-offs all end here."""
        result = super()._reconcile_post_hook(data)
        self._dunning_reconciled()
        return result

    def _dunning_reconciled(self):
        """Stop or re-price what waits about these items, whatever their number.

        sudo: who registers a payment needs no right on dunning.
        """
        receivable = self.filtered(lambda line: line.account_type == "asset_receivable")
        if not receivable:
            return
        try:
            with light_savepoint(self.env):
                self.env["dunning.action.line"].sudo()._ledger_changed(receivable)
        except psycopg2.OperationalError:
            # somebody else is at these rows: Odoo plays the whole reconciliation again
            raise
        except Exception:
            # The rules are asked again before anything leaves: a fault here must not
            # keep an accountant from reconciling.
            _logger.exception("Dunning not told of a reconciliation")

    # === ORDER OF PAYMENT ===
    # A payment leaves open what is disputed, even on the oldest invoice.

    def reconcile(self):
        """Core matches the oldest first; what is disputed comes last when asked so.

        The context key ``dunning_last_move_ids`` names the disputed invoices.
        """
        last_ids = self.env.context.get("dunning_last_move_ids")
        if not last_ids:
            return super().reconcile()
        items = self.with_context(dunning_last_move_ids=None)
        last = items.filtered(lambda line: line.move_id.id in last_ids)
        first = items - last
        if len(first) > 1:
            first.reconcile()
        left = items.filtered(lambda line: not line.reconciled)
        # nothing to match when only the payment, or only debts, are left
        signs = {line.amount_residual > 0 for line in left}
        return left.reconcile() if len(signs) == 2 else None
