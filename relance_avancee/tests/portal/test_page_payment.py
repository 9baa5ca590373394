"""Paying on the customer's page: several invoices, a part, a plan; never twice."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common import TODAY, days
from ..page_common import PageCommon


@tagged("post_install", "-at_install")
class TestPagePayment(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.older = cls.make_invoice(days_late=30, amount=60.0)
        cls.both = cls.older | cls.move

    def choose(self, *moves, amount=""):
        query = "&".join(f"line={number}" for number in self.ids(*moves))
        return self.url_open(f"{self.link._get_path()}/pay?{query}&amount={amount}")

    def refused(self, code, **values):
        """The payment is refused, and nothing begins."""
        before = self.transactions()
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.begin(code, **values)
        self.assertEqual(self.transactions(), before)

    # === WHAT IS CHOSEN ===

    def test_ticked_invoices_are_one_payment(self):
        page = self.choose(*self.both)
        self.assertTrue(page.url.endswith(f"/pay/{self.code(self.both)}"))
        text = self.text(page)
        self.assertIn("Pay 160.00", text)
        self.assertIn(f"{self.older.name}, due on", text)
        self.assertTrue(self.tree(page).xpath("//form[@id='o_payment_form']"))

    def test_part_goes_to_the_oldest_first(self):
        page = self.choose(*self.both, amount="75,50")
        text = self.text(page)
        self.assertIn("Pay 75.50", text)
        self.assertIn(f"{self.older.name}, due on 02/10/2026: 60.00", text)
        self.assertIn(f"{self.move.name}, due on 03/02/2026: 15.50", text)

    def test_amounts_outside_the_limits_are_said(self):
        for amount in ("160.01", "0", "-5", "0.5", "1e3", "NaN", "abc", "1,234"):
            with self.subTest(amount=amount):
                page = self.choose(*self.both, amount=amount)
                self.assertEqual(page.status_code, 422)
                self.assertEqual(self.notice(page)[0], "problem")

    def test_nothing_ticked_is_said(self):
        page = self.url_open(f"{self.link._get_path()}/pay")
        self.assertIn("Choose at least one invoice", self.notice(page)[1])

    def test_disputed_part_is_left_out_and_may_be_paid(self):
        self.env["dunning.dispute"].create({"move_id": self.move.id, "amount": 25.0})
        self.assertIn("Pay 135.00", self.text(self.choose(*self.both)))
        self.assertIn("Pay 160.00", self.text(self.choose(*self.both, amount="160")))

    def test_currencies_are_paid_apart(self):
        dollars = self.setup_other_currency("USD")
        other = self.make_invoice(days_late=5, currency_id=dollars.id)
        page = self.choose(self.move, other)
        self.assertIn("currencies", self.notice(page)[1])
        self.refused(self.code(self.move | other, 200.0))
        self.assertEqual(len(self.link._prepare_page()["groups"]), 2)

    def test_nothing_is_paid_online_when_switched_off(self):
        self.company.dunning_page_pay = False
        tree = self.tree()
        self.assertFalse(tree.xpath("//a[contains(@href, '/pay/')]"))
        self.assertFalse(tree.xpath("//form[@name='pay']//input[@name='line']"))
        self.refused(self.code(self.move))

    def test_what_is_disputed_stays_open_when_the_rest_is_paid(self):
        self.env["dunning.dispute"].create({"move_id": self.older.id, "amount": 20.0})
        page = self.choose(*self.both)
        self.assertIn("Pay 140.00", self.text(page))
        self.assertIn(f"{self.older.name}, due on 02/10/2026: 40.00", self.text(page))
        self.begin(page.url.rpartition("/")[2])
        self.finish(self.transactions())
        self.assertEqual(self.move.amount_residual, 0.0)
        self.assertEqual(self.older.amount_residual, 20.0)

    def test_all_of_it_may_be_paid_although_disputed(self):
        self.env["dunning.dispute"].create({"move_id": self.older.id, "amount": 20.0})
        self.begin(self.code(self.both, 160.0))
        self.finish(self.transactions())
        self.assertEqual(self.both.mapped("amount_residual"), [0.0, 0.0])

    def test_disputed_invoice_alone_is_paid_in_part(self):
        self.env["dunning.dispute"].create({"move_id": self.older.id, "amount": 20.0})
        self.begin(self.code(self.older, 40.0))
        self.finish(self.transactions())
        self.assertEqual(self.older.amount_residual, 20.0)

    # === PAYING ===

    def test_paid_together_everything_settles(self):
        self.Action._plan(TODAY)
        waiting = self.Action.search(
            [("partner_id", "=", self.partner.id), ("state", "=", "planned")]
        )
        self.assertTrue(waiting)
        self.begin(self.code(self.both))
        tx = self.transactions()
        self.assertEqual(tx.invoice_ids, self.both)
        self.assertEqual(tx.amount, 160.0)
        self.assertEqual(tx.partner_id, self.partner)
        self.finish(tx)
        self.assertEqual(self.both.mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(set(waiting.mapped("state")), {"cancelled"})
        page = self.url_open(tx.landing_route)
        self.assertEqual(self.notice(page)[0], "paid")
        self.assertIn("Thank you: we received 160.00", self.text(page))
        self.assertIn("You owe nothing", self.text(page))

    def test_part_pays_the_oldest_and_leaves_the_rest(self):
        self.begin(self.code(self.both, 75.5))
        self.finish(self.transactions())
        self.assertEqual(self.older.amount_residual, 0.0)
        self.assertEqual(self.move.amount_residual, 84.5)

    def test_residual_is_paid_and_not_the_total(self):
        self.pay(self.move, 40.0)
        self.refused(self.code(self.move, 100.0))
        self.begin(self.code(self.move, 60.0))
        self.finish(self.transactions())
        self.assertEqual(self.move.amount_residual, 0.0)
        self.assertFalse(self.open_credits())

    def test_last_cents_may_be_paid(self):
        self.pay(self.move, 99.6)
        self.begin(self.code(self.move, 0.4))
        self.finish(self.transactions())
        self.assertEqual(self.move.amount_residual, 0.0)

    def open_credits(self):
        return self.link._get_open_items(-1)

    def test_payment_under_way_is_seen_and_not_asked_again(self):
        self.begin(self.code(self.move))
        self.transactions()._set_pending()
        self.assertIn("Payment under way: 100.00", self.text())
        self.refused(self.code(self.move))
        self.begin(self.code(self.older))

    def test_payment_under_way_lowers_what_is_asked(self):
        self.begin(self.code(self.move, 30.0))
        self.transactions()._set_pending()
        [due] = [due for due in self.link._get_dues() if due.item.move_id == self.move]
        self.assertEqual((due.in_flight, due.payable), (30.0, 70.0))
        self.assertEqual(due.claimed, 70.0)

    # === NEVER TWICE ===

    def test_second_tab_is_refused_until_the_first_gives_up(self):
        code = self.code(self.both)
        self.begin(code)
        first = self.transactions()
        self.refused(code)
        self.refused(self.code(self.move))
        page = self.url_open(f"{self.link._get_path()}/pay/{code}")
        self.assertFalse(self.tree(page).xpath("//form[@id='o_payment_form']"))
        [form] = self.tree(page).xpath("//*[@name='begun']//form")
        token = form.xpath(".//input[@name='csrf_token']/@value")[0]
        self.url_open(form.get("action"), {"csrf_token": token})
        self.assertEqual(first.state, "cancel")
        self.begin(code)

    def test_tabs_of_two_contacts_are_the_same_debt(self):
        other = self.make_contact("Comptable")
        link = self.env["dunning.link"]._get_link(other, self.partner, self.company)
        self.begin(self.code(self.move))
        self.refused(self.code(self.move), link=link)

    def test_payment_begun_long_ago_blocks_no_more(self):
        self.begin(self.code(self.move))
        tx = self.transactions()
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = create_date - interval '1 h'"
            " WHERE id = %s",
            [tx.id],
        )
        tx.invalidate_recordset()
        self.begin(self.code(self.move))

    def test_provider_answers_twice(self):
        self.begin(self.code(self.move))
        tx = self.transactions()
        self.finish(tx)
        payment = tx.payment_id
        self.finish(tx)
        self.assertEqual(tx.payment_id, payment)
        self.assertEqual(
            self.env["account.payment"].search_count(
                [("payment_transaction_id", "=", tx.id)]
            ),
            1,
        )
        self.assertFalse(self.open_credits())

    def test_provider_answers_when_it_was_given_up_and_paid_otherwise(self):
        code = self.code(self.move)
        self.begin(code)
        late = self.transactions()
        self.link._give_up_payment(code)
        self.pay(self.move)
        self.finish(late)
        self.assertEqual(late.state, "done")
        self.assertEqual(
            sum(self.open_credits().mapped("amount_residual")),
            -100.0,
            "nothing is lost",
        )
        self.assertIn("Paid twice", self.partner.activity_ids.mapped("summary")[0])

    def test_provider_answers_when_the_invoice_was_cancelled(self):
        self.begin(self.code(self.move))
        tx = self.transactions()
        self.move.button_draft()
        self.move.button_cancel()
        self.finish(tx)
        self.assertEqual(sum(self.open_credits().mapped("amount_residual")), -100.0)
        self.assertTrue(self.partner.activity_ids)

    def test_failed_payment_can_be_made_again(self):
        for state in ("canceled", "error"):
            with self.subTest(state=state):
                self.begin(self.code(self.move))
                tx = self.transactions()[-1]
                if state == "error":
                    tx._set_error("refused")
                else:
                    tx._set_canceled()
                page = self.url_open(tx.landing_route)
                self.assertIn("nothing was taken", self.notice(page)[1])
        self.begin(self.code(self.move))

    def test_amounts_of_the_browser_are_not_trusted(self):
        self.refused(self.code(self.move, 100.01))
        self.refused(self.code(self.move), amount=1.0)
        self.refused(f"{self.ids(self.move)[0]}_-5.00")
        self.refused(f"{self.ids(self.move)[0]}_0.00")
        self.begin(self.code(self.move))
        self.assertNotIn("evil", self.transactions().landing_route)

    def test_only_the_ways_of_paying_that_were_offered(self):
        other = self.setup_other_company(name="Other")
        foreign = self.env["payment.provider"].create(
            {"name": "Foreign", "company_id": other["company"].id, "state": "test"}
        )
        self.refused(self.code(self.move), provider_id=foreign.id)
        self.refused(self.code(self.move), payment_method_id=0)
        self.refused(self.code(self.move), token_id=10**6)
        self.provider.is_published = False
        self.refused(self.code(self.move))

    def test_saved_card_is_its_owners_not_the_bearers(self):
        card = self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids[:1].id,
                "partner_id": self.link.contact_id.id,
                "provider_ref": "saved",
                "active": True,
            }
        )
        self.refused(self.code(self.move), token_id=card.id, flow="token")

    def test_unknown_arguments_are_refused(self):
        self.refused(self.code(self.move), partner_id=self.env.user.partner_id.id)
        self.refused(self.code(self.move), reference_prefix="x")

    # === PLANS ===

    def make_plan(self, moves):
        plan = self.env["dunning.payment.plan"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": [Command.set(moves.ids)],
                "count": 4,
                "date_first": days(2),
            }
        )
        plan.action_compute()
        plan.action_activate()
        return plan

    def test_plan_line_is_paid_from_the_page(self):
        plan = self.make_plan(self.both)
        [href] = self.tree().xpath("//a[@name='pay_plan']/@href")
        code = href.rpartition("/")[2]
        self.assertEqual(code, self.code(self.both, 40.0))
        self.begin(code)
        self.finish(self.transactions())
        self.assertEqual(plan.line_ids.mapped("state")[:2], ["paid", "due"])
        self.assertEqual(self.older.amount_residual, 20.0)

    def test_who_keeps_its_plan_is_not_asked_for_more(self):
        self.make_plan(self.both)
        [group] = self.link._prepare_page()["groups"]
        self.assertFalse(group["is_late"])
        self.assertFalse(group["pay_late"]["basket"])
        self.assertFalse([row for row in group["rows"] if row["checked"]])
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        [group] = self.link._prepare_page()["groups"]
        self.assertEqual(
            group["transfer"]["amount"], self.company.currency_id.format(40.0)
        )

    def test_pay_link_of_the_invoice_follows_the_plan(self):
        self.make_plan(self.move)
        values = self.move._get_invoice_next_payment_values()
        self.assertEqual(values["next_amount_to_pay"], 25.0)
        self.assertEqual(
            fields.Date.to_date(values["next_due_date"]), self.plan_date(self.move)
        )
        self.assertEqual(values["amount_due"], 100.0)
        own = self.move._get_invoice_next_payment_values(custom_amount=10.0)
        self.assertEqual(own["next_amount_to_pay"], 10.0)

    def plan_date(self, move):
        plan = self.env["dunning.payment.plan"].search([("move_ids", "in", move.ids)])
        return plan.line_ids[0].date

    def test_pay_link_without_a_plan_is_as_before(self):
        values = self.move._get_invoice_next_payment_values()
        self.assertEqual(values["next_amount_to_pay"], 100.0)
        self.assertFalse(values["installment_state"])

    # === RULES ===

    def test_basket_of_another_debtor_is_empty(self):
        stranger = self.make_invoice(partner=self.make_partner("Autre"))
        with self.assertRaises(UserError):
            self.link._read_basket(self.code(stranger))
