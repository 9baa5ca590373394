from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import commitments


class DunningPaymentPlan(models.Model):
    """An overlay on the ledger: dates and amounts agreed; no journal item is touched."""

    _name = "dunning.payment.plan"
    _description = "Payment plan"
    _inherit = ["dunning.holder", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _hold_field = "plan_id"
    _hold_reason = "plan"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
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
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("done", "Paid off"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Collector", default=lambda self: self.env.user
    )
    date_first = fields.Date(
        "First instalment", default=lambda self: fields.Date.context_today(self)
    )
    count = fields.Integer("Number of instalments", default=3)
    rhythm = fields.Selection(
        [
            ("week", "Every week"),
            ("fortnight", "Every two weeks"),
            ("month", "Every month"),
            ("quarter", "Every three months"),
        ],
        default="month",
        required=True,
    )
    amount_total = fields.Monetary("Owed", compute="_compute_amounts")
    residual_start = fields.Monetary(readonly=True, copy=False)
    received_amount = fields.Monetary("Received since", compute="_compute_received")
    note = fields.Text()

    @api.depends("move_ids")
    def _compute_partner_id(self):
        for plan in self:
            partner = plan.move_ids.commercial_partner_id[:1] or plan.partner_id
            plan.partner_id = partner.commercial_partner_id

    @api.depends("move_ids.amount_residual", "company_id")
    def _compute_amounts(self):
        for plan in self:
            plan.currency_id = (
                plan.move_ids.currency_id[:1] or plan.company_id.currency_id
            )
            plan.amount_total = plan._get_open_residual(plan.move_ids)

    @api.depends("residual_start", "move_ids.amount_residual")
    def _compute_received(self):
        for plan in self:
            owed = plan._get_open_residual(plan.move_ids)
            plan.received_amount = max(0.0, plan.residual_start - owed)

    def _compute_display_name(self):
        for plan in self:
            plan.display_name = (
                self.env._("Plan of %(customer)s", customer=plan.partner_id.name)
                if plan.partner_id
                else self.env._("New plan")
            )

    @api.constrains("move_ids")
    def _check_moves(self):
        for plan in self:
            if len(plan.move_ids.commercial_partner_id) > 1 or (
                len(plan.move_ids.currency_id) > 1
            ):
                raise ValidationError(
                    self.env._(
                        "A plan is about invoices of one customer in one currency."
                    )
                )

    def action_compute(self):
        """Write the instalments anew; the last one takes the rounding."""
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            plan._check_limits()
            country = plan.partner_id.country_id.code or plan.company_id.country_code
            days = commitments.dates(plan.date_first, plan.count, plan.rhythm, country)
            amounts = commitments.split(
                plan.amount_total, plan.count, plan.currency_id.rounding
            )
            plan.line_ids = [Command.clear()] + [
                Command.create({"date": day, "amount": amount})
                for day, amount in zip(days, amounts, strict=True)
            ]

    def _check_limits(self):
        limit = self.company_id.root_id.dunning_plan_max_lines
        if not 1 <= self.count <= limit:
            raise UserError(
                self.env._("A plan has from 1 to %(limit)s instalments.", limit=limit)
            )

    def action_propose(self):
        """The customer is asked to agree; its invoices wait meanwhile."""
        self._check_ready()
        self.state = "proposed"
        self._hold_again()

    def action_activate(self):
        """The plan runs, and its invoices are not reminded any more."""
        self._check_ready()
        for plan in self:
            plan.write({"state": "active", "residual_start": plan.amount_total})
        self._hold_again()

    def _hold_again(self):
        self._lift_holds()
        self._open_holds()

    def _check_ready(self):
        """What a plan must be before anybody agrees to it."""
        for plan in self:
            if plan.state not in ("draft", "proposed"):
                raise UserError(self.env._("This plan is already running or over."))
            total = sum(plan.line_ids.mapped("amount"))
            if plan.currency_id.compare_amounts(total, plan.amount_total):
                raise UserError(
                    self.env._(
                        "The instalments add up to %(total)s, the invoices to %(owed)s.",
                        total=plan.currency_id.format(total),
                        owed=plan.currency_id.format(plan.amount_total),
                    )
                )
            other = self.search(
                [
                    ("id", "!=", plan.id),
                    ("state", "in", ("proposed", "active")),
                    ("move_ids", "in", plan.move_ids.ids),
                ],
                limit=1,
            )
            if other:
                raise UserError(
                    self.env._(
                        "An invoice is already in another plan of %(customer)s.",
                        customer=other.partner_id.name,
                    )
                )

    def _prepare_holds(self):
        """Every invoice of the plan, until it ends."""
        today = self.company_id._dunning_today()
        return [{"move_id": move.id, "date_from": today} for move in self.move_ids]

    def _get_instalments(self):
        """The lines with what the payments since the start have paid of them."""
        self.ensure_one()
        lines = [
            commitments.Instalment(line.id, line.date, line.amount)
            for line in self.line_ids
            if line.date
        ]
        return commitments.pay(lines, self.received_amount, self.currency_id.rounding)

    @api.model
    def _settle(self, root, today):
        """Plans that the payments or the date have decided."""
        plans = self.search(
            [("company_id", "child_of", root.id), ("state", "=", "active")]
        )
        for plan in plans:
            state = commitments.plan_state(
                plan._get_instalments(),
                today,
                root.dunning_plan_break_days,
                plan.currency_id.rounding,
            )
            if state != "active":
                plan._close(state)

    def _close(self, state):
        """End of a plan: dunning goes on for what is still owed."""
        self.state = state
        self._lift_holds()
        if state == "broken":
            self._tell_user(self.env._("Payment plan not kept"))

    def action_cancel(self):
        """Give the plan up."""
        running = ("draft", "proposed", "active")
        for plan in self.filtered(lambda plan: plan.state in running):
            plan._close("cancelled")
