"""Screens cost the same for one debtor and for two hundred, and find who they should."""

from odoo.tests import tagged

from ..common import TODAY
from ..size_common import DEBTS_PER_CUSTOMER, MANY, SizeCommon

SECTIONS = ("kpis", "aged", "dso", "forecast", "works", "breakdown", "risks")


@tagged("post_install", "-at_install")
class TestScreens(SizeCommon):
    """Statements of each screen with one open invoice, then with two hundred."""

    def measure(self, screens):
        """Statements of each screen; the night's figures are there as in the morning."""
        self.env["dunning.behaviour"]._recompute(self.company, TODAY)
        return {
            name: self.count_statements_warm(screen) for name, screen in screens.items()
        }

    def assert_screens_flat(self, screens):
        """With one customer only, then with all of them."""
        self.many.filtered(lambda move: move.state == "posted").button_draft()
        one = self.measure(screens)
        self.many.action_post()
        many = self.measure(screens)
        for name in screens:
            with self.subTest(screen=name):
                self.assert_flat(one[name], many[name])

    def test_dashboard(self):
        dashboard = self.env["dunning.dashboard"].with_company(self.company)
        self.assert_screens_flat(
            {
                name: lambda name=name: dashboard.read_section(name, {})
                for name in SECTIONS
            }
        )

    def test_lists_behind_the_figures(self):
        columns = {"partner_id": {"fields": {"display_name": {}}}, "move_id": {}}
        domain = [("company_id", "=", self.company.id)]

        def opened(name):
            model = self.env[f"dunning.report.{name}"]
            # all on one page: Odoo counts only what does not fit
            model.web_search_read(domain, columns, limit=1000)
            model.search_count(domain, limit=10_001)
            model.formatted_read_group(domain, ["user_id"], ["__count"])

        self.assert_screens_flat(
            {
                name: lambda name=name: opened(name)
                for name in ("balance", "payment", "contact", "movement")
            }
        )

    def test_customers_to_remind(self):
        partners = self.env["res.partner"].with_company(self.company)
        columns = ("dunning_overdue_amount", "dunning_step_id", "dunning_explanation")

        def opened():
            partners.web_search_read(
                [("dunning_overdue_amount", ">", 0)],
                dict.fromkeys(columns, {}),
                limit=80,
            )

        self.assert_screens_flat({"customers": opened})

    def test_my_day(self):
        work = self.env["dunning.work"].with_company(self.company)
        self.steps.write({"needs_approval": True})
        self.only(self.single)
        self.Action._plan(TODAY)
        one = self.count_statements_warm(lambda: work._refresh(self.company, TODAY))
        self.only(self.many)
        self.Action._plan(TODAY)
        many = self.count_statements_warm(lambda: work._refresh(self.company, TODAY))
        work._refresh(self.company, TODAY)
        found = work.search_count([("company_id", "=", self.company.id)])
        self.assertGreaterEqual(found, MANY // DEBTS_PER_CUSTOMER)
        self.assert_flat(one, many)

    # === WHO IS LATE ===

    def test_customers_found_by_what_they_owe(self):
        """The search and the column agree, zero included."""
        later = self.make_partner("Pas encore")
        self.make_invoice(days_late=-5, amount=70.0, partner=later)
        partners = (self.single | self.many).partner_id[:5] | later
        partners = partners.with_company(self.company)
        amounts = {partner: partner.dunning_overdue_amount for partner in partners}
        self.assertEqual(amounts[later], 0.0)
        owed = max(amounts.values())
        for limit in (0.0, owed, owed / 2, -1.0):
            for sign, meets in (
                (">", lambda amount, limit: amount > limit),
                (">=", lambda amount, limit: amount >= limit),
                ("<", lambda amount, limit: amount < limit),
                ("<=", lambda amount, limit: amount <= limit),
            ):
                with self.subTest(sign=sign, limit=limit):
                    found = partners.search(
                        [
                            ("id", "in", partners.ids),
                            ("dunning_overdue_amount", sign, limit),
                        ]
                    )
                    wanted = [p.id for p, a in amounts.items() if meets(a, limit)]
                    self.assertEqual(set(found.ids), set(wanted))

    def test_analysis_opens_on_a_year(self):
        """Years of history take seconds: they are there for who asks."""
        for name in ("payment", "contact", "movement"):
            action = self.env.ref(f"relance_avancee.dunning_report_{name}_action")
            self.assertIn("search_default_year", action.context)
            arch = self.env[action.res_model].get_view(None, "search")["arch"]
            self.assertIn('name="year"', arch)
