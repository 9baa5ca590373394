"""Asking the rules again about actions that wait: to re-price, to cancel, to send."""

from odoo import api, models

from ...const import PENDING_STATES
from ...core.decide import grouping
from ...core.values import is_positive
from ...isolation import spread

# Reasons that only say "not today": a waiting action keeps its place.
POSTPONED = (
    "not_a_sending_day",
    "min_gap",
    "time_to_pay",
    "contact_pending",
    "tried_today",
    "weekly_cap",
)
AMOUNTS = ("amount", "residual")
DATES = ("days_late", "date_due")
FEES = ("interest", "fixed_fee")


class DunningRedecision(models.AbstractModel):
    """Mixin of ``dunning.planner``: what was planned is decided again before it leaves."""

    _name = "dunning.redecision"
    _description = "Second decision on waiting actions"

    @api.model
    def _redecide(self, root, actions, today, sending=False):
        """Ask the rules again about waiting actions: re-price them or cancel them.

        :param sending: the actions are about to leave: late days are brought up to
            date, and only those that may leave today are returned
        One debtor whose rules fail costs the others nothing: what should have left
        says why it did not, what only waits goes on waiting.

        :return: the actions that still stand
        """
        if not actions:
            return actions
        actions._follow_debtors()
        run = self.env["dunning.ledger"]._start_run(root, today)
        by_debtor = actions.grouped("debtor_id")
        found = spread(
            self.env,
            by_debtor,
            lambda partners: self._redecide_debtors(
                root,
                actions.browse().union(*map(by_debtor.get, partners)),
                run,
                sending,
            ),
            lambda partner, error: by_debtor[partner]._decision_failed(error, sending),
        )
        return actions.browse().union(*found)

    def _redecide_debtors(self, root, actions, run, sending):
        """Each action with its own wave ignored, and no other: oldest waves first.

        One reading of the ledger for all debtors' first waves, one for their second:
        few have two.
        """
        standing = actions.browse()
        first = self._get_first_written(root, actions)
        for wave in actions._get_generations():
            standing |= self._redecide_waves(
                root, actions & wave, wave, first, run, sending
            )
        return standing

    def _get_first_written(self, root, actions):
        """The oldest written action that waits, by debtor: the others wait for it."""
        known = self.env["dunning.channel"]._get_registry()
        # sudo: every waiting action counts, whichever one may open
        waiting = (
            self.env["dunning.action"]
            .sudo()
            .search(
                [
                    ("company_id", "child_of", root.id),
                    ("debtor_id", "in", actions.debtor_id.ids),
                    ("state", "in", PENDING_STATES),
                    ("channel", "in", list(known.written)),
                ],
                order="date_planned, id",
            )
        )
        return {
            partner: found[:1]
            for partner, found in waiting.grouped("debtor_id").items()
        }

    def _redecide_waves(self, root, actions, wave, first, run, sending):
        """Decide again one wave of each debtor.

        :param actions: those asked about
        :param wave: they and the other actions of their waves
        :param first: the written action each debtor gets first
        """
        snapshot, today = self._read_without(root, actions, wave, first, run), run.today
        standing, messages = actions.browse(), {}
        actions -= self._drop_doubles(actions, wave)
        for partner, found in actions.grouped("debtor_id").items():
            for action in found:
                message, stands = self._redecide_one(
                    snapshot, partner, action, today, sending
                )
                if message:
                    messages[action] = message
                elif stands:
                    standing |= action
        if messages:
            self._reprice(snapshot, messages, today, sending)
        for action in messages:
            if action.state == "planned" or not sending:
                standing |= action
        return standing

    def _read_without(self, root, actions, wave, first, run):
        """The ledger as if the actions of a wave did not exist."""
        snapshot = self.env["dunning.ledger"]._read(
            root, run.today, actions.debtor_id.ids, wave.ids, run
        )
        for partner in actions.debtor_id:
            debtor = snapshot.debtors.get(partner.id)
            # what was planned later waits for this, not this for it
            if debtor and debtor.pending and first.get(partner, wave) <= wave:
                snapshot.debtors[partner.id] = debtor._replace(pending=False)
        return snapshot

    @api.model
    def _check_standing(self, root, actions, today):
        """Whether messages may leave as they were written; writes nothing.

        :return: (reason code, decision or None) by action that may not
        """
        found = {}
        run = self.env["dunning.ledger"]._start_run(root, today)
        first = self._get_first_written(root, actions)
        for wave in actions._get_generations():
            mine = actions & wave
            snapshot = self._read_without(root, mine, wave, first, run)
            for action in mine:
                why = self._check_one(snapshot, action, today)
                if why:
                    found[action] = why
        return found

    def _check_one(self, snapshot, action, today):
        partner = action.debtor_id
        decisions = self._decide_again(snapshot, partner, action, today)
        message = self._find_message(snapshot, partner, action, decisions)
        if message is None:
            return self._why_not(action, decisions)
        claimed = {
            line.decision.debt.id: (line.step.id, line.amount)
            for line in message.lines
            if line.step
        }
        written = {
            line.line_id.id or -line.plan_line_id.id: (line.step_id.id, line.amount)
            for line in action.claimed_line_ids
        }
        rounding = action.currency_id.rounding
        same = claimed.keys() == written.keys() and all(
            step_id == written[key][0]
            and not is_positive(abs(amount - written[key][1]), rounding)
            for key, (step_id, amount) in claimed.items()
        )
        return None if same else ("repriced", None)

    def _drop_doubles(self, actions, wave):
        """Merged customers: what was planned for each of them is now one message."""
        taken = {
            self._get_place(action)
            for action in wave - actions
            if action.state == "done"
        }
        doubles = actions.browse()
        for action in actions:
            place = self._get_place(action)
            if place in taken:
                doubles |= action
            taken.add(place)
        if doubles:
            doubles._set_cancelled("superseded")
            # their debts go to the action that stays: free the unique key first
            self.env.flush_all()
        return doubles

    def _get_place(self, action):
        """What only one action of a wave may fill, however it came to be."""
        by_hand = action.id if action.is_manual else False
        return (
            action.debtor_id,
            action.company_id.root_id,
            action.date_planned,
            self._is_heard(action),
            action.currency_id,
            action.move_id,
            action.channel,
            action.is_reconcile,
            action.is_test,
            by_hand,
            action.plan_id,
        )

    def _is_heard(self, action):
        """Whether the debtor hears of the action's message, be it by another channel."""
        known = self.env["dunning.channel"]._get_registry()
        return bool(action.step_id) and known.reaches(action.step_id._get_channels())

    def _redecide_one(self, snapshot, partner, action, today, sending):
        """(what the action would say now, or None; whether it stands without)."""
        decisions = self._decide_again(snapshot, partner, action, today)
        if action.is_reconcile:
            return None, self._redecide_task(action, decisions)
        message = self._find_message(snapshot, partner, action, decisions)
        if message:
            return message, True
        reason, decision = self._why_not(action, decisions)
        if reason in POSTPONED:
            return None, not sending
        action._set_cancelled(reason, decision)
        return None, False

    def _find_message(self, snapshot, partner, action, decisions):
        """What an action would say now; None when there is nothing for it to say."""
        debtor = snapshot.debtors.get(partner.id)
        found = self._group_again(snapshot, action, decisions, debtor)
        fitting = [message for message in found if self._is_for(action, message)]
        wanted = self._get_debt_ids(action)
        return max(fitting, key=lambda m: self._count_claimed(m, wanted), default=None)

    def _decide_again(self, snapshot, partner, action, today):
        if action.plan_id:
            found = snapshot.plans.get(partner.id, ())
            plan = next((plan for plan in found if plan.id == action.plan_id.id), None)
            return self._decide_plan(snapshot, plan, today) if plan else []
        if partner.id not in snapshot.debts:
            return []
        if action.is_manual and action.step_id:
            return self._decide(
                snapshot,
                partner.id,
                today,
                by_hand=self._get_step_by_hand(action.step_id, action.channel),
            )
        return self._decide(snapshot, partner.id, today)

    def _group_again(self, snapshot, action, decisions, debtor):
        if debtor is None:
            return []
        if action.company_id != action.company_id.root_id:
            # a branch's own message never takes on what the others are owed
            decisions = [
                decision
                for decision in decisions
                if decision.debt.company_id == action.company_id.id
            ]
        if action.is_manual:
            # by hand the step is the one somebody chose, whatever each debt reaches
            step = self._get_step_by_hand(action.step_id, action.channel)
            return [
                message._replace(step=step, channels=(action.channel,))
                for message in grouping.messages_by_hand(
                    decisions, debtor, action.move_id.id or None
                )
            ]
        return grouping.messages(decisions, snapshot.scenarios, debtor)

    def _is_for(self, action, message):
        return (
            message.currency_id == action.currency_id.id
            and message.move_id == (action.move_id.id or None)
            and action.channel in message.channels
            # an internal task alone and a message with a task are two messages
            and (
                action.is_manual
                or message.debtor.policy.registry.reaches(message.step.channels)
                == self._is_heard(action)
            )
        )

    def _count_claimed(self, message, debt_ids):
        """How many of these debts a message claims."""
        return sum(
            1
            for line in message.lines
            if line.step and line.decision.debt.id in debt_ids
        )

    def _redecide_task(self, action, decisions):
        """A task "to reconcile" stands as long as there is something to match."""
        currency_id = action.currency_id.id
        if currency_id in grouping.to_reconcile(decisions):
            return True
        action._set_cancelled("reconciled")
        return False

    def _why_not(self, action, decisions):
        """Reason and decision for an action that has no message any more."""
        if action.plan_id and action.plan_id.state != "active":
            return "plan_over", None
        wanted = self._get_debt_ids(action)
        about = [d for d in decisions if d.debt.id in wanted]
        if not about:
            return "paid", None
        postponed = [d for d in about if d.reason in POSTPONED]
        if not postponed and all(self._has_gone_on(action, d) for d in about):
            return "outdated", None
        decision = (postponed or about)[0]
        reason = decision.reason if decision.kind != "send" else "no_channel"
        return reason, decision

    def _has_gone_on(self, action, decision):
        """Whether a later step of the debt left, or waits, in the meantime."""
        if decision.kind != "wait" or not action.step_id or not decision.step:
            return decision.reason == "last_step"
        later = decision.step.place > action.step_id._to_core().place
        if decision.step.id == action.step_id.id and decision.step.is_repeated:
            # the step itself was said again since, or is about to be
            said = decision.step.said_on
            return decision.reason == "already_planned" or bool(
                said and said > action.date_planned
            )
        return later and decision.reason in ("not_due_yet", "already_planned", "failed")

    def _get_debt_ids(self, action):
        """Ids of the debts an action claims, as the rules know them.

        An instalment of a plan counts below zero.
        """
        lines = action.claimed_line_ids
        return {*lines.line_id.ids, *(-line.id for line in lines.plan_line_id)}

    def _reprice(self, snapshot, messages, today, sending):
        """Bring waiting actions up to date; writes nothing that has not changed.

        :param messages: what each action would say now, by action
        """
        prepared = {}
        for action, message in messages.items():
            values = self._prepare_action_values(
                action.company_id, snapshot, message, action.channel, today
            )
            lines = self._prepare_lines(snapshot, message, values, today)
            prepared[action] = values, lines
        self._add_late_fees(list(prepared.values()), today)
        for action, (values, lines) in prepared.items():
            self._reprice_lines(action, lines, sending)
            self._reprice_action(action, values)

    def _reprice_lines(self, action, wanted, sending):
        # an instalment of a plan counts below zero, as for the rules
        fresh = {
            values["line_id"] or -values["plan_line_id"]: values for values in wanted
        }
        for line in action.line_ids:
            values = fresh.pop(line.line_id.id or -line.plan_line_id.id, None)
            if values is None:
                line.unlink()
                continue
            changed = self._write_changed(line, values, ("step_id", *AMOUNTS))
            if sending:
                self._write_changed(line, values, DATES)
            # a day more of interest is no news until the message leaves, less of it is
            if sending or changed or values["interest"] < line.interest:
                self._write_changed(line, values, FEES)
        for values in fresh.values():
            action.line_ids.create(
                values | {"action_id": action.id, "state": action.state}
            )

    def _reprice_action(self, action, values):
        step = self.env["dunning.step"].browse(values["step_id"])
        names = ["step_id", "scenario_id", "amount", "contact_id", "fees_problem"]
        if step != action.step_id and step.needs_approval:
            values = values | {"state": "to_approve"}
            names.append("state")
        self._write_changed(action, values, names)

    def _write_changed(self, record, values, names):
        """Write those values that differ; whether there was one."""
        changed = {
            name: values[name]
            for name in names
            if self._differs(record, name, values[name])
        }
        if changed:
            record.write(changed)
        return bool(changed)

    def _differs(self, record, name, value):
        field = record._fields[name]
        if field.type == "monetary":
            return not record.currency_id.is_zero(record[name] - value)
        current = record[name].id if field.type == "many2one" else record[name]
        return (current or None) != (value or None)
