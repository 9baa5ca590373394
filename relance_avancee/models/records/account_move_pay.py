"""Odoo's own pay links of one invoice follow its payment plan."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoice_next_payment_values(self, custom_amount=None):
        """Next amount and date: those of the plan the invoice is paid by.

        Core offers the overdue instalments of the payment term; a customer who keeps
        its plan must not be asked for more.
        """
        values = super()._get_invoice_next_payment_values(custom_amount=custom_amount)
        if not values or custom_amount is not None:
            return values
        amount, date = self._dunning_get_plan_payment()
        if not amount or self.currency_id.is_zero(self.amount_residual):
            return values
        return values | {
            # core then shows two ways of paying: this amount, or the whole invoice
            "installment_state": "next",
            "next_amount_to_pay": min(amount, self.amount_residual),
            "amount_due": self.amount_residual,
            "next_payment_reference": self.name,
            "next_due_date": date,
        }

    def _dunning_get_plan_payment(self):
        """(amount, date) of the next instalment of the plan of this invoice, or (0, None)."""
        self.ensure_one()
        # sudo: the customer may see what its own plan asks for
        plan = (
            self.env["dunning.payment.plan"]
            .sudo()
            .search([("move_ids", "in", self.ids), ("state", "=", "active")], limit=1)
        )
        lines = plan.line_ids.filtered(lambda line: line.state != "paid")
        if not lines:
            return 0.0, None
        line = lines.sorted("date")[0]
        return plan._get_pay_amount() or line.amount - line.paid_amount, line.date
