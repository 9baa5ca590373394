"""Base class for tests of dunning, also for add-ons that build on it.

``DunningCommon`` gives a French company in live mode with a standard scenario, and
helpers that speak like a user: :meth:`make_invoice`, :meth:`pay`, :meth:`night`.
Dates are fixed: the clock stands at TODAY, and every helper takes ``today``.
"""

import contextlib
import datetime as dt
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .costs import Costs

# A Thursday, far from any French public holiday.
TODAY = dt.date(2026, 3, 12)


def days(count):
    """The day ``count`` days after TODAY."""
    return TODAY + dt.timedelta(days=count)


class DunningCommon(Costs, AccountTestInvoicingCommon):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        # what looks at the clock (a hold just made, a payment, the cron) agrees with
        # the tests, which give the day
        cls.startClassPatcher(freeze_time(dt.datetime.combine(TODAY, dt.time(10))))
        # tests read the source language, whatever the database speaks
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.company = cls.company_data["company"]
        cls.company.write(
            {
                "email": "compta@vendeur.example.com",
                "dunning_scenario_id": cls.env.ref(
                    "relance_avancee.dunning_scenario_standard"
                ).id,
                "dunning_user_id": cls.env.user.id,
            }
        )
        cls.company.dunning_mode = "live"
        cls.scenario = cls.company.dunning_scenario_id
        cls.steps = cls.scenario.step_ids
        cls.scenario.step_ids.write({"attach_invoices": False, "needs_approval": False})
        # as the night's job, which is the system
        cls.Action = cls.env["dunning.action"].sudo()
        cls.partner = cls.make_partner("Client Un")

    @classmethod
    def _use_chart_template(cls, company, chart_template_ref=None):
        result = super()._use_chart_template(company, chart_template_ref)
        cls.analyze("account_account", "account_account_res_company_rel")
        return result

    @classmethod
    def speak_french(cls, partner):
        """This customer reads French, with the texts as they are shipped."""
        cls.env["res.lang"]._activate_lang("fr_FR")
        module = cls.env["ir.module.module"].search([("name", "=", "relance_avancee")])
        module._update_translations(["fr_FR"])
        partner.lang = "fr_FR"

    # === A USER'S WORDS ===

    @classmethod
    def make_partner(cls, name="Client", **values):
        """A French company with an e-mail address."""
        slug = "".join(char for char in name.lower() if char.isalnum()) or "client"
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{slug}@client.example.com",
                "country_id": cls.env.ref("base.fr").id,
                **values,
            }
        )

    @classmethod
    def make_invoice(cls, days_late=10, amount=100.0, partner=None, **values):
        """A posted customer invoice without tax, due ``days_late`` days before TODAY."""
        due = days(-days_late)
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.partner).id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Service", "price_unit": amount, "tax_ids": []}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def make_credit_note(cls, amount=100.0, partner=None, **values):
        """A posted credit note matched with nothing."""
        return cls.make_invoice(
            days_late=1,
            amount=amount,
            partner=partner,
            move_type="out_refund",
            **values,
        )

    @classmethod
    def make_scenario(cls, *delays, **values):
        """A scenario with one e-mail step per delay."""
        template = cls.env.ref("relance_avancee.mail_template_first")
        return cls.env["dunning.scenario"].create(
            {
                "name": "Test",
                "step_ids": [
                    Command.create(
                        {
                            "name": f"Step {delay}",
                            "delay_days": delay,
                            "mail_template_id": template.id,
                            "attach_invoices": False,
                        }
                    )
                    for delay in delays
                ],
                **values,
            }
        )

    def pay(self, moves, amount=None, date=None):
        """Register a payment from the wizard; partial when an amount is given."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "payment_date": date or TODAY,
                    **({"amount": amount} if amount else {}),
                }
            )
        )
        return wizard._create_payments()

    def unallocated_payment(self, amount, partner=None, date=None):
        """A posted customer payment matched with nothing."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.partner).id,
                "amount": amount,
                "date": date or TODAY,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        return payment

    def night(self, today=None):
        """One night: plan, then send. Returns the actions done."""
        today = today or TODAY
        self.Action._plan(today)
        waiting = self.Action.search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "planned"),
                ("date_planned", "<=", today),
            ]
        )
        return waiting._process(today)

    def run_cron(self):
        """The nightly job, as the scheduler runs it: own cursor, commits, rollbacks."""
        with self.enter_registry_test_mode():
            self.env.ref("relance_avancee.ir_cron_dunning").method_direct_trigger()

    def deliver(self, actions):
        """The mail server takes the messages of these actions."""
        actions.mail_mail_id.write({"state": "sent"})
        actions.mail_mail_id._postprocess_sent_message(
            success_pids=[], success_emails=[]
        )

    def explain(self, move, today=None):
        """The explanation of an invoice with one debt."""
        (item,) = move._dunning_explain(today or TODAY)
        return item

    # === MONEY THAT IS NOT YET A PAYMENT ===

    def bank_line(self, amount, text="Virement", partner=None, **values):
        """A bank statement line nobody has matched."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY,
                "payment_ref": text,
                "amount": amount,
                "partner_id": partner.id if partner else False,
                **values,
            }
        )

    def match_bank_line(self, line, moves):
        """Match a bank line with invoices, as the accountant does."""
        line = line.with_context(skip_account_move_synchronization=True)
        _liquidity, suspense, _others = line._seek_for_lines()
        debts = self.receivable(moves)
        suspense.write(
            {"account_id": debts.account_id.id, "partner_id": self.partner.id}
        )
        (suspense | debts).reconcile()

    @classmethod
    def make_bare_provider(cls, **values):
        """A way of paying online, without any provider's module, offered to nobody yet."""
        provider = cls.env["payment.provider"].create(
            {"name": "Card", "company_id": cls.company.id, "state": "test", **values}
        )
        journal = cls.company_data["default_journal_bank"]
        cls._create_dummy_payment_method_for_provider(provider, journal)
        line = journal.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == provider
        )
        # without an account of its own a payment writes no entry
        line.payment_account_id = cls.company_data["default_account_assets"].copy(
            {"account_type": "asset_current", "reconcile": True}
        )
        return provider

    def online_payment(self, moves, state="pending", amount=None):
        """A payment from the portal, in the given state."""
        provider = self.make_bare_provider()
        # only some real providers can reserve a sum before they take it
        provider.support_manual_capture = "full_only"
        method = self.env.ref("payment.payment_method_unknown")
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"TX-{provider.id}",
                "amount": amount or sum(moves.mapped("amount_residual")),
                "currency_id": moves.currency_id.id,
                "partner_id": moves.partner_id.id,
                "invoice_ids": [Command.set(moves.ids)],
                "operation": "online_redirect",
                "state": state,
            }
        )

    @classmethod
    def receivable(cls, moves):
        """The journal items dunning follows."""
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def match(self, *moves):
        """Match the receivable items of these entries with one another."""
        items = self.receivable(self.env["account.move"].union(*moves))
        items.filtered(lambda line: not line.reconciled).reconcile()

    # === PEOPLE ===

    @classmethod
    def make_user(cls, login, *groups, **values):
        """A user of the company in these groups (full XML ids)."""
        return new_test_user(
            cls.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    # === THE MAIL SERVER ===

    @contextlib.contextmanager
    def mail_server(self, refuse=None):
        """A mail server; what it took is in the list it gives.

        :param refuse: an exception: the server cannot be reached
        """
        outbox = []

        def connect(_model, *_args, **_kwargs):
            if refuse:
                raise refuse

        def take(_model, message, *_args, **_kwargs):
            outbox.append(message)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", lambda _model: False),
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "send_email", take),
        ):
            yield outbox

    def run_mail_queue(self, actions):
        """Send what waits in the mail queue about these actions."""
        mails = self.env["mail.mail"].sudo()
        mails.search(
            [
                ("model", "=", "dunning.action"),
                ("res_id", "in", actions.ids),
                ("state", "=", "outgoing"),
            ]
        ).send()


class RealLifeCommon(DunningCommon):
    """With the activities, histories and notifications that Odoo's tests leave out."""

    @classmethod
    def default_env_context(cls):
        return {}
