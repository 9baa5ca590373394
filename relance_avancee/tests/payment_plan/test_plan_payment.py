"""What a plan asks for is paid from its own page: this amount, once, by whoever reads it."""

from odoo.tests import tagged

from ..page_common import PageCommon
from ..plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanPayment(PlanCommon, PageCommon):
    def setUp(self):
        super().setUp()
        self.older = self.make_invoice(days_late=40, amount=200.0)
        self.both = self.older | self.move
        self.plan = self.running(self.both)

    def plan_tree(self):
        return self.tree(self.url_open(self.plan.get_portal_url()))

    def href(self):
        """Where the button of the plan's page leads; None without a button."""
        return next(iter(self.plan_tree().xpath("//a[@name='pay_plan']/@href")), None)

    def pay_instalment(self, amount):
        """Follow the button, pay what is offered there."""
        code = self.href().rpartition("/")[2]
        self.assertEqual(code, self.code(self.both, amount))
        self.assertEqual(self.page(query=f"/pay/{code}").status_code, 200)
        self.begin(code)
        self.finish(self.transactions()[-1:])

    def states(self):
        return self.plan.line_ids.mapped("state")

    def test_instalment_is_paid_oldest_invoice_first(self):
        [button] = self.plan_tree().xpath("//a[@name='pay_plan']")
        amount = self.company.currency_id.with_context(lang="en_US").format(100.0)
        self.assertIn(amount, button.text_content())
        self.pay_instalment(100.0)
        self.assertEqual(self.states(), ["paid", "due", "due"])
        self.assertEqual(self.older.amount_residual, 100.0)
        self.assertEqual(self.move.amount_residual, 100.0)

    def test_rest_of_an_instalment_then_the_next_one(self):
        self.pay(self.older, amount=30.0)
        self.pay_instalment(70.0)
        self.assertEqual(self.states(), ["paid", "due", "due"])
        self.pay_instalment(100.0)
        self.assertEqual(self.states(), ["paid", "paid", "due"])

    def test_late_instalment_and_the_next_one_together(self):
        with self.at(40):
            self.env.invalidate_all()
            self.assertTrue(self.href().endswith("_300.00"))
        with self.at(6):
            self.env.invalidate_all()
            self.assertTrue(self.href().endswith("_200.00"))

    def test_payment_under_way_is_not_asked_again(self):
        self.begin(self.href().rpartition("/")[2])
        self.transactions()._set_pending()
        self.assertIsNone(self.href())

    def test_page_is_the_one_of_who_received_the_plan(self):
        boss = self.make_contact("Chef", email="chef@client.example.com", lang="en_US")
        self.partner.dunning_contact_ids = boss
        links = self.env["dunning.link"].sudo()
        path, _slash, _code = self.href().partition("/pay/")
        link = links._find_code(path.rpartition("/")[2])
        self.assertEqual((link.contact_id, link.partner_id), (boss, self.partner))

    def test_no_button_without_online_payment(self):
        self.assertTrue(self.href())
        self.company.dunning_page_pay = False
        self.assertIsNone(self.href())

    def test_expired_link_gives_no_button(self):
        self.link.sudo().date_expiry = "2026-01-01"
        self.assertIsNone(self.href())

    def test_plan_to_accept_makes_no_link_and_no_button(self):
        self.plan.action_cancel()
        self.plan = self.make_plan(self.both)
        self.plan.action_propose()
        before = self.env["dunning.link"].search_count([])
        self.assertIsNone(self.href())
        self.assertEqual(self.env["dunning.link"].search_count([]), before)
