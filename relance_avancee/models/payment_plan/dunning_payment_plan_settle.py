"""What payments and the date make of plans: all at once, never one by one."""

from datetime import timedelta

from odoo import api, models, tools

from ...core.plan import instalments, plans
from ...isolation import only_debtors


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === BY THE DATE ===

    @api.model
    def _settle(self, root, today):
        """Plans that the payments or the date have decided, all at once."""
        running = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "in", ("proposed", "active")),
                *only_debtors(self.env),
            ]
        )
        active = running.filtered(lambda plan: plan.state == "active")
        by_state = active._get_states(today, root.dunning_plan_break_days)
        broken = by_state.get("broken", self.browse())
        broken -= broken._filter_covered(root, today)
        for state, found in (
            ("done", by_state.get("done", self.browse())),
            ("broken", broken),
            ("expired", (running - active)._filter_expired(today)),
        ):
            if found:
                getattr(found, f"_settle_{state}")()

    def _get_states(self, today, days):
        """These plans by the state the payments and the date give them."""
        return self.grouped(
            lambda plan: instalments.plan_state(
                plan._get_instalments(), today, days, plan.currency_id.rounding
            )
        )

    def _filter_covered(self, root, today):
        """Plans that are late only because money waits to be matched."""
        if not self:
            return self
        snapshot = self.env["dunning.ledger"]._read(root, today, self.debtor_id.ids)
        limit = today - timedelta(days=root.dunning_plan_break_days)
        covered = {
            plan.id
            for found in snapshot.plans.values()
            for plan in found
            if plan.partner_id in snapshot.debtors
            and plans.is_covered(plan, snapshot.debtors[plan.partner_id], limit, today)
        }
        return self.filtered(lambda plan: plan.id in covered)

    def _filter_expired(self, today):
        return self.filtered(lambda plan: plan.date_expiry and plan.date_expiry < today)

    def _settle_done(self):
        self._close("done")
        self._waive_fees()

    def _settle_broken(self):
        self._close("broken")

    def _settle_expired(self):
        self._close("cancelled")
        self._tell_history(self.env._("Not accepted in time."))
        self._tell_user(self.env._("Payment plan not accepted in time"))

    # === WHEN THE LEDGER CHANGES ===

    @api.model
    @tools.ormcache()
    def _is_used(self):
        """Whether any plan runs: reconciliations of who has none cost nothing more.

        Asked again when the first one starts, see :meth:`_activate`.
        """
        # sudo: whoever registers a payment, whatever its company
        plans = self.sudo().with_context(active_test=False)
        return bool(plans.search_count([("state", "in", ("active", "done"))], limit=1))

    @api.model
    def _get_concerned(self, moves):
        """Plans whose lines these invoices pay; one statement, whatever their number."""
        if not self._is_used():
            return self.browse()
        return self.search(
            [("state", "in", ("active", "done")), ("move_ids", "in", moves.ids)]
        )

    def _ledger_changed(self, moves):
        """Payments came in or were undone, an invoice was cancelled.

        A plan paid off ends at once; one whose payment came back runs again. What waits
        about its instalments is stopped or lowered.
        """
        for root, found in self.grouped(lambda plan: plan.company_id.root_id).items():
            states = found._get_states(
                root._dunning_today(), root.dunning_plan_break_days
            )
            paid = states.get("done", self.browse())
            paid.filtered(lambda plan: plan.state == "active")._settle_done()
            (found - paid).filtered(lambda plan: plan.state == "done")._reopen()
        self._tell_dropped(moves)
        self.env["dunning.action.line"]._plans_changed(self)

    def _reopen(self):
        """A payment was undone: the plan runs again, the next night looks at it."""
        if not self:
            return
        self.write({"state": "active", "date_closed": False})
        self._hold_again()
        self._tell_history(self.env._("A payment was undone: the plan runs again."))
        self._tell_user(self.env._("Payment of a plan undone"))

    def _tell_dropped(self, moves):
        """An invoice of the plan was cancelled or reset to draft: said, once."""
        summary = self.env._("Invoice of a payment plan no longer posted")
        for plan in self:
            gone = plan.move_ids.filtered(
                lambda move: move in moves and move.state != "posted"
            )
            if not gone or summary in plan.activity_ids.mapped("summary"):
                continue
            plan._tell_history(
                self.env._(
                    "%(numbers)s is not posted any more: %(amount)s less is asked, "
                    "from the last instalments first.",
                    numbers=", ".join(move.name or "" for move in gone),
                    amount=plan.currency_id.format(plan.dropped_amount),
                )
            )
            plan._tell_user(summary)
