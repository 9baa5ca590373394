"""What dunning already did, and what suspends it, as the rules need it.

Our own tables, read in bulk for :mod:`.dunning_ledger`. A ``scope`` names companies,
debtors and the conditions on them (``dunning.ledger._get_scope``).
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ...const import MAX_ATTEMPTS
from ...core.decide.channels import WEEK
from ...core.values import NO_PAST, Hold, Past, Turn


class History(NamedTuple):
    """What our tables say of some debtors and their debts.

    ``past`` by debt id; ``failures``: the failed action by (debt id, step id); by debtor
    id, ``recent``: (channel, day) of the last week's contacts, ``activity``: fields of
    :class:`~core.values.Debtor`, ``holds``: in force today or later.
    """

    past: dict[int, Past]
    failures: dict[tuple[int, int], int]
    recent: dict[int, list[tuple[str, date]]]
    activity: dict[int, dict]
    holds: dict[int, list[Hold]]


def read(env, scope, run, debts, ignore_action_ids=()):
    """What was done and what suspends, for the debtors of a scope.

    :param ignore_action_ids: actions taken as if they did not exist
    :return: :class:`History`
    """
    today, scenarios = run.today, run.scenarios
    past, failures, heard = read_past(env, scope, run.steps, debts, ignore_action_ids)
    activity = read_activity(env, scope, today, scenarios, ignore_action_ids)
    return History(
        past,
        failures,
        read_week(env, scope, today, ignore_action_ids),
        add_heard(activity, debts, heard),
        read_holds(env, scope, today, debts),
    )


def with_steps(env, steps, step_ids):
    """The steps in use and, of these ids, those that are somebody's level all the same."""
    missing = step_ids.difference(steps)
    if not missing:
        return steps
    # sudo: archived or of another company, it is the level that was reached
    found = env["dunning.step"].sudo().browse(sorted(missing))
    return steps | {step.id: step for step in found._to_cores()}


def read_past(env, scope, steps, debts, ignore_action_ids):
    """History of every open debt, found by its journal item.

    Steps sent in test mode count only while the company is in test mode: they
    never reached the debtor. What failed is given up when its address is of no use,
    nobody answers, or it could not be handed over too often; the rest waits: a text
    to correct or a setting to complete is no reason to reach everybody some other
    way.

    What was said of the debt to somebody else, before the customer of the invoice
    was corrected, is ``elsewhere``: it is no level of this debtor's.

    :return: history by debt id, the failed action by (debt id, step id), and the last
        day on which each debt was spoken of, by debt id
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT COALESCE(line.line_id, -line.plan_line_id), line.move_id,
                   line.step_id, line.state, line.is_former,
                   line.channel, action.id,
                   action.failure IN ('address', 'no_answer')
                   OR (action.failure = 'transport' AND action.attempts >= %s),
                   CASE WHEN action.attempts > 0 THEN action.date_planned END,
                   action.date_deadline, line.cycle,
                   CASE WHEN line.state = 'done' THEN action.date_done
                        ELSE action.date_planned END
              FROM dunning_action_line line
              JOIN dunning_action action ON action.id = line.action_id
         LEFT JOIN dunning_payment_plan plan ON plan.id = action.plan_id
             WHERE action.company_id IN %s
               AND (plan.id IS NULL OR plan.state = 'active')
               -- no foreign key keeps a step: one that is gone is nobody's level
               AND EXISTS (SELECT 1 FROM dunning_step step WHERE step.id = line.step_id)
               AND (line.state IN ('planned', 'to_approve', 'done', 'failed')
                    OR (line.state = 'cancelled' AND action.reason_code = 'by_hand'
                        AND action.is_manual IS NOT TRUE))
               AND NOT EXISTS (SELECT 1 FROM account_move_line aml
                                WHERE aml.id = line.line_id AND aml.reconciled)
               AND (line.is_test IS NOT TRUE OR %s)
               AND line.action_id NOT IN %s
               AND %s
            """,
            MAX_ATTEMPTS,
            scope["companies"],
            scope["tests"],
            tuple(ignore_action_ids) or (0,),
            only_debts(scope, debts),
        )
    )
    steps = with_steps(env, steps, {row[2] for row in rows})
    # a line of the ledger re-created by a reset to draft keeps its invoice's history
    by_move = {}
    if any(row[0] is None for row in rows):
        for debt in (debt for found in debts.values() for debt in found):
            by_move.setdefault(debt.move_id, []).append(debt.id)
    # most debts have the same short past: it is made once
    past, first, failures, heard = {}, {}, {}, {}
    contacts = env["dunning.channel"]._get_registry().contacts
    for (
        line_id,
        move_id,
        step_id,
        state,
        is_former,
        *failure,
        granted,
        cycle,
        day,
    ) in rows:
        step = steps[step_id]
        told = (cycle, day, failure[0]) if _keeps_turns(step) else None
        for debt_id in (line_id,) if line_id else by_move.get(move_id, ()):
            known = past.get(debt_id)
            if is_former:
                past[debt_id] = add_elsewhere(known or NO_PAST, step, state, told)
                continue
            if state == "done" and day and failure[0] in contacts:
                heard[debt_id] = max(heard.get(debt_id, day), day)
            if state == "failed":
                # whatever order they come in, the latest attempt is the one that counts
                key = debt_id, step_id
                failures[key] = max(failures.get(key, 0), failure[1])
                past[debt_id] = add_failure(known or NO_PAST, step, told, *failure)
                continue
            if known:
                past[debt_id] = add_to_past(known, step, state, granted, told)
                continue
            key = step_id, state, granted, told
            if key not in first:
                first[key] = add_to_past(NO_PAST, step, state, granted, told)
            past[debt_id] = first[key]
    return past, failures, heard


def add_heard(activity, debts, heard):
    """Whoever heard of a debt heard of its present debtor: the gap goes with the debt.

    A contact that left its company, or a company sold, is another debtor; the customer
    was contacted all the same.

    :param activity: fields of :class:`~core.values.Debtor` by debtor id, completed
    :param heard: the last day on which a debt was spoken of, by debt id
    """
    for partner_id, found in debts.items() if heard else ():
        days = [heard[debt.id] for debt in found if debt.id in heard]
        if days:
            known = activity.setdefault(partner_id, {})
            last = known.get("last_contact")
            known["last_contact"] = max(*days, last or days[0])
    return activity


def only_debts(scope, debts):
    """Condition on ``dunning_action_line line``: lines about these debts.

    By journal item, or by invoice where the item was made anew, or by instalment:
    whoever was written to, it is the debt's.
    """
    if scope["partners"] is None:
        return SQL("TRUE")
    found = [debt for some in debts.values() for debt in some]
    return SQL(
        """
        (line.line_id = ANY(%(items)s)
         OR (line.line_id IS NULL AND line.move_id = ANY(%(moves)s))
         OR line.plan_line_id = ANY(ARRAY(
                SELECT instalment.id
                  FROM dunning_payment_plan_line instalment
                  JOIN dunning_payment_plan own ON own.id = instalment.plan_id
                  JOIN res_partner payer ON payer.id = own.partner_id
                 WHERE own.state = 'active'
                   AND payer.commercial_partner_id IN %(partners)s)))
        """,
        items=[debt.id for debt in found],
        moves=list({debt.move_id for debt in found}),
        partners=scope["partners"],
    )


def _keeps_turns(step):
    """Whether it matters when, and which time, this step was said; seldom does."""
    return step.is_repeated or step.kind != "reminder"


def add_turn(past, step, state, told):
    """One line of an action, where the times of a step have to be told apart.

    :param told: (cycle, day, channel); None where they need not
    """
    if told is None:
        return past
    cycle, day, channel = told
    if step.is_repeated:
        turn = Turn(step.id, cycle or 0, state, day, channel)
        return past._replace(turns=(*past.turns, turn))
    if state == "done" and (past.noticed is None or day > past.noticed):
        return past._replace(noticed=day)
    return past


def add_elsewhere(past, step, state, told=None):
    """A contact with another debtor: it only keeps its place in the unique key."""
    if state == "failed":
        return past
    if step.is_repeated:
        past = add_turn(past, step, "elsewhere", told)
    return past._replace(elsewhere=(*past.elsewhere, step.id))


def add_failure(past, step, told, channel, _action_id, given_up, tried):
    past = add_turn(past, step, "given_up" if given_up else "failed", told)
    if not given_up:
        return past._replace(failed=past.failed | {step.id})
    return past._replace(
        given_up=past.given_up | {(step.id, channel)},
        tried=max(filter(None, (past.tried, tried)), default=None),
    )


def add_to_past(past, step, state, granted=None, told=None):
    known = state in ("done", "cancelled")
    past = add_turn(past, step, state if known else "pending", told)
    if state == "cancelled":
        return past._replace(skipped=past.skipped | {step.id})
    if state != "done":
        return past._replace(pending=past.pending | {step.id})
    if granted and (past.granted is None or granted > past.granted):
        past = past._replace(granted=granted)
    done = (*past.done, step.id)
    if past.reached is None or step.place > past.reached.place:
        return past._replace(reached=step, done=done)
    return past._replace(done=done)


def read_activity(env, scope, today, scenarios, ignore_action_ids):
    """Last contact, whether a written one waits, tasks to match, by debtor.

    Contacts older than the longest gap change nothing and are not read, so that
    years of history cost nothing.
    """
    longest = max((s.min_gap_days for s in scenarios.values()), default=0)
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id,
                   MAX(action.date_done) FILTER (WHERE action.state = 'done'),
                   COALESCE(BOOL_OR(action.channel IN %s
                                    AND action.is_escalated IS NOT TRUE)
                            FILTER (WHERE action.state != 'done'), FALSE),
                   ARRAY_AGG(action.currency_id)
                   FILTER (WHERE action.is_reconcile AND action.state != 'done')
              FROM dunning_action action
              JOIN res_partner partner ON partner.id = action.partner_id
             WHERE action.company_id IN %s
               AND (action.state IN ('planned', 'to_approve')
                    OR (action.state = 'done' AND action.date_done >= %s
                        AND action.channel IN %s))
               AND (action.is_test IS NOT TRUE OR %s)
               AND action.id NOT IN %s
               AND %s
          GROUP BY partner.commercial_partner_id
            """,
            env["dunning.channel"]._get_registry().written,
            scope["companies"],
            today - timedelta(days=max(longest, 1)),
            env["dunning.channel"]._get_registry().contacts,
            scope["tests"],
            tuple(ignore_action_ids) or (0,),
            scope["only"],
        )
    )
    return {
        partner_id: {
            "last_contact": last_contact,
            "pending": pending,
            "matching": frozenset(currencies or ()),
        }
        for partner_id, last_contact, pending, currencies in rows
    }


def read_week(env, scope, today, ignore_action_ids):
    """(channel, day) of the contacts of the last seven days, by debtor.

    Messages of one day (several currencies, one per invoice) are one contact.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id, action.channel,
                   action.date_done
              FROM dunning_action action
              JOIN res_partner partner ON partner.id = action.partner_id
             WHERE action.company_id IN %s
               AND action.state = 'done' AND action.date_done > %s
               AND action.channel IN %s
               AND (action.is_test IS NOT TRUE OR %s)
               AND action.id NOT IN %s
               AND %s
          ORDER BY 1, 3, 2
            """,
            scope["companies"],
            today - WEEK,
            env["dunning.channel"]._get_registry().contacts,
            scope["tests"],
            tuple(ignore_action_ids) or (0,),
            scope["only"],
        )
    )
    recent = {}
    for partner_id, *contact in rows:
        recent.setdefault(partner_id, []).append(tuple(contact))
    return recent


def read_holds(env, scope, today, debts):
    """Holds in force today or later, by debtor."""
    return find_holds(
        env,
        scope,
        SQL(
            "hold.active AND (hold.date_to IS NULL OR hold.date_to >= %s) AND %s",
            today,
            _only_holds(scope, debts),
        ),
    )


def _only_holds(scope, debts):
    """Condition on ``dunning_hold hold`` that an index answers."""
    if scope["partners"] is None:
        return SQL("TRUE")
    return SQL(
        """
        (hold.partner_id = ANY(ARRAY(SELECT id FROM res_partner
                                      WHERE commercial_partner_id IN %s))
         OR hold.move_id = ANY(%s))
        """,
        scope["partners"],
        list({debt.move_id for found in debts.values() for debt in found}),
    )


def find_holds(env, scope, condition):
    """Holds that meet a condition on ``dunning_hold hold``, by debtor.

    The debtor is the invoice's, else the customer's.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, hold.id, hold.reason, hold.date_from,
                   hold.date_to, hold.move_id, COALESCE(hold.amount, 0),
                   COALESCE(move.currency_id, company.currency_id)
              FROM dunning_hold hold
              JOIN res_company company ON company.id = hold.company_id
         LEFT JOIN account_move move ON move.id = hold.move_id
              JOIN res_partner partner
                ON partner.id = COALESCE(move.commercial_partner_id, hold.partner_id)
             WHERE hold.company_id IN %s AND %s AND %s
          ORDER BY hold.id
            """,
            scope["companies"],
            condition,
            scope["only"],
        )
    )
    holds = {}
    for partner_id, *values in rows:
        holds.setdefault(partner_id, []).append(Hold(*values))
    return holds
