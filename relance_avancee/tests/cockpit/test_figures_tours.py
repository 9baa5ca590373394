"""The manager's month end in the browser."""

from odoo.tests import HttpCase, tagged

from ..common import DunningCommon, days


@tagged("post_install", "-at_install")
class TestFiguresTours(DunningCommon, HttpCase):
    def test_month_end(self):
        partner = self.make_partner("Client Mois")
        self.make_invoice(days_late=40, amount=1000.0, partner=partner)
        paid = self.make_invoice(days_late=30, amount=100.0, partner=partner)
        self.pay(paid, date=days(-5))
        self.make_user(
            "manager_tour",
            "relance_avancee.relance_avancee_group_manager",
            password="manager_tour",
            lang="en_US",
        )
        self.start_tour(
            "/odoo/dunning-dashboard", "dunning_month_end", login="manager_tour"
        )
