from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...const import PROMISE_WATCHED_DAYS
from ...core.pay import promises as rules
from ..records import (
    dunning_about,  # noqa: F401 - inherited
    dunning_evidence,  # noqa: F401 - inherited
    dunning_holder,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)
from . import limits, receipts
from .limits import MANAGER

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

CORRECTED = ("kept", "broken")


class DunningPromise(models.Model):
    _name = "dunning.promise"
    _description = "Promise to pay"
    _inherit = [
        "dunning.about",
        "dunning.holder",
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
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
        limits.replace_earlier(made)
        made._open_holds()
        return promises

    def _get_by_hand(self):
        """What was promised, while it is open; never what became of it."""
        by_hand = super()._get_by_hand() | {"user_id", "note"}
        if not self:
            return by_hand | PROMISED
        # sudo: only said in words: who writes the rest is the engine
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
        # sudo: whoever deletes, the engine may
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

    # === CORRECTIONS ===
    # A result that was wrong: corrected by a new fact, with its author and reason.

    corrected_by_id = fields.Many2one(
        "res.users",
        "Corrected by",
        readonly=True,
        copy=False,
        help="What the night finds does not change it any more.",
    )

    def action_correct(self):
        """Ask what became of it and why; for managers."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the result"),
            "res_model": "dunning.promise.correct",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_promise_id": self.id},
        }

    def _correct(self, state, reason):
        """The ledger did not tell all: say what became of this promise, and why.

        :param state: ``kept`` or ``broken``
        :raises AccessError: the user is no dunning manager, or may not see it
        :raises UserError: no reason given, or nothing was decided yet
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("This is for dunning managers only."))
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the correction."))
        if state not in CORRECTED or self.state not in CORRECTED:
            raise UserError(self.env._("Only a promise kept or not kept is corrected."))
        labels = dict(self._fields["state"]._description_selection(self.env))
        before = labels[self.state]
        # sudo: results are the engine's to write, the right was asked above
        self.sudo().write({"state": state, "corrected_by_id": self.env.uid})
        self._message_log(
            body=self.env._(
                "Result corrected, from “%(before)s” to “%(after)s”: %(reason)s",
                before=before,
                after=labels[state],
                reason=reason,
            )
        )

    # === KEPT OR BROKEN ===
    # What payments and the date make of promises: all at once, never one by one.

    # === OUTCOME ===

    def _read_receipts(self, moves):
        """What was matched with the invoices of each promise."""
        everything = self.env["account.move"].union(*moves.values())
        by_move = receipts.read(self.env, everything)
        return {
            promise.id: [
                receipt
                for move in moves[promise.id]
                for receipt in by_move.get(move.id, ())
            ]
            for promise in self
        }

    def _get_outcomes(self, today):
        """What became of each promise on that day, from real reconciliations.

        :return: :class:`~core.pay.promises.Outcome` by promise id
        """
        receipts = self._read_receipts(self._get_moves_by_promise())
        return {
            promise.id: rules.outcome(
                promise._to_core(), receipts[promise.id], promise.date and today
            )
            for promise in self
        }

    def _to_core(self):
        """The promise as the rules know it."""
        grace = self.company_id.root_id.dunning_promise_grace_days
        date = self.date or fields.Date.to_date("9999-01-01")
        return rules.Promise(
            self.amount,
            date + timedelta(days=grace),
            self.residual_start,
            self.paid_start,
            self.credited_start,
            self.currency_id.rounding or 0.01,
        )

    # === BY THE DATE ===

    @api.model
    def _settle(self, root, today, only=()):
        """Promises that the payments or the date have decided, all in one go.

        Decided ones are looked at again for a while: a payment dated in time may be
        booked afterwards, and one that comes back unpaid un-keeps its promise.
        """
        # sudo: what became of a promise is the engine's to write
        promises = self.sudo().search(
            [
                ("company_id", "child_of", root.id),
                "|",
                ("state", "=", "open"),
                "&",
                "&",
                # what somebody corrected stays
                ("corrected_by_id", "=", False),
                ("state", "in", ("kept", "broken")),
                ("date", ">=", today - timedelta(days=PROMISE_WATCHED_DAYS)),
                *only,
            ]
        )
        outcomes = promises._get_outcomes(today)
        changed = {}
        for promise in promises:
            outcome = outcomes[promise.id]
            state = promise._get_next_state(outcome.state)
            kept = promise.currency_id.round(outcome.kept) if state != "open" else 0.0
            if kept != promise.kept_amount:
                promise.kept_amount = kept
            if state != promise.state:
                changed.setdefault(state, []).append(promise.id)
        for state, ids in changed.items():
            promises.browse(ids)._change(state, today)

    def _get_next_state(self, state):
        """A decided promise only moves between kept, broken and, in its time, open."""
        if state == "cancelled" and self.state != "open":
            return self.state
        return "broken" if (self.state, state) == ("broken", "open") else state

    def _change(self, state, today):
        """These promises are decided, or open again because the payment came back."""
        if state == "open":
            # sudo: its button asked who may, the result is the engine's
            self.sudo().write({"state": "open", "date_closed": False})
            self._open_holds()
        else:
            self._close(state, today)

    def _close(self, state, today=None):
        """End of a promise: dunning goes on for what is still owed."""
        today = today or self.env.company._dunning_today()
        # sudo: whoever pays, calls or replaces a promise, its end is the engine's
        self.sudo().write({"state": state, "date_closed": today})
        self._lift_holds()
        if state == "broken":
            partly = self.filtered("kept_amount")
            partly._tell_user(self.env._("Promise partly kept"))
            (self - partly)._tell_user(self.env._("Promise not kept"))

    # === MAY IT BE ACCEPTED (limits) ===

    reliability = fields.Char("Earlier promises", compute="_compute_reliability")
    is_unreliable = fields.Boolean(compute="_compute_reliability")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_reliability(self):
        """What is known of this customer, where a new promise is about to be accepted."""
        for company, promises in self.grouped("company_id").items():
            found = promises.partner_id._dunning_promise_record(
                company or self.env.company
            )
            for promise in promises:
                record = found.get(promise.partner_id.commercial_partner_id.id)
                promise.reliability = record and record["message"]
                promise.is_unreliable = bool(
                    record and record["rate"] is not None and record["rate"] < 0.5
                )

    @api.constrains("date")
    def _check_date(self):
        for promise in self.filtered(lambda promise: promise.state == "open"):
            root = promise.company_id.root_id
            allowed = rules.Limits(max_days=root.dunning_promise_max_days)
            made = promise.date_made or root._dunning_today()
            if root._dunning_today() > promise.date:
                promise._refuse("past")
            promise._refuse(rules.refusal(promise.date, made, 0, 0, allowed))

    def _check_accepted(self):
        """How many promises, and kept how well: a manager alone may accept more."""
        limits.check_accepted(self)

    def _refuse(self, code):
        """Say in words why a promise is not accepted; nothing when there is no reason."""
        limits.refuse(self, code)
