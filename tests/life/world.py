"""A small world of companies and customers, and what may happen in it on a day.

Every door is a user's: posting, payment wizard, bank lines, the mail gateway, buttons,
the scheduled jobs. What those who act know is written to :class:`oracle.Facts`.
"""

import contextlib
import datetime as dt
import email.message
import logging
import os
from unittest.mock import patch

from oracle import Facts, Oracle, Said

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import email_normalize, mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.sms.tools.sms_api import SmsApi

FIRST = dt.date(2026, 3, 9)
GAP = 5
# days after the due date, and what differs from a plain e-mail
STEPS = (
    (-3, {"tone": "friendly"}),
    (3, {"tone": "friendly"}),
    (10, {"send_sms": True}),
    (18, {"schedule_call": True}),
    (30, {"send_letter": True, "kind": "formal_notice", "needs_approval": True}),
)
OUT_OF_OFFICE = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
REPORT = """From: Mail Delivery System <MAILER-DAEMON@relay.example.net>
To: bounce@vendeur.example.com
Subject: Delivery report
Message-Id: <report-{number}@relay.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Delivery report
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net

Final-Recipient: rfc822; {who}
Action: {action}
Status: {status}

--B
Content-Type: text/rfc822-headers

Message-Id: {message}

--B--
"""


class Faults(logging.Handler):
    """What a night logged and should not have."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        text = record.getMessage()
        if record.levelno >= logging.ERROR or "left for later" in text:
            self.found.append(text)


class World:
    """A simulated company group: :meth:`live` for so many days."""

    def __init__(self, env, rng, cursors, contacts, zone):
        """
        :param cursors: context manager: new cursors and commits stay in this transaction
        :param zone: time zone of the second company
        """
        self.rng, self.cursors, self.number = rng, cursors, 0
        self.facts, self.faults = Facts(), Faults()
        self.env, self.now = env, dt.datetime.combine(FIRST, dt.time(4))
        self.sent, self.story = [], []
        with freeze_time(self.now):
            self.make_companies(zone)
            self.make_customers(contacts)
        steps = {step.id: step.delay_days for step in self.scenario.step_ids}
        roots = {root.id: (tree.ids, root.partner_id.tz) for root, tree in self.trees}
        self.oracle = Oracle(self.env.cr, self.facts, roots, steps, GAP)

    # === WHO IS THERE ===

    def make_companies(self, zone):
        env = self.env
        env["res.lang"]._activate_lang("en_US")
        admin = env.ref("base.user_admin")
        admin.write({"email": "admin@vendeur.example.com", "lang": "en_US"})
        for code in ("EUR", "USD", "GBP"):
            env.ref(f"base.{code}").active = True
        self.scenario = self.make_scenario()
        first = self.make_company("Groupe", "Europe/Paris", "EUR")
        branch = env["res.company"].create(
            {
                "name": "Agence",
                "parent_id": first.id,
                "email": "agence@vendeur.example.com",
            }
        )
        second = self.make_company("Outre-mer", zone, "USD")
        # what a branch takes from its parent is copied before the commit
        env.cr.precommit.run()
        admin.company_ids |= first | branch | second
        everything = first | branch | second
        self.env = env = env(
            user=admin.id,
            context={
                "lang": "en_US",
                "tz": "Europe/Paris",
                "allowed_company_ids": everything.ids,
            },
        )
        self.companies = everything.with_env(env)
        first, branch, second = self.companies
        self.trees = [(first, first | branch), (second, second)]
        for company, usd, gbp, eur in (
            (first, 1.1, 0.8, 1.0),
            (second, 1.0, 0.75, 0.9),
        ):
            for code, rate in (("USD", usd), ("GBP", gbp), ("EUR", eur)):
                self.env["res.currency.rate"].create(
                    {
                        "currency_id": env.ref(f"base.{code}").id,
                        "name": "2025-01-01",
                        "company_id": company.id,
                        "rate": rate,
                    }
                )
        for company in (first, second):
            company.write(
                {
                    "dunning_scenario_id": self.scenario.id,
                    "dunning_user_id": admin.id,
                    "dunning_mode": "live",
                }
            )
        domain = (
            env["mail.alias.domain"]
            .sudo()
            .create(
                {
                    "name": "vendeur.example.com",
                    "bounce_alias": "bounce",
                    "catchall_alias": "catchall",
                }
            )
        )
        self.companies.sudo().alias_domain_id = domain
        # Odoo would make it in a transaction of its own
        service = env["iap.service"].search([("technical_name", "=", "sms")])
        env["iap.account"].sudo().create(
            {"service_id": service.id, "account_token": "life", "company_ids": False}
        )
        self.reason = env["dunning.dispute.reason"].search([], limit=1)
        self.instalments = env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": part, "nb_days": days}
                    )
                    for part, days in ((30, 0), (30, 15), (40, 30))
                ],
            }
        )
        self.discount = env["account.payment.term"].create(
            {
                "name": "2/10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 20}
                    )
                ],
            }
        )

    def make_company(self, name, zone, code):
        env = self.env
        import odoo

        # outside tests Odoo installs more modules for the country, and commits
        with patch.object(odoo.modules.module, "current_test", True):
            company = env["res.company"].create(
                {
                    "name": f"{name} {self.rng.random():.6f}",
                    "country_id": env.ref("base.fr").id,
                    "currency_id": env.ref(f"base.{code}").id,
                    "street": "10 rue du Vendeur",
                    "zip": "69003",
                    "city": "Lyon",
                    "email": "compta@vendeur.example.com",
                }
            )
        company.partner_id.write({"lang": "en_US", "tz": zone})
        env["account.chart.template"].with_company(company).try_loading(
            "fr", company, install_demo=False
        )
        journal = self.journal("bank", company)
        journal.bank_account_id = env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        return company

    def make_scenario(self):
        template = self.env.ref("relance_avancee.mail_template_first")
        text = self.env.ref("relance_avancee.sms_template_first")
        return self.env["dunning.scenario"].create(
            {
                "name": "Life",
                "min_gap_days": GAP,
                "step_ids": [
                    Command.create(
                        {
                            "name": f"S{delay}",
                            "sequence": rank,
                            "delay_days": delay,
                            "mail_template_id": template.id,
                            "sms_template_id": text.id
                            if "send_sms" in values
                            else False,
                            "attach_invoices": False,
                            **values,
                        }
                    )
                    for rank, (delay, values) in enumerate(STEPS)
                ],
            }
        )

    def make_customers(self, count):
        self.customers = [self.make_customer() for _number in range(count)]
        for who in self.customers:
            for _number in range(self.rng.randint(1, 3)):
                self.new_invoice(who)

    def make_customer(self, **values):
        self.number += 1
        slug = f"c{self.number}x{self.rng.randrange(10**6)}"
        phone = (
            f"+336{self.rng.randrange(10**8):08d}" if self.rng.random() < 0.6 else False
        )
        return self.env["res.partner"].create(
            {
                "name": f"Client {slug}",
                "is_company": self.rng.random() < 0.5,
                "email": f"{slug}@client.example.com",
                "phone": phone,
                "lang": "en_US",
                "street": "1 rue du Test",
                "zip": "75001",
                "city": "Paris",
                "country_id": self.env.ref("base.fr").id,
                "autopost_bills": "never",
                **values,
            }
        )

    # === READING ===

    def journal(self, kind, company):
        return self.env["account.journal"].search(
            [("type", "=", kind), ("company_id", "=", company.root_id.id)], limit=1
        )

    def today(self, company=None):
        root = (company or self.companies[0]).root_id
        return self.oracle.day(root.id, self.now) if hasattr(self, "oracle") else FIRST

    def in_(self, company, model):
        return self.env[model].with_company(company)

    def open_moves(self, who):
        return self.env["account.move"].search(
            [
                ("commercial_partner_id", "=", who.commercial_partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ]
        )

    def free_move(self, who):
        """One open invoice nothing is agreed about yet."""
        facts = self.facts
        free = [
            move
            for move in self.open_moves(who)
            if move.id not in facts.disputed
            and move.id not in facts.promised
            and move.id not in facts.planned
        ]
        return self.rng.choice(free) if free else None

    # === WHAT HAPPENS ===

    def new_invoice(self, who, kind="out_invoice"):
        rng, company = self.rng, self.rng.choice(list(self.companies))
        back = rng.randint(0, 45)
        terms = rng.choice([None, None, None, self.instalments, self.discount])
        day = self.today() - dt.timedelta(days=back)
        move = self.in_(company, "account.move").create(
            {
                "move_type": kind,
                "partner_id": who.id,
                "company_id": company.id,
                "journal_id": self.journal("sale", company).id,
                "invoice_date": day,
                "currency_id": self.env.ref(
                    f"base.{rng.choice(['EUR', 'EUR', 'USD', 'GBP'])}"
                ).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "price_unit": rng.randint(30, 900),
                            "tax_ids": [],
                        }
                    )
                ],
                **(
                    {"invoice_payment_term_id": terms.id}
                    if terms
                    else {
                        "invoice_payment_term_id": False,
                        "invoice_date_due": day + dt.timedelta(days=rng.randint(0, 30)),
                    }
                ),
            }
        )
        move.action_post()
        return move

    def credit_note(self, who):
        return self.new_invoice(who, "out_refund")

    def pay(self, who, part=1.0):
        moves = self.open_moves(who)
        if not moves:
            return
        move = self.rng.choice(list(moves))
        wizard = (
            self.in_(move.company_id, "account.payment.register")
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": self.today()})
        )
        if part < 1:
            wizard.amount = max(1.0, round(move.amount_residual * part, 2))
        wizard._create_payments()

    def pay_partly(self, who):
        self.pay(who, self.rng.choice([0.2, 0.5, 0.9]))

    def unallocated(self, who):
        company = self.rng.choice(list(self.companies))
        self.in_(company, "account.payment").create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": who.id,
                "amount": self.rng.randint(10, 1500),
                "date": self.today(),
                "company_id": company.id,
                "journal_id": self.journal("bank", company).id,
                "currency_id": self.env.ref(
                    f"base.{self.rng.choice(['EUR', 'USD', 'GBP'])}"
                ).id,
            }
        ).action_post()

    def bank_line(self, who):
        root = self.rng.choice(list(self.companies)).root_id
        amount = self.rng.randint(10, 1500)
        line = (
            self.in_(root, "account.bank.statement.line")
            .sudo()
            .create(
                {
                    "journal_id": self.journal("bank", root).id,
                    "date": self.today(),
                    "payment_ref": "VIR",
                    "amount": amount,
                    "partner_id": who.id,
                }
            )
        )
        self.facts.at_the_bank[line.id] = who.id, root.id, amount

    def match_credits(self, who):
        """The accountant matches what is open on both sides."""
        for company in self.companies:
            items = self.env["account.move.line"].search(
                [
                    (
                        "partner_id.commercial_partner_id",
                        "=",
                        who.commercial_partner_id.id,
                    ),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("company_id", "=", company.id),
                    ("reconciled", "=", False),
                ]
            )
            if len({item.balance > 0 for item in items}) == 2:
                items.with_company(company).reconcile()

    def delete_bank_line(self, who):
        mine = [
            key
            for key, (one, *_rest) in self.facts.at_the_bank.items()
            if one == who.id
        ]
        if mine:
            line = self.env["account.bank.statement.line"].sudo().browse(mine[0])
            line.action_undo_reconciliation()
            line.move_id.button_draft()
            line.unlink()
            del self.facts.at_the_bank[mine[0]]

    def promise(self, who):
        move = self.free_move(who)
        if not move:
            return
        day = self.today(move.company_id) + dt.timedelta(days=self.rng.randint(1, 12))
        self.in_(move.company_id, "dunning.promise").create(
            {
                "partner_id": who.commercial_partner_id.id,
                "company_id": move.company_id.id,
                "move_ids": [Command.set(move.ids)],
                "amount": move.amount_residual,
                "currency_id": move.currency_id.id,
                "date": day,
            }
        )
        self.facts.promised[move.id] = day

    def dispute(self, who):
        move = self.free_move(who)
        if not move:
            return
        part = self.rng.choice([None, None, round(move.amount_residual * 0.4, 2)])
        self.in_(move.company_id, "dunning.dispute").create(
            {"move_id": move.id, "amount": part or 0.0, "reason_id": self.reason.id}
        )
        self.facts.disputed[move.id] = part

    def close_dispute(self, who):
        for move in self.open_moves(who).filtered(
            lambda m: m.id in self.facts.disputed
        ):
            self.env["dunning.dispute"].search(
                [("move_id", "=", move.id), ("state", "=", "open")]
            ).action_reject()
            del self.facts.disputed[move.id]
            return

    def hold(self, who):
        moves = self.open_moves(who)
        company = moves[:1].company_id or self.companies[0]
        one = moves[:1] if self.rng.random() < 0.5 else self.env["account.move"]
        first = self.today(company)
        last = first + dt.timedelta(days=self.rng.randint(2, 15))
        self.in_(company, "dunning.hold").create(
            {
                "partner_id": who.commercial_partner_id.id,
                "company_id": company.root_id.id if not one else company.id,
                "move_id": one.id,
                "date_from": first,
                "date_to": last,
            }
        )
        if one:
            self.facts.held.append((None, one.id, first, last))
        else:
            self._hold_all(who, company.root_id, first, last)

    def _hold_all(self, who, root, first, last):
        """A suspension of a customer is one company's: told invoice by invoice."""
        tree = dict(self.trees)[root]
        for move in self.open_moves(who).filtered(lambda m: m.company_id in tree):
            self.facts.held.append((None, move.id, first, last))

    def plan(self, who):
        move = self.free_move(who)
        if not move or move.amount_residual < 60:
            return
        plan = self.in_(move.company_id, "dunning.payment.plan").create(
            {
                "move_ids": [Command.set(move.ids)],
                "count": 2,
                "rhythm": "week",
                "date_first": self.today(move.company_id) + dt.timedelta(days=3),
                "company_id": move.company_id.id,
            }
        )
        plan.action_compute()
        plan.action_activate()
        if plan.state == "active":
            self.facts.planned[move.id] = plan

    def set_parent(self, who):
        parent = self.make_customer(is_company=True)
        if not who.parent_id:
            who.write({"parent_id": parent.id, "is_company": False})
            self.customers.append(parent)

    def unset_parent(self, who):
        if who.parent_id:
            who.parent_id = False

    def merge(self, who):
        other = self.rng.choice(self.customers)
        if (
            other == who
            or other.parent_id
            or who.parent_id
            or who.child_ids
            or other.child_ids
        ):
            return
        other.email = who.email
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set([who.id, other.id])], "dst_partner_id": who.id}
        )
        gone = other.id
        wizard.sudo().action_merge()
        self.customers = [one for one in self.customers if one.id != gone]
        self.facts.at_the_bank = {
            key: (who.id if one == gone else one, root, worth)
            for key, (one, root, worth) in self.facts.at_the_bank.items()
        }

    def repost(self, who):
        move = self.free_move(who)
        if move and move.payment_state == "not_paid":
            move.button_draft()
            move.action_post()

    def correct_customer(self, who):
        move = self.free_move(who)
        other = self.rng.choice(self.customers)
        if not move or move.payment_state != "not_paid":
            return
        if other.commercial_partner_id == who.commercial_partner_id:
            return
        move.button_draft()
        due = move.invoice_date_due
        move.partner_id = other
        if not move.invoice_payment_term_id:
            move.invoice_date_due = due
        move.action_post()
        self.facts.forget_move(move.id)
        self.facts.held = [one for one in self.facts.held if one[1] != move.id]

    def add_contact(self, who):
        """An accountant of the customer's reads the reminders, or leaves."""
        head = who.commercial_partner_id
        if head.dunning_contact_ids:
            gone = head.dunning_contact_ids[0]
            gone.active = False
            self.facts.gone.add(email_normalize(gone.email))
        else:
            contact = self.make_customer(
                is_company=False, parent_id=head.id, type="contact"
            )
            head.dunning_contact_ids = contact

    def cancel_by_hand(self, who):
        waiting = self.waiting_of(who).filtered(lambda a: not a.is_reconcile)
        for action in waiting[:1]:
            steps = {
                ((line.move_id.id, line.date_due), line.step_id.id)
                for line in action.line_ids
                if line.step_id and not line.plan_line_id
            }
            action.action_cancel()
            self.facts.stopped |= {(key, step) for key, step in steps}

    def waiting_of(self, who):
        return self.env["dunning.action"].search(
            [
                ("partner_id", "=", who.commercial_partner_id.id),
                ("state", "in", ("planned", "to_approve")),
            ]
        )

    # === MAIL THAT COMES BACK ===

    def last_message(self, who):
        ids = set(
            self.env["dunning.action"]
            .search(
                [
                    ("partner_id", "=", who.commercial_partner_id.id),
                    ("state", "=", "done"),
                ]
            )
            .ids
        )
        return next((m for a, m in reversed(self.sent) if a in ids), (None))

    def answer(self, who, **headers):
        sent = self.last_message(who)
        if not sent:
            return False
        self.number += 1
        reply = email.message.EmailMessage()
        reply["From"], reply["To"] = sent["To"], sent["Reply-To"] or sent["From"]
        reply["Subject"] = f"Re: {sent['Subject']}"
        reply["Message-Id"] = f"<answer-{self.number}@client.example.com>"
        reply["In-Reply-To"] = reply["References"] = sent["Message-Id"]
        for name, value in headers.items():
            reply[name] = value
        reply.set_content("Hello.")
        self.gateway(reply.as_string())
        return True

    def gateway(self, raw):
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(False, raw)

    def replies_of(self, who):
        return self.env["dunning.hold"].search(
            [
                ("partner_id", "=", who.commercial_partner_id.id),
                ("reason", "=", "reply"),
            ]
        )

    def human_reply(self, who):
        if self.answer(who):
            holds = self.replies_of(who)
            if not holds:
                self.oracle.wrong.append(f"{self.now} {who.id} answered, nothing waits")
            for hold in holds:
                last = hold.date_to or None
                root = hold.company_id.root_id
                self._hold_all(who, root, hold.date_from, last)
                self.facts.hushed.append((who.commercial_partner_id.id, root.id))

    def robot_reply(self, who):
        before = self.replies_of(who)
        if self.answer(who, **OUT_OF_OFFICE) and self.replies_of(who) - before:
            self.oracle.wrong.append(f"{self.now} {who.id}: a robot's answer holds")

    def lift_holds(self, who):
        self.replies_of(who).action_lift()
        head = who.commercial_partner_id.id
        self.facts.hushed = [one for one in self.facts.hushed if one[0] != head]
        ids = set(self.open_moves(who).ids)
        manual = self.env["dunning.hold"].search(
            [
                ("partner_id", "=", who.commercial_partner_id.id),
                ("reason", "=", "manual"),
            ]
        )
        manual.action_lift()
        self.facts.held = [one for one in self.facts.held if one[1] not in ids]

    def report(self, who, action, status):
        sent = self.last_message(who)
        if not sent:
            return None
        self.number += 1
        address = email_normalize(sent["To"].split(",")[0])
        self.gateway(
            REPORT.format(
                number=self.number,
                who=address,
                action=action,
                status=status,
                message=sent["Message-Id"],
            )
        )
        return address, next(a for a, m in self.sent if m is sent)

    def bounce(self, who):
        found = self.report(who, "failed", "5.1.1")
        if found:
            self.story.append(f"  came back: {found[0]}, action {found[1]}")
            self.facts.dead.add(found[0])
            self.facts.take_back(found[1])

    def delay(self, who):
        self.report(who, "delayed", "4.4.1")

    def mend_address(self, who):
        if email_normalize(who.email or "") in self.facts.dead:
            self.number += 1
            who.email = f"new{self.number}@client.example.com"

    EVENTS = {
        new_invoice: 8, credit_note: 3, pay: 8, pay_partly: 5, unallocated: 3,
        bank_line: 3, match_credits: 4, delete_bank_line: 2, promise: 4, dispute: 3,
        close_dispute: 2, hold: 3, lift_holds: 2, plan: 3, set_parent: 2,
        unset_parent: 2, merge: 1, repost: 3, correct_customer: 2, add_contact: 3,
        cancel_by_hand: 2, human_reply: 3, robot_reply: 3, bounce: 3, delay: 2,
        mend_address: 3,
    }  # fmt: skip

    def happen(self, event, who):
        """One event; what Odoo or we refuse with a sentence did not happen."""
        savepoint = self.env.cr.savepoint()
        self.story.append(f"{self.now} {event.__name__} {who.id} of {self.head(who)}")
        try:
            event(self, who)
            self.env.flush_all()
            savepoint.close(rollback=False)
            self.facts.done[event.__name__] += 1
        except (UserError, ValidationError, AccessError) as error:
            self.env.transaction.clear()
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.story.append(f"  refused: {error}")
            self.facts.refused[f"{event.__name__}: {str(error)[:60]}"] += 1

    def head(self, who):
        return who.commercial_partner_id.id if who._name == "res.partner" else ""

    # === NIGHTS ===

    @contextlib.contextmanager
    def post_office(self):
        """Mail server and SMS gateway: each message is judged as it leaves."""

        def take(_model, message, *_args, **_kwargs):
            self.judge_mail(message)
            return message["Message-Id"]

        def text(_api, messages, delivery_reports_url=False):
            found = [(number, m) for m in messages for number in m["numbers"]]
            for number, _message in found:
                sms = self.env["sms.sms"].sudo().search([("uuid", "=", number["uuid"])])
                action = self.env["dunning.action"].search(
                    [("id", "=", sms.mail_message_id.res_id), ("channel", "=", "sms")]
                )
                if action and action.sms_uuid == number["uuid"]:
                    self.judge(action)
            return [
                {"uuid": n["uuid"], "state": "success", "credit": 1} for n, _m in found
            ]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda _model: False),
            patch.object(IrMail_Server, "_connect__", lambda *_a, **_k: None),
            patch.object(IrMail_Server, "send_email", take),
            patch.object(SmsApi, "_send_sms_batch", text),
        ):
            yield

    def judge_mail(self, message):
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("message_id", "=", message["Message-Id"])], limit=1)
        )
        if mail.model != "dunning.action" or not mail.is_dunning_reminder:
            return
        action = self.env["dunning.action"].browse(mail.res_id)
        if any(one == action.id for one, _message in self.sent) and any(
            old.action_id == action.id for old in self.facts.said
        ):
            # a second reader of one action
            self.sent.append((action.id, message))
            return
        self.sent.append((action.id, message))
        self.judge(action, message["To"])

    def judge(self, action, to=""):
        root = action.company_id.root_id
        lines = [line for line in action.line_ids if line.step_id and line.amount]
        plans = [line for line in lines if line.plan_line_id]
        said = Said(
            action.id,
            root.id,
            self.oracle.day(root.id, self.now),
            # whoever is its debtor by now: a parent may have come in between
            (root.id, action.date_planned),
            action.channel,
            tuple(
                (
                    (line.move_id.id, line.date_due),
                    line.step_id.id,
                    line.amount,
                    line.line_id.id,
                )
                for line in lines
                if not line.plan_line_id
            ),
            action.amount,
            tuple(filter(None, (email_normalize(one) for one in to.split(",")))),
            action.partner_id.id,
        )
        self.story.append(
            f"{self.now} leaves: action {action.id} {action.channel} to"
            f" {action.partner_id.id} {said.addresses}, {action.step_id.name}:"
            f" {said.lines}"
        )
        self.oracle.judge(said, action.partner_id.id, bool(plans))

    def job(self, xmlid):
        self.env.flush_all()
        with self.cursors():
            self.env.ref(f"relance_avancee.{xmlid}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def queues(self):
        mails = self.env["mail.mail"].sudo()
        mails.search(
            [("state", "=", "outgoing"), ("model", "=", "dunning.action")]
        ).send()
        self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()
        self.env.flush_all()
        self.env.invalidate_all()

    def night(self):
        for name in ("ir_cron_dunning", "ir_cron_dunning_sms"):
            self.job(name)
        self.queues()
        self.settle_facts()

    def settle_facts(self):
        """Promises and plans that are over, as their date or their state says."""
        for move_id, plan in list(self.facts.planned.items()):
            if plan.state == "active":
                continue
            late = any(
                line.date < self.today(plan.company_id) for line in plan.line_ids
            )
            if plan.state == "broken" and not late:
                self.oracle.wrong.append(
                    f"{self.now} plan {plan.id} broken, nothing is late"
                )
            if plan.state == "broken":
                self.facts.broken.add(move_id)
            del self.facts.planned[move_id]
        for move_id, day in list(self.facts.promised.items()):
            if day < self.today() - dt.timedelta(days=10):
                del self.facts.promised[move_id]

    def office(self):
        """People at work: approvals, calls, letters."""
        actions = self.env["dunning.action"]
        for action in actions.search([("state", "=", "to_approve")]):
            if self.rng.random() < 0.5:
                action.action_approve()
        for root, _tree in self.trees:
            day = self.oracle.day(root.id, self.now)
            if day.weekday() > 4:
                continue
            calls = actions.search(
                [
                    ("channel", "=", "call"),
                    ("state", "=", "planned"),
                    ("company_id", "child_of", root.id),
                    ("activity_ids", "!=", False),
                    ("call_date", "<=", day),
                ]
            )
            for call in calls:
                if self.rng.random() < 0.6:
                    self.judge(call)
                    call.action_done()
            self.happen(World.post_letters, root)
        tasks = actions.search([("channel", "=", "task"), ("state", "=", "planned")])
        for task in tasks:
            if self.rng.random() < 0.3:
                task.action_done()

    def post_letters(self, root):
        posting = self.env["dunning.posting"].with_company(root)
        found = posting._print_day(root)
        for letter in found._get_to_post():
            self.judge(letter.action_id)
        found.action_confirm()

    # === LIVING ===

    def live(self, days, share=0.15):
        """So many days; the job is off for ten of them, and runs often for some.

        :param share: part of the customers to whom something happens on a day
        """
        logger = logging.getLogger("odoo.addons.relance_avancee")
        logger.addHandler(self.faults)
        off = range(days // 2, days // 2 + min(10, days // 4))
        try:
            for number in range(int(os.environ.get("LIFE_UNTIL") or days)):
                hours = (4,)
                if number in off:
                    hours = ()
                elif number % 7 == 3:
                    hours = (0, 5, 11, 17, 22)
                self.live_one_day(FIRST + dt.timedelta(days=number), hours, share)
        finally:
            logger.removeHandler(self.faults)
        self.oracle.wrong += [f"logged: {text}" for text in self.faults.found]
        return self.oracle

    def live_one_day(self, day, hours, share):
        for hour in hours:
            self.now = dt.datetime.combine(day, dt.time(hour))
            with freeze_time(self.now), self.post_office():
                self.night()
        self.now = dt.datetime.combine(day, dt.time(8))
        with freeze_time(self.now), self.post_office():
            if hours:
                self.job("ir_cron_dunning_sms")
                self.queues()
                self.office()
                self.look_for_forgotten()
            events, weights = zip(*self.EVENTS.items(), strict=True)
            for who in list(self.customers):
                if self.rng.random() < share and who.exists():
                    self.happen(self.rng.choices(events, weights)[0], who)

    def look_for_forgotten(self):
        addresses = {}
        for who in self.customers:
            head = who.exists().commercial_partner_id
            if head and head.email:
                addresses[head.id] = email_normalize(head.email)
        for root, _tree in self.trees:
            waiting = self.env["dunning.action"].search(
                [
                    ("state", "in", ("planned", "to_approve", "failed")),
                    ("company_id", "child_of", root.id),
                ]
            )
            self.oracle.look_for_forgotten(
                root.id,
                self.oracle.day(root.id, self.now),
                set(waiting.partner_id.ids),
                addresses,
            )
