"""From the ledger to planned actions, and back again when the ledger changes.

Nothing is decided here: the rules are in :mod:`..core.schedule`. This model feeds
them, writes their answers in bulk, and asks them again later.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import forecast, grouping, schedule
from ..core.values import NO_PAST, is_positive
from ..tools import bulk_insert

# Reasons that only say "not today": a waiting action keeps its place.
POSTPONED = ("not_a_sending_day", "min_gap", "contact_pending")


class DunningPlanner(models.AbstractModel):
    _name = "dunning.planner"
    _description = "Planning of dunning actions"

    # === PLANNING ===

    @api.model
    def _plan_company(self, root, today):
        """Plan the day of one root company and its branches; idempotent.

        :return: the new actions
        """
        Action = self.env["dunning.action"]
        if not self._take_turn(root):
            return Action
        Action._settle(root, today)
        snapshot = self.env["dunning.ledger"]._read(root, today)
        visible = set(self.env.companies.ids)
        planned = []
        for partner_id in snapshot.debts:
            decisions = [
                decision
                for decision in self._decide(snapshot, partner_id, today)
                if decision.debt.company_id in visible
            ]
            planned += self._prepare_debtor(
                root, snapshot, partner_id, decisions, today
            )
        return self._insert(root, planned)

    def _take_turn(self, root):
        """Whether this worker may plan for the company; another one is at it if not.

        The unique key on the lines is what guarantees a step only once; this lock
        spares the second worker the work and the conflict.
        """
        [(taken,)] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('relance_avancee.plan'), %s)",
                root.id,
            )
        )
        return taken

    @api.model
    def _decide(self, snapshot, partner_id, today, **options):
        """Decisions for every debt of one debtor; the door to the rules.

        A module with rules of its own passes ``rules=`` or filters the answer here:
        cron, explanation, preview and forecast all come through this method.
        """
        return schedule.decide_debtor(
            snapshot.debts[partner_id],
            snapshot.scenarios,
            snapshot.debtors[partner_id],
            snapshot.past,
            today,
            **options,
        )

    def _prepare_debtor(self, root, snapshot, partner_id, decisions, today):
        """Pairs (action values, list of line values) for one debtor."""
        debtor = snapshot.debtors[partner_id]
        prepared = []
        for message in grouping.messages(decisions, snapshot.scenarios, debtor):
            for channel in message.channels:
                state = "to_approve" if message.step.needs_approval else "planned"
                action = self._prepare_action_values(
                    root, snapshot, message, channel, today, state=state
                )
                prepared.append(
                    (action, self._prepare_lines(snapshot, message, action, today))
                )
        prepared += self._prepare_unreachable(root, snapshot, debtor, decisions, today)
        prepared += self._prepare_to_reconcile(root, snapshot, debtor, decisions, today)
        return prepared

    def _prepare_unreachable(self, root, snapshot, debtor, decisions, today):
        """A failed action for debts that no channel can reach: visible, never lost."""
        stuck = [d for d in decisions if d.reason == "no_channel"]
        prepared = []
        for currency_id in sorted({d.debt.currency_id for d in stuck}):
            found = [d for d in stuck if d.debt.currency_id == currency_id]
            step = max((d.step for d in found), key=lambda step: step.rank)
            lines = tuple(
                grouping.MessageLine(d, d.step, d.claim.amount)
                for d in found
                if d.step.id == step.id
            )
            message = grouping.Message(
                debtor, currency_id, None, step, step.channels, lines
            )
            action = self._prepare_action_values(
                root, snapshot, message, step.channels[0], today, state="failed"
            )
            action["failure"] = "address"
            action["reason_code"] = "no_channel"
            action["reason"] = self.env["dunning.explanation"]._no_channel(
                step.channels
            )
            prepared.append(
                (action, self._prepare_lines(snapshot, message, action, today))
            )
        return prepared

    def _prepare_to_reconcile(self, root, snapshot, debtor, decisions, today):
        """A task for the accountant where money waits to be matched, and no letter."""
        prepared = []
        for currency_id, found in grouping.to_reconcile(decisions).items():
            if currency_id in debtor.matching:
                continue
            lines = tuple(grouping.MessageLine(d, None, 0.0) for d in found)
            message = grouping.Message(
                debtor, currency_id, None, found[0].step, ("task",), lines
            )
            action = self._prepare_action_values(root, snapshot, message, "task", today)
            action.update(
                step_id=None,
                is_reconcile=True,
                amount=0.0,
                reason_code=found[0].reason,
                reason=self.env["dunning.explanation"]._text(found[0].reason),
            )
            prepared.append(
                (action, self._prepare_lines(snapshot, message, action, today))
            )
        return prepared

    def _prepare_action_values(
        self, root, snapshot, message, channel, today, state="planned"
    ):
        """Column values of one action; extended by modules that add stored fields."""
        companies = {line.debt.company_id for line in message.lines}
        return {
            "partner_id": message.debtor.partner_id,
            "contact_id": snapshot.contacts.get((message.debtor.partner_id, channel)),
            "company_id": companies.pop() if len(companies) == 1 else root.id,
            "currency_id": message.currency_id,
            "scenario_id": message.step.scenario_id,
            "step_id": message.step.id,
            "move_id": message.move_id,
            "channel": channel,
            "state": state,
            "date_planned": today,
            "amount": sum(line.amount for line in message.lines),
            "is_reconcile": False,
            "is_manual": False,
            "is_test": False,
            "attempts": 0,
            "failure": None,
            "reason_code": None,
            "reason": None,
        }

    def _prepare_lines(self, snapshot, message, action, today):
        return [
            self._prepare_line_values(snapshot, line, action, today)
            for line in message.lines
        ]

    def _prepare_line_values(self, snapshot, line, action, today):
        """Column values of one debt listed in an action; a snapshot of the ledger."""
        debt = line.debt
        return {
            "line_id": debt.id,
            "move_id": debt.move_id,
            "step_id": line.step and line.step.id,
            "date_due": debt.date_due,
            "days_late": (today - debt.date_due).days,
            "residual": debt.residual,
            "amount": line.amount,
            "interest": 0.0,
            "fixed_fee": 0.0,
            "cycle": snapshot.past.get(debt.id, NO_PAST).done.count(line.step.id)
            if line.step
            else 0,
            "partner_id": debt.partner_id,
            "company_id": action["company_id"],
            "currency_id": debt.currency_id,
            "state": action["state"],
            "channel": action["channel"],
            "is_test": False,
        }

    def _insert(self, root, prepared):
        """Write the planned actions and their lines in two statements."""
        if not prepared:
            return self.env["dunning.action"]
        collectors = self._get_collectors(
            root, {action["partner_id"] for action, _l in prepared}
        )
        for action, _lines in prepared:
            action["user_id"] = collectors.get(action["partner_id"])
        ids = bulk_insert(
            self.env["dunning.action"], [action for action, _l in prepared]
        )
        bulk_insert(
            self.env["dunning.action.line"],
            [
                dict(line, action_id=action_id)
                for action_id, (_action, lines) in zip(ids, prepared, strict=True)
                for line in lines
            ],
        )
        actions = self.env["dunning.action"].browse(ids)
        failed = actions.browse(
            action_id
            for action_id, (action, _l) in zip(ids, prepared, strict=True)
            if action["state"] == "failed"
        )
        failed._tell_collector()
        return actions

    def _get_collectors(self, root, partner_ids):
        """User in charge by debtor: the customer's own, else the company's."""
        partners = self.env["res.partner"].sudo().with_company(root).browse(partner_ids)
        default = root.sudo().dunning_user_id
        return {
            partner.id: (partner.dunning_user_id or default).id or None
            for partner in partners
        }

    # === BY HAND ===

    @api.model
    def _propose_by_hand(self, partner, company, move=None):
        """Values of the dialog: the step that comes next, else the last one again."""
        root = company.root_id
        snapshot = self.env["dunning.ledger"]._read(
            root, root._dunning_today(), partner.ids
        )
        decisions = (
            [
                decision
                for decision in self._decide(
                    snapshot, partner.id, root._dunning_today()
                )
                if (not move or decision.debt.move_id == move.id)
                and decision.debt.scenario_id
            ]
            if partner.id in snapshot.debts
            else []
        )
        if not decisions:
            raise UserError(
                self.env._(
                    "%(customer)s has no open invoice to remind.", customer=partner.name
                )
            )
        steps = [d.step for d in decisions if d.step]
        scenario = snapshot.scenarios[decisions[0].debt.scenario_id]
        step = max(
            steps or scenario.steps[-1:], key=lambda step: step.rank, default=None
        )
        if step is None:
            raise UserError(self.env["dunning.explanation"]._text("no_step"))
        return {
            "partner_id": partner.id,
            "company_id": root.id,
            "move_id": move and move.id,
            "scenario_id": step.scenario_id,
            "step_id": step.id,
            "channel": next(
                iter(schedule.usable_channels(step, snapshot.debtors[partner.id])),
                "email",
            ),
        }

    @api.model
    def _plan_by_hand(self, partner, company, step, channel, move=None, today=None):
        """Actions for a reminder sent by hand: neither day nor gap, all other rules.

        :raises UserError: when nothing may be claimed, with the reason
        """
        root = company.root_id
        today = today or root._dunning_today()
        self.env["dunning.action"]._allowed()
        snapshot = self.env["dunning.ledger"]._read(root, today, partner.ids)
        chosen = step._to_core()._replace(channels=(channel,))
        decisions = (
            self._decide(snapshot, partner.id, today, by_hand=chosen)
            if partner.id in snapshot.debts
            else []
        )
        debtor = snapshot.debtors.get(partner.id)
        found = grouping.messages_by_hand(decisions, debtor, move.id if move else None)
        prepared = []
        for message in found:
            message = message._replace(step=chosen, channels=(channel,))
            action = self._prepare_action_values(
                root, snapshot, message, channel, today
            )
            action["is_manual"] = True
            prepared.append(
                (action, self._prepare_lines(snapshot, message, action, today))
            )
        if not prepared:
            texts = self.env["dunning.explanation"]
            about = [d for d in decisions if not move or d.debt.move_id == move.id]
            raise UserError(
                texts._decision_text(about[0]) if about else texts._text("paid")
            )
        return self._insert(root, prepared)

    # === DECIDING AGAIN ===

    @api.model
    def _redecide(self, root, actions, today, sending=False):
        """Ask the rules again about waiting actions: re-price them or cancel them.

        :param sending: the actions are about to leave: late days are brought up to
            date, and only those that may leave today are returned
        :return: the actions that still stand
        """
        snapshot = self.env["dunning.ledger"]._read(
            root, today, actions.partner_id.ids, actions._get_wave().ids
        )
        standing = self.env["dunning.action"]
        for partner, found in actions.grouped("partner_id").items():
            for action in found:
                if self._redecide_one(snapshot, partner, action, today, sending):
                    standing |= action
        return standing

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

    # === LOOKING AHEAD ===

    @api.model
    def _explain(self, company, partner_ids, today):
        """Decisions about every open debt of some debtors of one company."""
        root = company.root_id
        snapshot = self.env["dunning.ledger"]._read(root, today, partner_ids)
        return [
            decision
            for partner_id in snapshot.debts
            for decision in self._decide(snapshot, partner_id, today)
        ]

    @api.model
    def _preview_today(self, root, scenario=None):
        """What would leave today, one dict per message, biggest claims first.

        :param scenario: taken as the company's default, as if already chosen
        """
        _day, found = self._preview_first(root, scenario, days=1)
        return found

    @api.model
    def _preview_first(self, root, scenario=None, days=7):
        """The first day on which something would leave, and what.

        A start on a Sunday shows Monday's messages instead of an empty page; what a
        simulation has already planned is shown again, for it would leave.

        :return: (date, dicts as of ``_preview_today``); today and nothing when no
            message would leave within ``days`` days
        """
        today = root._dunning_today()
        ledger = self.env["dunning.ledger"].with_context(
            dunning_default_scenario=scenario and scenario.id
        )
        snapshot = ledger._read(root, today)
        planned = self._forecast_snapshot(snapshot, days, today)
        first = min((item.date for item in planned), default=today)
        found = [
            self._prepare_preview_line(snapshot, item.message)
            for item in planned
            if item.date == first
        ]
        return first, sorted(found, key=lambda values: -values["amount"])

    def _prepare_preview_line(self, snapshot, message):
        """One line of the list "what would leave today"."""
        partner_id = message.debtor.partner_id
        labels = dict(
            self.env["dunning.action"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        contact_id = snapshot.contacts.get((partner_id, message.channels[0]))
        contact = self.env["res.partner"].browse(contact_id or [])
        return {
            "partner_id": partner_id,
            "step_id": message.step.id,
            "channels": ", ".join(labels[channel] for channel in message.channels),
            "recipient": contact.email or contact.name or "",
            "debt_count": sum(1 for line in message.lines if line.step),
            "amount": sum(line.amount for line in message.lines),
            "currency_id": message.currency_id,
            "is_task": message.channels == ("task",),
        }

    @api.model
    def _forecast_company(self, root, days, today):
        """Messages that would leave over the coming days if nobody paid."""
        snapshot = self.env["dunning.ledger"]._read(root, today)
        return self._forecast_snapshot(snapshot, days, today)

    def _forecast_snapshot(self, snapshot, days, today):
        """Messages by day, each taken as delivered once it has left."""
        return [
            planned
            for partner_id, debts in snapshot.debts.items()
            for planned in forecast.forecast_debtor(
                debts,
                snapshot.scenarios,
                snapshot.debtors[partner_id],
                snapshot.past,
                today,
                days,
            )
        ]
