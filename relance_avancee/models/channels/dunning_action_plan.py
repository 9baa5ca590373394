"""Contacts about the instalments of a payment plan."""

from odoo import api, fields, models

from ...isolation import only_debtors


class DunningAction(models.Model):
    """What changes when an action speaks of a plan instead of invoices."""

    _inherit = "dunning.action"

    plan_id = fields.Many2one(
        "dunning.payment.plan",
        "Payment plan",
        index="btree_not_null",
        ondelete="restrict",
    )
    plan_html = fields.Html(compute="_compute_plan_html", sanitize=False)

    @api.depends_context("lang")
    @api.depends("plan_id", "line_ids.amount")
    def _compute_plan_html(self):
        qweb = self.env["ir.qweb"]
        for action in self:
            action.plan_html = action.plan_id and qweb._render(
                "relance_avancee.message_plan", action._prepare_plan_table()
            )

    def _prepare_plan_table(self):
        """The schedule with what is paid of it; the instalments spoken of stand out."""
        self.ensure_one()
        # sudo: whoever sends, the customer reads its whole schedule
        return self.plan_id.sudo()._prepare_table(
            self.claimed_line_ids.plan_line_id, self.currency_id.format(self.amount)
        )

    def _prepare_payment(self):
        values = super()._prepare_payment()
        if self.plan_id:
            # sudo: whoever sends, the customer is told where to pay
            plan = self.plan_id.sudo()
            bank = plan._get_bank_account()
            values |= {
                "reference": plan._get_transfer_reference(),
                "iban": bank.acc_number,
                "bank_name": bank.bank_id.name or "",
                "bic": bank.bank_id.bic,
            }
        return values

    @api.model
    def _close_outdated(self, root):
        """Failures about instalments paid since are nobody's task any more."""
        result = super()._close_outdated(root)
        failed = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "failed"),
                ("plan_id", "!=", False),
                *only_debtors(self.env),
            ]
        )
        over = failed.filtered(
            lambda action: all(
                line.state in ("paid", "dropped")
                for line in action.line_ids.plan_line_id
            )
        )
        over._set_cancelled("paid")
        return result
