"""One definition of what a customer owes: decided, written, shown and counted alike."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ...models.channels.call import briefing
from ..common import TODAY, DunningCommon, days


class OwedCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    def shown(self, amount):
        """An amount as a customer reads it."""
        return self.company.currency_id.format(amount)

    def make_currency(self, code, rate):
        """A currency in use, so many for one euro."""
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": "2025-01-01",
                "company_id": self.company.id,
                "rate": rate,
            }
        )
        return currency

    def claims(self, *moves):
        """What may be claimed of each invoice today."""
        return [self.explain(move)["amount"] for move in moves]

    def assertTask(self, actions, reason):
        """No message, and one task for the accountant with this reason."""
        self.assertEqual(actions.mapped("channel"), ["task"])
        self.assertTrue(actions.is_reconcile)
        self.assertEqual(actions.reason_code, reason)
        # asked once, not every night
        self.assertFalse(self.Action._plan(TODAY))

    def entry(self, *parts, follow=True, journal="misc", **values):
        """A miscellaneous entry on the receivable account: (customer, label, amount)."""
        receivable = self.company_data["default_account_receivable"]
        other = self.company_data["default_account_expense"]
        total = sum(amount for _who, _label, amount in parts)
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": days(-60),
                "journal_id": self.company_data[f"default_journal_{journal}"].id,
                "line_ids": [
                    *(
                        Command.create(
                            {
                                "account_id": receivable.id,
                                "partner_id": who.id,
                                "name": label,
                                "balance": amount,
                                "date_maturity": days(-10),
                            }
                        )
                        for who, label, amount in parts
                    ),
                    Command.create({"account_id": other.id, "balance": -total}),
                ],
                **values,
            }
        )
        move.action_post()
        self.receivable(move).no_followup = not follow
        return move

    def link(self, partner=None):
        return self.env["dunning.link"]._get_link(
            partner or self.partner, partner or self.partner, self.company
        )

    def page(self, partner=None):
        """The groups of debts of the customer's page."""
        link = self.link(partner)
        return link._prepare_groups(link._get_dues())


@tagged("post_install", "-at_install")
class TestOwedCurrencies(OwedCommon):
    def test_who_is_owed_more_in_dollars_is_not_written_to(self):
        move = self.make_invoice(amount=1000.0)
        self.make_credit_note(5000.0, currency_id=self.make_currency("USD", 1.1).id)
        self.assertTask(self.Action._plan(TODAY), "covered_by_credit")
        with self.assertRaises(UserError):
            self.env["dunning.planner"]._plan_by_hand(
                self.partner, self.company, self.steps[1], "email", today=TODAY
            )
        self.assertEqual(self.claims(move), [0.0])

    def test_pounds_pay_euros_and_dollars_oldest_first(self):
        usd, gbp = self.make_currency("USD", 1.1), self.make_currency("GBP", 0.8)
        euros = self.make_invoice(days_late=20, amount=1000.0)
        dollars = self.make_invoice(days_late=10, amount=1100.0, currency_id=usd.id)
        self.make_credit_note(1200.0, currency_id=gbp.id)
        # 1,200 pounds are 1,500 euros: all the euros, and half of the dollars
        self.assertEqual(self.claims(euros, dollars), [0.0, 550.0])

    def test_message_page_and_decision_give_the_same_amount(self):
        self.make_invoice(amount=1000.0)
        credit = self.make_credit_note(
            550.0, currency_id=self.make_currency("USD", 1.1).id
        )
        action = self.night()
        self.assertEqual(action.amount, 500.0)
        text = html2plaintext(action.debts_html)
        self.assertIn(credit.name, text)
        self.assertIn("550", text)
        [group] = self.page()
        self.assertEqual(group["pay_all"]["amount"], 500.0)
        self.assertEqual(group["credit"], self.shown(500.0))

    def test_euros_at_the_bank_for_a_dollar_invoice(self):
        # the bank did not use the rate of the books: nobody is dunned for 20 dollars
        for rate in (1.1, 1.08):
            with self.subTest(rate=rate):
                usd = self.make_currency("USD", rate)
                who = self.make_partner(f"Acme {rate}")
                move = self.make_invoice(amount=1100.0, partner=who, currency_id=usd.id)
                self.bank_line(1000.0, f"WIRE {move.name}")
                self.assertEqual(self.explain(move)["reason"], "payment_in_flight")

    def test_euros_not_matched_with_a_dollar_invoice(self):
        usd = self.make_currency("USD", 1.1)
        self.make_invoice(amount=1100.0, currency_id=usd.id)
        self.unallocated_payment(1000.0)
        self.assertTask(self.Action._plan(TODAY), "covered_by_credit")

    def test_part_in_euros_of_a_dollar_invoice(self):
        usd = self.make_currency("USD", 1.1)
        move = self.make_invoice(amount=1100.0, currency_id=usd.id)
        self.unallocated_payment(500.0)
        self.assertEqual(self.claims(move), [550.0])


@tagged("post_install", "-at_install")
class TestOwedInFlight(OwedCommon):
    def match_part(self, line, *moves):
        """Match a bank line with these invoices; the rest stays in suspense."""
        quiet = {"skip_account_move_synchronization": True, "force_delete": True}
        _liquidity, suspense, _others = line.with_context(**quiet)._seek_for_lines()
        left = suspense.balance + sum(moves_.amount_residual for moves_ in moves)
        account = self.company_data["default_account_receivable"]
        line.move_id.with_context(**quiet, skip_readonly_check=True).write(
            {
                "line_ids": [
                    Command.update(
                        suspense.id, {"balance": left, "amount_currency": left}
                    ),
                    *(
                        Command.create(
                            {
                                "name": "part",
                                "account_id": account.id,
                                "partner_id": self.partner.id,
                                "balance": -move.amount_residual,
                            }
                        )
                        for move in moves
                    ),
                ]
            }
        )
        for part, move in zip(self.receivable(line.move_id), moves, strict=True):
            (part | self.receivable(move)).reconcile()

    def test_bank_line_is_worth_what_is_not_matched(self):
        paid, late = self.make_invoice(amount=600.0), self.make_invoice(amount=900.0)
        line = self.bank_line(1000.0, "VIR", partner=self.partner)
        self.match_part(line, paid)
        self.assertEqual(self.claims(late), [500.0])

    def test_bank_line_of_two_invoices_and_a_rest(self):
        first, second = (self.make_invoice(amount=300.0) for _number in range(2))
        late = self.make_invoice(amount=900.0)
        self.match_part(
            self.bank_line(1000.0, "VIR", partner=self.partner), first, second
        )
        self.assertEqual(self.claims(late), [500.0])

    def test_payment_of_an_invoice_settled_otherwise(self):
        paid, late = self.make_invoice(amount=500.0), self.make_invoice(amount=300.0)
        payment = self.online_payment(paid, "pending")
        self.pay(paid)
        for state in ("pending", "authorized"):
            with self.subTest(state=state):
                payment.state = state
                self.assertEqual(self.claims(late), [300.0])

    def test_two_announcements_for_one_invoice(self):
        move, other = self.make_invoice(amount=500.0), self.make_invoice(amount=300.0)
        first = self.online_payment(move, "pending", amount=400.0)
        first.copy({"reference": "TX-again", "state": "pending"})
        self.env["payment.transaction"].search([("reference", "=", "TX-again")]).write(
            {"invoice_ids": [Command.set(move.ids)]}
        )
        self.assertEqual(self.claims(move, other), [0.0, 300.0])

    def test_authorised_then_cancelled_or_lapsed(self):
        move = self.make_invoice(amount=500.0)
        payment = self.online_payment(move, "authorized")
        self.assertEqual(self.claims(move), [0.0])
        lapsed = fields.Datetime.now() - timedelta(
            days=self.company.dunning_in_flight_days + 1
        )
        payment.last_state_change = lapsed
        self.assertEqual(self.claims(move), [500.0])
        [group] = self.page()
        self.assertFalse(group["in_flight"])
        payment.last_state_change = fields.Datetime.now()
        payment.state = "cancel"
        self.assertEqual(self.claims(move), [500.0])

    def without_entry(self):
        """As in Enterprise: payments write no entry until they are at the bank."""
        journal = self.company_data["default_journal_bank"]
        journal.inbound_payment_method_line_ids.payment_account_id = False
        self.startPatcher(
            patch.object(
                type(self.env["account.move"]),
                "_get_invoice_in_payment_state",
                lambda _move: "in_payment",
            )
        )

    def test_part_in_process_leaves_the_rest(self):
        self.without_entry()
        move = self.make_invoice(amount=1000.0)
        payment = self.pay(move, amount=400.0)
        self.assertEqual((payment.state, payment.move_id.id), ("in_process", False))
        self.assertIn(move.payment_state, ("in_payment", "paid"))
        found = self.explain(move)
        self.assertEqual((found["amount"], found["in_flight"]), (600.0, 400.0))
        self.assertEqual(self.night().amount, 600.0)
        self.assertEqual(self.partner.dunning_overdue_amount, 1000.0)
        [due] = self.link()._get_dues()
        self.assertEqual((due.in_flight, due.claimed), (400.0, 600.0))

    def test_all_in_process_is_quiet(self):
        self.without_entry()
        move = self.make_invoice(amount=1000.0)
        self.pay(move)
        self.assertFalse(self.Action._plan(TODAY))
        self.assertEqual(self.explain(move)["reason"], move.payment_state)
        self.assertEqual(self.partner.dunning_overdue_amount, 0.0)

    def test_one_payment_in_process_for_part_of_two_invoices(self):
        self.without_entry()
        older = self.make_invoice(days_late=20, amount=100.0)
        newer = self.make_invoice(days_late=10, amount=100.0)
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=(older | newer).ids)
            .create({"payment_date": TODAY, "group_payment": True, "amount": 150.0})
        )
        wizard._create_payments()
        self.assertEqual(self.claims(newer), [50.0])
        self.assertEqual(self.Action._plan(TODAY).mapped("amount"), [50.0])

    def test_payment_in_process_for_no_invoice(self):
        self.without_entry()
        move = self.make_invoice(amount=100.0)
        self.unallocated_payment(100.0)
        self.assertEqual(self.explain(move)["reason"], "payment_in_flight")


@tagged("post_install", "-at_install")
class TestOwedEntries(OwedCommon):
    def test_opening_balance_is_seen_alike_everywhere(self):
        move = self.entry((self.partner, "FA-2025-118", 1200.0))
        action = self.night()
        self.assertEqual(action.amount, 1200.0)
        text = html2plaintext(action.debts_html)
        self.assertIn("FA-2025-118", text)
        self.assertNotIn(move.name, text)
        self.assertEqual(action.oldest_number, "FA-2025-118")
        self.assertEqual(action._prepare_payment()["reference"], "FA-2025-118")
        self.assertEqual(self.partner.dunning_step_id, self.steps[1])
        self.assertEqual(self.partner.dunning_overdue_amount, 1200.0)
        self.assertEqual(self.explain(move)["amount"], 1200.0)
        [group] = self.page()
        [row] = group["rows"]
        self.assertEqual((row["number"], row["document"]), ("FA-2025-118", False))
        self.assertEqual(group["pay_all"]["amount"], 1200.0)
        self.assertEqual(group["transfer"]["reference"], "FA-2025-118")
        rows = briefing.get_debts(self.env, self.partner, self.company)
        self.assertEqual([row["number"] for row in rows], ["FA-2025-118"])

    def test_one_entry_about_two_customers(self):
        other = self.make_partner("Client Deux")
        move = self.entry((self.partner, "A-1", 100.0), (other, "B-2", 70.0))
        self.night()
        self.assertEqual(
            {row["line_id"]: row["amount"] for row in move._dunning_explain(TODAY)},
            dict(zip(self.receivable(move).ids, (100.0, 70.0), strict=True)),
        )
        for who, label in ((self.partner, "A-1"), (other, "B-2")):
            [group] = self.page(who)
            self.assertEqual([row["number"] for row in group["rows"]], [label])
            # paid online, Odoo would match the items of both
            self.assertFalse(group["payable"])
        self.assertEqual((self.partner | other).dunning_step_id, self.steps[1])

    def test_entry_not_followed_is_nowhere(self):
        self.entry((self.partner, "FA-1", 100.0), follow=False)
        self.assertFalse(self.Action._plan(TODAY))
        self.assertEqual(self.partner.dunning_overdue_amount, 0.0)
        self.assertFalse(self.page())

    def test_transfer_that_quotes_the_old_number(self):
        move = self.entry((self.partner, "FA-2025-118", 100.0))
        self.bank_line(100.0, "VIR FA 2025 118")
        self.assertEqual(self.explain(move)["reason"], "payment_in_flight")

    def test_what_the_page_does_not_promise_by_itself(self):
        self.entry((self.partner, "FA-2025-118", 1200.0))
        link = self.link()
        [due] = link._get_dues()
        form = {"line": [str(due.item.id)], "date": ["2026-03-20"]}
        for answer in (link._answer_promise, link._answer_dispute, link._answer_plan):
            with self.assertRaisesRegex(UserError, "earlier balance"):
                answer(_Form(form), ())

    def test_totals_count_what_is_decided(self):
        """The condition of totals is the twin of the status of each item."""
        self.make_invoice(amount=1.0)
        self.pay(self.make_invoice(amount=20.0), amount=10.0)
        self.make_credit_note(100.0)
        self.entry((self.partner, "A", 1000.0))
        self.entry((self.partner, "B", 10000.0), follow=False)
        self.entry((self.partner, "C", 100000.0), journal="bank")
        self.make_invoice(amount=1000000.0).payment_state = "blocked"
        found = self.env["dunning.ledger"]._read(self.company, TODAY, self.partner.ids)
        debts = found.debts[self.partner.id]
        owed = sum(debt.residual for debt in debts if debt.status == "open")
        self.assertEqual(owed, 1011.0)
        self.assertEqual(self.partner.dunning_overdue_amount, owed)
        work = self.env["dunning.work"]
        standings = work._read_overdue(self.company, TODAY, self.partner.ids)
        self.assertEqual(standings[self.partner.id][0], owed)


class _Form(dict):
    """What a browser sends, as werkzeug gives it."""

    def get(self, name, default=None):
        return self[name][0] if name in self else default

    def getlist(self, name):
        return dict.get(self, name, [])


@tagged("post_install", "-at_install")
class TestOwedBack(OwedCommon):
    def take_back(self, amount):
        """The bank takes money back: the accountant books it on the customer."""
        line = self.bank_line(-amount, "REJET PRLV SEPA", partner=self.partner)
        line = line.with_context(skip_account_move_synchronization=True)
        _liquidity, suspense, _others = line._seek_for_lines()
        account = self.company_data["default_account_receivable"]
        suspense.write({"account_id": account.id, "partner_id": self.partner.id})
        return line

    def test_returned_direct_debit_makes_a_task(self):
        move = self.make_invoice(days_late=40, amount=240.0)
        self.match_bank_line(self.bank_line(240.0, partner=self.partner), move)
        self.take_back(240.0)
        task = self.Action._plan(TODAY)
        self.assertTask(task, "money_back")
        # a mistake of the bank: it gives the money again
        self.unallocated_payment(240.0)
        self.Action._reevaluate(self.company, task, days(1))
        self.assertEqual(task.state, "cancelled")

    def test_refund_of_a_credit_note_is_no_debt(self):
        self.make_credit_note(100.0)
        self.take_back(100.0)
        for day in (0, 10, 40):
            self.assertFalse(self.Action._plan(days(day)))

    def test_refund_greater_than_the_credit(self):
        self.make_credit_note(60.0)
        move = self.take_back(100.0).move_id
        [found] = move._dunning_explain(days(6))
        self.assertEqual((found["reason"], found["residual"]), ("money_back", 40.0))
        self.assertEqual(found["amount"], 0.0)

    def test_money_back_is_not_shown_as_owed(self):
        self.take_back(100.0)
        self.assertFalse(self.page())
        self.assertEqual(self.partner.dunning_overdue_amount, 0.0)


@tagged("post_install", "-at_install")
class TestOwedDiscount(OwedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "2 % 28 days, 30 days net",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 28,
                "early_pay_discount_computation": "included",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )

    def discounted(self, age=26, **values):
        """1,200.00 with 2 % off, invoiced so many days ago."""
        return self.make_invoice(
            amount=1200.0,
            invoice_payment_term_id=self.term.id,
            invoice_date=days(-age),
            invoice_date_due=False,
            **values,
        )

    def test_message_page_and_payment_say_the_discounted_amount(self):
        move = self.discounted()
        action = self.night()
        self.assertEqual(action.step_id.delay_days, -5)
        text = html2plaintext(action.debts_html)
        self.assertIn(f"{self.shown(1176.0)} if paid by", text)
        self.assertIn("14/03/2026", text)
        [group] = self.page()
        self.assertIn(self.shown(1176.0), " ".join(group["rows"][0]["notes"]))
        self.assertEqual(group["pay_all"]["amount"], 1176.0)
        self.assertEqual(group["transfer"]["amount"], self.shown(1176.0))
        [due] = self.link()._get_dues()
        self.assertEqual(
            self.link()._get_transfer_amount(move.currency_id, [due], [])[1], 1176.0
        )

    def test_passed_yesterday(self):
        self.discounted(age=29)
        action = self.night()
        self.assertNotIn("if paid by", action.debts_html)
        self.assertEqual(self.page()[0]["pay_all"]["amount"], 1200.0)

    def test_not_on_what_is_left_nor_beside_a_credit(self):
        paid = self.discounted()
        self.pay(paid, amount=100.0)
        [group] = self.page()
        self.assertEqual(group["pay_all"]["amount"], 1100.0)
        self.pay(paid)
        self.discounted()
        self.make_credit_note(50.0, invoice_payment_term_id=self.term.id)
        [group] = self.page()
        self.assertEqual(group["pay_all"]["amount"], 1150.0)
        self.assertNotIn("if paid by", self.night().debts_html)

    def test_several_invoices_get_it_one_by_one_online_and_all_by_transfer(self):
        self.discounted()
        self.discounted()
        [group] = self.page()
        self.assertEqual(group["pay_all"]["amount"], 2400.0)
        self.assertEqual(group["transfer"]["amount"], self.shown(2352.0))
        self.assertIn(self.shown(2352.0), html2plaintext(self.night().debts_html))


@tagged("post_install", "-at_install")
class TestOwedNetting(OwedCommon):
    def bill(self, amount, partner=None):
        """What we owe this customer as a supplier."""
        return self.make_invoice(
            days_late=30,
            amount=amount,
            partner=partner,
            move_type="in_invoice",
            ref=f"FF-{amount}",
            date=days(-30),
        )

    def test_we_owe_as_much(self):
        move = self.make_invoice(amount=300.0)
        self.bill(500.0)
        task = self.Action._plan(TODAY)
        self.assertTask(task, "we_owe")
        self.assertIn("netting", self.explain(move)["message"])
        # somebody decides to be paid all the same
        task.action_done()
        self.assertEqual(self.night(days(1)).amount, 300.0)

    def test_we_owe_less_and_say_so(self):
        move = self.make_invoice(amount=300.0)
        self.bill(100.0)
        self.assertIn(self.shown(100.0), self.explain(move)["message"])
        self.assertEqual(self.night().amount, 300.0)

    def test_the_bill_of_a_contact_and_one_already_paid(self):
        contact = self.make_partner(
            "Service", parent_id=self.partner.id, is_company=False
        )
        move = self.make_invoice(amount=300.0)
        bill = self.bill(500.0, contact)
        self.assertEqual(self.explain(move)["reason"], "we_owe")
        self.pay(bill)
        self.assertEqual(self.explain(move)["decision"], "send")

    def test_reminder_that_waits_is_stopped_by_a_bill(self):
        self.make_invoice(amount=300.0)
        action = self.Action._plan(TODAY)
        self.bill(500.0)
        self.assertFalse(action._process(TODAY))
        self.assertEqual((action.state, action.reason_code), ("cancelled", "we_owe"))


@tagged("post_install", "-at_install")
class TestOwedCents(OwedCommon):
    def test_cents_left_are_not_reminded_out_of_the_box(self):
        move = self.make_invoice(amount=1000.0)
        self.pay(move, amount=999.99)
        self.assertFalse(self.Action._plan(TODAY))
        self.assertEqual(self.explain(move)["reason"], "below_minimum")

    def test_cents_of_several_invoices_are_added_up(self):
        for _number in range(3):
            self.pay(self.make_invoice(amount=100.0), amount=99.5)
        self.assertEqual(self.night().amount, 1.5)

    def test_a_minimum_of_nothing_is_kept(self):
        self.scenario.min_amount = 0.0
        self.pay(self.make_invoice(amount=1000.0), amount=999.99)
        self.assertEqual(self.night().amount, 0.01)
