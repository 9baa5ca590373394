"""Five years of paid invoices and of the reminders they took, added by SQL copies.

Usage: history.py DATABASE PAID, after fill.py and a first night.
"""

import sys
from contextlib import contextmanager
from datetime import date

from fill import _copy, _trust_copies
from session import odoo_env, working_day

from odoo import Command
from odoo.tools import SQL

YEARS = 5
# Days after due date of the reminders a paid invoice may have had.
REMINDED_AFTER = (10, 30)


def add_history(env, count):
    """``count`` invoices over five years, each paid some days after its due date."""
    invoice = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")], limit=1
    )
    entry = _make_payment(env, invoice)
    env.flush_all()
    _trust_copies(env)
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM account_move"))
    [(line,)] = env.execute_query(SQL("SELECT max(id) FROM account_move_line"))
    with _indexed_afterwards(env):
        for number, (source, day) in enumerate(((invoice, "n.due"), (entry, "n.paid"))):
            rows = _rows(count, last + number * count)
            _copy_moves(env, source, rows, day)
            _copy_lines(env, source, rows, day)
    env.execute_query(SQL("SELECT setval('account_move_id_seq', %s)", last + 2 * count))
    _match(env, line)
    env.cr.execute("ANALYZE account_partial_reconcile")
    _remind(env, line)
    env.cr.commit()


@contextmanager
def _indexed_afterwards(env):
    """Copies first, indexes after: minutes instead of a quarter of an hour."""
    indexes = env.execute_query(
        SQL(
            """
            SELECT indexname, indexdef FROM pg_indexes
             WHERE schemaname = current_schema AND indexname NOT LIKE '%%_pkey'
               AND tablename IN ('account_move', 'account_move_line')
            """
        )
    )
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    env.cr.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _name, definition in indexes:
        env.cr.execute(definition)
    # what follows joins these rows: by hash, if the planner knows how many there are
    env.cr.execute("ANALYZE account_move, account_move_line")


def _rows(count, last):
    """One row per paid invoice: customers in turn, days late by customer."""
    return SQL(
        # the number of customers is counted once: joined by place, not tried one by one
        """(WITH customer AS MATERIALIZED (
                SELECT id, row_number() OVER (ORDER BY id) AS place
                  FROM res_partner WHERE name LIKE 'Client %%')
            SELECT g AS n, g + %(last)s AS new_id, customer.id AS customer,
                   'OLD/' || lpad(g::text, 7, '0') AS number,
                   day.due, day.due + ((customer.place %% 8) * 6 + g %% 5)::int AS paid
              FROM generate_series(1, %(count)s) g
              JOIN customer
                ON customer.place = 1 + g %% (SELECT COUNT(*) FROM customer)
        CROSS JOIN LATERAL (SELECT %(today)s::date - 60
                            - (g::bigint * 7919 %% %(days)s)::int AS due) day) n""",
        last=last,
        count=count,
        today=working_day(),
        days=YEARS * 365 - 60,
    )


def _make_payment(env, invoice):
    """A bank entry that pays the invoice: the model of all payments."""
    bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
    receivable = invoice.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable"
    )
    move = env["account.move"].create(
        {
            "move_type": "entry",
            "journal_id": bank.id,
            "date": invoice.date,
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "partner_id": invoice.partner_id.id,
                        "debit": debit,
                        "credit": credit,
                    }
                )
                for account, debit, credit in (
                    (bank.default_account_id, invoice.amount_total, 0.0),
                    (receivable.account_id, 0.0, invoice.amount_total),
                )
            ],
        }
    )
    move.action_post()
    return move


def _copy_moves(env, source, rows, day):
    _copy(
        env,
        "account_move",
        SQL("t.id = %s", source.id),
        rows,
        {
            "id": "n.new_id",
            "name": f"'{source.journal_id.code}/' || n.number",
            "sequence_prefix": "'OLD/'",
            "sequence_number": "n.n",
            "payment_reference": "n.number",
            "partner_id": "n.customer",
            "commercial_partner_id": "n.customer",
            "partner_shipping_id": "n.customer",
            "date": day,
            "invoice_date": day,
            "invoice_date_due": day,
            "payment_state": "'paid'",
            "amount_residual": "0",
            "amount_residual_signed": "0",
            "access_token": "NULL",
        },
    )


def _copy_lines(env, source, rows, day):
    receivable = (
        "t.account_id IN"
        " (SELECT id FROM account_account WHERE account_type = 'asset_receivable')"
    )
    _copy(
        env,
        "account_move_line",
        SQL("t.move_id = %s", source.id),
        rows,
        {
            "move_id": "n.new_id",
            "move_name": "n.number",
            "partner_id": "n.customer",
            "date": day,
            "invoice_date": day,
            "date_maturity": f"CASE WHEN t.date_maturity IS NULL THEN NULL ELSE {day} END",
            "amount_residual": "0",
            "amount_residual_currency": "0",
            "reconciled": receivable,
        },
    )


def _match(env, last_line):
    """Each invoice with its payment, by their number."""
    env.execute_query(
        SQL(
            """
            INSERT INTO account_partial_reconcile (
                   debit_move_id, credit_move_id, amount, debit_amount_currency,
                   credit_amount_currency, max_date, company_id, debit_currency_id,
                   credit_currency_id, create_date, write_date)
            SELECT debit.id, credit.id, debit.balance, debit.balance, debit.balance,
                   GREATEST(debit.date, credit.date), debit.company_id,
                   debit.currency_id, credit.currency_id, now(), now()
              FROM account_move_line debit
              JOIN account_move_line credit ON credit.move_name = debit.move_name
               AND credit.id > %(last)s AND credit.balance < 0 AND credit.reconciled
             WHERE debit.id > %(last)s AND debit.balance > 0 AND debit.reconciled
         RETURNING 1
            """,
            last=last_line,
        )
    )


def _remind(env, last_line):
    """The e-mails each of these invoices had before it was paid, one action each."""
    steps = env.company.dunning_scenario_id.step_ids.filtered(
        lambda step: step.send_email and step.delay_days > 0
    )
    for delay, step in zip(REMINDED_AFTER, steps, strict=False):
        [(last,)] = env.execute_query(
            SQL("SELECT COALESCE(max(id), 0) FROM dunning_action")
        )
        found = SQL(
            """SELECT debit.id AS line_id, debit.move_id, debit.partner_id,
                      debit.balance, debit.currency_id, debit.company_id,
                      debit.date_maturity AS due, debit.date_maturity + %s AS day,
                      %s + row_number() OVER (ORDER BY debit.id) AS action_id
                 FROM account_partial_reconcile partial
                 JOIN account_move_line debit ON debit.id = partial.debit_move_id
                WHERE debit.id > %s AND partial.max_date - debit.date_maturity > %s""",
            delay,
            last,
            last_line,
            delay,
        )
        env.execute_query(
            SQL(
                """
                INSERT INTO dunning_action (
                       id, partner_id, contact_id, company_id, currency_id, scenario_id,
                       step_id, channel, state, delivery_state, date_planned, date_done,
                       amount, create_date)
                SELECT action_id, partner_id, partner_id, company_id, currency_id, %s, %s,
                       'email', 'done', 'sent', day, day, balance, day
                  FROM (%s) found RETURNING 1
                """,
                step.scenario_id.id,
                step.id,
                found,
            )
        )
        env.execute_query(
            SQL(
                """
                INSERT INTO dunning_action_line (
                       action_id, line_id, move_id, step_id, days_late, cycle, state,
                       channel, date_due, residual, amount)
                SELECT action_id, line_id, move_id, %s, %s, 0, 'done', 'email', due,
                       balance, balance
                  FROM (%s) found RETURNING 1
                """,
                step.id,
                delay,
                found,
            )
        )
        env.execute_query(
            SQL(
                "SELECT setval('dunning_action_id_seq', (SELECT max(id) FROM dunning_action))"
            )
        )


def add_waiting(env):
    """Work for collectors on the morning after: of each hundred reminders, some wait.

    Also what the fast end of the night left out: the levels of the invoices. On a day
    off the night was that of the next working day: it is brought back to today, for
    figures leave out what is still to come.
    """
    for name in ("date_done", "date_planned"):
        env.execute_query(
            SQL(
                "UPDATE dunning_action SET %(name)s = %(today)s WHERE %(name)s > %(today)s"
                " RETURNING 1",
                name=SQL.identifier(name),
                today=date.today(),
            )
        )
    env.execute_query(
        SQL(
            """
            UPDATE dunning_action SET state = new.state, channel = new.channel,
                   date_done = NULL, delivery_state = NULL,
                   failure = CASE WHEN new.state = 'failed' THEN 'address' END
              FROM (VALUES (0, 'planned', 'call'), (1, 'planned', 'call'),
                           (2, 'planned', 'letter'), (3, 'to_approve', 'email'),
                           (4, 'failed', 'email')) new (place, state, channel)
             WHERE dunning_action.id %% 100 = new.place AND date_done = %s
         RETURNING 1
            """,
            date.today(),
        )
    )
    env.execute_query(
        SQL(
            """
            UPDATE dunning_action_line line
               SET state = action.state, channel = action.channel
              FROM dunning_action action
             WHERE action.id = line.action_id AND action.state != line.state
         RETURNING 1
            """
        )
    )
    env.execute_query(
        SQL(
            """
            UPDATE account_move move
               SET dunning_step_id = line.step_id, dunning_last_date = line.day
              FROM (SELECT line.move_id, MAX(line.step_id) AS step_id,
                           MAX(action.date_done) AS day
                      FROM dunning_action_line line
                      JOIN dunning_action action ON action.id = line.action_id
                     WHERE line.state = 'done' AND line.step_id IS NOT NULL
                  GROUP BY line.move_id) line
             WHERE line.move_id = move.id AND move.payment_state = 'not_paid'
         RETURNING 1
            """
        )
    )
    env.cr.commit()


if __name__ == "__main__":
    with odoo_env(sys.argv[1]) as environment:
        add_history(environment, int(sys.argv[2]))
        add_waiting(environment)
