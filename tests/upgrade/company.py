"""A company with a past, made by the first version, and what a user sees of it.

``fill`` runs in the old version, ``read_facts`` in both: it uses doors that every version
has, so that what it returns before and after the upgrade must be equal.
"""

import datetime as dt

from freezegun import freeze_time

from odoo import Command

TODAY = dt.date(2026, 3, 12)
SEEN = TODAY + dt.timedelta(days=28)
NIGHT = []


def fill(env):
    """Customers with reminders, promise, dispute, plan, holds, letters; committed."""
    env = env(context={"lang": "en_US", "tz": "Europe/Paris"})
    with freeze_time(dt.datetime.combine(TODAY, dt.time(10))):
        env["res.lang"]._activate_lang("en_US")
        env.user.write({"lang": "en_US", "tz": "Europe/Paris"})
        company = env.company
        company.write(
            {
                "email": "compta@vendeur.example.com",
                "street": "10 rue du Vendeur",
                "zip": "69003",
                "city": "Lyon",
                "country_id": env.ref("base.fr").id,
            }
        )
        company.partner_id.lang = "en_US"
        scenario = env.ref("relance_avancee.dunning_scenario_standard")
        # hand-chosen values and edited texts
        scenario.write({"min_amount": 12.5, "min_gap_days": 6})
        scenario.step_ids[1].write({"name": "Our own first reminder", "delay_days": 6})
        template = env.ref("relance_avancee.mail_template_first")
        template.subject = "Edited by hand {{ object.partner_id.name }}"
        own = env["dunning.scenario"].create(
            {
                "name": "Own scenario",
                "min_amount": 0.0,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Only step",
                            "delay_days": 3,
                            "schedule_call": True,
                            "mail_template_id": env.ref(
                                "relance_avancee.mail_template_first"
                            ).id,
                        }
                    )
                ],
            }
        )
        company.write(
            {
                "dunning_scenario_id": scenario.id,
                "dunning_user_id": env.user.id,
                "dunning_test_email": "test@vendeur.example.com",
            }
        )
        company.dunning_mode = "live"
        names = [
            "Promise",
            "Dispute",
            "Plan",
            "Held",
            "Letter",
            "Call",
            "Climber",
            "Risky",
        ]
        clients = {name: _partner(env, f"Client {name}") for name in names}
        contact = _partner(
            env,
            "Anne Reader",
            parent_id=clients["Climber"].id,
            is_company=False,
            type="invoice",
        )
        clients["Call"].dunning_scenario_id = own
        clients["Risky"].dunning_risk_choice = "D"
        late = {"Letter": 50, "Call": 4}
        moves = {
            name: _invoice(env, clients[name], 1000.0, late.get(name, 12))
            for name in names
        }
        _invoice(env, clients["Climber"], 300.0, 40)
        for name in ("Promise", "Climber"):
            moves[name].ref = f"PO-{name}"
    _night(env, 0)
    with freeze_time(dt.datetime.combine(TODAY, dt.time(11))):
        common = {"company_id": company.id, "currency_id": company.currency_id.id}
        env["dunning.promise"].create(
            {
                **common,
                "partner_id": clients["Promise"].id,
                "move_ids": [Command.set(moves["Promise"].ids)],
                "amount": 1000.0,
                "date": TODAY + dt.timedelta(days=10),
            }
        )
        env["dunning.dispute"].create(
            {
                "move_id": moves["Dispute"].id,
                "amount": 400.0,
                "reason_id": env["dunning.dispute.reason"].search([], limit=1).id,
            }
        )
        plan = env["dunning.payment.plan"].create(
            {
                **common,
                "partner_id": clients["Plan"].id,
                "move_ids": [Command.set(moves["Plan"].ids)],
            }
        )
        plan.action_compute()
        plan.action_propose()
        plan.action_activate()
        env["dunning.hold"].create(
            {
                "partner_id": clients["Held"].id,
                "company_id": company.id,
                "reason": "manual",
                "note": "Asked by the director",
                "date_from": TODAY,
                "date_to": TODAY + dt.timedelta(days=20),
            }
        )
    for day in (7, 14, 21, 28):
        with freeze_time(
            dt.datetime.combine(TODAY + dt.timedelta(days=day - 1), dt.time(9))
        ):
            env["dunning.action"].search(
                [("state", "=", "to_approve")]
            ).action_approve()
            for line in plan.line_ids.filtered(lambda line: line.state != "paid")[:1]:
                _pay(env, moves["Plan"], line.amount)
        _night(env, day)
    with freeze_time(dt.datetime.combine(SEEN, dt.time(12))):
        for pile in env["dunning.posting"].search([]):
            pile._print_day()
            pile.action_confirm()
        env["dunning.link"]._get_link(contact, clients["Climber"], company)
        env.cr.commit()


def _partner(env, name, **values):
    slug = "".join(filter(str.isalnum, name.lower()))
    return env["res.partner"].create(
        {
            "name": name,
            "is_company": True,
            "email": f"{slug}@client.example.com",
            "phone": "+33 6 12 34 56 78",
            "lang": "en_US",
            "street": "1 rue du Test",
            "zip": "75001",
            "city": "Paris",
            "country_id": env.ref("base.fr").id,
            **values,
        }
    )


def _invoice(env, who, amount, late, **values):
    due = TODAY - dt.timedelta(days=late)
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": who.id,
            "invoice_date": due,
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"name": "Service", "price_unit": amount, "tax_ids": []})
            ],
            **values,
        }
    )
    move.action_post()
    return move


def _pay(env, moves, amount):
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=moves.ids
    )
    wizard.create(
        {"amount": amount, "payment_date": dt.date.today()}
    )._create_payments()


def _night(env, day):
    with freeze_time(dt.datetime.combine(TODAY + dt.timedelta(days=day), dt.time(4))):
        env["dunning.action"]._plan()
        env["dunning.action"].search([("state", "=", "planned")])._process()
        env["mail.mail"].search([("state", "=", "outgoing")]).write({"state": "sent"})
        env.flush_all()


def read_facts(env):
    """Facts by customer; amounts in the company's currency, dates as text."""
    env = env(context={"lang": "en_US", "tz": "Europe/Paris"})
    env.invalidate_all()
    found = {}
    clients = env["res.partner"].search([("name", "like", "Client %")], order="name")
    for client in clients:
        moves = env["account.move"].search(
            [("partner_id", "child_of", client.id), ("move_type", "=", "out_invoice")],
            order="name",
        )
        actions = env["dunning.action"].search(
            [("partner_id", "=", client.id)], order="id"
        )
        found[client.name] = {
            "level": client.dunning_step_id.name,
            "overdue": client.dunning_overdue_amount,
            "scenario": client.dunning_scenario_id.name,
            "risk": client.dunning_risk,
            "levels": [move.dunning_step_id.name for move in moves],
            "last": [str(move.dunning_last_date) for move in moves],
            "decisions": sorted(
                [
                    item["decision"],
                    item["reason"],
                    str(item["date"]),
                    item["amount"],
                    item["held"],
                ]
                for item in moves._dunning_explain(SEEN)
            ),
            "actions": [
                [
                    action.channel,
                    action.state,
                    str(action.date_planned),
                    str(action.date_done),
                    action.step_id.name,
                    action.amount,
                    action.is_test,
                ]
                for action in actions
            ],
            "lines": [
                [
                    line.move_id.name,
                    line.step_id.name,
                    line.residual,
                    line.amount,
                    line.interest,
                ]
                for line in actions.line_ids.sorted("id")
            ],
            "promises": [
                [p.state, p.amount, str(p.date)]
                for p in env["dunning.promise"].search([("partner_id", "=", client.id)])
            ],
            "disputes": [
                [d.state, d.amount, d.reason_id.name]
                for d in env["dunning.dispute"].search([("move_id", "in", moves.ids)])
            ],
            "plans": [
                [
                    p.state,
                    [[str(line.date), line.amount, line.state] for line in p.line_ids],
                ]
                for p in env["dunning.payment.plan"].search(
                    [("partner_id", "=", client.id)]
                )
            ],
            "holds": [
                [h.reason, str(h.date_from), str(h.date_to), h.note or ""]
                for h in env["dunning.hold"].search([("partner_id", "=", client.id)])
            ],
            "letters": [
                [letter.name, letter.partner_id.name]
                for letter in env["dunning.letter"].search(
                    [("partner_id", "=", client.id)]
                )
            ],
            "codes": [
                link._get_code()
                for link in env["dunning.link"].search(
                    [("partner_id", "=", client.id)], order="id"
                )
            ],
        }
    scenario = env.ref("relance_avancee.dunning_scenario_standard")
    found["settings"] = {
        "mode": env.company.dunning_mode,
        "test": env.company.dunning_test_email,
        "scenario": env.company.dunning_scenario_id.name,
        "min_amount": scenario.min_amount,
        "min_gap_days": scenario.min_gap_days,
        "steps": [[s.name, s.delay_days] for s in scenario.step_ids],
        "subject": env.ref("relance_avancee.mail_template_first").subject,
        "own": env["dunning.scenario"]
        .search([("name", "=", "Own scenario")])
        .min_amount,
    }
    if NIGHT:
        found["night"] = NIGHT[-1]
    return found


def run_night(env):
    """The night after the upgrade; what it planned is not committed."""
    with freeze_time(dt.datetime.combine(SEEN + dt.timedelta(days=7), dt.time(4))):
        planned = env["dunning.action"]._plan()
        planned._process()
    env.flush_all()
    env.cr.rollback()
    NIGHT.append("ok" if planned else "nothing was planned")
