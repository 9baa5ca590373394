"""The credit note of a dispute that is upheld, from its draft to its posting."""

from odoo import Command, models
from odoo.exceptions import UserError

from ...languages import spoken


class DunningDisputeCredit(models.AbstractModel):
    """Mixin of ``dunning.dispute``: the disputed part, credited with its own taxes.

    Between the decision and the posting of the credit note the part stays held: no
    reminder ever claims what was already granted.
    """

    _name = "dunning.dispute.credit"
    _description = "Credit note of a dispute"

    def action_uphold(self):
        """The customer is right: the credit note of the disputed part, to be posted."""
        self.ensure_one()
        self.check_access("write")
        self._uphold()
        return self.action_open_credit()

    def action_open_credit(self):
        """The credit note prepared from the dispute."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit note"),
            "res_model": "account.move",
            "res_id": self.credit_move_id.id,
            "views": [(False, "form")],
        }

    def _uphold(self, amount=None):
        """Prepare the credit note; the dispute ends when it is posted.

        :param amount: what is granted, with tax; default: all that is disputed
        """
        self.ensure_one()
        if self.state != "open":
            raise UserError(self.env._("This dispute is already settled."))
        amount = self.currency_id.round(amount or self.disputed_amount)
        if self.currency_id.compare_amounts(amount, self.disputed_amount) > 0:
            raise UserError(
                self.env._(
                    "No more than %(amount)s is disputed.",
                    amount=self.currency_id.format(self.disputed_amount),
                )
            )
        credit = self._make_credit_note(amount)
        # sudo: the button decides, nobody writes it
        self.sudo().write(
            {"state": "credit", "outcome": "upheld", "credit_move_id": credit.id}
        )
        credit._message_log(
            body=self.env._("Prepared from the dispute %s.", self._get_html_link())
        )
        return credit

    def _make_credit_note(self, amount):
        """A draft: the invoice reversed when all of it is granted, else a part of it."""
        move, values = self.move_id, self._prepare_credit_note()
        if not self.currency_id.compare_amounts(amount, move.amount_total):
            return move._reverse_moves([values])
        common = {
            "move_type": "out_refund",
            "reversed_entry_id": move.id,
            "partner_id": move.partner_id.id,
            "partner_shipping_id": move.partner_shipping_id.id,
            "company_id": move.company_id.id,
            "currency_id": move.currency_id.id,
            "fiscal_position_id": move.fiscal_position_id.id,
        }
        lines = [Command.create(line) for line in self._prepare_credit_lines(amount)]
        return move.create(values | common | {"invoice_line_ids": lines})

    def _prepare_credit_note(self):
        """Values of the draft, whole or in part; made to be extended."""
        move = self.move_id
        scoped = self.with_context(lang=spoken(self.env, move.partner_id.lang))
        return {
            "journal_id": move.journal_id.id,
            "invoice_date": self.company_id._dunning_today(),
            "invoice_payment_term_id": False,
            "invoice_user_id": move.invoice_user_id.id,
            "invoice_origin": move.invoice_origin,
            "ref": scoped.env._(
                "%(invoice)s: %(reason)s",
                invoice=move.name,
                reason=scoped.reason_id.name or scoped.env._("dispute"),
            ),
        }

    def _prepare_credit_lines(self, amount):
        """The invoice scaled down to ``amount`` with tax, one line per account and tax.

        Odoo's own engine for down payments shares the rounding: the credit note is
        worth exactly what is granted, and its VAT is that of the invoice, prorated. A
        module that knows which line is contested extends this.
        """
        taxes, move = self.env["account.tax"], self.move_id
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        parts = taxes._prepare_down_payment_lines(
            [line for line in base_lines if not line["special_type"]],
            move.company_id,
            "fixed",
            amount,
            computation_key=f"dispute,{self.id}",
            grouping_function=lambda line: {"account_id": line["account_id"]},
        )
        return [self._prepare_credit_line(part) for part in parts]

    def _prepare_credit_line(self, base_line):
        taxes, move = self.env["account.tax"], self.move_id
        env = self.with_context(lang=spoken(self.env, move.partner_id.lang)).env
        return {
            "name": env._("Disputed part of invoice %s", move.name),
            "quantity": base_line["quantity"],
            "price_unit": base_line["price_unit"],
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            "account_id": base_line["account_id"].id,
            "analytic_distribution": base_line["analytic_distribution"],
            "extra_tax_data": taxes._export_base_line_extra_tax_data(base_line),
        }

    # === WHAT BECOMES OF IT ===

    def _credit_posted(self):
        """The credit note is in the ledger: it lowers the debt, the dispute is over."""
        for dispute in self.filtered(lambda dispute: dispute.state == "credit"):
            granted = dispute.credit_move_id.amount_total
            left = dispute.disputed_amount
            dispute._resolve("upheld")
            if dispute.currency_id.compare_amounts(granted, left) < 0 and left:
                dispute._message_log(
                    body=self.env._(
                        "Credited %(granted)s: what is left is claimed again.",
                        granted=dispute.currency_id.format(granted),
                    )
                )

    def _credit_withdrawn(self, state):
        """The credit note lowers the debt no more: a draft (``credit``), or gone (``open``)."""
        for dispute in self.filtered(lambda dispute: dispute.outcome == "upheld"):
            was_over = dispute.state == "resolved"
            values = {"state": state, "date_closed": False}
            if state == "open":
                values |= {"outcome": False, "credit_move_id": False}
            # sudo: the ledger says it
            dispute.sudo().write(values)
            if was_over:
                dispute._open_holds()
            dispute._remind_deadline()
