"""A company with a past, made by the first version, and what a user sees of it.

``fill`` runs in the old version, ``read_facts`` in both: it uses doors that every version
has, so that what it returns before and after the upgrade must be equal. ``find_wrong``
runs after the upgrade: what the scripts of ``migrations/`` should have changed.
"""

import ast

import datetime as dt

from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException
from odoo.tools import file_open, file_path

TODAY = dt.date(2026, 3, 12)
SEEN = TODAY + dt.timedelta(days=28)
NIGHT = []
# What people wrote themselves, and what was shipped and is now said otherwise.
EDITED = {
    ("mail.template", "mail_template_third", "body_html", "en_US"): "<p>Our own third text</p>",
    ("mail.template", "mail_template_second", "body_html", "fr_FR"): "<p>Notre texte</p>",
}
RENEWED = {
    ("mail.template", "mail_template_third", "body_html", "fr_FR"): "au plus tard le",
    ("mail.template", "mail_template_second", "body_html", "en_US"): "pay them by",
    ("mail.template", "mail_template_formal", "body_html", "en_US"): "at the latest",
    ("mail.template", "mail_template_formal", "body_html", "fr_FR"): "au plus tard le",
    ("sms.template", "sms_template_last", "body", "en_US"): "contact us by",
    ("sms.template", "sms_template_last", "body", "fr_FR"): "au plus tard le",
}
OLD_WORDS = ("within eight days", "within 48 hours", "huit jours", "sous 48 h")


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
        for (model, name, field, lang), text in EDITED.items():
            record = env.ref(f"relance_avancee.{name}").with_context(lang=lang)
            assert record._name == model and record[field]
            record[field] = text
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
            "Queue",
            "Refused",
            "Offer",
            "Merged",
            "Twin",
            "Wrong",
            "Right",
            "Payer",
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
        late = {"Letter": 50, "Payer": 50, "Call": 4, "Right": -90, "Twin": -90}
        # reminded for the first time in the night before the upgrade
        late |= dict.fromkeys(("Queue", "Refused"), 7 - 28)
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
        call = env["dunning.action"].search([("channel", "=", "call")], limit=1)
        sheet = call.action_open_call()["res_id"]
        env.ref("relance_avancee.dunning_call_outcome_no_answer").with_context(
            dunning_sheet_id=sheet
        ).action_choose()
        _merge(env, clients["Twin"], clients["Merged"])
        _compare(env, scenario.step_ids[1])
        _keep_section(env, TODAY)
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
        _night(env, day, queued=("Queue", "Refused") if day == 28 else ())
    with freeze_time(dt.datetime.combine(SEEN, dt.time(12))):
        for pile in env["dunning.posting"].search([]):
            pile._print_day()
            pile.action_confirm()
        _correct_customer(moves["Wrong"], clients["Right"])
        _pay(env, moves["Payer"], moves["Payer"].amount_residual)
        _offer_plan(env, clients["Offer"], moves["Offer"])
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


def _correct_customer(move, customer):
    move.button_draft()
    move.partner_id = customer
    move.action_post()


def _offer_plan(env, client, moves):
    """A plan whose message has left; its page opens with a token."""
    plan = env["dunning.payment.plan"].create(
        {
            "company_id": env.company.id,
            "currency_id": env.company.currency_id.id,
            "partner_id": client.id,
            "move_ids": [Command.set(moves.ids)],
        }
    )
    plan.action_compute()
    plan.action_propose()
    assert plan.access_token
    env["mail.mail"].search(
        [("state", "=", "outgoing"), ("model", "=", plan._name)]
    ).state = "sent"


def _merge(env, one, kept):
    """Two records of one customer, each with a reader and a link of its own."""
    links = env["dunning.link"]
    for client in (one, kept):
        reader = _partner(
            env, f"Reader {client.name}", parent_id=client.id, is_company=False
        )
        links._get_link(reader, client, env.company)
    env.flush_all()
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    wizard._merge((one | kept).ids, kept)
    env.invalidate_all()


def _compare(env, step):
    text = step.mail_template_id.copy({"name": "Other text", "subject": "Text B"})
    env["dunning.experiment"].create(
        {"name": "Tone", "step_id": step.id, "template_b_id": text.id}
    ).action_start()


def _keep_section(env, day):
    """A section of the dashboard that took long."""
    env["dunning.dashboard.kept"].sudo().create(
        {
            "key": "kept by the first version",
            "section": "figures",
            "filters": {},
            "company_ids": env.company.ids,
            "lang": "en_US",
            "user_id": env.uid,
            "asked_on": day,
            "day": day,
            "made_at": dt.datetime.combine(day, dt.time(6)),
            "data": {},
        }
    )


def _night(env, day, queued=()):
    """Plan and send; the mail server takes all but the messages to some customers."""
    with freeze_time(dt.datetime.combine(TODAY + dt.timedelta(days=day), dt.time(4))):
        env["dunning.action"]._plan()
        env["dunning.action"].search([("state", "=", "planned")])._process()
        for mail in env["mail.mail"].search([("state", "=", "outgoing")]):
            to = mail.recipient_ids.mapped("name")
            if not any(f"Client {name}" in to for name in queued):
                mail.state = "sent"
        env.flush_all()


def read_facts(env):
    """Facts by customer; amounts in the company's currency, dates as text."""
    env = env(context={"lang": "en_US", "tz": "Europe/Paris"})
    env.invalidate_all()
    found = {}
    # who is given an invoice of somebody else now starts afresh (find_wrong)
    clients = env["res.partner"].search(
        [("name", "like", "Client %"), ("name", "!=", "Client Right")], order="name"
    )
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
    found["experiments"] = [
        [trial.name, trial.state, trial.step_id.name, trial.template_b_id.name]
        for trial in env["dunning.experiment"].search([])
    ]
    found["calls"] = [
        [call.partner_id.name, call.outcome_id.name, str(call.day)]
        for call in env["dunning.call"].search([])
    ]
    found["own texts"] = [
        str(env.ref(f"relance_avancee.{name}").with_context(lang=lang)[field])
        for _model, name, field, lang in EDITED
    ]
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


def find_wrong(env):
    """What the migration should have changed and has not: a list of sentences.

    What it tries, sending the queue, is not committed.
    """
    env = env(context={"lang": "en_US", "tz": "Europe/Paris"})
    wrong = []

    def check(words, right):
        if not right:
            wrong.append(words)

    with freeze_time(dt.datetime.combine(SEEN, dt.time(12, 30))):
        _check_texts(env, check)
        _check_records(env, check)
        _check_past(env, check)
        _check_plan(env, check)
        _check_queue(env, check)
    env.cr.rollback()
    return wrong


def _check_texts(env, check):
    for (_model, name, field, lang), words in RENEWED.items():
        text = str(env.ref(f"relance_avancee.{name}").with_context(lang=lang)[field])
        check(f"{name} in {lang} has its new wording", words in text)
        check(
            f"{name} in {lang} keeps no old wording",
            not any(old in text for old in OLD_WORDS),
        )
    for model in ("mail.template", "sms.template"):
        for text in env[model].search([("template_fs", "=like", "relance_avancee/%")]):
            try:
                file_path(text.template_fs)
            except (FileNotFoundError, ValueError):
                check(f"the file of {text.name} is there: {text.template_fs}", False)
    second = env.ref("relance_avancee.sms_template_last")
    second.reset_template()
    check("a text can be reset", "sms_deadline" in second.body)


def _check_records(env, check):
    """What the data files declare is there, and nothing else is ours."""
    root = Path(file_path("relance_avancee/__manifest__.py")).parent
    declared = set()
    for name in ast.literal_eval((root / "__manifest__.py").read_text())["data"]:
        if name.endswith(".xml"):
            with file_open(f"relance_avancee/{name}", "rb") as source:
                tree = etree.parse(source)
            declared |= {
                node.get("id").removeprefix("relance_avancee.")
                for node in tree.iter("record", "template", "menuitem")
                if "." not in node.get("id", ".").removeprefix("relance_avancee.")
            }
    missing = [
        name
        for name in sorted(declared)
        if not env.ref(f"relance_avancee.{name}", raise_if_not_found=False)
    ]
    check(f"every record is there, also noupdate: {missing}", not missing)
    left = env["ir.model.data"].search(
        [
            ("module", "=", "relance_avancee"),
            ("name", "not in", sorted(declared)),
            ("model", "not like", "ir.model%"),
        ]
    )
    left = left.filtered(lambda data: not _is_made_by_odoo(env, data))
    check(f"nothing of the first version is left: {left.mapped('name')}", not left)
    company = env.company
    check("new settings have their default", company.dunning_waiting_days == 5)
    check("hand-chosen days stay", company.dunning_scenario_id.min_gap_days == 6)
    step = env.ref("relance_avancee.dunning_step_standard_4")
    check("days to pay stay as they were", step.payment_days == 8)
    kept = env["dunning.dashboard.kept"].sudo().search([("section", "=", "figures")])
    check("what the dashboard kept is worked out again", kept and kept.day < TODAY)


def _is_made_by_odoo(env, data):
    """Records that files make without an id of their own, or code does."""
    return data.model == "ir.actions.server" and data.name.startswith("ir_cron_")


def _check_past(env, check):
    lines = env["dunning.action.line"]
    wrong = env["res.partner"].search([("name", "=", "Client Wrong")])
    former = lines.search([("is_former", "=", True)])
    check(
        "what was said to a wrong customer is its own, and nothing else",
        former and former.action_id.partner_id == wrong,
    )
    right = env["res.partner"].search([("name", "=", "Client Right")])
    check("the right customer starts afresh", not right.dunning_step_id)
    cancelled = env["dunning.action"].search([("state", "=", "cancelled")])
    check(
        "cancelled actions have their day",
        cancelled and all(action.date_stopped for action in cancelled),
    )
    running = env["dunning.action"].search(
        [("state", "=", "done"), ("channel", "in", ("email", "letter"))]
    )
    named = running.filtered("date_deadline")
    check("days to pay that messages named are known", named)
    check(
        "and come after the message",
        all(action.date_deadline > action.date_done for action in named),
    )
    merged = env["dunning.link"].search([("partner_id.name", "=", "Client Merged")])
    check("both links of a merged customer open", len(merged) >= 2)
    for link in merged:
        found = link._find_code(link._get_code())
        check("a link of a merged customer opens its page", found.state == "open")
        check("and shows its invoices", len(found._get_dues()) >= 1)


def _check_plan(env, check):
    env.cr.execute(
        "SELECT 1 FROM information_schema.columns"
        " WHERE table_name = 'dunning_payment_plan' AND column_name = 'access_token'"
    )
    check("plans have no token", not env.cr.fetchone())
    plan = env["dunning.payment.plan"].search([("state", "=", "proposed")])
    check("the proposed plan is still one", len(plan) == 1)
    check("its collector is told", "Send the proposal again" in plan.activity_ids.mapped("summary"))
    link = env["dunning.link"]._get_link(plan.partner_id, plan.partner_id, env.company)
    check("the plan opens under the link", link._get_plan(plan.id) == plan)
    bodies = "".join(
        str(body) for body in env["mail.message"].search(
            [("model", "in", ("dunning.action", "dunning.payment.plan"))]
        ).mapped("body")
    )
    check("messages keep no token", "access_token=***" in bodies or "access_token=" not in bodies)
    sent = env["mail.mail"].search([("state", "=", "sent"), ("model", "=", "dunning.payment.plan")])
    check("the proposal was sent", sent)
    check("sent messages keep no token", all("access_token=***" in str(mail.body_html) for mail in sent))


def _check_queue(env, check):
    """One message leaves, the other is refused: both actions learn of it."""
    mails = env["mail.mail"].search(
        [("state", "=", "outgoing"), ("model", "=", "dunning.action")]
    )
    check("two messages are in the queue", len(mails) == 2)
    check("they know their action", len(mails.dunning_action_id) == 2)
    check("they are reminders", all(mails.mapped("is_dunning_reminder")))

    def send_email(_server, message, *_args, **_kwargs):
        if "refused" in message["To"]:
            raise MailDeliveryException("refused")
        return message["Message-Id"]

    with (
        patch.object(IrMail_Server, "_connect__", lambda *_args, **_kwargs: None),
        patch.object(IrMail_Server, "send_email", send_email),
    ):
        mails.send()
    found = {
        action.partner_id.name: (action.state, action.delivery_state)
        for action in mails.exists().dunning_action_id
    }
    check(
        f"the queue leaves and is understood: {found}",
        found.get("Client Queue") == ("done", "sent")
        and found.get("Client Refused", ("",))[0] == "failed",
    )
