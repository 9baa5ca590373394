"""Asking the rules again about actions that wait: to re-price, to cancel, to send."""

from odoo import api, models

from ..core import grouping
from ..core.values import is_positive

# Reasons that only say "not today": a waiting action keeps its place.
POSTPONED = ("not_a_sending_day", "min_gap", "contact_pending")


class DunningRedecision(models.AbstractModel):
    """Mixin of ``dunning.planner``: what was planned is decided again before it leaves."""

    _name = "dunning.redecision"
    _description = "Second decision on waiting actions"

    @api.model
    def _redecide(self, root, actions, today, sending=False):
        """Ask the rules again about waiting actions: re-price them or cancel them.

        :param sending: the actions are about to leave: late days are brought up to
            date, and only those that may leave today are returned
        :return: the actions that still stand
        """
        wave = actions._get_wave()
        snapshot = self.env["dunning.ledger"]._read(
            root, today, actions.partner_id.ids, wave.ids
        )
        standing = self.env["dunning.action"]
        actions -= self._drop_doubles(actions, wave)
        for partner, found in actions.grouped("partner_id").items():
            for action in found:
                if self._redecide_one(snapshot, partner, action, today, sending):
                    standing |= action
        return standing

    def _drop_doubles(self, actions, wave):
        """Merged customers: what was planned for each of them is now one message."""
        taken = {
            self._get_place(action)
            for action in wave - actions
            if action.state == "done"
        }
        doubles = self.env["dunning.action"]
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
            action.partner_id,
            action.date_planned,
            action.currency_id,
            action.move_id,
            action.channel,
            action.is_reconcile,
            action.is_test,
            by_hand,
        )

    def _redecide_one(self, snapshot, partner, action, today, sending):
        decisions = self._decide_again(snapshot, partner, action, today)
        if action.is_reconcile:
            return self._redecide_task(action, decisions)
        debtor = snapshot.debtors.get(partner.id)
        found = self._group_again(snapshot, action, decisions, debtor)
        message = next((m for m in found if self._is_for(action, m)), None)
        if message:
            self._reprice(snapshot, action, message, today, sending)
            return action.state == "planned" or not sending
        reason, decision = self._why_not(action, decisions)
        if reason in POSTPONED:
            return not sending
        action._set_cancelled(reason, decision)
        return False

    def _decide_again(self, snapshot, partner, action, today):
        if partner.id not in snapshot.debts:
            return []
        if action.is_manual and action.step_id:
            return self._decide(
                snapshot,
                partner.id,
                today,
                by_hand=action.step_id._to_core()._replace(channels=(action.channel,)),
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
            step = action.step_id._to_core()
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
        wanted = set(action.line_ids.filtered("step_id").line_id.ids)
        about = [d for d in decisions if d.debt.id in wanted]
        if not about:
            return "paid", None
        postponed = [d for d in about if d.reason in POSTPONED]
        decision = (postponed or about)[0]
        reason = decision.reason if decision.kind != "send" else "no_channel"
        return reason, decision

    def _reprice(self, snapshot, action, message, today, sending):
        """Bring a waiting action up to date; writes nothing that has not changed."""
        values = self._prepare_action_values(
            action.company_id, snapshot, message, action.channel, today
        )
        fresh = {line.debt.id: line for line in message.lines}
        for line in action.line_ids:
            if line.line_id.id not in fresh:
                line.unlink()
                continue
            wanted = self._prepare_line_values(
                snapshot, fresh.pop(line.line_id.id), values, today
            )
            names = ["step_id", "amount", "residual"] + (
                ["days_late", "date_due"] if sending else []
            )
            self._write_changed(line, {name: wanted[name] for name in names})
        for line in fresh.values():
            vals = self._prepare_line_values(snapshot, line, values, today)
            vals.update(action_id=action.id, state=action.state)
            action.line_ids.create(vals)
        step = self.env["dunning.step"].browse(values["step_id"])
        changed = {
            name: values[name]
            for name in ("step_id", "scenario_id", "amount", "contact_id")
        }
        if step != action.step_id and step.needs_approval:
            changed["state"] = "to_approve"
        self._write_changed(action, changed)

    def _write_changed(self, record, values):
        changed = {
            name: value
            for name, value in values.items()
            if self._differs(record, name, value)
        }
        if changed:
            record.write(changed)

    def _differs(self, record, name, value):
        field = record._fields[name]
        if field.type == "monetary":
            return is_positive(abs(record[name] - value), record.currency_id.rounding)
        current = record[name].id if field.type == "many2one" else record[name]
        return (current or None) != (value or None)
