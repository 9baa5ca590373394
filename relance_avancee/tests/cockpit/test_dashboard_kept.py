"""Sections that take long are kept for the day, with their hour; rows stay live."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.cockpit import dunning_dashboard_kept as module
from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestDashboardKept(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_invoice(days_late=40, amount=1000.0)
        cls.kept = cls.env["dunning.dashboard.kept"].sudo()
        cls.dashboard = cls.env["dunning.dashboard"].with_company(cls.company)

    def look(self, dashboard=None, slow=True, **options):
        """(what is open, whether it was worked out before)."""
        dashboard = self.dashboard if dashboard is None else dashboard
        with patch.object(module, "LONG", 0.0 if slow else 3600.0):
            found = dashboard.read_kept("kpis", {}, **options)
        return found["data"]["cards"][0]["value"], bool(found["made_at"])

    def test_a_quick_section_is_always_live(self):
        self.assertEqual(self.look(slow=False), (1000.0, False))
        self.make_invoice(days_late=5, amount=50.0)
        self.assertEqual(self.look(slow=False), (1050.0, False))
        self.assertFalse(self.kept.search([]))

    def test_a_slow_section_is_kept_and_says_so(self):
        self.assertEqual(self.look(), (1000.0, False))
        self.make_invoice(days_late=5, amount=50.0)
        self.assertEqual(self.look(), (1000.0, True))
        self.assertEqual(self.look(fresh=True), (1050.0, False))
        self.assertEqual(self.look(), (1050.0, True))
        # live again as soon as it has become quick
        self.assertEqual(self.look(fresh=True, slow=False), (1050.0, False))
        self.assertFalse(self.kept.search([]))

    def test_yesterday_is_not_shown_today(self):
        self.look()
        self.make_invoice(days_late=5, amount=50.0)
        with freeze_time(days(1)):
            self.assertEqual(self.look(), (1050.0, False))

    def test_the_night_makes_it_ready(self):
        self.look()
        self.make_invoice(days_late=5, amount=50.0)
        with freeze_time(days(1)):
            with patch.object(module, "LONG", 0.0):
                self.kept._renew(self.company, days(1))
            self.assertEqual(self.look(), (1050.0, True))
        [kept] = self.kept.search([])
        # nobody asked for it meanwhile: after two weeks it is forgotten
        with freeze_time(days(30)):
            kept.asked_on = TODAY
            self.kept._renew(self.company, days(30))
        self.assertFalse(self.kept.search([]))

    def test_the_night_forgets_who_may_not_read_any_more(self):
        user = self.make_user("lecteur", "account.group_account_readonly")
        self.look(self.dashboard.with_user(user))
        user.write({"group_ids": [(6, 0, self.env.ref("base.group_user").ids)]})
        self.kept._renew(self.company, days(1))
        self.assertFalse(self.kept.search([]))

    def test_what_one_may_read_is_not_shown_to_others(self):
        reader = self.make_user("lecteur", "account.group_account_readonly")
        plain = self.make_user("simple")
        self.look(self.dashboard.with_user(reader))
        with self.assertRaises(AccessError):
            self.look(self.dashboard.with_user(plain))
        # a rule of their own makes another answer
        group = self.env["res.groups"].create({"name": "Rien", "user_ids": reader.ids})
        self.env["ir.rule"].create(
            {
                "name": "Rien",
                "model_id": self.env["ir.model"]._get_id("dunning.report.balance"),
                "domain_force": "[('id', '=', 0)]",
                "groups": group.ids,
            }
        )
        self.assertEqual(self.look(self.dashboard.with_user(reader)), (0.0, False))
        with self.assertRaises(AccessError):
            self.kept.with_user(reader).sudo(False).search([])

    def test_filters_and_companies_are_questions_of_their_own(self):
        self.look()
        with patch.object(module, "LONG", 0.0):
            found = self.dashboard.read_kept("kpis", {"period": "year"})
            self.assertFalse(found["made_at"])
            other = self.dashboard.with_context(lang="fr_FR").read_kept("kpis", {})
            self.assertFalse(other["made_at"])
        with self.assertRaises(ValueError):
            self.dashboard.read_kept("unlink", {})
