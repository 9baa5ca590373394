from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

INVOICE_TYPES = ("out_invoice", "out_receipt")
STATES = [
    ("open", "Under way"),
    ("kept", "Kept"),
    ("broken", "Not kept"),
    ("cancelled", "Cancelled"),
]
# what is written down when somebody promises
PROMISED = {"company_id", "partner_id", "move_ids", "currency_id", "amount", "date"}
RESULTS = [*STATES[:2], ("partly", "Partly kept"), *STATES[2:]]


class DunningPromise(models.Model):
    _name = "dunning.promise"
    _description = "Promise to pay"
    _inherit = [
        "dunning.promise.limits",
        "dunning.about",
        "dunning.holder",
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _hold_field = "promise_id"
    _hold_reason = "promise"

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
    date_made = fields.Date(
        "Made on",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._dunning_today(),
    )
    date_closed = fields.Date("Decided on", readonly=True, copy=False)
    state = fields.Selection(STATES, default="open", required=True, index=True)
    result = fields.Selection(RESULTS, compute="_compute_result", store=True)
    user_id = fields.Many2one(
        "res.users", "Collector", default=lambda self: self.env.user
    )
    note = fields.Text()
    # what was owed, paid and credited when it was made: only what comes after counts
    residual_start = fields.Monetary(
        readonly=True, help="What was owed when the promise was made."
    )
    paid_start = fields.Monetary(readonly=True)
    credited_start = fields.Monetary(readonly=True)
    received_amount = fields.Monetary(
        "Received since",
        compute="_compute_received",
        help="Payments matched with these invoices since the promise; credit notes and "
        "write-offs are none.",
    )
    kept_amount = fields.Monetary("Received in time", readonly=True, copy=False)
    kept_share = fields.Float("Kept", compute="_compute_kept_share")
    replaced_by_id = fields.Many2one("dunning.promise", readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A promise is for more than nothing."
    )

    # === COMPUTE ===

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

    @api.depends("state", "kept_amount")
    def _compute_result(self):
        for promise in self:
            in_part = promise.state == "broken" and promise.kept_amount > 0
            promise.result = "partly" if in_part else promise.state

    @api.depends("residual_start", "move_ids.amount_residual", "state")
    def _compute_received(self):
        outcomes = self._get_outcomes(self.env.company._dunning_today())
        for promise in self:
            promise.received_amount = outcomes[promise.id].received

    @api.depends("kept_amount", "amount")
    def _compute_kept_share(self):
        for promise in self:
            share = promise.kept_amount / promise.amount if promise.amount else 0.0
            promise.kept_share = 1.0 if promise.state == "kept" else share

    @api.depends("partner_id.name", "amount", "currency_id")
    def _compute_display_name(self):
        for promise in self:
            amount = promise.currency_id.format(promise.amount or 0.0)
            promise.display_name = f"{promise.partner_id.name or ''} – {amount}"

    # === CHECKS ===

    @api.constrains("amount", "move_ids")
    def _check_amount(self):
        for promise in self.filtered(lambda promise: promise.state == "open"):
            moves = promise._get_moves()
            debtors = moves.commercial_partner_id.commercial_partner_id
            if len(moves.currency_id) > 1 or len(debtors) > 1:
                raise ValidationError(
                    self.env._(
                        "A promise is about invoices of one customer in one currency."
                    )
                )
            owed = promise.residual_start or promise._get_open_residual(moves)
            if promise.currency_id.compare_amounts(promise.amount, owed) > 0:
                raise ValidationError(
                    self.env._(
                        "The customer owes %(owed)s: no more can be promised.",
                        owed=promise.currency_id.format(owed),
                    )
                )

    # === LIFE ===

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        for promise in promises.filtered(lambda promise: promise.user_id.share):
            promise.user_id = promise._get_collector()
        promises._remember_start()
        made = promises.filtered(lambda promise: promise.state == "open")
        made._check_accepted()
        made._replace_earlier()
        made._open_holds()
        return promises

    def _get_by_hand(self):
        """What was promised, while it is open; never what became of it."""
        by_hand = super()._get_by_hand() | {"user_id", "note"}
        if not self:
            return by_hand | PROMISED
        waiting = all(promise.state == "open" for promise in self.sudo())
        return by_hand | ({"date", "move_ids"} if waiting else set())

    def write(self, vals):
        before = {}
        if "date" in vals and not self.env.su:
            before = {promise.id: promise._describe() for promise in self}
        result = super().write(vals)
        for promise_id, described in before.items():
            self.browse(promise_id)._message_log(
                body=self.env._("Promised before: %s", described)
            )
        if {"date", "move_ids"} & vals.keys():
            waiting = self.filtered(lambda promise: promise.state == "open")
            if "move_ids" in vals:
                waiting._remember_start()
            waiting._lift_holds()
            waiting._open_holds()
        return result

    def _remember_start(self):
        """What was owed and already paid: later payments are measured from there."""
        moves = self._get_moves_by_promise()
        receipts = self._read_receipts(moves)
        for promise in self:
            found = receipts[promise.id]
            # sudo: the ledger says it, not who writes the promise down
            promise.sudo().write(
                {
                    "residual_start": promise._get_open_residual(moves[promise.id]),
                    "paid_start": sum(r.amount for r in found if r.is_money),
                    "credited_start": sum(r.amount for r in found if not r.is_money),
                }
            )

    def _get_moves(self):
        """The invoices promised; all those of the customer when none is named."""
        self.ensure_one()
        return self._get_moves_by_promise()[self.id]

    def _get_moves_by_promise(self):
        """The invoices of each promise, in two statements whatever their number."""
        whole = self.filtered(lambda promise: not promise.move_ids)
        found = self.env["account.move"]
        if whole:
            found = found.search(
                [
                    (
                        "commercial_partner_id.commercial_partner_id",
                        "in",
                        whole.debtor_id.ids,
                    ),
                    ("company_id", "child_of", whole.company_id.root_id.ids),
                    ("move_type", "in", INVOICE_TYPES),
                    ("state", "=", "posted"),
                ]
            )
        by_debtor = found.grouped(
            lambda move: (
                move.commercial_partner_id.commercial_partner_id,
                move.company_id.root_id,
                move.currency_id,
            )
        )
        return {
            promise.id: promise.move_ids
            or by_debtor.get(
                (promise.debtor_id, promise.company_id.root_id, promise.currency_id),
                found.browse(),
            ).filtered(lambda move: move.date <= promise.date_made)  # noqa: B023
            for promise in self
        }

    def _prepare_holds(self):
        """Until the date and its grace, on each invoice or on the whole debtor."""
        common = {
            "date_from": self.company_id._dunning_today(),
            "date_to": self._to_core().limit,
        }
        return [{"move_id": move.id, **common} for move in self.move_ids] or [common]

    # === BUTTONS ===

    def action_cancel(self):
        """Withdraw an open promise."""
        self.check_access("write")
        withdrawn = self.filtered(lambda promise: promise.state == "open")
        withdrawn._close("cancelled")
        for promise in withdrawn:
            promise._message_log(body=self.env._("Withdrawn."))
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(promise.state != "open" for promise in self.sudo()):
            raise UserError(
                self.env._(
                    "What became of a promise is evidence: it cannot be deleted."
                )
            )

    def _describe(self):
        """The promise in a few words."""
        self.ensure_one()
        return self.env._(
            "%(amount)s for %(date)s",
            amount=self.currency_id.format(self.amount),
            date=format_date(self.env, self.date),
        )

    def _in_company_currency(self, amount):
        """An amount of this promise in company currency, at the rate of its day."""
        self.ensure_one()
        company = self.company_id
        return self.currency_id._convert(
            amount, company.currency_id, company, self.date_made
        )
