"""Late fees of an invoice: computed, invoiced, waived."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .account_move import READERS


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_fee_ids = fields.One2many(
        "dunning.fee", "move_id", "Late fees invoiced or waived", groups=READERS
    )
    dunning_is_late_fee = fields.Boolean(
        "Invoice of late fees",
        copy=False,
        readonly=True,
        help="Claims late fees of other invoices; bears none itself.",
    )
    dunning_interest_due = fields.Monetary(
        "Late-payment interest",
        compute="_compute_dunning_fees_due",
        groups=READERS,
        help="Accrued to date and neither invoiced nor waived.",
    )
    dunning_fixed_fee_due = fields.Monetary(
        "Flat recovery fee", compute="_compute_dunning_fees_due", groups=READERS
    )
    dunning_fees_problem = fields.Char(
        "Late fees not claimed", compute="_compute_dunning_fees_due", groups=READERS
    )

    @api.depends("payment_state", "state", "dunning_fee_ids.amount")
    @api.depends_context("lang")
    def _compute_dunning_fees_due(self):
        late = self.filtered(
            lambda move: move.state == "posted" and move.is_sale_document(True)
        )
        due = {}
        for root, moves in late.grouped(lambda move: move.company_id.root_id).items():
            due |= self.env["dunning.late.fee"]._get_due(moves, root._dunning_today())
        for move in self:
            fees = due.get(move.id)
            move.dunning_interest_due = fees.interest if fees else 0.0
            move.dunning_fixed_fee_due = fees.fixed_fee if fees else 0.0
            move.dunning_fees_problem = fees and fees.problem

    def _dunning_late_fees(self, until):
        """Interest and flat fee of one invoice up to ``until``, included.

        All that the law gives, also what was already invoiced or waived.

        :param datetime.date until: last day of interest
        :return: dict: interest and fixed_fee (invoice currency), segments as
            ``(from, to, principal, rate in % a year, interest unrounded)``, below_floor
            as ``(semester, agreed rate, legal floor)`` where a contract is below the law
        :raises UserError: no rate is recorded for a semester: nothing is extrapolated
        """
        self.ensure_one()
        late_fee = self.env["dunning.late.fee"]
        fees = late_fee._compute(self, until)
        return {
            "interest": float(fees.interest),
            "fixed_fee": late_fee._in_currency(self, fees.fixed_fee, until),
            "segments": [tuple(segment) for segment in fees.segments],
            "below_floor": [tuple(breach) for breach in fees.below_floor],
        }

    # === BUTTONS ===

    def action_dunning_invoice_fees(self):
        """Draft invoices of the late fees of these invoices, paid late or not at all."""
        self.check_access("write")
        self.env["account.move"].check_access("create")
        invoices = self.browse()
        for root, moves in self.grouped(lambda move: move.company_id.root_id).items():
            invoices |= self.env["dunning.fee"]._invoice(moves, root._dunning_today())
        if not invoices:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self._dunning_why_no_fee(),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Late fees to post"),
            "res_model": "account.move",
            "view_mode": "list,form" if len(invoices) > 1 else "form",
            "domain": [("id", "in", invoices.ids)],
            "res_id": invoices.id if len(invoices) == 1 else False,
        }

    def _dunning_why_no_fee(self):
        problems = set(filter(None, self.mapped("dunning_fees_problem")))
        return " ".join(sorted(problems)) or self.env._(
            "Nothing to invoice: no late fee is due, or they were invoiced or waived."
        )

    def action_dunning_waive_fees(self):
        """Give up late fees of this invoice: asks which and why."""
        self.ensure_one()
        if not self.env.user.has_group("relance_avancee.relance_avancee_group_user"):
            raise AccessError(
                self.env._("This is for collectors or dunning managers only.")
            )
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive late fees"),
            "res_model": "dunning.fee.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }
