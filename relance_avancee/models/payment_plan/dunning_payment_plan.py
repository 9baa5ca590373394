from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...const import PLAN_APPROVALS, PLAN_FEES, PLAN_STATES, RHYTHMS
from ...core.plan import instalments
from ...tools import guarded_search


class DunningPaymentPlan(models.Model):
    """An overlay on the ledger: dates and amounts agreed; no journal item is touched."""

    _name = "dunning.payment.plan"
    _description = "Payment plan"
    _inherit = [
        "dunning.about",
        "dunning.holder",
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _hold_field = "plan_id"
    _hold_reason = "plan"

    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        required=True,
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('commercial_partner_id', '=?', partner_id)]",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_amounts")
    line_ids = fields.One2many("dunning.payment.plan.line", "plan_id", "Instalments")
    state = fields.Selection(
        PLAN_STATES,
        default="draft",
        required=True,
        index=True,
        copy=False,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Collector", default=lambda self: self.env.user
    )
    note = fields.Text()

    # === TERMS ===

    date_first = fields.Date(
        "First payment", default=lambda self: fields.Date.context_today(self)
    )
    split_by = fields.Selection(
        [("count", "Number of payments"), ("amount", "Amount of each payment")],
        "Defined by",
        default="count",
        required=True,
    )
    count = fields.Integer(
        "Number of payments", default=3, help="The first payment is one of them."
    )
    amount_each = fields.Monetary("Amount of each payment")
    amount_first = fields.Monetary(
        "Amount of the first payment", help="0: like the others."
    )
    rhythm = fields.Selection(RHYTHMS, default="month", required=True)
    interest_rate = fields.Float(
        "Interest (% a year)",
        digits=(7, 4),
        help="Simple interest on the balance outstanding, for the time given to pay;"
        " 0: none. Never for consumers: that would be a credit.",
    )
    fees = fields.Selection(
        PLAN_FEES,
        "Late fees",
        default="waive",
        required=True,
        help="While the plan is kept no late-payment interest is asked for its time.",
    )

    # === WHERE IT STANDS ===

    amount_total = fields.Monetary("Owed", compute="_compute_amounts")
    interest_total = fields.Monetary("Interest", compute="_compute_interest_total")
    residual_start = fields.Monetary("Amount agreed", readonly=True, copy=False)
    # {invoice id: what it owed then}: payments since are read from the ledger
    residuals = fields.Json(readonly=True, copy=False)
    date_start = fields.Date("Proposed on", readonly=True, copy=False)
    date_expiry = fields.Date("To be accepted by", readonly=True, copy=False)
    date_closed = fields.Date("Ended on", readonly=True, copy=False)
    received_amount = fields.Monetary("Received since", compute="_compute_received")
    dropped_amount = fields.Monetary(
        "No longer owed",
        compute="_compute_received",
        help="Invoices of the plan cancelled or reset to draft since.",
    )
    progress = fields.Float("Paid (%)", compute="_compute_standing")
    late_amount = fields.Monetary("Late", compute="_compute_standing")
    date_next = fields.Date("Next payment", compute="_compute_standing")
    is_off_track = fields.Boolean(
        "Off track", compute="_compute_standing", search="_search_is_off_track"
    )
    replaces_id = fields.Many2one(
        "dunning.payment.plan",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    replaced_by_ids = fields.One2many(
        "dunning.payment.plan", "replaces_id", "Replaced by"
    )

    action_count = fields.Integer(compute="_compute_action_count")

    # === WHO AGREED ===

    approval_reason = fields.Char(compute="_compute_approval_reason")
    approval = fields.Selection(PLAN_APPROVALS, readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_name = fields.Char("Accepted by", readonly=True, copy=False)
    accepted_date = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users",
        "Accepted on its behalf by",
        readonly=True,
        copy=False,
        help="Somebody of the company accepted on the customer's page.",
    )
    accepted_ip = fields.Char("From address", readonly=True, copy=False)
    accepted_html = fields.Html(
        "Text accepted", readonly=True, copy=False, sanitize=False
    )
    accepted_sha256 = fields.Char("SHA-256 of the text", readonly=True, copy=False)

    # read inside every reconciliation
    _running_idx = models.Index("(company_id) WHERE state IN ('proposed', 'active')")

    # === COMPUTE ===

    @api.depends("move_ids.amount_residual", "move_ids.state", "company_id")
    def _compute_amounts(self):
        for plan in self:
            plan.currency_id = (
                plan.move_ids.currency_id[:1] or plan.company_id.currency_id
            )
            plan.amount_total = sum(
                move.amount_residual for move in plan.move_ids if move.state == "posted"
            )

    @api.depends("line_ids.interest")
    def _compute_interest_total(self):
        for plan in self:
            plan.interest_total = sum(plan.line_ids.mapped("interest"))

    @api.depends("residuals", "move_ids.amount_residual", "move_ids.state")
    def _compute_received(self):
        """From what the invoices still owe: payments, credit notes, what is undone.

        In the invoices' own currency, whatever money came in.
        """
        for plan in self:
            start = plan.residuals or {}
            received = dropped = 0.0
            # a plain loop: a filtered recordset forgets its batch
            for move in plan.move_ids:
                owed = start.get(str(move.id), 0.0)
                if move.state == "posted":
                    received += max(0.0, owed - move.amount_residual)
                else:
                    dropped += owed
            plan.received_amount = received
            plan.dropped_amount = dropped

    @api.depends(
        *("received_amount", "dropped_amount", "state"),
        *("line_ids.amount", "line_ids.date"),
    )
    def _compute_standing(self):
        for plan in self:
            rounding = plan.currency_id.rounding or 0.01
            lines = plan._get_instalments()
            asked = sum(line.amount - line.dropped for line in lines)
            paid = sum(line.paid for line in lines)
            late, _now, coming = instalments.to_pay(lines, plan._get_today(), rounding)
            running = plan.state == "active"
            plan.progress = 100 * paid / asked if asked and plan.residuals else 0.0
            plan.late_amount = late if running else 0.0
            plan.date_next = coming if running else False
            plan.is_off_track = running and bool(late)

    @api.depends("line_ids.amount", "line_ids.date", "approval", "state")
    @api.depends_context("lang")
    def _compute_approval_reason(self):
        for plan in self:
            codes = plan._needs_approval() if plan.state == "draft" else []
            plan.approval_reason = " ".join(map(plan._get_problem_text, codes))

    def _compute_action_count(self):
        counts = dict(
            self.env["dunning.action"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.action_count = counts.get(plan, 0)

    @guarded_search
    def _search_is_off_track(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only numbers to search among what one may read
        running = self.sudo().search([("state", "=", "active")])
        late = running.filtered("is_off_track")
        return Domain("id", "in" if True in value else "not in", late.ids)

    @api.depends("partner_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = (
                f"{plan._get_number()} – {plan.partner_id.name or ''}"
                if isinstance(plan.id, int)
                else self.env._("New plan")
            )

    def _get_number(self):
        """What customer and collector call it."""
        self.ensure_one()
        return f"PLAN-{self.id or 0:06d}"

    def _get_today(self):
        company = self.company_id or self.env.company
        return company.root_id._dunning_today()

    def _get_instalments(self):
        """The lines with what the payments since the start have paid of them."""
        self.ensure_one()
        lines = [
            instalments.Instalment(line.id or index, line.date, line.amount)
            for index, line in enumerate(self.line_ids)
            if line.date
        ]
        return instalments.pay(
            lines,
            self.received_amount,
            self.currency_id.rounding or 0.01,
            self.dropped_amount,
        )

    @api.constrains("move_ids")
    def _check_moves(self):
        for plan in self:
            if len(plan.move_ids.commercial_partner_id.commercial_partner_id) > 1 or (
                len(plan.move_ids.currency_id) > 1
            ):
                raise ValidationError(
                    self.env._(
                        "A plan is about invoices of one customer in one currency."
                    )
                )

    # === THE SCHEDULE ===

    @api.onchange(
        *("move_ids", "date_first", "rhythm", "interest_rate"),
        *("split_by", "count", "amount_each", "amount_first"),
    )
    def _onchange_terms(self):
        """The lines follow the terms while they are typed; a problem is said on saving."""
        if self.state != "draft" or not self.move_ids:
            return
        try:
            self.line_ids = self._prepare_schedule()
        except UserError:
            self.line_ids = [Command.clear()]

    def action_compute(self):
        """Write the instalments anew; the last one takes the rounding."""
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            plan.line_ids = plan._prepare_schedule()
        return True

    def _prepare_schedule(self):
        """Commands that replace the lines by what the terms give.

        :raises UserError: the terms make no sense
        """
        return [Command.clear()] + [
            Command.create({"date": day, "amount": amount, "interest": interest})
            for day, amount, interest in self._compute_schedule()
        ]

    def _compute_schedule(self):
        """(date, amount, interest) of each instalment, as the terms give them.

        :raises UserError: the terms make no sense
        """
        self.ensure_one()
        by_amount = self.split_by == "amount"
        terms = instalments.Terms(
            self.amount_total,
            self.date_first or self._get_today(),
            self.rhythm,
            self.count,
            self.amount_each if by_amount else 0.0,
            self.amount_first,
        )
        if by_amount and self.amount_each <= 0:
            raise UserError(self._get_problem_text("count"))
        return self._make_schedule(terms, self.interest_rate)
