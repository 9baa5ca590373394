from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # figures of a past day go back from now by what was matched since: of years of
    # reconciliations they read the recent ones (EXPLAIN: tests/bench/figures.py)
    _dunning_max_date_idx = models.Index("(max_date)")

    def _unlink_and_follow(self):
        """A payment undone brings the debt back; core has no hook for that.

        The level comes from delivered actions, so it is simply there again; only
        what was waiting for these debtors has to be looked at.
        """
        lines = self.debit_move_id | self.credit_move_id
        result = super().unlink()
        lines.exists()._dunning_reconciled()
        return result

    # === DISPUTES ===

    def unlink(self):  # pylint: disable=method-required-super
        """A credit note taken back to draft gives its dispute back.

        Odoo keeps it matched, and the debt lowered, until it is changed or deleted:
        only then must the disputed part be held again.
        """
        lines = self.credit_move_id
        result = self._unlink_and_follow()
        drafts = lines.exists().move_id.filtered(lambda move: move.state != "posted")
        # sudo: who corrects a credit note needs no right on disputes
        drafts.sudo().dunning_credited_dispute_ids._credit_withdrawn("credit")
        return result
