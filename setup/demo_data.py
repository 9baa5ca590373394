"""Fills a fresh database with the demo's company, customers and five weeks of history.

Run by setup/demo in `odoo shell`; what is told here is in demo_customers.py. The
history is made by the real engine: each past week the invoices, payments and credits of
that time are entered, then one night is planned and sent, as it would have been then.
"""

import base64
import datetime as dt
import io
import sys
from collections import defaultdict

import demo_comparison
import demo_customers as story
import demo_fees
import demo_figures
import demo_page
import demo_plans
import demo_said
import sms_sink
from demo_night import clock, last_working_day
from PIL import Image, ImageDraw, ImageFont
from smtp_sink import SERVER_NAME

from odoo import Command, api

COMPANY = {
    "name": "Atelier Boréal",
    "street": "14 rue des Copeaux",
    "zip": "69007",
    "city": "Lyon",
    "phone": "04 65 71 00 10",
    "email": "compta@atelier-boreal.example",
    "website": "http://www.atelier-boreal.example",
    "dunning_legal_form": "SAS",
    "dunning_share_capital": 50000,
    "dunning_registry_city": "Lyon",
    "dunning_letter_disclaimer": "Clause de réserve de propriété : loi n° 80-335 du 12 mai 1980.",
}
IBAN = "FR7630006000011234567890189"
USD_PER_EUR = 1.1
# A port on which nobody listens: without the sink, an SMS fails and says so.
NOWHERE = "http://127.0.0.1:9"
COLLECTOR = "Claire Martin"


def say(text):
    print(f"    {text}", file=sys.stderr, flush=True)


def siren(number):
    """A company number nobody has, with the right check digit (Luhn)."""
    body = f"99900{number:03}"
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(body))
    return body + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def french_vat(number):
    return f"FR{(12 + 3 * (int(siren(number)) % 97)) % 97:02}{siren(number)}"


# Days to pay that reminders of the past named.
WEEKLY_DEADLINE = 3


class Builder:
    """Makes the demo in an empty database, step by step."""

    def __init__(self, env):
        self.env = env(context=dict(env.context, **QUIET))
        self.company = self.env.company
        self.bills = defaultdict(list)
        self.partners = {}

    def day(self, ago):
        return self.today - dt.timedelta(days=ago)

    # === COMPANY ===

    def set_up(self):
        """French company, accounts, users, mail server, dunning switched on."""
        self.activate_languages()
        self.make_company()
        self.today = last_working_day(self.company)
        self.make_users()
        self.make_bank()
        self.make_terms()
        self.keep_to_itself()
        self.switch_on()
        self.make_phone_scenario()
        self.products = {
            key: self.env["product.product"].create(
                {"name": name, "list_price": price, "type": "service"}
            )
            for key, (name, price) in story.PRODUCTS.items()
        }

    def activate_languages(self):
        self.env["res.lang"]._activate_lang("en_US")
        admin = self.env.ref("base.user_admin")
        admin.write({"lang": "fr_FR", "tz": "Europe/Paris"})
        self.env = self.env(context=dict(self.env.context, lang="fr_FR"))

    def make_company(self):
        country = self.env.ref("base.fr")
        self.company = self.company.with_env(self.env)
        self.company.write(
            COMPANY
            | {
                "country_id": country.id,
                "vat": french_vat(0),
                "company_registry": f"{siren(0)}00014",
                "logo": self.draw_logo(),
                "primary_color": "#1f5fa8",
            }
        )
        self.company.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
        if self.company.chart_template != "fr":
            self.env["account.chart.template"].try_loading("fr", self.company)
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": usd.id,
                "company_rate": USD_PER_EUR,
                "company_id": self.company.id,
            }
        )

    def draw_logo(self):
        image = Image.new("RGB", (360, 90), "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((4, 16, 62, 74), fill="#1f5fa8")
        draw.line((16, 60, 33, 28, 50, 60), fill="white", width=6)
        draw.text(
            (78, 24),
            COMPANY["name"],
            fill="#1f3550",
            font=ImageFont.truetype("DejaVuSans.ttf", 34),
        )
        stream = io.BytesIO()
        image.save(stream, "PNG")
        return base64.b64encode(stream.getvalue())

    def make_users(self):
        groups = (
            "base.group_user",
            "account.group_account_invoice",
            "relance_avancee.relance_avancee_group_user",
        )
        self.collector = self.env["res.users"].create(
            {
                "name": COLLECTOR,
                "login": "claire",
                "password": "claire",
                "email": "claire.martin@atelier-boreal.example",
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "group_ids": [Command.set([self.env.ref(ref).id for ref in groups])],
            }
        )
        self.manager = self.env.ref("base.user_admin")
        self.manager.write(
            {
                "name": "Marc Fabre",
                "email": "marc.fabre@atelier-boreal.example",
                "group_ids": [
                    Command.link(self.env.ref(ref).id)
                    for ref in (
                        "account.group_account_manager",
                        "relance_avancee.relance_avancee_group_manager",
                    )
                ],
            }
        )

    def make_bank(self):
        self.bank_journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        bank = self.env["res.bank"].create(
            {"name": "Banque de Démonstration", "bic": "DEMOFRPPXXX"}
        )
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": IBAN,
                "bank_id": bank.id,
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        self.bank_journal.bank_account_id = account
        self.provider = self.env.ref("payment.payment_provider_demo")
        self.provider.write({"state": "test", "is_published": True})
        self.env["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "True"
        )
        self.env["ir.mail_server"].create(
            {
                "name": SERVER_NAME,
                "smtp_host": "127.0.0.1",
                # smtp_sink.py writes the port on which it listens
                "smtp_port": 0,
                "smtp_encryption": "none",
                "smtp_authentication": "login",
            }
        )

    def keep_to_itself(self):
        """The demo asks nothing of the outside world."""
        self.company.iap_enrich_auto_done = True
        self.env.ref("mail.ir_cron_module_update_notification").active = False
        # sms_sink.py writes the address at which it listens
        self.env["ir.config_parameter"].set_param(sms_sink.PARAMETER, NOWHERE)

    def make_terms(self):
        self.instalments = self.env["account.payment.term"].create(
            {
                "name": "En 3 fois sans frais",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((30, 0), (35, 30), (35, 60))
                ],
            }
        )

    def switch_on(self):
        """Decisions a user would take in the guided start, in live mode."""
        ref = self.env.ref
        ref("relance_avancee.dunning_scenario_sensitive").debtor_kind = "public"
        standard = ref("relance_avancee.dunning_scenario_standard")
        standard.min_amount = 15.0
        self.company.write(
            {
                "dunning_scenario_id": standard.id,
                "dunning_user_id": self.collector.id,
                "dunning_mode": "live",
            }
        )

    def make_phone_scenario(self):
        """First an e-mail, then a text message, then somebody rings."""
        ref = self.env.ref
        self.phone_scenario = self.env["dunning.scenario"].create(
            {
                "name": "Par téléphone",
                "description": "Un e-mail, un SMS, puis un appel.",
                "sequence": 40,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Premier rappel",
                            "sequence": 10,
                            "delay_days": 5,
                            "tone": "friendly",
                            "mail_template_id": ref(
                                "relance_avancee.mail_template_first"
                            ).id,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Rappel par SMS",
                            "sequence": 20,
                            "delay_days": 12,
                            "send_email": False,
                            "send_sms": True,
                            "sms_template_id": ref(
                                "relance_avancee.sms_template_first"
                            ).id,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Appel",
                            "sequence": 30,
                            "delay_days": 20,
                            "tone": "firm",
                            "send_email": False,
                            "schedule_call": True,
                        }
                    ),
                ],
            }
        )

    # === CUSTOMERS ===

    def make_customers(self):
        for number, customer in enumerate(story.CUSTOMERS, 1):
            values = self.prepare_customer(customer, number)
            partner = self.env["res.partner"].create(values)
            self.partners[customer.name] = partner
            for contact in customer.contacts:
                child = self.env["res.partner"].create(
                    {
                        "name": contact.name,
                        "email": contact.email,
                        "type": contact.kind,
                        "parent_id": partner.id,
                        "lang": customer.lang,
                    }
                )
                if contact.chosen:
                    partner.dunning_contact_ids += child

    def prepare_customer(self, customer, number):
        country = self.env.ref(f"base.{customer.country}")
        postcode, _space, city = customer.city.partition(" ")
        values = {
            "name": customer.name,
            "is_company": customer.kind != "consumer",
            "dunning_debtor_kind": customer.kind,
            "email": customer.email,
            "street": f"{number} rue de l'Exemple",
            "city": customer.city,
            "country_id": country.id,
            "lang": customer.lang,
            "customer_rank": 1,
        }
        if customer.country == "fr":
            values.update(
                zip=postcode, city=city, phone=f"04 65 71 {number:02} {number + 20:02}"
            )
            if customer.kind == "company":
                values.update(
                    vat=french_vat(number), company_registry=f"{siren(number)}00017"
                )
        if customer.country != "fr":
            values["street"] = f"{number} Example Street"
        if customer.phone:
            values["phone"] = customer.phone
        if customer.scenario == story.PHONE:
            values["dunning_scenario_id"] = self.phone_scenario.id
        elif customer.scenario:
            scenario = self.env.ref(f"relance_avancee.{customer.scenario}")
            values["dunning_scenario_id"] = scenario.id
        return values

    # === EVENTS ===

    def tell(self, since, until):
        """Enter what happened from ``since`` to ``until`` days ago, oldest first."""
        events = [
            (event, customer)
            for customer in story.CUSTOMERS
            for event in customer.events
            if until <= event.ago < since
        ]
        bills = [pair for pair in events if isinstance(pair[0], story.Bill)]
        self.make_bills(sorted(bills, key=lambda pair: -pair[0].ago))
        others = [pair for pair in events if not isinstance(pair[0], story.Bill)]
        for event, customer in sorted(others, key=lambda pair: -pair[0].ago):
            make = getattr(self, f"make_{type(event).__name__.lower()}")
            make(event, customer)

    def prepare_lines(self, lines, currency):
        rate = USD_PER_EUR if currency == "USD" else 1.0
        return [
            Command.create(
                {
                    "product_id": self.products[key].id,
                    "quantity": quantity,
                    "price_unit": round(self.products[key].list_price * rate, 2),
                }
            )
            for key, quantity in lines.items()
        ]

    def make_bills(self, bills):
        """All invoices of one week, made and posted together."""
        currencies = {
            "EUR": self.env.ref("base.EUR"),
            "USD": self.env.ref("base.USD"),
        }
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partners[customer.name].id,
                    "invoice_date": self.day(bill.ago),
                    "invoice_date_due": self.day(bill.late),
                    "invoice_payment_term_id": bill.instalments and self.instalments.id,
                    "currency_id": currencies[bill.currency].id,
                    "invoice_user_id": self.manager.id,
                    "invoice_line_ids": self.prepare_lines(bill.lines, bill.currency),
                }
                for bill, customer in bills
            ]
        )
        moves.action_post()
        for move, (bill, customer) in zip(moves, bills, strict=True):
            self.bills[customer.name].append((bill, move))
            if bill.no_followup:
                move.no_followup = True

    def bill(self, customer, index):
        """The customer's invoice at that place of the story."""
        wanted = [e for e in customer.events if isinstance(e, story.Bill)][index]
        return next(move for bill, move in self.bills[customer.name] if bill is wanted)

    def make_payment(self, event, customer):
        if event.bill is None:
            self.make_unallocated_payment(event, customer)
            return
        wizard = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move",
                active_ids=self.bill(customer, event.bill).ids,
            )
            .create(
                {"payment_date": self.day(event.ago)}
                | ({"amount": event.amount} if event.amount else {})
            )
        )
        wizard._create_payments()

    def make_unallocated_payment(self, event, customer):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partners[customer.name].id,
                "amount": event.amount,
                "date": self.day(event.ago),
                "journal_id": self.bank_journal.id,
                "memo": "Virement reçu, facture non précisée",
            }
        )
        payment.action_post()

    def make_creditnote(self, event, customer):
        origin = event.bill is not None and self.bill(customer, event.bill)
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.partners[customer.name].id,
                "invoice_date": self.day(event.ago),
                "invoice_user_id": self.manager.id,
                "invoice_line_ids": self.prepare_lines(event.lines, "EUR"),
                "reversed_entry_id": origin and origin.id,
            }
        )
        note.action_post()
        if origin:
            (note | origin).line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            ).reconcile()

    def make_hold(self, event, customer):
        self.env["dunning.hold"].create(
            {
                "partner_id": self.partners[customer.name].id,
                "move_id": event.bill is not None
                and self.bill(customer, event.bill).id,
                "amount": event.amount,
                "reason": event.reason,
                "date_from": self.day(event.ago),
                "date_to": event.days and self.day(event.ago - event.days),
                "note": event.note,
            }
        )

    def make_promise(self, event, customer):
        move = self.bill(customer, event.bill)
        self.env["dunning.promise"].create(
            {
                "partner_id": move.commercial_partner_id.id,
                "move_ids": [Command.set(move.ids)],
                "amount": move.amount_residual,
                "date": self.day(event.ago - event.days),
                "user_id": self.collector.id,
                "note": "Promesse faite par téléphone.",
            }
        )

    def make_transaction(self, event, customer):
        move = self.bill(customer, event.bill)
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref(
                    "payment_demo.payment_method_demo"
                ).id,
                "amount": move.amount_residual,
                "currency_id": move.currency_id.id,
                "partner_id": move.partner_id.id,
                "reference": f"{move.payment_reference or move.name}-1",
                "operation": "online_redirect",
                "invoice_ids": [Command.set(move.ids)],
            }
        )
        transaction._set_pending()

    def make_bankline(self, event, customer):
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": self.day(event.ago),
                "payment_ref": event.text,
                "amount": event.amount,
            }
        )

    def make_byhand(self, event, customer):
        step = self.company.dunning_scenario_id.step_ids.with_context(
            lang="en_US"
        ).filtered(lambda step: step.name == event.step)
        actions = self.env["dunning.planner"]._plan_by_hand(
            self.partners[customer.name],
            self.company,
            step.with_env(self.env),
            "email",
            today=self.day(event.ago),
        )
        self.delivered(actions._process(self.day(event.ago)))

    def make_approval(self, event, customer):
        waiting = self.env["dunning.action"].search(
            [
                ("partner_id", "=", self.partners[customer.name].id),
                ("state", "=", "to_approve"),
            ]
        )
        if not waiting:
            raise ValueError(f"nothing waits for {customer.name}")
        waiting.with_user(self.manager).action_approve()

    # === THE PAST ===

    def live_through(self):
        """Week after week: what happened, then the night as the engine would run it."""
        nights = [self.today]
        for _week in range(story.PAST_NIGHTS):
            nights.insert(
                0, last_working_day(self.company, nights[0] - dt.timedelta(days=7))
            )
        # the PDFs of old reminders are of no use here
        steps = self.env["dunning.step"].search([("attach_invoices", "=", True)])
        steps.attach_invoices = False
        # a week between two nights is enough for each deadline, whatever the weekday of
        # the demo and the holidays before it
        granted = {
            step: step.payment_days for step in self.env["dunning.step"].search([])
        }
        for step, days in granted.items():
            step.payment_days = min(days, WEEKLY_DEADLINE)
        since = 1000
        for night in nights[:-1]:
            ago = (self.today - night).days
            self.week(since, ago, night)
            since = ago
        self.week(since, 0)
        steps.attach_invoices = True
        for step, days in granted.items():
            step.payment_days = days

    def week(self, since, until, night=None):
        newest = self.env["mail.message"].search([], order="id desc", limit=1).id
        sent = self.env["dunning.action"]
        with clock(self.env, night or self.today):
            self.tell(since, until)
            if night:
                sent = self.run_night(night)
        when = dt.datetime.combine(night or self.day(1), dt.time(5, 0))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s WHERE id > %s", (when, newest)
        )
        say(f"{when:%d/%m/%Y}: {len(sent)} reminders in the history")

    def run_night(self, night):
        Action = self.env["dunning.action"]
        Action._plan(night)
        waiting = Action.search(
            [("state", "=", "planned"), ("date_planned", "<=", night)]
        )
        sent = waiting._process(night)
        self.delivered(sent)
        self.post_letters(night)
        return sent

    def post_letters(self, night):
        """The letters of that day were posted, and their receipts came back."""
        waiting = self.env["dunning.action"].search(
            [("channel", "=", "letter"), ("state", "=", "planned")]
        )
        if not waiting:
            return
        posting = self.env["dunning.posting"]._print_day(today=night)
        posting.action_confirm()
        for number, letter in enumerate(posting.letter_ids, 1):
            if letter.post != "plain":
                letter.number = f"2C 099 900 {letter.id:04} {number}"
                letter.date_received = night + dt.timedelta(days=3)

    def delivered(self, actions):
        """These messages left long ago: the mail server took them, no file is made."""
        mails = actions.mail_mail_id
        mails.write({"state": "sent"})
        mails._postprocess_sent_message(success_pids=[], success_emails=[])
        texts = self.env["sms.sms"].search([("state", "=", "outgoing")])
        texts.sms_tracker_id._action_update_from_sms_state("pending")
        texts.unlink()

    def tidy(self):
        """Only tonight's messages may leave."""
        others = self.env["mail.mail"].search([("state", "=", "outgoing")])
        others.unlink()


# No welcome, follow or assignment messages while the past is written.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
}


def build(env: api.Environment):
    builder = Builder(env)
    say("company, users, bank")
    builder.set_up()
    say(f"{len(story.CUSTOMERS)} customers")
    builder.make_customers()
    say("six months of paid invoices")
    demo_figures.tell(builder, story.CUSTOMERS)
    builder.live_through()
    with clock(env, builder.today):
        demo_fees.tell(builder)
    demo_said.tell(builder)
    demo_plans.tell(builder)
    demo_figures.measure(builder)
    demo_page.tell(builder)
    demo_comparison.tell(builder)
    builder.tidy()
    env.cr.commit()
