"""What waits for a collector, and where its debtors stand: read in sets.

Nothing is written here.
"""

import json
from datetime import timedelta

from odoo.tools import SQL

from ...const import DEBTOR_KINDS
from ...core.figures import priority
from ...core.law import limitation

BROKEN_FOR_DAYS = 30


def read_waiting(env, root, today):
    """Number of things that wait, by (debtor id, code of the kind of work).

    Extended by modules that know of other work: they return more pairs.
    """
    companies = env["dunning.ledger"]._get_scope(root, None)["companies"]
    queries = (
        query_actions(env, companies, today),
        query_replies(companies, today),
        query_promises(env, companies, today),
        query_disputes(companies, today),
        query_receipts(root, companies, today),
    )
    env.flush_all()
    rows = env.execute_query(SQL(" UNION ALL ").join(queries))
    waiting = {(partner_id, kind): count for partner_id, kind, count in rows}
    for partner_id in find_off_track(env, root):
        key = partner_id, "plan"
        waiting[key] = waiting.get(key, 0) + 1
    for partner_id, _day in find_near_limitation(env, root, today).items():
        waiting[partner_id, "limitation"] = 1
    return waiting


# === WHAT WAITS ===


def query_actions(env, companies, today):
    """Calls, letters and tasks of today, messages to approve, failures, matching."""
    known = env["dunning.channel"]._get_registry()
    return SQL(
        """
        SELECT partner.commercial_partner_id, kind.code, COUNT(*)
          FROM dunning_action action
          JOIN res_partner partner ON partner.id = action.partner_id
          JOIN LATERAL (SELECT CASE
                   WHEN action.state = 'to_approve' THEN 'approve'
                   WHEN action.state = 'failed' THEN 'failed'
                   WHEN action.is_reconcile THEN 'match'
                   ELSE %s::jsonb ->> action.channel END AS code)
                kind ON kind.code IS NOT NULL
         WHERE action.company_id IN %s
           AND (action.state IN ('to_approve', 'failed')
                OR (action.state = 'planned' AND action.date_planned <= %s))
      GROUP BY partner.commercial_partner_id, kind.code
        """,
        json.dumps({channel.code: channel.work for channel in known if channel.work}),
        companies,
        today,
    )


def query_replies(companies, today):
    """Replies nobody has read yet: they hold the debtor until then."""
    return SQL(
        """
        SELECT partner.commercial_partner_id, 'reply', COUNT(*)
          FROM dunning_hold hold
          JOIN res_partner partner ON partner.id = hold.partner_id
         WHERE hold.active AND hold.reason = 'reply' AND hold.company_id IN %s
           AND (hold.date_to IS NULL OR hold.date_to >= %s)
      GROUP BY partner.commercial_partner_id
        """,
        companies,
        today,
    )


def query_promises(env, companies, today):
    """Promises broken lately, as long as nobody has contacted the debtor since."""
    return SQL(
        """
        SELECT partner.commercial_partner_id, 'promise', COUNT(*)
          FROM dunning_promise promise
          JOIN res_partner partner ON partner.id = promise.partner_id
         WHERE promise.state = 'broken' AND promise.company_id IN %(companies)s
           AND promise.date >= %(since)s
           AND NOT EXISTS (SELECT 1 FROM dunning_action action
                     JOIN res_partner told ON told.id = action.partner_id
                    WHERE told.commercial_partner_id
                          = partner.commercial_partner_id
                      AND action.company_id IN %(companies)s
                      AND action.state = 'done' AND action.channel IN %(contacts)s
                      AND action.date_done > promise.date)
           AND NOT EXISTS (SELECT 1 FROM dunning_promise later
                     JOIN res_partner who ON who.id = later.partner_id
                    WHERE who.commercial_partner_id
                          = partner.commercial_partner_id
                      AND later.company_id IN %(companies)s
                      AND later.state = 'open')
      GROUP BY partner.commercial_partner_id
        """,
        companies=companies,
        contacts=env["dunning.channel"]._get_registry().contacts,
        since=today - timedelta(days=BROKEN_FOR_DAYS),
    )


def query_disputes(companies, today):
    """Disputes to be answered by yesterday."""
    return SQL(
        """
        SELECT partner.commercial_partner_id, 'dispute', COUNT(*)
          FROM dunning_dispute dispute
          JOIN res_partner partner ON partner.id = dispute.partner_id
         WHERE dispute.state = 'open' AND dispute.deadline < %s
           AND dispute.company_id IN %s
      GROUP BY partner.commercial_partner_id
        """,
        today,
        companies,
    )


def query_receipts(root, companies, today):
    """Registered letters whose receipt should have come back."""
    return SQL(
        """
        SELECT partner.commercial_partner_id, 'receipt', COUNT(*)
          FROM dunning_letter letter
          JOIN res_partner partner ON partner.id = letter.partner_id
         WHERE letter.post != 'plain' AND letter.date_posted < %s
           AND letter.company_id IN %s
           AND letter.date_received IS NULL AND letter.date_refused IS NULL
           AND letter.is_dropped IS NOT TRUE
      GROUP BY partner.commercial_partner_id
        """,
        today - timedelta(days=root.dunning_receipt_days),
        companies,
    )


def find_off_track(env, root):
    """Debtors, one for each plan with an instalment late."""
    plans = env["dunning.payment.plan"].search(
        [("company_id", "child_of", root.id), ("state", "=", "active")]
    )
    late = plans.filtered(lambda plan: "late" in plan.line_ids.mapped("state"))
    return [plan.debtor_id.id for plan in late]


def find_near_limitation(env, root, today):
    """First day on which a debt might be time-barred, by debtor, when it is near."""
    law = (root.dunning_law_country_id or root.country_id).code
    kinds = [kind for kind, _label in DEBTOR_KINDS]
    alert = today + timedelta(days=priority.LIMITATION_ALERT)
    oldest = limitation.last_due(law, kinds, alert)
    if not oldest:
        return {}
    ledger = env["dunning.ledger"]
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, debtor.dunning_debtor_kind,
                   MIN(COALESCE(aml.date_maturity, aml.date))
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN res_partner partner ON partner.id = aml.partner_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN res_partner debtor ON debtor.id = partner.commercial_partner_id
             WHERE %s AND %s
               AND COALESCE(aml.date_maturity, aml.date) <= %s
          GROUP BY partner.commercial_partner_id, debtor.dunning_debtor_kind
            """,
            ledger._get_opened(ledger._get_scope(root, None)),
            ledger._get_owed(),
            oldest,
        )
    )
    days = {
        partner_id: limitation.barred_on(due, law, kind or "company")
        for partner_id, kind, due in rows
    }
    return {partner_id: day for partner_id, day in days.items() if day and day <= alert}


# === WHERE DEBTORS STAND ===


def read_standings(env, root, today, waiting):
    """:class:`~core.figures.priority.Standing` of every debtor for whom something waits.

    :param waiting: as of :meth:`_read_waiting`
    """
    partner_ids = {partner_id for partner_id, _kind in waiting}
    if not partner_ids:
        return {}
    overdue = read_overdue(env, root, today, partner_ids)
    silent = read_last_contacts(env, root, partner_ids)
    risks = read_risks(env, root, partner_ids)
    barred = find_near_limitation(env, root, today)
    standings = {}
    for partner_id in partner_ids:
        amount, oldest = overdue.get(partner_id, (0.0, today))
        last = silent.get(partner_id)
        day = barred.get(partner_id)
        standings[partner_id] = priority.Standing(
            overdue=max(0.0, amount),
            days_late=max(0, (today - oldest).days),
            risk=risks.get(partner_id),
            promise_broken=(partner_id, "promise") in waiting,
            days_left=day and (day - today).days,
            days_silent=last and max(0, (today - last).days),
        )
    return standings


def read_overdue(env, root, today, partner_ids):
    """(overdue amount in company currency, oldest due date) by debtor."""
    ledger = env["dunning.ledger"]
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, SUM(aml.amount_residual)::float8,
                   MIN(COALESCE(aml.date_maturity, aml.date))
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN res_partner partner ON partner.id = aml.partner_id
             WHERE %s AND %s AND partner.commercial_partner_id IN %s
               AND COALESCE(aml.date_maturity, aml.date) < %s
          GROUP BY partner.commercial_partner_id
            """,
            ledger._get_opened(ledger._get_scope(root, None)),
            ledger._get_owed(),
            tuple(partner_ids),
            today,
        )
    )
    return {partner_id: values for partner_id, *values in rows}


def read_last_contacts(env, root, partner_ids):
    """Day of the last contact that reached the debtor."""
    scope = env["dunning.ledger"]._get_scope(root, partner_ids)
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, MAX(action.date_done)
              FROM dunning_action action
              JOIN res_partner partner ON partner.id = action.partner_id
             WHERE action.company_id IN %s
               AND action.state = 'done' AND action.channel IN %s
               AND action.is_test IS NOT TRUE AND %s
          GROUP BY partner.commercial_partner_id
            """,
            scope["companies"],
            env["dunning.channel"]._get_registry().contacts,
            env["dunning.ledger"]._only(scope, SQL("partner.commercial_partner_id")),
        )
    )
    return dict(rows)


def read_risks(env, root, partner_ids):
    """Risk class by debtor, where one is known."""
    # sudo: the order of the list depends on what its reader may not open
    partners = env["res.partner"].sudo().with_company(root).browse(partner_ids)
    return {partner.id: partner.dunning_risk for partner in partners}
