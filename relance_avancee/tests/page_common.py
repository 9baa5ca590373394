"""What tests of the customer's page share."""

import re

from lxml import html

from odoo import Command
from odoo.tests import HttpCase

from .common import DunningCommon


class PageCommon(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "account_payment.enable_portal_payment", "True"
        )
        # amounts and dates of the tests are read in English
        cls.partner.lang = "en_US"
        cls.provider = cls.make_provider()
        cls.move = cls.make_invoice(days_late=10, amount=100.0)
        cls.link = cls.env["dunning.link"]._get_link(
            cls.partner, cls.partner, cls.company
        )

    @classmethod
    def make_provider(cls, **values):
        """A published way of paying online."""
        provider = cls.make_bare_provider(is_published=True, **values)
        cls.method = cls.env["payment.method"].create(
            {
                "name": "Card",
                "code": f"dunning_card_{provider.id}",
                "image": cls.env.ref("payment.payment_method_unknown").image,
                "provider_ids": [Command.link(provider.id)],
                "active": True,
            }
        )
        return provider

    def make_contact(self, name, **values):
        """Somebody who works at the customer."""
        return self.make_partner(
            name, parent_id=self.partner.id, is_company=False, **values
        )

    # === READING ===

    def page(self, link=None, query=""):
        return self.url_open((link or self.link)._get_path() + query)

    def tree(self, response=None):
        return html.fromstring((self.page() if response is None else response).text)

    def text(self, response=None):
        """What is read, without the scripts."""
        main = self.tree(response).xpath("//main")[0]
        for hidden in main.xpath(".//script|.//noscript"):
            hidden.drop_tree()
        return " ".join(main.text_content().split())

    def ids(self, *moves):
        """Numbers of the debts of these invoices, as forms name them."""
        return self.receivable(self.env["account.move"].union(*moves)).ids

    # === ANSWERING ===

    def answer(self, kind, page=None, link=None, files=None, **values):
        """Fill in a form of the page and send it."""
        link = link or self.link
        found = re.search(
            r'name="csrf_token" value="(\S+)"', (page or self.page()).text
        )
        data = {"csrf_token": found and found[1], **values}
        return self.url_open(f"{link._get_path()}/answer/{kind}", data, files=files)

    def notice(self, response):
        """(its kind, its text) of what is said above the page or the form."""
        [found] = self.tree(response).xpath(
            "//*[@name='problem' or @name='answered' or @name='paid']"
        )
        return found.get("name"), " ".join(found.text_content().split())

    # === PAYING ===

    def code(self, moves, amount=None):
        amount = amount or sum(moves.mapped("amount_residual"))
        return self.link._make_code(self.ids(moves), amount)

    def begin(self, code, link=None, amount=None, **values):
        """What Odoo's payment form asks for once somebody presses Pay."""
        link = link or self.link
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": amount or float(code.rpartition("_")[2]),
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "https://evil.example.com",
            "is_validation": False,
            "access_token": None,
            "csrf_token": "x",
            **values,
        }
        return self.make_jsonrpc_request(
            f"{link._get_path()}/transaction/{code}", params
        )

    def transactions(self):
        return self.env["payment.transaction"].search(
            [("dunning_link_id", "!=", False)], order="id"
        )

    def finish(self, tx, state="done"):
        """The provider answers, and Odoo deals with its answer."""
        getattr(tx, f"_set_{state}")()
        tx._post_process()
