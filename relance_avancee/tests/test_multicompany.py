"""Several companies, and branches of one."""

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestMultiCompany(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_data = cls.setup_other_company(name="Seconde société")
        cls.other = cls.other_data["company"]
        cls.other.write(
            {
                "email": "compta@seconde.example.com",
                "dunning_scenario_id": cls.scenario.id,
                "dunning_mode": "live",
            }
        )

    def _other_invoice(self, **values):
        return self.make_invoice(
            days_late=10,
            journal_id=self.other_data["default_journal_sale"].id,
            company_id=self.other.id,
            **values,
        )

    def test_each_company_plans_its_own(self):
        self.make_invoice(days_late=10, amount=100.0)
        theirs = self._other_invoice(amount=300.0)
        ours = (
            self.Action.with_company(self.company)
            .with_context(allowed_company_ids=self.company.ids)
            ._plan(TODAY)
        )
        self.assertEqual(ours.company_id, self.company)
        self.assertEqual(ours.amount, 100.0)
        both = self.Action.with_context(
            allowed_company_ids=(self.company | self.other).ids
        )._plan(TODAY)
        self.assertEqual(both.company_id, self.other)
        self.assertEqual(both.line_ids.move_id, theirs)

    def test_modes_are_apart(self):
        self.other.dunning_mode = "simulation"
        self.make_invoice(days_late=10)
        self._other_invoice()
        planned = self.Action.with_context(
            allowed_company_ids=(self.company | self.other).ids
        )._plan(TODAY)
        done = planned._process(TODAY)
        self.assertEqual(done.company_id, self.company)

    def test_credit_in_one_company_pays_nothing_in_another(self):
        self.unallocated_payment(500.0)
        theirs = self._other_invoice()
        self.assertEqual(self.explain(theirs)["decision"], "send")

    def test_contact_by_one_company_is_no_gap_for_another(self):
        self.make_invoice(days_late=10)
        self.deliver(self.night())
        theirs = self._other_invoice()
        self.assertEqual(self.explain(theirs, days(1))["decision"], "send")

    def test_customer_scenario_belongs_to_a_company(self):
        scenario = self.make_scenario(3)
        self.partner.with_company(self.other).dunning_scenario_id = scenario
        ours, theirs = self.make_invoice(days_late=10), self._other_invoice()
        self.assertEqual(self.explain(theirs)["step"], scenario.step_ids)
        self.assertEqual(self.explain(ours)["step"].scenario_id, self.scenario)


@tagged("post_install", "-at_install")
class TestBranches(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Agence", "parent_id": cls.company.id}
        )
        cls.env.user.company_ids = [Command.link(cls.branch.id)]

    def test_branch_follows_its_head_office(self):
        self.assertEqual(self.branch.dunning_mode, "live")
        self.assertEqual(self.branch.dunning_scenario_id, self.scenario)
        self.company.dunning_mode = "simulation"
        self.assertEqual(self.branch.dunning_mode, "simulation")
