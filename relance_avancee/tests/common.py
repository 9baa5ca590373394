"""Base class for tests of dunning, also for add-ons that build on it.

``DunningCommon`` gives a French company in live mode with a standard scenario, and
helpers that speak like a user: :meth:`make_invoice`, :meth:`pay`, :meth:`night`.
Dates are fixed; every helper takes ``today``.
"""

import datetime as dt

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

# A Thursday, far from any French public holiday.
TODAY = dt.date(2026, 3, 12)


def days(count):
    """The day ``count`` days after TODAY."""
    return TODAY + dt.timedelta(days=count)


class DunningCommon(AccountTestInvoicingCommon):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
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
        cls.Action = cls.env["dunning.action"]
        cls.partner = cls.make_partner("Client Un")

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

    def deliver(self, actions):
        """The mail server takes the messages of these actions."""
        actions.mail_mail_id.write({"state": "sent"})
        actions.mail_mail_id._postprocess_sent_message(success_pids=[], success_emails=[])

    def explain(self, move, today=None):
        """The explanation of an invoice with one debt."""
        (item,) = move._dunning_explain(today or TODAY)
        return item
