"""Asking the rules again about actions that wait: to re-price, to cancel, to send.

Functions over ``dunning.action``. An action is decided again as if its batch of the day
(what was planned for the same debtor on the same day) did not exist.
"""

from itertools import zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from ...const import PENDING_STATES
from ...core.decide import grouping
from ...core.run import Run
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


class Reevaluation(NamedTuple):
    """What one re-evaluation carries: one company, one day, one reading of its settings.

    ``planner`` is the door to the rules and to what is written; ``sending``: the actions
    are about to leave.
    """

    planner: Any
    root: Any
    run: Run
    sending: bool = False


def reevaluate(root, actions, today, sending=False):
    """Ask the rules again about waiting actions: re-price them or cancel them.

    One debtor whose rules fail costs the others nothing: what should have left says why
    it did not, what only waits goes on waiting.

    :param sending: the actions are about to leave: late days are brought up to date, and
        only those that may leave today are returned
    :return: the actions that still stand
    """
    if not actions:
        return actions
    follow_debtors(actions)
    planner = actions.env["dunning.planner"].with_company(root)
    run = planner.env["dunning.ledger"]._start_run(root, today)
    job = Reevaluation(planner, root, run, sending)
    by_debtor = actions.grouped("debtor_id")
    found = spread(
        actions.env,
        by_debtor,
        lambda partners: reevaluate_debtors(
            job, actions.browse().union(*map(by_debtor.get, partners))
        ),
        lambda partner, error: tell_failure(job, by_debtor[partner], error),
    )
    return actions.browse().union(*found)


def follow_debtors(actions):
    """What waits goes to whom the debts are owed by now, wherever they came from."""
    for action in actions:
        if action.partner_id != action.debtor_id:
            action.partner_id = action.debtor_id


def tell_failure(job, actions, error):
    """The rules could not be asked about these actions of one debtor.

    What should leave has failed; what only waits goes on waiting, and somebody is told.
    """
    if job.sending:
        for action in actions:
            action._deliver_failed(error)
    else:
        root = actions.company_id.root_id[:1]
        job.planner._tell_trouble(root, actions.partner_id, error)


def find_changed(root, actions, today):
    """Messages that may not leave as they were written; writes nothing.

    :return: (reason code, decision or None) by action
    """
    found = {}
    planner = actions.env["dunning.planner"].with_company(root)
    run = planner.env["dunning.ledger"]._start_run(root, today)
    job = Reevaluation(planner, root, run, sending=True)
    first = get_first_written(root, actions)
    for batch in get_generations(actions):
        mine = actions & batch
        snapshot = read_without(job, mine, batch, first)
        for action in mine:
            why = check(job, snapshot, action)
            if why:
                found[action] = why
    return found


# === THE BATCH OF THE DAY ===


def get_batch(actions):
    """The actions themselves and those planned the same day for the same debtor.

    In the same company or its branches: others decide for themselves.

    They are one contact by several channels or in several currencies: none of them
    counts against another. A manual reminder stands alone: it comes after what left the
    same day.
    """
    by_rule = actions.filtered(lambda action: not action.is_manual)
    # sudo: messages of one batch, in every branch
    siblings = actions.sudo().search(
        [
            ("debtor_id", "in", by_rule.debtor_id.ids),
            ("date_planned", "in", list(set(by_rule.mapped("date_planned")))),
            ("is_manual", "=", False),
            "|",
            ("state", "!=", "cancelled"),
            # what somebody took out of a batch says nothing about the rest of it
            ("reason_code", "=", "by_hand"),
        ]
    )
    batches = {get_batch_key(action) for action in by_rule}
    return actions | siblings.filtered(lambda action: get_batch_key(action) in batches)


def get_batch_key(action):
    """What the actions of one batch share: debtor, company tree and day.

    A manual reminder is alone in its batch.
    """
    root = action.company_id.root_id
    by_hand = action.id if action.is_manual else 0
    return action.debtor_id.id, root.id, action.date_planned, by_hand


def get_generations(actions):
    """The batches of these actions: every debtor's oldest, then its second, and so on.

    :return: list of recordsets, in each one batch of a debtor at most
    """
    batches = {}
    for key, found in get_batch(actions).grouped(get_batch_key).items():
        batches.setdefault(key[:2], []).append((key[2:], found))
    ordered = [
        [found for _key, found in sorted(mine, key=itemgetter(0))]
        for mine in batches.values()
    ]
    return [actions.browse().union(*filter(None, row)) for row in zip_longest(*ordered)]


def get_first_written(root, actions):
    """The oldest written action that waits, by debtor: the others wait for it."""
    known = actions.env["dunning.channel"]._get_registry()
    # sudo: every waiting action counts, whichever one may open
    waiting = (
        actions.env["dunning.action"]
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
        partner: found[:1] for partner, found in waiting.grouped("debtor_id").items()
    }


# === DECIDING ===


def reevaluate_debtors(job, actions):
    """Each action with its own batch ignored, and no other: oldest batches first.

    One reading of the ledger for all debtors' first batches, one for their second: few
    have two.
    """
    standing = actions.browse()
    first = get_first_written(job.root, actions)
    for batch in get_generations(actions):
        standing |= reevaluate_batches(job, actions & batch, batch, first)
    return standing


def reevaluate_batches(job, actions, batch, first):
    """Decide again one batch of each debtor.

    :param actions: those asked about
    :param batch: they and the other actions of their batches
    :param first: the written action each debtor gets first
    :return: the actions that still stand
    """
    snapshot = read_without(job, actions, batch, first)
    standing, messages = actions.browse(), {}
    actions -= drop_doubles(job, actions, batch)
    for action in actions:
        message, stands = reevaluate_one(job, snapshot, action)
        if message:
            messages[action] = message
        elif stands:
            standing |= action
    if messages:
        reprice(job, snapshot, messages)
    for action in messages:
        if action.state == "planned" or not job.sending:
            standing |= action
    return standing


def read_without(job, actions, batch, first):
    """The ledger as if the actions of a batch did not exist."""
    ledger = job.planner.env["dunning.ledger"]
    snapshot = ledger._read(
        job.root, job.run.today, actions.debtor_id.ids, batch.ids, job.run
    )
    for partner in actions.debtor_id:
        debtor = snapshot.debtors.get(partner.id)
        # what was planned later waits for this, not this for it
        if debtor and debtor.pending and first.get(partner, batch) <= batch:
            snapshot.debtors[partner.id] = debtor._replace(pending=False)
    return snapshot


def reevaluate_one(job, snapshot, action):
    """(what the action would say now, or None; whether it stands without)."""
    decisions = decide(job, snapshot, action)
    if action.is_reconcile:
        return None, task_stands(job, action, decisions)
    message = find_message(job, snapshot, action, decisions)
    if message:
        return message, True
    reason, decision = why_not(action, decisions)
    if reason in POSTPONED:
        return None, not job.sending
    action._set_cancelled(reason, decision, job.run.today)
    return None, False


def decide(job, snapshot, action):
    """Decisions about the debts of an action's debtor, or of its payment plan."""
    planner, today, partner_id = job.planner, job.run.today, action.debtor_id.id
    if action.plan_id:
        found = snapshot.plans.get(partner_id, ())
        plan = next((plan for plan in found if plan.id == action.plan_id.id), None)
        return planner._decide_plan(snapshot, plan, today) if plan else []
    if partner_id not in snapshot.debts:
        return []
    if action.is_manual and action.step_id:
        step = planner._get_step_by_hand(action.step_id, action.channel)
        return planner._decide(snapshot, partner_id, today, by_hand=step)
    return planner._decide(snapshot, partner_id, today)


def find_message(job, snapshot, action, decisions):
    """What an action would say now; None when there is nothing for it to say."""
    fitting = [
        message
        for message in group(job, snapshot, action, decisions)
        if is_for(job, action, message)
    ]
    wanted = get_debt_ids(action)
    return max(fitting, key=lambda m: count_claimed(m, wanted), default=None)


def group(job, snapshot, action, decisions):
    """The messages an action's debtor would get now."""
    debtor = snapshot.debtors.get(action.debtor_id.id)
    if debtor is None or all(decision.kind != "send" for decision in decisions):
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
        step = job.planner._get_step_by_hand(action.step_id, action.channel)
        return [
            message._replace(step=step, channels=(action.channel,))
            for message in grouping.messages_by_hand(
                decisions, debtor, action.move_id.id or None
            )
        ]
    return grouping.messages(decisions, snapshot.scenarios, debtor)


def is_for(job, action, message):
    """Whether a message is what an action may say."""
    silent = message.debtor.policy.registry.silent
    return (
        message.currency_id == action.currency_id.id
        and message.move_id == (action.move_id.id or None)
        and action.channel in message.channels
        # an internal task alone and a message with a task are two messages
        and (
            action.is_manual
            or silent.issuperset(message.step.channels) != is_heard(job, action)
        )
    )


def is_heard(job, action):
    """Whether the debtor hears of the action's message, be it by another channel."""
    step = action.step_id
    if not step:
        return False
    known = job.run.steps.get(step.id)
    channels = known.channels if known else step._get_channels()
    registry = job.planner.env["dunning.channel"]._get_registry()
    return not registry.silent.issuperset(channels)


def count_claimed(message, debt_ids):
    """How many of these debts a message claims."""
    return sum(
        1 for line in message.lines if line.step and line.decision.debt.id in debt_ids
    )


def task_stands(job, action, decisions):
    """A task "to reconcile" stands as long as there is something to match."""
    if action.currency_id.id in grouping.to_reconcile(decisions):
        return True
    action._set_cancelled("reconciled", today=job.run.today)
    return False


def why_not(action, decisions):
    """Reason and decision for an action that has no message any more."""
    if action.plan_id and action.plan_id.state != "active":
        return "plan_over", None
    wanted = get_debt_ids(action)
    about = [d for d in decisions if d.debt.id in wanted]
    if not about:
        return "paid", None
    postponed = [d for d in about if d.reason in POSTPONED]
    if not postponed and all(has_gone_on(action, d) for d in about):
        return "outdated", None
    decision = (postponed or about)[0]
    reason = decision.reason if decision.kind != "send" else "no_channel"
    return reason, decision


def has_gone_on(action, decision):
    """Whether a later step of the debt left, or waits, in the meantime."""
    if decision.kind != "wait" or not action.step_id or not decision.step:
        return decision.reason == "last_step"
    later = decision.step.place > action.step_id._to_core().place
    return later and decision.reason in ("not_due_yet", "already_planned", "failed")


def get_debt_ids(action):
    """Ids of the debts an action claims, as the rules know them.

    An instalment of a plan counts below zero.
    """
    lines = action.claimed_line_ids
    return {*lines.line_id.ids, *(-line.id for line in lines.plan_line_id)}


def check(job, snapshot, action):
    """Why a message may not leave as it was written, or None if it may."""
    decisions = decide(job, snapshot, action)
    message = find_message(job, snapshot, action, decisions)
    if message is None:
        return why_not(action, decisions)
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


# === MERGED CUSTOMERS ===


def drop_doubles(job, actions, batch):
    """Merged customers: what was planned for each of them is now one message."""
    taken = {
        get_slot(job, action) for action in batch - actions if action.state == "done"
    }
    doubles = actions.browse()
    for action in actions:
        slot = get_slot(job, action)
        if slot in taken:
            doubles |= action
        taken.add(slot)
    if doubles:
        doubles._set_cancelled("superseded", today=job.run.today)
        # their debts go to the action that stays: free the unique key first
        actions.env.flush_all()
    return doubles


def get_slot(job, action):
    """What only one action of a batch may fill, however it came to be."""
    by_hand = action.id if action.is_manual else False
    return (
        action.debtor_id,
        action.company_id.root_id,
        action.date_planned,
        is_heard(job, action),
        action.currency_id,
        action.move_id,
        action.channel,
        action.is_reconcile,
        action.is_test,
        by_hand,
        action.plan_id,
    )


# === WRITING WHAT HAS CHANGED ===


def reprice(job, snapshot, messages):
    """Bring waiting actions up to date; writes nothing that has not changed.

    :param messages: what each action would say now, by action
    """
    planner, today = job.planner, job.run.today
    prepared = {
        action: planner._prepare_message(
            action.company_id, snapshot, message, action.channel, today
        )
        for action, message in messages.items()
    }
    planner._add_late_fees(list(prepared.values()), today)
    for action, (values, lines) in prepared.items():
        reprice_lines(action, lines, job.sending)
        reprice_action(action, values)


def reprice_lines(action, wanted, sending):
    """Lines as prepared: those that are gone removed, the others brought up to date."""
    # an instalment of a plan counts below zero, as for the rules
    fresh = {values["line_id"] or -values["plan_line_id"]: values for values in wanted}
    for line in action.line_ids:
        values = fresh.pop(line.line_id.id or -line.plan_line_id.id, None)
        if values is None:
            line.unlink()
            continue
        changed = write_changed(line, values, ("step_id", *AMOUNTS))
        if sending:
            write_changed(line, values, DATES)
        # a day more of interest is no news until the message leaves, less of it is
        if sending or changed or values["interest"] < line.interest:
            write_changed(line, values, FEES)
    for values in fresh.values():
        action.line_ids.create(values | {"action_id": action.id, "state": action.state})


def reprice_action(action, values):
    """The action as prepared; another step may want an approval."""
    step = action.env["dunning.step"].browse(values["step_id"])
    names = ["step_id", "scenario_id", "amount", "contact_id", "fees_problem"]
    if step != action.step_id and step.needs_approval:
        values = values | {"state": "to_approve"}
        names.append("state")
    write_changed(action, values, names)


def write_changed(record, values, names):
    """Write those values that differ; whether there was one."""
    changed = {
        name: values[name] for name in names if differs(record, name, values[name])
    }
    if changed:
        record.write(changed)
    return bool(changed)


def differs(record, name, value):
    """Whether a field has another value; amounts at their currency's rounding."""
    field = record._fields[name]
    if field.type == "monetary":
        return not record.currency_id.is_zero(record[name] - value)
    current = record[name].id if field.type == "many2one" else record[name]
    return (current or None) != (value or None)
