from odoo import fields, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    dunning_link_id = fields.Many2one(
        "dunning.link",
        "Customer's page",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _set_done(self, *, state_message=None, extra_allowed_states=()):
        """The customer gave up in one window and paid in the other: the money is there."""
        ours = self.filtered("dunning_link_id")
        others = self - ours
        done = self.browse()
        # never on an empty set: what is done along with it would be done once too often
        if ours:
            done |= super(PaymentTransaction, ours)._set_done(
                state_message=state_message,
                extra_allowed_states=(*extra_allowed_states, "cancel"),
            )
        if others:
            done |= super(PaymentTransaction, others)._set_done(
                state_message=state_message, extra_allowed_states=extra_allowed_states
            )
        return done

    def _create_payment(self, **extra_create_values):
        """What is disputed is paid last: the customer paid the rest on purpose."""
        disputed = self.dunning_link_id._get_disputed_amounts(self.invoice_ids)
        last = self.with_context(dunning_last_move_ids=list(disputed) or None)
        return super(PaymentTransaction, last)._create_payment(**extra_create_values)

    def _post_process(self):
        result = super()._post_process()
        for tx in self.filtered(lambda tx: tx.state == "done" and tx.payment_id):
            if tx.dunning_link_id:
                tx.dunning_link_id._payment_arrived(tx)
        return result
