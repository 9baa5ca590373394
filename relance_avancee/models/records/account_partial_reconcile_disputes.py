from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A credit note taken back to draft gives its dispute back.

        Odoo keeps it matched, and the debt lowered, until it is changed or deleted:
        only then must the disputed part be held again.
        """
        lines = self.credit_move_id
        result = super().unlink()
        drafts = lines.exists().move_id.filtered(lambda move: move.state != "posted")
        # sudo: who corrects a credit note needs no right on disputes
        drafts.sudo().dunning_credited_dispute_ids._credit_withdrawn("credit")
        return result
