from odoo import api, fields, models

from ...core.plan import instalments
from ..records import (
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)

TERMS = {"plan_id", "date", "amount", "interest"}


class DunningPaymentPlanLine(models.Model):
    _name = "dunning.payment.plan.line"
    _description = "Instalment of a payment plan"
    _inherit = [
        "dunning.evidence",
        "dunning.named",
    ]
    _order = "date, id"

    plan_id = fields.Many2one(
        "dunning.payment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    interest = fields.Monetary(help="Invoiced apart, for the time given to pay.")
    number = fields.Integer("No.", compute="_compute_number")
    paid_amount = fields.Monetary("Paid", compute="_compute_paid")
    left_amount = fields.Monetary("Left", compute="_compute_paid")
    state = fields.Selection(
        [
            ("due", "To come"),
            ("late", "Late"),
            ("paid", "Paid"),
            ("dropped", "No longer owed"),
        ],
        compute="_compute_paid",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment is of more than nothing."
    )

    @api.depends("plan_id.line_ids.date")
    def _compute_number(self):
        for line in self:
            ordered = line.plan_id.line_ids.sorted(lambda item: (item.date, item.id))
            line.number = list(ordered.ids).index(line.id) + 1 if line.id else 0

    @api.depends("plan_id", "number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._get_label()

    @api.depends("amount", "date", "plan_id.received_amount", "plan_id.dropped_amount")
    def _compute_paid(self):
        for plan, lines in self.grouped("plan_id").items():
            today = plan._get_today()
            paid = {item.id: item for item in plan._get_instalments()} if plan else {}
            for line in lines:
                item = paid.get(line.id)
                line.paid_amount = item.paid if item else 0.0
                line.left_amount = item.left if item else line.amount
                line.state = (
                    instalments.instalment_state(
                        item, today, line.currency_id.rounding or 0.01
                    )
                    if item
                    else "due"
                )

    def _get_label(self):
        """ "Instalment 2 of 5", in the language of the environment."""
        self.ensure_one()
        return self.env._(
            "Instalment %(number)s of %(count)s",
            number=self.number,
            count=len(self.plan_id.line_ids),
        )

    # === TERMS ARE THE PLAN'S ===

    def _get_by_hand(self):
        return super()._get_by_hand() | TERMS

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.plan_id._line_changed()
        return lines

    def write(self, vals):
        if TERMS & vals.keys():
            self.plan_id._line_changed()
        result = super().write(vals)
        if "plan_id" in vals:
            # nor does a line join a plan that runs
            self.plan_id._line_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_in_draft_only(self):
        self.plan_id._line_changed()
