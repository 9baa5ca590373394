"""The ledger as it stood on a past day, from what is stored for ever.

Functions over ``dunning.ledger``. Nothing is logged for it: reconciliations, holds and
actions all carry their dates. What leaves no trace is left out: money then on its way,
settings and scenarios as they were. A fixed number of statements, as for today.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tools import SQL

from ...core.decide.channels import WEEK
from ...core.values import NO_PAST, Snapshot
from . import history


def read(ledger, company, day, partner_ids):
    """What the night of ``day`` read about these debtors, before it sent anything.

    :return: :class:`~core.values.Snapshot`
    """
    ledger.env.flush_all()
    # sudo: the rules look at the whole tree, whoever asks them
    root = company.root_id.sudo()
    run = ledger._start_run(root, day)
    scope, scenarios = ledger._get_scope(root, partner_ids, run), run.scenarios
    items = ledger._read_receivables_as_of(scope, day)
    partner_rows = ledger._read_partners(scope, root, {i.partner_id for i in items})
    debts = ledger._make_debts(items, partner_rows, scenarios, run.rules, root)
    credits = ledger._make_credits(items)
    contacts = ledger._read_contacts(scope, set(debts))
    past, heard = read_past(ledger, scope, run.steps, debts, day)
    activity = history.add_heard(read_activity(ledger, scope, day), debts, heard)
    holds = ledger._read_holds_as_of(scope, root, day)
    debtors = ledger._make_debtors(
        root,
        debts,
        partner_rows,
        contacts,
        activity,
        holds=holds,
        credits=credits,
        rates=run.rates,
    )
    return Snapshot(debts, scenarios, debtors, past, contacts)


def read_receivables(ledger, scope, day, make_item):
    """The rows of ``_read_receivables``, each with what it owed on that morning.

    What was booked or matched in the course of the day itself, the night that began
    it did not know.
    """
    rows = ledger.env.execute_query(
        SQL(
            """
            SELECT aml.id, partner.commercial_partner_id, aml.move_id, aml.company_id,
                   aml.currency_id, COALESCE(aml.date_maturity, aml.date),
                   (aml.amount_currency - COALESCE(paid.currency, 0))::float8,
                   (aml.balance - COALESCE(paid.amount, 0))::float8,
                   move.move_type,
                   CASE WHEN move.payment_state IN ('blocked', 'invoicing_legacy')
                        THEN move.payment_state ELSE 'not_paid' END,
                   aml.no_followup, move.journal_id, move.dunning_scenario_id,
                   move.amount_total_signed::float8, move.reversed_entry_id
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN res_partner partner ON partner.id = aml.partner_id
 LEFT JOIN LATERAL (
                   SELECT SUM(CASE WHEN partial.debit_move_id = aml.id
                                   THEN partial.amount
                                   ELSE -partial.amount END) AS amount,
                          SUM(CASE WHEN partial.debit_move_id = aml.id
                                   THEN partial.debit_amount_currency
                                   ELSE -partial.credit_amount_currency END) AS currency
                     FROM account_partial_reconcile partial
                    WHERE (partial.debit_move_id = aml.id
                           OR partial.credit_move_id = aml.id)
                      AND partial.max_date < %s) paid ON TRUE
             WHERE aml.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable')
               AND aml.parent_state = 'posted'
               AND (aml.date < %s OR (aml.date = %s AND aml.balance > 0))
               AND aml.company_id IN %s
               AND %s
            """,
            day,
            day,
            day,
            scope["companies"],
            scope["only"],
        )
    )
    # a debt settled to the cent must not come back as a hundredth of one
    return ledger._with_reasons([make_item(*row) for row in rows if abs(row[6]) > 1e-6])


def read_past(ledger, scope, steps, debts, day):
    """Steps done before that day, and those that were waiting on it.

    :return: history by debt id, and the last day each was spoken of, by debt id
    """
    rows = ledger.env.execute_query(
        SQL(
            """
            SELECT line.line_id, line.step_id,
                   CASE WHEN action.state = 'done' AND action.date_done < %s
                        THEN 'done'
                        WHEN action.state = 'cancelled' AND action.date_stopped < %s
                        THEN 'cancelled'
                        ELSE 'planned' END,
                   action.date_deadline, line.cycle, line.channel,
                   CASE WHEN action.state = 'done' AND action.date_done < %s
                        THEN action.date_done ELSE action.date_planned END
              FROM dunning_action_line line
              JOIN dunning_action action ON action.id = line.action_id
             WHERE action.company_id IN %s
               AND line.line_id IS NOT NULL
               AND EXISTS (SELECT 1 FROM dunning_step step
                            WHERE step.id = line.step_id)
               AND (action.date_done < %s OR action.date_planned < %s)
               AND (action.state IN ('planned', 'to_approve', 'done')
                    OR (action.state = 'cancelled'
                        AND (action.date_stopped >= %s
                             OR (action.reason_code = 'by_hand'
                                 AND action.is_manual IS NOT TRUE))))
               AND (line.is_test IS NOT TRUE OR %s)
               AND line.is_former IS NOT TRUE
               AND %s
            """,
            day,
            day,
            day,
            scope["companies"],
            day,
            day,
            day,
            scope["tests"],
            history.only_debts(scope, debts),
        )
    )
    steps = history.with_steps(ledger.env, steps, {row[1] for row in rows})
    past, heard = {}, {}
    contacts = ledger.env["dunning.channel"]._get_registry().contacts
    for line_id, step_id, state, granted, cycle, channel, on in rows:
        if state == "done" and channel in contacts:
            heard[line_id] = max(heard.get(line_id, on), on)
        known = past.get(line_id, NO_PAST)
        past[line_id] = history.add_to_past(
            known, steps[step_id], state, granted, (cycle, on, channel)
        )
    return past, heard


def read_activity(ledger, scope, day):
    """Last contact before that day, what was waiting, contacts of the week."""
    rows = ledger.env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, action.channel,
                   CASE WHEN action.state = 'done' THEN action.date_done END
              FROM dunning_action action
              JOIN res_partner partner ON partner.id = action.partner_id
             WHERE action.company_id IN %s AND action.channel IN %s
               AND action.date_planned < %s
               AND (action.state IN ('planned', 'to_approve', 'done')
                    OR (action.state = 'cancelled' AND action.date_stopped >= %s))
               AND (action.is_test IS NOT TRUE OR %s)
               AND %s
            """,
            scope["companies"],
            ledger.env["dunning.channel"]._get_registry().contacts,
            day,
            day,
            scope["tests"],
            scope["only"],
        )
    )
    found, written = {}, ledger.env["dunning.channel"]._get_registry().written
    for partner_id, channel, done in rows:
        values = found.setdefault(
            partner_id, {"last_contact": None, "pending": False, "recent": ()}
        )
        if done is None or done >= day:
            values["pending"] |= channel in written
            continue
        values["last_contact"] = max(values["last_contact"] or done, done)
        contact = channel, done
        if done > day - WEEK and contact not in values["recent"]:
            values["recent"] += (contact,)
    return found


def read_holds(ledger, scope, root, day):
    """Holds in force on that day, whether they were lifted since or not.

    Until the midnight of the company's own clock.
    """
    zone = ZoneInfo(root.partner_id.tz or ledger.env.user.tz or "UTC")
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return history.find_holds(
        ledger.env,
        scope,
        SQL(
            """
            hold.date_from <= %s
            AND (hold.date_to IS NULL OR hold.date_to >= %s)
            AND (hold.active OR hold.lifted_date >= %s)
            """,
            day,
            day,
            midnight.astimezone(UTC).replace(tzinfo=None),
        ),
    )
