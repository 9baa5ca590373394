from odoo import api, fields, models

from ..core import commitments


class DunningPaymentPlanLine(models.Model):
    _name = "dunning.payment.plan.line"
    _description = "Instalment of a payment plan"
    _order = "date, id"

    plan_id = fields.Many2one(
        "dunning.payment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    paid_amount = fields.Monetary("Paid", compute="_compute_paid")
    state = fields.Selection(
        [("due", "To come"), ("late", "Late"), ("paid", "Paid")],
        compute="_compute_paid",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment is of more than nothing."
    )

    @api.depends("amount", "date", "plan_id.received_amount")
    def _compute_paid(self):
        for plan, lines in self.grouped("plan_id").items():
            today = plan.company_id._dunning_today() if plan.company_id else None
            paid = {item.id: item for item in plan._get_instalments()} if plan else {}
            for line in lines:
                item = paid.get(line.id)
                line.paid_amount = item.paid if item else 0.0
                line.state = (
                    commitments.instalment_state(item, today)
                    if item and today
                    else "due"
                )
