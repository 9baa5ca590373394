"""Debtors of the end-to-end tests; fed to ``odoo shell``, which gives ``env``.

Forty debtors owe something ten days late and get one reminder each; the others get
nothing: not due yet, on hold, or paid.
"""

import datetime as dt

from odoo import Command, fields

today = fields.Date.context_today(env.user)  # noqa: F821  given by the shell
company = env.company  # noqa: F821
france = env.ref("base.fr")  # noqa: F821


def make_partners(label, count):
    return env["res.partner"].create(  # noqa: F821
        [
            {
                "name": f"{label.title()} {number:02}",
                "is_company": True,
                "email": f"{label}{number:02}@client.example.com",
                "country_id": france.id,
            }
            for number in range(1, count + 1)
        ]
    )


def make_invoices(partners, days_late, amount):
    due = today - dt.timedelta(days=days_late)
    moves = env["account.move"].create(  # noqa: F821
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": min(due, today),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Service", "price_unit": amount, "tax_ids": []}
                    )
                ],
            }
            for partner in partners
        ]
    )
    moves.action_post()
    return moves


def pay(moves):
    for move in moves:
        env["account.payment.register"].with_context(  # noqa: F821
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()


if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company, False)  # noqa: F821
scenario = env.ref("relance_avancee.dunning_scenario_standard")  # noqa: F821
# Files and approvals have tests of their own; here every message leaves, and quickly.
scenario.step_ids.write({"attach_invoices": False, "needs_approval": False})
company.write(
    {
        "name": "Vendeur",
        "email": "compta@vendeur.example.com",
        "dunning_scenario_id": scenario.id,
        "dunning_user_id": env.ref("base.user_admin").id,  # noqa: F821
    }
)
company.dunning_mode = "live"

debtors = make_partners("debtor", 40)
make_invoices(debtors, 10, 100.0)
make_invoices(debtors[:10], 9, 50.0)
make_invoices(make_partners("notdue", 3), -20, 100.0)
pay(make_invoices(make_partners("paid", 2), 10, 100.0))
held = make_partners("held", 3)
make_invoices(held, 10, 100.0)
env["dunning.hold"].create(  # noqa: F821
    [
        {"partner_id": partner.id, "company_id": company.id, "reason": "manual"}
        for partner in held
    ]
)
env["res.users"].create(  # noqa: F821
    {
        "name": "Accountant",
        "login": "accountant",
        "password": "accountant",
        "group_ids": [Command.link(env.ref("account.group_account_user").id)],  # noqa: F821
    }
)
# The port is the one of each test's own sink.
env["ir.mail_server"].search([]).unlink()  # noqa: F821
env["ir.mail_server"].create(  # noqa: F821
    {
        "name": "Sink",
        "smtp_host": "127.0.0.1",
        "smtp_port": 9,
        "smtp_encryption": "none",
    }
)
env["mail.mail"].search([("state", "=", "outgoing")]).unlink()  # noqa: F821
# The other jobs of Odoo have nothing to say here.
jobs = env.ref("relance_avancee.ir_cron_dunning") | env.ref(  # noqa: F821
    "mail.ir_cron_mail_scheduler_action"
)
(env["ir.cron"].search([]) - jobs).active = False  # noqa: F821
env.cr.commit()  # noqa: F821
print('RESULT "seeded"')
