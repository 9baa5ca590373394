"""Interest and late fees of a plan: never mixed with the debts, always drafts.

A plan collects its invoices and nothing else: what it adds is a draft invoice of its
own, which an accountant looks at and posts. Interest agreed for the time given is the
price of a service and bears VAT; late fees are a compensation and bear none: two
different drafts.
"""

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...languages import spoken


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    def _get_accrued_fees(self):
        """Late-payment interest and flat fees claimable to date: one amount."""
        self.ensure_one()
        due = self.env["dunning.late.fee"]._get_due(self.move_ids, self._get_today())
        return self.currency_id.round(
            sum(fees.interest + fees.fixed_fee for fees in due.values())
        )

    def _prepare_fees(self):
        """The drafts; what cannot be invoiced is said, and the plan runs all the same."""
        try:
            with self.env.cr.savepoint():
                self._invoice_fees()
        except UserError as error:
            self._tell_history(str(error))
            self._tell_user(self.env._("Fees of a payment plan not invoiced"))

    def _invoice_fees(self):
        """Drafts of what the plan does not collect itself, told to the collector."""
        self.ensure_one()
        drafts = self.env["account.move"]
        if self.fees == "keep":
            drafts |= self.env["dunning.fee"]._invoice(self.move_ids, self._get_today())
        if not self.currency_id.is_zero(self.interest_total):
            drafts |= self._invoice_interest()
        if drafts:
            self._tell_user(self.env._("Invoice the fees of a payment plan (draft)"))

    def _invoice_interest(self):
        """Draft of the interest agreed, due with the last instalment."""
        lang = spoken(self.env, self.partner_id.lang)
        scoped = self.with_company(self.company_id).with_context(lang=lang)
        return scoped.env["account.move"].create(scoped._prepare_interest_invoice())

    def _prepare_interest_invoice(self):
        """Values of that draft; VAT is that of the company's services, to be checked."""
        company = self.company_id
        product, account = company._get_dunning_fee_accounting("interest")
        last = max(self.line_ids.mapped("date"))
        line = {
            "product_id": product.id,
            "name": self.env._(
                "Interest for the time given to pay, plan %(plan)s up to %(date)s",
                plan=self._get_number(),
                date=format_date(self.env, last),
            ),
            "quantity": 1,
            "price_unit": self.interest_total,
            "tax_ids": [Command.set(company.account_sale_tax_id.ids)],
        }
        if account:
            line["account_id"] = account.id
        return {
            "move_type": "out_invoice",
            "partner_id": (self.move_ids.partner_id[:1] or self.partner_id).id,
            "company_id": company.id,
            "currency_id": self.currency_id.id,
            "invoice_payment_term_id": False,
            "invoice_date_due": last,
            "invoice_origin": self._get_number(),
            "dunning_is_late_fee": True,
            "invoice_line_ids": [Command.create(line)],
        }

    def _waive_fees(self):
        """The plan was kept: no late-payment interest is asked for its time.

        Those accrued before it go too when that was agreed. What an invoice already
        posted claims stays: only a credit note takes it back.
        """
        for plan in self:
            reason = self.env._("Payment plan %(plan)s kept", plan=plan._get_number())
            for move in plan.move_ids.filtered(lambda move: move.state == "posted"):
                try:
                    with self.env.cr.savepoint():
                        plan._waive_fees_of(move, reason)
                except UserError as error:
                    plan._tell_history(str(error))

    def _waive_fees_of(self, move, reason):
        Fee, today = self.env["dunning.fee"], self._get_today()
        due = self.env["dunning.late.fee"]._get_due(move, today)[move.id]
        if self.fees == "waive":
            kinds = ["interest", *(["fixed"] if due.fixed_fee else [])]
            Fee._waive(move, kinds, reason, today, for_good=True)
            return
        # invoiced when the plan began: only what accrued since is given up
        why = {
            "state": "waived",
            "user_id": self.env.uid,
            "reason": reason,
            "is_for_good": True,
        }
        Fee._add_waivers(move, ["interest"], due, today, why)
