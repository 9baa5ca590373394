"""What payments and the date make of promises: all at once, never one by one."""

from datetime import timedelta

from odoo import api, fields, models

from ...const import PROMISE_WATCHED_DAYS
from ...core.pay import promises as rules
from ...isolation import only_debtors


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    # === OUTCOME ===

    def _read_receipts(self, moves):
        """What was matched with the invoices of each promise."""
        everything = self.env["account.move"].union(*moves.values())
        by_move = self.env["dunning.receipts"]._read(everything)
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
    def _settle(self, root, today):
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
                *only_debtors(self.env),
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
