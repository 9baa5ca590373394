"""Reminders of instalments, planned and decided again like all the others."""

from datetime import timedelta

from odoo import models

from ...core.calendars import DAY
from ...core.decide import forecast, grouping
from ...core.plan import plans
from ...languages import spoken


class DunningPlanner(models.AbstractModel):
    _inherit = "dunning.planner"

    def _decide_plan(self, snapshot, plan, today):
        """Decisions for the instalments of one plan; none once its debtor owes nothing."""
        debtor = snapshot.debtors.get(plan.partner_id)
        if debtor is None:
            return []
        return plans.decide_plan(plan, snapshot.scenarios, debtor, snapshot.past, today)

    # === PLANNING ===

    def _prepare_debtors(self, root, today, companies, snapshot):
        """Instalments first: their day passes, and one contact a day is enough."""
        prepared = self._prepare_plans(root, today, companies, snapshot)
        return prepared + super()._prepare_debtors(root, today, companies, snapshot)

    def _prepare_plans(self, root, today, companies, snapshot):
        visible, prepared = set(companies.ids), []
        for partner_id, found in snapshot.plans.items():
            for plan in found:
                if plan.company_id not in visible:
                    continue
                decisions = self._decide_plan(snapshot, plan, today)
                if any(map(grouping.calls_for_action, decisions)):
                    messages = self._prepare_debtor(
                        root, snapshot, partner_id, decisions, today
                    )
                    prepared += messages
                    self._contacted(snapshot, partner_id, messages)
        return prepared

    def _contacted(self, snapshot, partner_id, messages):
        """The debtor hears of its plan today: nothing else is written to it."""
        debtor = snapshot.debtors[partner_id]
        actions = [action for action, _lines in messages]
        snapshot.debtors[partner_id] = debtor._replace(
            pending=debtor.pending
            or any(action["state"] in ("planned", "to_approve") for action in actions),
            matching=debtor.matching
            | {a["currency_id"] for a in actions if a["is_reconcile"]},
        )

    def _prepare_action_values(self, root, snapshot, message, *args, **options):
        values = super()._prepare_action_values(
            root, snapshot, message, *args, **options
        )
        values["plan_id"] = message.lines[0].debt.plan_id
        return values

    def _prepare_line_values(self, snapshot, line, action, today):
        values = super()._prepare_line_values(snapshot, line, action, today)
        # changed in place: this runs for every debt of a busy night
        values["plan_line_id"] = values["move_name"] = None
        if not line.debt.plan_id:
            return values
        instalment = self.env["dunning.payment.plan.line"].browse(-line.debt.id)
        lang = spoken(self.env, instalment.plan_id.partner_id.lang)
        values.update(
            line_id=None,
            plan_line_id=instalment.id,
            move_name=instalment.with_context(lang=lang)._get_label(),
        )
        return values

    # === DECIDING AGAIN ===

    def _get_place(self, action):
        return (*super()._get_place(action), action.plan_id)

    def _decide_again(self, snapshot, partner, action, today):
        if not action.plan_id:
            return super()._decide_again(snapshot, partner, action, today)
        found = snapshot.plans.get(partner.id, ())
        plan = next((plan for plan in found if plan.id == action.plan_id.id), None)
        return self._decide_plan(snapshot, plan, today) if plan else []

    def _why_not(self, action, decisions):
        if action.plan_id and action.plan_id.state != "active":
            return "plan_over", None
        return super()._why_not(action, decisions)

    def _get_debt_ids(self, action):
        """Ids of the debts an action claims, as the rules know them."""
        return super()._get_debt_ids(action) | {
            -line.id for line in action.claimed_line_ids.plan_line_id
        }

    # === LOOKING AHEAD ===

    def _foresee(self, root, snapshot, today):
        """A plan that breaks tonight, or should have this morning, holds nothing after."""
        snapshot = super()._foresee(root, snapshot, today)
        for partner_id, found in list(snapshot.plans.items()):
            debtor = snapshot.debtors.get(partner_id)
            for plan in found if debtor else ():
                end = self._get_break_day(root, plan, debtor, today)
                if end:
                    self._end_plan(root, snapshot, plan, end)
        return snapshot

    def _get_break_day(self, root, plan, debtor, today):
        """The day whose night breaks a plan, if it is this one or the next."""
        for day in (today, today + DAY):
            limit = day - timedelta(days=root.dunning_plan_break_days)
            late = any(debt.date_due < limit for debt in plan.debts)
            if late and not plans.is_covered(plan, debtor, limit, day):
                return day
        return None

    def _end_plan(self, root, snapshot, plan, end):
        """Its invoices are free from that day on, and ripe for the formal notice."""
        debtor = snapshot.debtors[plan.partner_id]
        holds = tuple(
            hold._replace(date_to=end - DAY)
            if hold.reason == "plan" and hold.move_id in plan.move_ids
            else hold
            for hold in debtor.holds
        )
        snapshot.debtors[plan.partner_id] = debtor._replace(holds=holds)
        if root.dunning_plan_broken_notice and plan.partner_id in snapshot.debts:
            snapshot.debts[plan.partner_id] = [
                debt._replace(escalate=debt.escalate or debt.move_id in plan.move_ids)
                for debt in snapshot.debts[plan.partner_id]
            ]

    def _forecast_snapshot(self, snapshot, days, today):
        planned = super()._forecast_snapshot(snapshot, days, today)
        for partner_id, found in snapshot.plans.items():
            for plan in found:
                if partner_id in snapshot.debtors:
                    planned += forecast.forecast_debtor(
                        plan.debts,
                        snapshot.scenarios,
                        plans.as_seen(plan, snapshot.debtors[partner_id]),
                        snapshot.past,
                        today,
                        days,
                    )
        return planned
