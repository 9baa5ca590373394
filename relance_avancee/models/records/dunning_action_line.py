from odoo import api, fields, models

from ...const import ACTION_STATES, LIVE_STATES, PENDING_STATES
from ...core.decide import claims
from ...fields import LightMany2one
from . import dunning_evidence  # noqa: F401 - inherited


class DunningActionLine(models.Model):
    _name = "dunning.action.line"
    _description = "Debt in a dunning action"
    _inherit = ["dunning.evidence"]
    _order = "date_due, id"
    # every foreign key is checked for every row of a busy night: a line says who and
    # when through its action alone
    _log_access = False

    action_id = fields.Many2one(
        "dunning.action", required=True, ondelete="cascade", index=True
    )
    # The ledger may re-create its item when an invoice is reset to draft; the history
    # of the invoice must survive that.
    line_id = fields.Many2one(
        "account.move.line", "Journal item", ondelete="set null", index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", ondelete="set null", index="btree_not_null"
    )
    move_name = fields.Char("Number", help="As it was when the message was sent.")
    step_id = LightMany2one(
        "dunning.step",
        "Level reached",
        ondelete="restrict",
        help="Empty: listed for information only.",
    )
    date_due = fields.Date("Due date")
    days_late = fields.Integer()
    residual = fields.Monetary("Open amount")
    amount = fields.Monetary("Claimed")
    interest = fields.Monetary("Late interest")
    fixed_fee = fields.Monetary("Flat fee")
    # n-th time this debt gets this step: 0 by the scenario, more when repeated by hand
    cycle = fields.Integer(default=0)
    file_problem = fields.Char(
        "Not attached because",
        copy=False,
        help="Why the invoice could not be printed: the message leaves without it.",
    )
    is_former = fields.Boolean(
        "Of another customer",
        readonly=True,
        copy=False,
        help="The customer of the invoice was corrected since: no level of the present one.",
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    partner_id = fields.Many2one(related="action_id.partner_id")
    company_id = fields.Many2one(related="action_id.company_id")
    currency_id = fields.Many2one(related="action_id.currency_id")
    # Copies of the action's, kept by it: the unique key below needs them here.
    state = fields.Selection(ACTION_STATES, default="planned")
    channel = fields.Selection(lambda self: self.env["dunning.channel"]._get_labels())
    is_test = fields.Boolean()

    # Exactly once: whatever the number of workers, nights or kills. A failed or
    # cancelled action frees its place.
    _exactly_once = models.UniqueIndex(
        "(line_id, step_id, channel, cycle, COALESCE(is_test, FALSE))"
        " WHERE step_id IS NOT NULL AND state IN ('planned', 'to_approve', 'done')",
        "This debt already has this step.",
    )

    def _compute_is_overdue(self):
        for line in self:
            line.is_overdue = line.days_late > 0

    # === WHEN THE LEDGER CHANGES ===

    @api.model
    def _debts_changed(self, items):
        """Lower or cancel at once what still waits about these journal items.

        One statement when nothing waits, a handful otherwise, whatever the number of
        items: this runs inside every reconciliation. It can only lower a claim; the
        full decision is taken again, under lock, before anything leaves.
        """
        # a condition on the action here would read every action ever queued
        lines = self.search_fetch(
            [("line_id", "in", items.ids), ("state", "in", LIVE_STATES)],
            [
                *("state", "action_id", "line_id", "move_id", "step_id"),
                *("amount", "residual", "currency_id"),
            ],
        ).filtered(
            lambda line: line.state in PENDING_STATES
            or line.action_id.delivery_state == "queued"
        )
        changed = lines.filtered(lambda line: line._lower_claim())
        if changed:
            changed.action_id._claims_lowered()

    @api.model
    def _debtors_changed(self, domain):
        """Say of each of these lines whether the debt is owed by somebody else now.

        Only where somebody gave an invoice or an entry another customer: companies
        that merge and contacts that get a parent or lose it take their past along.

        :param domain: of the lines about what was corrected
        """
        for line in self.search(domain):
            owner = line.move_id.commercial_partner_id or line.line_id.partner_id
            is_former = owner.commercial_partner_id != line.action_id.debtor_id
            if line.is_former != is_former:
                line.is_former = is_former

    def _lower_claim(self):
        """Bring the amounts down to what the journal item still owes; True if changed."""
        self.ensure_one()
        owed = self._get_owed()
        amount = claims.lowered(self.amount, owed)
        if not self.currency_id.compare_amounts(self.residual, owed):
            return False
        self.residual = owed
        self.amount = amount
        return True

    def _get_reference(self):
        """What the customer knows the debt by, as it was sent when it is gone."""
        self.ensure_one()
        if self.move_id.move_type == "entry" and self.line_id:
            return self.line_id._dunning_get_reference()
        return self.move_id.name or self.move_name or ""

    def _get_level(self):
        """The level of the debt: an entry may be about other customers too."""
        self.ensure_one()
        if self.move_id.move_type != "entry" or not self.line_id:
            return self.move_id.dunning_step_id
        done = self.search(
            [
                ("line_id", "=", self.line_id.id),
                ("state", "=", "done"),
                ("step_id", "!=", False),
                ("is_test", "=", False),
            ]
        )
        return max(
            done.step_id, key=lambda step: step._to_core().place, default=done.step_id
        )

    def _get_discount(self):
        """The early payment discount the reader may still have, or None."""
        self.ensure_one()
        # most invoices have no terms, and their items are then not read
        if not self.step_id or not self.move_id.invoice_payment_term_id:
            return None
        today = self.action_id.company_id.root_id._dunning_today()
        return self.line_id._dunning_get_discount(self.amount, today)

    def _get_debt_owed(self):
        """What is still owed of the debt now."""
        item = self.line_id
        return item.amount_residual_currency if item.parent_state == "posted" else 0.0

    # === INSTALMENTS ===
    # Instalments of a payment plan in an action.

    plan_line_id = fields.Many2one(
        "dunning.payment.plan.line",
        "Instalment",
        ondelete="set null",
        index="btree_not_null",
    )

    # Exactly once per instalment and step, as for debts.
    _exactly_once_plan = models.UniqueIndex(
        "(plan_line_id, step_id, channel, cycle, COALESCE(is_test, FALSE))"
        " WHERE plan_line_id IS NOT NULL AND step_id IS NOT NULL"
        " AND state IN ('planned', 'to_approve', 'done')",
        "This instalment already has this step.",
    )

    @api.model
    def _ledger_changed(self, items):
        result = self._debts_changed(items)
        found = self.env["dunning.payment.plan"]._get_concerned(items.move_id)
        if found:
            found._ledger_changed(items.move_id)
        return result

    @api.model
    def _plans_changed(self, plans):
        """Lower or cancel at once what still waits about the instalments of plans."""
        lines = self.search(
            [
                ("plan_line_id.plan_id", "in", plans.ids),
                ("state", "in", LIVE_STATES),
            ]
        ).filtered(
            lambda line: line.state in PENDING_STATES
            or line.action_id.delivery_state == "queued"
        )
        changed = lines.filtered(lambda line: line._lower_claim())
        if changed:
            changed.action_id._claims_lowered()

    def _get_owed(self):
        if self.plan_line_id:
            return self.plan_line_id.left_amount
        return self._get_debt_owed()
