"""How customers paid: reconciliations, promises and open debts read in bulk, and kept."""

from datetime import timedelta

from psycopg2.extras import Json, execute_values

from odoo.tools import SQL

from ...core.figures.expected_payment import POSITIONS
from ...tools import prepare_big_reads, receivable_accounts

KEY = ("company_id", "partner_id")

JSON_COLUMNS = ("quantiles", "reasons")

# Payments of a year: a season has passed, and what is older says little of today.
WINDOW = timedelta(days=365)

QUARTER = timedelta(days=90)

# Payments a period needs before its average means something.
ENOUGH = 3


def store(env, rows):
    """Insert or update in one go; what did not change is not written."""
    if not rows:
        return
    columns = list(rows[0])
    changing = [name for name in columns if name not in KEY]
    listed = SQL(", ").join(map(SQL.identifier, columns))
    query = SQL(
        """
        INSERT INTO dunning_behaviour (%s) VALUES VALUES_HERE
        ON CONFLICT (company_id, partner_id) DO UPDATE SET %s
         WHERE (%s) IS DISTINCT FROM (%s)
        """,
        listed,
        SQL(", ").join(
            SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
            for name in changing
        ),
        SQL(", ").join(SQL.identifier("dunning_behaviour", name) for name in changing),
        SQL(", ").join(SQL.identifier("excluded", name) for name in changing),
    )
    execute_values(
        env.cr._obj,
        query.code.replace("VALUES_HERE", "%s"),
        [[to_column(name, row[name]) for name in columns] for row in rows],
        page_size=2000,
    )
    # customers and invoices show what has just changed
    env.invalidate_all()


def to_column(name, value):
    """A value as PostgreSQL takes it."""
    return Json(value) if name in JSON_COLUMNS and value is not None else value


def forget_others(env, root, partner_ids, looked_at):
    """Customers who owe nothing and paid nothing for a year have no behaviour."""
    scope = env["dunning.ledger"]._get_scope(root, looked_at)
    env.execute_query(
        SQL(
            """
            DELETE FROM dunning_behaviour
             WHERE company_id = %s AND partner_id != ALL(%s) AND %s RETURNING id
            """,
            root.id,
            list(partner_ids),
            env["dunning.ledger"]._only(scope, SQL("partner_id")),
        )
    )
    env["dunning.behaviour"].invalidate_model()


def read_behaviours(env, root, today, partner_ids=None):
    """What is known of each customer of one company tree.

    :return: dict of values of ``dunning.behaviour`` by commercial partner
    """
    env.flush_all()
    prepare_big_reads(env)
    scope = env["dunning.ledger"]._get_scope(root, partner_ids)
    found = {}
    for rows in (
        read_payments(env, scope, today),
        read_reminders(env, scope, today),
        read_promises(env, scope, today),
        read_open(env, scope, root, today),
    ):
        for partner_id, values in rows.items():
            found.setdefault(partner_id, {}).update(values)
    add_credit_limits(env, root, found)
    return found


def paid(env, scope, today):
    """Payments of the window: partner, day, amount, days late, item."""
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id, partial.max_date AS day,
               partial.amount,
               partial.max_date - COALESCE(aml.date_maturity, aml.date) AS late,
               aml.id AS item_id
          FROM account_partial_reconcile partial
          JOIN account_move_line aml ON aml.id = partial.debit_move_id
          JOIN account_move move ON move.id = aml.move_id
          JOIN res_partner partner ON partner.id = move.commercial_partner_id
         WHERE partial.max_date > %s AND partial.max_date <= %s
           AND partial.amount > 0
           AND move.move_type IN ('out_invoice', 'out_receipt')
           AND aml.parent_state = 'posted' AND aml.balance > 0
           AND aml.account_id IN %s
           AND aml.company_id IN %s AND %s
        """,
        today - WINDOW,
        today,
        receivable_accounts(env),
        scope["companies"],
        env["dunning.ledger"]._only(scope, SQL("partner.commercial_partner_id")),
    )


def read_payments(env, scope, today):
    """Delays of each customer, weighted by amount, and their deciles."""
    rows = env.execute_query(
        SQL(
            """
            WITH paid AS (%(paid)s)
            SELECT partner_id, COUNT(*), SUM(amount)::float8,
                   (SUM(amount * late) / SUM(amount))::float8,
                   (COALESCE(SUM(amount) FILTER (WHERE late > 0), 0)
                    / SUM(amount))::float8,
                   CASE WHEN COUNT(*) FILTER (WHERE day > %(quarter)s) >= %(enough)s
                         AND COUNT(*) FILTER (WHERE day <= %(quarter)s) >= %(enough)s
                   THEN (SUM(amount * late) FILTER (WHERE day > %(quarter)s)
                         / SUM(amount) FILTER (WHERE day > %(quarter)s)
                       - SUM(amount * late) FILTER (WHERE day <= %(quarter)s)
                         / SUM(amount) FILTER (WHERE day <= %(quarter)s))::float8
                   END,
                   percentile_cont(%(positions)s) WITHIN GROUP (ORDER BY late)
              FROM paid
          GROUP BY partner_id
            """,
            paid=paid(env, scope, today),
            quarter=today - QUARTER,
            enough=ENOUGH,
            positions=list(POSITIONS),
        )
    )
    return {
        row[0]: {
            "payments": row[1],
            "paid_amount": round(row[2], 2),
            "average_days_late": round(row[3], 2),
            "share_late": round(row[4], 4),
            "trend": row[5] if row[5] is None else round(row[5], 2),
            "quantiles": [round(value, 2) for value in row[6]],
        }
        for row in rows
        if row[0]
    }


def read_norms(env, root, today):
    """Delays of the company and of each kind of debtor, as deciles.

    :return: list of (kind or None for everybody, payments, deciles)
    """
    scope = env["dunning.ledger"]._get_scope(root, None)
    return env.execute_query(
        SQL(
            """
            WITH paid AS (%s)
            SELECT partner.dunning_debtor_kind, COUNT(*),
                   percentile_cont(%s) WITHIN GROUP (ORDER BY late)
              FROM paid JOIN res_partner partner ON partner.id = paid.partner_id
          GROUP BY GROUPING SETS ((), (partner.dunning_debtor_kind))
            HAVING COUNT(*) > 0
               AND (GROUPING(partner.dunning_debtor_kind) = 1
                    OR partner.dunning_debtor_kind IS NOT NULL)
            """,
            paid(env, scope, today),
            list(POSITIONS),
        )
    )


def read_reminders(env, scope, today):
    """Contacts made about an invoice before it was paid, on average."""
    rows = env.execute_query(
        SQL(
            """
            WITH paid AS (%s),
            item AS (
                SELECT partner_id, item_id, MAX(day) AS day
                  FROM paid GROUP BY partner_id, item_id
            ),
            reminded AS (
                SELECT item.partner_id, COUNT(*) AS contacts
                  FROM item
                  JOIN dunning_action_line line ON line.line_id = item.item_id
                   AND line.step_id IS NOT NULL AND line.state = 'done'
                   AND line.is_test IS NOT TRUE AND line.channel IN %s
                  JOIN dunning_action action ON action.id = line.action_id
                   AND action.date_done <= item.day
              GROUP BY item.partner_id
            )
            SELECT item.partner_id,
                   (COALESCE(MAX(reminded.contacts), 0)::float8 / COUNT(*))
              FROM item LEFT JOIN reminded USING (partner_id)
          GROUP BY item.partner_id
            """,
            paid(env, scope, today),
            env["dunning.channel"]._get_registry().contacts,
        )
    )
    return {
        partner_id: {"reminders_before_payment": round(average, 2)}
        for partner_id, average in rows
        if partner_id
    }


def read_promises(env, scope, today):
    """Promises of the window that were kept or broken."""
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id,
                   COUNT(*) FILTER (WHERE promise.state = 'kept'),
                   COUNT(*) FILTER (WHERE promise.state = 'broken')
              FROM dunning_promise promise
              JOIN res_partner partner ON partner.id = promise.partner_id
             WHERE promise.state IN ('kept', 'broken')
               AND promise.date > %s AND promise.date <= %s
               AND promise.company_id IN %s AND %s
          GROUP BY partner.commercial_partner_id
            """,
            today - WINDOW,
            today,
            scope["companies"],
            env["dunning.ledger"]._only(scope, SQL("partner.commercial_partner_id")),
        )
    )
    return {
        partner_id: {"promises_kept": kept, "promises_broken": broken}
        for partner_id, kept, broken in rows
    }


def read_open(env, scope, root, today):
    """What each customer owes now, what of it is late, and since when.

    Late is what ``res.partner.dunning_overdue_amount`` counts; owed is net of
    everything to the customer's credit.
    """
    late = SQL(
        """
        %s AND COALESCE(aml.date_maturity, aml.date) < %s
        """,
        env["dunning.ledger"]._get_owed(),
        today,
    )
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, SUM(aml.amount_residual)::float8,
                   COALESCE(SUM(aml.amount_residual) FILTER (WHERE %(late)s), 0)::float8,
                   MIN(COALESCE(aml.date_maturity, aml.date)) FILTER (WHERE %(late)s)
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
              JOIN res_partner partner ON partner.id = aml.partner_id
             WHERE aml.account_id IN %(accounts)s
               AND aml.reconciled IS NOT TRUE AND aml.parent_state = 'posted'
               AND aml.company_id IN %(companies)s AND %(only)s
          GROUP BY partner.commercial_partner_id
            """,
            late=late,
            accounts=receivable_accounts(env),
            companies=scope["companies"],
            only=env["dunning.ledger"]._only(
                scope, SQL("partner.commercial_partner_id")
            ),
        )
    )
    return {
        row[0]: {
            "exposure": round(row[1], 2),
            "overdue": round(row[2], 2),
            "oldest_date": row[3],
        }
        for row in rows
        if row[0]
    }


def add_credit_limits(env, root, found):
    """The customer's credit limit, when the company uses them."""
    if not root.account_use_credit_limit or not found:
        return
    partners = env["res.partner"].with_company(root)
    field = partners._fields["credit_limit"]
    fallback = field.get_company_dependent_fallback(partners) or 0.0
    rows = env.execute_query(
        SQL(
            "SELECT id, (credit_limit ->> %s)::float8 FROM res_partner WHERE id IN %s",
            str(root.id),
            tuple(found),
        )
    )
    for partner_id, limit in rows:
        found[partner_id]["credit_limit"] = fallback if limit is None else limit
