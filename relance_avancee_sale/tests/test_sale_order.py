"""What somebody who sells is told about how a customer pays."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.relance_avancee.tests.common import DunningCommon


@tagged("post_install", "-at_install")
class TestSaleOrder(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user("vendeuse", "sales_team.group_sale_salesman")
        cls.company.dunning_user_id = cls.make_user(
            "agent", "relance_avancee.relance_avancee_group_user", name="Aline Ricard"
        )

    def order(self, partner=None, **values):
        """An order as the seller sees it."""
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": (partner or self.partner).id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product_a.id, "price_unit": 50.0}
                        )
                    ],
                    **values,
                }
            )
        )
        self.env.flush_all()
        order.invalidate_recordset()
        return order

    def test_a_customer_in_order_needs_no_word(self):
        self.make_invoice(days_late=-10)
        order = self.order()
        self.assertFalse(order.dunning_message)
        self.assertEqual(order.dunning_overdue_amount, 0.0)

    def test_what_is_overdue_is_said_and_nothing_is_blocked(self):
        move = self.make_invoice(days_late=20, amount=1200.0)
        order = self.order()
        self.assertEqual(order.dunning_overdue_amount, 1200.0)
        amount = self.company.currency_id.format(1200.0)
        self.assertIn(amount, order.dunning_message)
        self.assertIn("Aline Ricard", order.dunning_message)
        self.assertIn("Nothing is blocked", order.dunning_message)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.dunning_message)
        self.pay(move)
        # what a page opened later reads
        self.env.invalidate_all()
        self.assertFalse(order.dunning_message)

    def test_the_class_and_its_reasons(self):
        # sudo: only the night writes it
        self.env["dunning.behaviour"].sudo().create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "risk": "D",
                "score": 80,
            }
        )
        order = self.order()
        self.assertEqual(order.dunning_risk, "D")
        self.assertIn("at risk", order.dunning_message)
        self.assertEqual(order.dunning_risk_reasons, self.partner.dunning_risk_reasons)
        self.partner.with_company(self.company).dunning_risk = "B"
        order.invalidate_recordset()
        self.assertEqual(order.dunning_risk, "B")
        self.assertFalse(order.dunning_message)

    def test_who_pays_counts_not_who_orders(self):
        payer = self.make_partner("Payeur")
        self.make_invoice(days_late=20, amount=70.0, partner=payer)
        address = self.make_partner(
            "Adresse", is_company=False, parent_id=payer.id, type="invoice"
        )
        order = self.order(partner_invoice_id=address.id)
        self.assertEqual(order.dunning_overdue_amount, 70.0)
        self.assertIn("Payeur", order.dunning_message)

    def test_a_cancelled_order_says_nothing(self):
        self.make_invoice(days_late=20)
        order = self.order()
        order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertFalse(order.dunning_message)

    def test_each_company_speaks_of_its_own_invoices(self):
        other = self.setup_other_company(name="Autre")["company"]
        self.seller.company_ids |= other
        self.make_invoice(days_late=20)
        theirs = self.order(company_id=other.id)
        mine = self.order()
        both = (mine | theirs).with_context(
            allowed_company_ids=(other | self.company).ids
        )
        self.assertEqual(both.mapped("dunning_overdue_amount"), [100.0, 0.0])

    def test_form_of_a_seller_shows_it_and_the_customer_never_reads_it(self):
        arch = (
            self.env["sale.order"]
            .with_user(self.seller)
            .get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        )
        self.assertIn("dunning_message", arch)
        order = self.order()
        portal = self.env["res.users"].create(
            {
                "name": "Client",
                "login": "client_portail",
                "partner_id": self.partner.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.assertTrue(order.with_user(portal).name)
        for name in ("dunning_message", "dunning_risk", "dunning_overdue_amount"):
            with self.assertRaises(AccessError):
                order.with_user(portal).read([name])
