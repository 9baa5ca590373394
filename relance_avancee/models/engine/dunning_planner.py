"""From the ledger to planned actions.

Nothing is decided here: the rules are in :mod:`~core.decide.schedule`. This model feeds
them and writes their answers in bulk; :mod:`.reevaluation` asks them again later,
:mod:`.upcoming` shows them before.
"""

import logging
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...core.channels import TASK
from ...core.decide import channels, grouping, ladder, schedule
from ...core.plan import plans
from ...core.values import NO_PAST
from ...isolation import light_savepoint, must_go_up, spread
from ...languages import spoken
from ...tools import bulk_insert, lock_targets, no_collection
from . import manual, upcoming

_logger = logging.getLogger(__name__)


class Group(NamedTuple):
    """Debtors decided about together, with what they have in common that day.

    ``partner_ids``: None for every debtor of the company.
    """

    partner_ids: list | None
    run: object


class DunningPlanner(models.AbstractModel):
    """The door to the rules and to what is written of their answers."""

    _name = "dunning.planner"
    _description = "Planning of dunning actions"

    @api.model
    def _plan_company(self, root, today, companies):
        """Plan the day of one root company and its branches; idempotent.

        :param companies: only debts of these are claimed; all of the tree are read,
            since a credit or a contact of one counts for the others
        :return: the new actions
        """
        Action = self.env["dunning.action"]
        if not self._take_turn(root):
            return Action
        Action._settle(root, today)
        planned = []
        for group in self._get_groups(root, today):
            planned += self._plan_apart(root, today, companies, *group)
        return Action.browse(planned)

    def _get_groups(self, root, today, after=0):
        """The debtors to decide about, by groups that may be committed one by one.

        :param int after: debtors up to this id are done
        :return: list of :class:`Group`
        """
        ledger = self.env["dunning.ledger"]
        run = ledger._start_run(root, today)
        batches = ledger._get_batches(root, today, run, after)
        return [Group(partner_ids, run) for partner_ids in batches]

    def _plan_group(self, root, today, group):
        """Plan for one group; nothing while another worker plans for the company.

        :return: the new actions; None when another worker is at it
        """
        if not self._take_turn(root):
            return None
        return self.env["dunning.action"].browse(
            self._plan_apart(root, today, self.env.companies, *group)
        )

    def _plan_apart(self, root, today, companies, partner_ids, run):
        """Ids of the actions planned for a batch; one debtor that fails costs only itself.

        :param partner_ids: None for every debtor: named one by one only after a fault
        """
        try:
            with light_savepoint(self.env):
                return self._plan_debtors(root, today, companies, partner_ids, run).ids
        except Exception as error:
            if must_go_up(error):
                raise
            _logger.info("Dunning: a debtor fails, looking for it by halves")
        if partner_ids is None:
            partner_ids = self._get_all_debtors(root)
        found = spread(
            self.env,
            partner_ids,
            lambda some: self._plan_debtors(root, today, companies, some, run).ids,
            lambda partner_id, error: self._tell_trouble(
                root, self.env["res.partner"].browse(partner_id), error
            ),
        )
        return [action_id for ids in found for action_id in ids]

    def _get_all_debtors(self, root):
        """Ids of whoever has an open receivable item in the company tree."""
        ledger = self.env["dunning.ledger"]
        scope = ledger._get_scope(root, None)
        return sorted({item.partner_id for item in ledger._read_receivables(scope)})

    def _tell_trouble(self, root, partners, error):
        """An activity for who follows these customers: the rules could not be asked.

        Once only; what makes them fail is said in its own words.
        """
        collectors = self._get_collectors(root, set(partners.ids))
        summary = self.env._("Reminders could not be worked out")
        texts = self.env["dunning.explanation"]
        # sudo: an activity on the customer, whatever the night's user may write
        for partner in partners.sudo():
            # the text of an error may quote the debtor: it goes on the record
            _logger.warning(
                "Dunning of customer %s fails: %s", partner.id, type(error).__name__
            )
            if summary not in partner.activity_ids.mapped("summary"):
                partner.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=summary,
                    note=texts._trouble_text(error),
                    user_id=collectors.get(partner.id) or root.dunning_user_id.id,
                )

    def _plan_debtors(self, root, today, companies, partner_ids, run=None):
        """Plan the day of these debtors; of all of them when None."""
        with no_collection():
            snapshot = self.env["dunning.ledger"]._read(
                root, today, partner_ids, run=run
            )
            planned = self._prepare_debtors(root, today, companies, snapshot)
            planned = self._without_refused_tasks(planned)
            self._add_late_fees(planned, today)
            return self._insert(root, planned)

    def _without_refused_tasks(self, prepared):
        """Without tasks "to reconcile" that somebody cancelled by hand.

        About the same debts: another debt that waits for matching is asked about.
        """
        asked = {
            line["line_id"]
            for action, lines in prepared
            if action["is_reconcile"]
            for line in lines
        }
        if not asked:
            return prepared
        # sudo: whoever plans, what somebody decided counts
        refused = (
            self.env["dunning.action.line"]
            .sudo()
            .search(
                [
                    ("line_id", "in", list(filter(None, asked))),
                    ("action_id.is_reconcile", "=", True),
                    ("action_id.state", "=", "cancelled"),
                    ("action_id.reason_code", "=", "by_hand"),
                ]
            )
        )
        known = set(refused.line_id.ids)
        return [
            (action, lines)
            for action, lines in prepared
            if not action["is_reconcile"]
            or any(line["line_id"] not in known for line in lines)
        ]

    def _prepare_invoice_debtors(self, root, today, companies, snapshot):
        visible = set(companies.ids)
        planned = []
        for partner_id in snapshot.debts:
            decisions = [
                decision
                for decision in self._decide(snapshot, partner_id, today)
                if decision.debt.company_id in visible
            ]
            if any(map(grouping.calls_for_action, decisions)):
                planned += self._prepare_debtor(
                    root, snapshot, partner_id, decisions, today
                )
        return planned

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
        prepared = [
            self._prepare_message(
                root,
                snapshot,
                message,
                channel,
                today,
                state="to_approve" if message.step.needs_approval else "planned",
            )
            for message in grouping.messages(decisions, snapshot.scenarios, debtor)
            for channel in message.channels
        ]
        prepared += self._prepare_unreachable(root, snapshot, debtor, decisions, today)
        prepared += self._prepare_to_reconcile(root, snapshot, debtor, decisions, today)
        return prepared

    def _prepare_message(
        self, root, snapshot, message, channel, today, state="planned", **changes
    ):
        """Action values and list of line values of one message by one channel.

        :param changes: values of the action that are not the usual ones
        """
        action = self._prepare_action_values(
            root, snapshot, message, channel, today, state=state
        )
        action.update(changes)
        return action, self._prepare_lines(snapshot, message, action, today)

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
            explanation = self.env["dunning.explanation"]
            refused = [c for c in step.channels if c in debtor.policy.forbidden]
            prepared.append(
                self._prepare_message(
                    root,
                    snapshot,
                    message,
                    step.channels[0],
                    today,
                    state="failed",
                    failure="address",
                    reason_code="no_channel",
                    reason=explanation._refused_channels(refused)
                    if refused
                    else explanation._no_channel(step.channels),
                )
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
                debtor, currency_id, None, found[0].step, (TASK.code,), lines
            )
            prepared.append(
                self._prepare_message(
                    root,
                    snapshot,
                    message,
                    TASK.code,
                    today,
                    step_id=None,
                    is_reconcile=True,
                    amount=0.0,
                    reason_code=found[0].reason,
                    reason=self.env["dunning.explanation"]._text(found[0].reason),
                )
            )
        return prepared

    def _prepare_plain_action_values(
        self, root, snapshot, message, channel, today, state="planned"
    ):
        """Column values of one action; extended by modules that add stored fields."""
        companies = {line.decision.debt.company_id for line in message.lines}
        return {
            "partner_id": message.debtor.partner_id,
            "contact_id": self._get_contact_id(snapshot, message, channel),
            "fallback_of_id": self._get_replaced(snapshot, message, channel),
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
            "fees_problem": None,
        }

    def _get_contact_id(self, snapshot, message, channel):
        """Who receives a message: the contact its invoices share, else the debtor's."""
        place = message.debtor.partner_id, channel
        readers = {line.decision.debt.reader_id for line in message.lines if line.step}
        own = readers.pop() if len(readers) == 1 else None
        return snapshot.contacts.get((*place, own)) or snapshot.contacts.get(place)

    def _get_replaced(self, snapshot, message, channel):
        """The failed action that another channel takes over from, if any."""
        if not snapshot.failures or not channels.reaches(
            [channel], message.debtor.policy.registry
        ):
            return None
        failures = (
            snapshot.failures.get((line.decision.debt.id, line.step.id))
            for line in message.lines
            if line.step and self._failed_this_time(snapshot, line)
        )
        return max(filter(None, failures), default=None)

    def _failed_this_time(self, snapshot, line):
        """Whether what failed is what is said now, and not an earlier time of it."""
        if not line.step.again:
            return True
        past = snapshot.past.get(line.decision.debt.id, NO_PAST)
        past = ladder.this_time(line.step, past)
        given_up = (step_id for step_id, _channel in past.given_up)
        return line.step.id in {*past.failed, *given_up}

    def _prepare_lines(self, snapshot, message, action, today):
        return [
            self._prepare_line_values(snapshot, line, action, today)
            for line in message.lines
        ]

    def _prepare_invoice_line_values(self, snapshot, line, action, today):
        """Column values of one debt listed in an action; a snapshot of the ledger."""
        debt = line.decision.debt
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
            "cycle": self._get_cycle(snapshot, line),
            "state": action["state"],
            "channel": action["channel"],
            "is_test": False,
        }

    def _get_cycle(self, snapshot, line):
        """Which time this debt gets this step, from whomever it was claimed before."""
        if not line.step:
            return 0
        past = snapshot.past.get(line.decision.debt.id, NO_PAST)
        return ladder.next_cycle(line.step, past)

    def _add_late_fees(self, prepared, today):
        """Put interest and flat fee on the debts of steps that claim them.

        Once per invoice and action, on its first debt; for all in a fixed number of
        statements. A rate that is missing is said on the action.

        :param prepared: pairs (action values, list of line values), completed in place
        """
        steps = self.env["dunning.step"].browse(
            {action["step_id"] for action, _l in prepared if action["step_id"]}
        )
        claiming = {step.id for step in steps if step.late_fees == "claim"}
        concerned = [
            (action, [line for line in lines if line["step_id"]])
            for action, lines in prepared
            if action["step_id"] in claiming
        ]
        claimed = {}
        for _action, lines in concerned:
            for line in lines:
                items = claimed.setdefault(line["move_id"], {})
                items[line["line_id"]] = line["amount"]
        if not claimed:
            return
        moves = self.env["account.move"].browse(sorted(claimed))
        due = self.env["dunning.late.fee"]._get_due(moves, today, claimed)
        for action, lines in concerned:
            firsts = {line["move_id"]: line for line in reversed(lines)}
            for move_id, line in firsts.items():
                line["interest"] = due[move_id].interest
                line["fixed_fee"] = due[move_id].fixed_fee
            problems = sorted({due[move_id].problem for move_id in firsts} - {""})
            action["fees_problem"] = " ".join(problems) or None

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
        for action_id, (_action, lines) in zip(ids, prepared, strict=True):
            for line in lines:
                line["action_id"] = action_id
        lines = [line for _action, lines in prepared for line in lines]
        steps = {line["step_id"] for line in lines} - {None}
        lock_targets(self.env["dunning.step"].browse(sorted(steps)))
        bulk_insert(self.env["dunning.action.line"], lines, want_ids=False)
        actions = self.env["dunning.action"].browse(ids)
        failed = actions.browse(
            action_id
            for action_id, (action, _l) in zip(ids, prepared, strict=True)
            if action["state"] == "failed"
        )
        failed._tell_collector()
        return actions

    def _get_default_collector(self, root):
        """The company's collector, else a manager who is still there; maybe nobody."""
        # sudo: who follows a customer is a rule, whoever asks
        default = root.sudo().dunning_user_id
        if default.active or not default:
            return default
        # sudo: who follows a customer is a rule, whoever asks
        return self.env["dunning.late.fee"].sudo()._get_rate_manager(root)

    def _get_collectors(self, root, partner_ids):
        """User in charge by debtor: the customer's own, else the company's.

        Never one who left: nobody would see what is planned.
        """
        # sudo: who follows a customer is a rule, whoever asks
        partners = self.env["res.partner"].sudo().with_company(root).browse(partner_ids)
        partners.fetch(["dunning_user_id"])
        default = self._get_default_collector(root)
        return {
            partner_id: (user if user.active else default).id or None
            for user, found in partners.grouped("dunning_user_id").items()
            for partner_id in found.ids
        }

    # === PAYMENT PLANS ===
    # Reminders of instalments, planned and decided again like all the others.

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
        return prepared + self._prepare_invoice_debtors(
            root, today, companies, snapshot
        )

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
        values = self._prepare_plain_action_values(
            root, snapshot, message, *args, **options
        )
        values["plan_id"] = message.lines[0].decision.debt.plan_id
        return values

    def _prepare_line_values(self, snapshot, line, action, today):
        values = self._prepare_invoice_line_values(snapshot, line, action, today)
        # changed in place: this runs for every debt of a busy night
        values["plan_line_id"] = values["move_name"] = None
        if not line.decision.debt.plan_id:
            return values
        instalment = self.env["dunning.payment.plan.line"].browse(
            -line.decision.debt.id
        )
        lang = spoken(self.env, instalment.plan_id.partner_id.lang)
        values.update(
            line_id=None,
            plan_line_id=instalment.id,
            move_name=instalment.with_context(lang=lang)._get_label(),
        )
        return values

    # === MANUAL REMINDERS ===
    # Neither day nor gap, all the other rules: see :mod:`.manual`.

    def _get_step_by_hand(self, step, channel):
        """The step as sent by hand: by the channel chosen, and no other instead."""
        return step._to_core()._replace(channels=(channel,), spare=())

    @api.model
    def _propose_by_hand(self, partner, company, move=None):
        """Values of the dialog: the step that comes next, else the last one again.

        :raises UserError: there is nothing to remind
        """
        return manual.propose(self, partner, company, move)

    @api.model
    def _plan_by_hand(self, partner, company, step, channel, move=None, today=None):
        """Actions for a reminder sent by hand: neither day nor gap, all other rules.

        :raises UserError: when nothing may be claimed, with the reason
        """
        return manual.plan(self, partner, company, step, channel, move, today)

    # === WHAT IS COMING ===
    # The same decisions, shown before they are taken: see :mod:`.upcoming`.

    @api.model
    def _explain(self, company, partner_ids, today):
        """Decisions about every open debt of some debtors of one company."""
        return upcoming.explain(self, company, partner_ids, today)

    @api.model
    def _explain_waiting(self, root, decisions, today):
        """What waits for somebody's hand, and since when, in words by debt id."""
        return upcoming.explain_waiting(self, root, decisions, today)

    @api.model
    def _foresee(self, root, snapshot, today):
        """The ledger as the coming night will find it once it has settled what is over.

        Extended by what else the date alone ends.
        """
        return upcoming.foresee(root, snapshot, today)

    @api.model
    def _preview_today(self, root, scenario=None):
        """What would leave today, one dict per message, biggest claims first.

        :param scenario: taken as the company's default, as if already chosen
        """
        return upcoming.preview_today(self, root, scenario)

    @api.model
    def _preview_first(self, root, scenario=None, days=7):
        """The first day on which something would leave, and what of it.

        :return: (date, dicts as of :meth:`_preview_today`)
        """
        return upcoming.preview_first(self, root, scenario, days)

    @api.model
    def _forecast_company(self, root, days, today):
        """Messages that would leave over the coming days if nobody paid."""
        return upcoming.forecast_company(self, root, days, today)

    @api.model
    def _dry_run(self, root, scenario, replaced=None, days=30, today=None):
        """Compare today's forecast with one in which a scenario takes another's place.

        :param scenario: the one tried, even archived
        :param replaced: the one it stands in for; empty: the company's default
        :return: list of :class:`~core.decide.comparison.Difference`
        """
        return upcoming.simulate(self, root, scenario, replaced, days, today)
