"""N overdue invoices of N/5 customers: one made by Odoo, the others copied by SQL."""

import sys

from session import odoo_env, working_day

from odoo import Command
from odoo.tools import SQL

DEBTS_PER_CUSTOMER = 5
# Late enough for the peer's first level (10 days), too young for the second of both
# (peer: 30 days; ours is a day's gap away), so that the night after is a quiet one.
FIRST_DAY, LAST_DAY = 12, 26


def fill(env, count):
    """Company ready to send, customers, posted invoices; nothing reminded yet."""
    company = env.ref("base.main_company")
    if not company.chart_template:
        env["account.chart.template"].try_loading("fr", company, install_demo=False)
    company.write(
        {
            "email": "compta@vendeur.example.com",
            "country_id": env.ref("base.fr").id,
            "dunning_scenario_id": env.ref("relance_avancee.dunning_scenario_standard"),
            "dunning_user_id": env.ref("base.user_admin").id,
            "dunning_mode": "live",
        }
    )
    # files are Odoo's own work (one PDF an invoice), the same for everybody
    env["dunning.step"].search([]).write({"attach_invoices": False})
    customer = _make_customer(env)
    invoice = _make_invoice(env, company, customer)
    env.flush_all()
    _trust_copies(env)
    first = _copy_customers(env, customer, count // DEBTS_PER_CUSTOMER)
    _copy_invoices(env, invoice, count, first)
    env.cr.execute("SET LOCAL session_replication_role = origin")
    invoice.button_cancel()
    env.cr.commit()


def _trust_copies(env):
    """Skip the foreign keys of rows copied from a sound one: hours, at 200,000.

    Only a superuser of PostgreSQL may; the fill is slow, not wrong, for another.
    """
    if env.execute_query(
        SQL("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    )[0][0]:
        env.cr.execute("SET LOCAL session_replication_role = replica")


def _make_customer(env):
    return env["res.partner"].create(
        {
            "name": "Client modèle",
            "is_company": True,
            "email": "modele@client.example.com",
            "lang": "fr_FR",
            "street": "1 rue de la Paix",
            "zip": "75002",
            "city": "Paris",
            "country_id": env.ref("base.fr").id,
        }
    )


def _make_invoice(env, company, customer):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": customer.id,
            "invoice_date": working_day(),
            "invoice_line_ids": [
                Command.create({"name": "Service", "price_unit": 120, "tax_ids": []})
            ],
        }
    )
    move.action_post()
    return move


def _copy(env, table, source, rows, changes):
    """Copy a row of ``table`` for each of ``rows``, with some columns changed.

    :param source: condition on ``t``, the table copied from
    :param rows: what to join, giving ``n``
    :param changes: SQL expression by column
    """
    columns = [
        name
        for (name,) in env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema AND table_name = %s",
                table,
            )
        )
        if name != "id" or "id" in changes
    ]
    values = [
        SQL(changes[c]) if c in changes else SQL.identifier("t", c) for c in columns
    ]
    env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, %s WHERE %s RETURNING 1",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(values),
            SQL.identifier(table),
            rows,
            source,
        )
    )


def _copy_customers(env, customer, count):
    """Customers with consecutive ids; return the first."""
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM res_partner"))
    _copy(
        env,
        "res_partner",
        SQL("t.id = %s", customer.id),
        SQL(
            "(SELECT g AS n, g + %s AS new_id FROM generate_series(1, %s) g) n",
            last,
            count,
        ),
        {
            "id": "n.new_id",
            "commercial_partner_id": "n.new_id",
            "name": "'Client ' || n.n",
            "complete_name": "'Client ' || n.n",
            "commercial_company_name": "'Client ' || n.n",
            "email": "'client' || n.n || '@client.example.com'",
            "email_normalized": "'client' || n.n || '@client.example.com'",
            "signup_type": "NULL",
        },
    )
    env.execute_query(SQL("SELECT setval('res_partner_id_seq', %s)", last + count))
    return last + 1


def _copy_invoices(env, invoice, count, first_customer):
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM account_move"))
    rows = SQL(
        """(SELECT g AS n, g + %(last)s AS new_id,
                   (g - 1) / %(each)s + %(first)s AS customer,
                   'BENCH/' || lpad(g::text, 7, '0') AS number,
                   %(today)s::date - %(young)s - g %% %(spread)s AS due
              FROM generate_series(1, %(count)s) g) n""",
        last=last,
        each=DEBTS_PER_CUSTOMER,
        first=first_customer,
        today=working_day(),
        young=FIRST_DAY,
        spread=LAST_DAY - FIRST_DAY + 1,
        count=count,
    )
    _copy(
        env,
        "account_move",
        SQL("t.id = %s", invoice.id),
        rows,
        {
            "id": "n.new_id",
            "name": "n.number",
            "sequence_prefix": "'BENCH/'",
            "sequence_number": "n.n",
            "payment_reference": "n.number",
            "partner_id": "n.customer",
            "commercial_partner_id": "n.customer",
            "partner_shipping_id": "n.customer",
            "date": "n.due",
            "invoice_date": "n.due",
            "invoice_date_due": "n.due",
            "access_token": "NULL",
        },
    )
    env.execute_query(SQL("SELECT setval('account_move_id_seq', %s)", last + count))
    _copy(
        env,
        "account_move_line",
        SQL("t.move_id = %s", invoice.id),
        rows,
        {
            "move_id": "n.new_id",
            "move_name": "n.number",
            "partner_id": "n.customer",
            "date": "n.due",
            "invoice_date": "n.due",
            "date_maturity": "CASE WHEN t.date_maturity IS NULL THEN NULL ELSE n.due END",
        },
    )


if __name__ == "__main__":
    with odoo_env(sys.argv[1]) as environment:
        fill(environment, int(sys.argv[2]))
