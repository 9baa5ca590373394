from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import commitments


class DunningPromise(models.Model):
    _name = "dunning.promise"
    _description = "Promise to pay"
    _inherit = ["dunning.holder", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _hold_field = "promise_id"
    _hold_reason = "promise"

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
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('commercial_partner_id', '=?', partner_id)]",
        help="Empty: everything the customer owes.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    date = fields.Date("Promised for", required=True)
    state = fields.Selection(
        [
            ("open", "Under way"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", "Collector", default=lambda self: self.env.user
    )
    note = fields.Text()
    residual_start = fields.Monetary(
        readonly=True, help="What was owed when the promise was made."
    )
    received_amount = fields.Monetary("Received since", compute="_compute_received")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A promise is for more than nothing."
    )

    @api.depends("move_ids")
    def _compute_partner_id(self):
        for promise in self:
            partner = promise.move_ids.commercial_partner_id[:1] or promise.partner_id
            promise.partner_id = partner.commercial_partner_id

    @api.depends("move_ids", "company_id")
    def _compute_currency_id(self):
        for promise in self:
            promise.currency_id = (
                promise.move_ids.currency_id[:1] or promise.company_id.currency_id
            )

    @api.depends("move_ids")
    def _compute_amount(self):
        for promise in self:
            promise.amount = promise.amount or promise._get_open_residual(
                promise._get_moves()
            )

    @api.depends("residual_start", "move_ids.amount_residual")
    def _compute_received(self):
        for promise in self:
            owed = promise._get_open_residual(promise._get_moves())
            promise.received_amount = max(0.0, promise.residual_start - owed)

    def _compute_display_name(self):
        for promise in self:
            amount = promise.currency_id.format(promise.amount or 0.0)
            promise.display_name = f"{promise.partner_id.name or ''} – {amount}"

    @api.constrains("date", "amount", "move_ids", "state")
    def _check_promise(self):
        for promise in self.filtered(lambda promise: promise.state == "open"):
            promise._check_date()
            promise._check_amount()

    def _check_date(self):
        today = self.company_id._dunning_today()
        limit = today + timedelta(days=self.company_id.root_id.dunning_promise_max_days)
        if self.date < today:
            raise ValidationError(
                self.env._("A promise cannot be for a day already past.")
            )
        if self.date > limit:
            raise ValidationError(
                self.env._(
                    "A promise may not go beyond %(days)s days: agree on a payment plan.",
                    days=self.company_id.root_id.dunning_promise_max_days,
                )
            )

    def _check_amount(self):
        moves = self._get_moves()
        if len(moves.currency_id) > 1 or len(moves.commercial_partner_id) > 1:
            raise ValidationError(
                self.env._(
                    "A promise is about invoices of one customer in one currency."
                )
            )
        owed = self.residual_start or self._get_open_residual(moves)
        if self.currency_id.compare_amounts(self.amount, owed) > 0:
            raise ValidationError(
                self.env._(
                    "The customer owes %(owed)s: no more can be promised.",
                    owed=self.currency_id.format(owed),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        for promise in promises:
            promise.residual_start = promise._get_open_residual(promise._get_moves())
        promises.filtered(lambda promise: promise.state == "open")._open_holds()
        return promises

    def _get_moves(self):
        """The invoices promised; all open ones of the customer when none is named."""
        self.ensure_one()
        return self.move_ids or self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
            ]
        )

    def _prepare_holds(self):
        """Until the date and its grace, on each invoice or on the whole debtor."""
        grace = timedelta(days=self.company_id.root_id.dunning_promise_grace_days)
        common = {
            "date_from": self.company_id._dunning_today(),
            "date_to": self.date + grace,
        }
        return [{"move_id": move.id, **common} for move in self.move_ids] or [common]

    @api.model
    def _settle(self, root, today):
        """Promises that the payments or the date have decided."""
        promises = self.search(
            [("company_id", "child_of", root.id), ("state", "=", "open")]
        )
        for promise in promises:
            state = commitments.promise_state(
                promise.amount,
                promise.received_amount,
                promise.date,
                root.dunning_promise_grace_days,
                today,
                promise.currency_id.rounding,
            )
            if state != "open":
                promise._close(state)

    def _close(self, state):
        """End of a promise: dunning goes on for what is still owed."""
        self.state = state
        self._lift_holds()
        if state == "broken":
            self._tell_user(self.env._("Promise not kept"))

    def action_cancel(self):
        """Withdraw an open promise."""
        self.filtered(lambda promise: promise.state == "open")._close("cancelled")
