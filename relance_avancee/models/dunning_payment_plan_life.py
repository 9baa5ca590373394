"""The life of a plan: approved, proposed, accepted, paid, broken, replaced."""

from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import calendars, instalments, plans

RUNNING = ("draft", "proposed", "active")


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === APPROVAL ===

    def _needs_approval(self):
        """Codes for which a manager must approve; empty when nobody has to."""
        self.ensure_one()
        return [] if self.approval == "approved" else self._get_breaches()

    def _ask_approval(self):
        """Told to the one who approves; the plan waits as a draft."""
        for plan in self:
            plan.approval = "asked"
            approver = plan.company_id.root_id.dunning_plan_approver_id or plan.user_id
            reasons = [plan._get_problem_text(code) for code in plan._get_breaches()]
            plan.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=plan._get_today(),
                summary=self.env._("Payment plan to approve"),
                note=" ".join(reasons),
                user_id=approver.id or self.env.uid,
            )

    def action_approve(self):
        """Accept terms beyond the company's limits. For managers."""
        if not self.env.su and not self._is_manager():
            raise AccessError(self.env._("A dunning manager has to approve this plan."))
        plans_allowed = self._allowed()
        for plan in plans_allowed.filtered(lambda plan: plan.state == "draft"):
            plan.write({"approval": "approved", "approved_by_id": self.env.uid})
            plan.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _is_manager(self):
        return self.env.user.has_group("relance_avancee.relance_avancee_group_manager")

    def _approve_or_ask(self):
        """Plans that may go on; the others wait for a manager."""
        waiting = self.filtered(lambda plan: plan._needs_approval())
        if waiting and self._is_manager():
            waiting.action_approve()
            waiting = self.browse()
        waiting._ask_approval()
        return self - waiting

    def _notify_waiting(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Beyond the company's limits: a dunning manager has been asked to approve."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

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
        country = self.partner_id.country_id.code or self.company_id.country_code
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
        self.state = "active"
        self._hold_again()
        replaced._close("cancelled")
        replaced._tell_history(
            self.env._("Replaced by %(plan)s.", plan=self._get_number())
        )
        self._invoice_fees()
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

    @api.model
    def _settle(self, root, today):
        """Plans that the payments or the date have decided, all at once."""
        running = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "in", ("proposed", "active")),
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
        snapshot = self.env["dunning.ledger"]._read(root, today, self.partner_id.ids)
        limit = today - timedelta(days=root.dunning_plan_break_days)
        covered = {
            plan.id
            for found in snapshot.plans.values()
            for plan in found
            if plan.partner_id in snapshot.debtors
            and plans.is_covered(
                plan, snapshot.debtors[plan.partner_id], limit, today
            )
        }
        return self.filtered(lambda plan: plan.id in covered)

    def _filter_expired(self, today):
        return self.filtered(
            lambda plan: plan.date_expiry and plan.date_expiry < today
        )

    def _settle_done(self):
        self._close("done")
        self._waive_fees()

    def _settle_broken(self):
        self._close("broken")

    def _settle_expired(self):
        self._close("cancelled")
        self._tell_history(self.env._("Not accepted in time."))
        self._tell_user(self.env._("Payment plan not accepted in time"))

    def _close(self, state):
        """End of a plan: dunning goes on for what is still owed."""
        if not self:
            return
        self.write({"state": state, "date_closed": fields.Date.context_today(self)})
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

    # === BUTTONS OF THE FORM ===

    def preview_page(self):
        """The page as the customer sees it."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the link is made for who may read the plan
        url = self.sudo().get_portal_url()
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_open_reminders(self):
        """What was written about the instalments."""
        return self.env["dunning.action"]._get_action_list(
            [("plan_id", "in", self.ids)], self.env._("Reminders")
        )

    def action_open_replaced(self):
        """The plan this one replaces."""
        return self.replaces_id._get_action_form()

    def _get_action_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _tell_history(self, text):
        """A line in the history of each plan; nobody is notified."""
        for plan in self:
            plan._message_log(body=text)

    # === WHEN THE LEDGER CHANGES ===

    def _line_changed(self):
        """An instalment is about to change: only in a draft, and to be approved anew."""
        self._check_draft()
        self.filtered("approval").sudo().approval = False

    @api.model
    def _get_concerned(self, moves):
        """Plans whose lines these invoices pay; one statement, whatever their number."""
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

    def _stop_reminders(self):
        """Reminders of instalments that wait are of no use once the plan is over."""
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
