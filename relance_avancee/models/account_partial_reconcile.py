from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A payment undone brings the debt back; core has no hook for that.

        The level comes from delivered actions, so it is simply there again; only
        what was waiting for these debtors has to be looked at.
        """
        lines = self.debit_move_id | self.credit_move_id
        result = super().unlink()
        lines.exists()._dunning_reconciled()
        return result
