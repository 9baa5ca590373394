"""A payment leaves open what is disputed, even on the oldest invoice."""

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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
