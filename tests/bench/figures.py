"""Figures on a filled database: years of paid invoices are added, then measured.

Usage: figures.py DATABASE PAID, after fill.py; prints one JSON object with the times,
the queries and, per section of the dashboard, what a manager waits for. With
``--explain`` the plans of the heavy statements are printed to standard error: they are
what the indexes of the add-on are justified by.
"""

import json
import sys
from datetime import timedelta

from fill import _copy
from session import Meter, odoo_env, working_day

from odoo import Command
from odoo.tools import SQL

YEARS = 5
SECTIONS = ("kpis", "aged", "dso", "forecast", "works", "collectors", "risks")


def add_history(env, count):
    """``count`` invoices over five years, each paid some days after its due date."""
    invoice = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")], limit=1
    )
    entry = _make_payment(env, invoice)
    env.flush_all()
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM account_move"))
    [(line,)] = env.execute_query(SQL("SELECT max(id) FROM account_move_line"))
    for number, (source, day) in enumerate(((invoice, "n.due"), (entry, "n.paid"))):
        rows = _rows(count, last + number * count)
        _copy_moves(env, source, rows, day)
        _copy_lines(env, source, rows, day)
    env.execute_query(SQL("SELECT setval('account_move_id_seq', %s)", last + 2 * count))
    _match(env, line)
    env.cr.commit()


def _rows(count, last):
    """One row per paid invoice: customers in turn, days late by customer."""
    return SQL(
        """(SELECT g AS n, g + %(last)s AS new_id, customer.id AS customer,
                   'OLD/' || lpad(g::text, 7, '0') AS number,
                   day.due, day.due + ((customer.place %% 8) * 6 + g %% 5)::int AS paid
              FROM generate_series(1, %(count)s) g
              JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place,
                           COUNT(*) OVER () AS total
                      FROM res_partner WHERE name LIKE 'Client %%') customer
                ON customer.place = 1 + g %% customer.total
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


class Figures:
    def __init__(self, env):
        self.env = env
        self.meter = Meter(env)
        self.today = working_day()
        self.company = env.company.root_id

    def run(self):
        measure = self.meter.measure
        behaviour = self.env["dunning.behaviour"]
        measure(
            "behaviour_first", lambda: behaviour._recompute(self.company, self.today)
        )
        measure(
            "behaviour_again",
            lambda: behaviour._recompute(self.company, self.today),
            repeat=2,
        )
        measure(
            "forecast",
            lambda: self.env["dunning.forecast"]._keep(self.company, self.today),
        )
        first = self.today - timedelta(days=89)
        measure("kpis", lambda: self.company._dunning_kpis(first, self.today), repeat=2)
        for name, day in (("now", self.today), ("a_year_ago", first - timedelta(275))):
            measure(
                f"aged_{name}",
                lambda day=day: self.company._dunning_aged_balance(day),
                repeat=2,
            )
        for section in SECTIONS:
            measure(
                f"dashboard_{section}", lambda name=section: self.read(name), repeat=2
            )
        return self.meter.results

    def read(self, section):
        return self.env["dunning.dashboard"].read_section(section, {})

    def explain(self):
        """Plans of the statements that read the ledger."""
        domain = self.env["dunning.figures"]._get_domain(self.company)
        for name, model, condition in (
            ("aged balance", "dunning.report.balance", []),
            ("payments", "dunning.report.payment", self.period()),
            ("movements", "dunning.report.movement", self.period()),
            ("contacts", "dunning.report.contact", self.period()),
        ):
            model = self.env[model].with_context(
                dunning_as_of=self.today - timedelta(days=30)
            )
            query = model._search(domain & condition if condition else domain)
            rows = self.env.execute_query(
                SQL("EXPLAIN (ANALYZE, BUFFERS) %s", query.select(SQL("COUNT(*)")))
            )
            print(f"--- {name}", *(row[0] for row in rows), sep="\n", file=sys.stderr)

    def period(self):
        return self.env["dunning.figures"]._between(
            self.today - timedelta(days=89), self.today
        )


def main():
    database, paid = sys.argv[1], int(sys.argv[2])
    with odoo_env(database) as env:
        if paid:
            add_history(env, paid)
            env.cr.execute("ANALYZE")
            env.cr.commit()
        figures = Figures(env)
        print(json.dumps(figures.run()))
        if "--explain" in sys.argv:
            figures.explain()


if __name__ == "__main__":
    main()
