"""The life of a plan: proposed, agreed, over, replaced."""

from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import UserError

from ...core import calendars

RUNNING = ("draft", "proposed", "active")


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === PROPOSED ===

    def action_propose(self):
        """The customer is asked to agree; its invoices wait meanwhile."""
        found = self._allowed()
        found._check_ready()
        ready = found._approve_or_ask()
        for plan in ready:
            plan._propose()
        return self._notify_waiting() if found - ready else True

    def _propose(self, send=True):
        """Fix the terms, hold the invoices, and ask the customer.

        :param send: whether to write to the customer; not to one who is on the page
        """
        self.ensure_one()
        self._freeze()
        self.state = "proposed"
        self._hold_again()
        self._tell_history(self.env._("Proposed to the customer."))
        if send:
            self._send_proposal()

    def _freeze(self):
        """From now on payments count, and the text says what is agreed."""
        today = self._get_today()
        root = self.company_id.root_id
        country = self.partner_id._dunning_place(self.company_id)
        answer = today + timedelta(days=max(1, root.dunning_plan_answer_days))
        self.write(
            {
                "date_start": today,
                "date_expiry": calendars.next_sending_day(answer, country),
                "residual_start": self.amount_total,
                "residuals": {
                    str(move.id): move.amount_residual for move in self.move_ids
                },
            }
        )
        self._write_agreement()

    def _check_ready(self):
        """What a plan must be before anybody agrees to it."""
        for plan in self:
            if plan.state not in ("draft", "proposed"):
                raise UserError(self.env._("This plan is already running or over."))
            if not plan.move_ids or any(
                move.state != "posted" for move in plan.move_ids
            ):
                raise UserError(
                    self.env._("An invoice of the plan is not posted any more.")
                )
            if plan.state == "draft":
                plan._check_lines()
            # nobody else may take these invoices into a plan of their own meanwhile
            plan.move_ids.lock_for_update()
            if other := plan._get_taken(plan.move_ids)[:1]:
                raise UserError(
                    self.env._(
                        "An invoice is already in another plan of %(customer)s.",
                        customer=other.partner_id.name,
                    )
                )

    def _check_lines(self):
        self.ensure_one()
        total = sum(self.line_ids.mapped("amount"))
        if self.currency_id.compare_amounts(total, self.amount_total):
            raise UserError(
                self.env._(
                    "The instalments add up to %(total)s, the invoices to %(owed)s.",
                    total=self.currency_id.format(total),
                    owed=self.currency_id.format(self.amount_total),
                )
            )
        if not self.line_ids:
            raise UserError(self._get_problem_text("empty"))
        if "past" in self._get_breaches():
            raise UserError(self._get_problem_text("past"))
        if self.interest_rate and self.partner_id.dunning_debtor_kind == "consumer":
            # art. L312-1 et seq. C. conso.: interest makes it a consumer credit
            raise UserError(
                self.env._(
                    "A plan granted to a consumer bears no interest: "
                    "it would be a credit, which needs a licence."
                )
            )

    # === RUNNING ===

    def action_activate(self):
        """Agreed on the phone or on paper: the plan runs, its invoices wait."""
        found = self._allowed()
        found._check_ready()
        ready = found._approve_or_ask()
        for plan in ready:
            if plan.state == "draft":
                plan._freeze()
            plan._activate()
        return self._notify_waiting() if found - ready else True

    def _activate(self):
        """The plan runs: what it replaces ends, fees are settled, the agreement kept."""
        self.ensure_one()
        replaced = self.replaces_id.filtered(lambda plan: plan.state in RUNNING)
        if not self._is_used():
            # cached: every worker asks again
            self.env.registry.clear_cache()
        self.state = "active"
        self._hold_again()
        replaced._close("cancelled")
        replaced._tell_history(
            self.env._("Replaced by %(plan)s.", plan=self._get_number())
        )
        self._prepare_fees()
        self._keep_agreement()

    def _hold_again(self):
        self._lift_holds()
        self._open_holds()

    def _prepare_holds(self):
        """Every invoice of the plan: until it ends, or until it must be accepted."""
        today = self.company_id._dunning_today()
        until = self.date_expiry if self.state == "proposed" else False
        return [
            {"move_id": move.id, "date_from": today, "date_to": until}
            for move in self.move_ids
        ]

    # === ENDS ===

    def _close(self, state):
        """End of a plan: dunning goes on for what is still owed."""
        if not self:
            return
        self.write({"state": state, "date_closed": self[0]._get_today()})
        self._lift_holds()
        self._stop_reminders()
        if state == "broken":
            self._tell_user(self.env._("Payment plan not kept"))

    def action_cancel(self):
        """Give the plan up."""
        for plan in self._allowed().filtered(lambda plan: plan.state in RUNNING):
            plan._close("cancelled")
        return True

    def action_replan(self):
        """A new plan over what is left; this one goes on until the new one runs."""
        self.ensure_one()
        plan = self._allowed()
        if plan.state not in ("active", "broken", "cancelled"):
            raise UserError(self.env._("There is nothing to agree on anew."))
        moves = plan.move_ids.filtered(
            lambda move: move.state == "posted"
            and not move.currency_id.is_zero(move.amount_residual)
        )
        new = plan.create(
            {
                "partner_id": plan.partner_id.id,
                "company_id": plan.company_id.id,
                "move_ids": [Command.set(moves.ids)],
                "user_id": plan.user_id.id,
                "rhythm": plan.rhythm,
                "fees": plan.fees,
                "count": max(1, len(plan.line_ids.filtered("left_amount"))),
            }
        )
        new.replaces_id = plan
        new.action_compute()
        return new._get_action_form()

    def _tell_history(self, text):
        """A line in the history of each plan; nobody is notified."""
        for plan in self:
            plan._message_log(body=text)

    def _stop_reminders(self):
        """Reminders of instalments that wait are of no use once the plan is over."""
        # sudo: whoever ends a plan stops what waits about it
        waiting = (
            self.env["dunning.action"]
            .sudo()
            .search(
                [
                    ("plan_id", "in", self.ids),
                    ("state", "in", ("planned", "to_approve", "failed")),
                ]
            )
        )
        waiting._set_cancelled("plan_over")
