"""Several companies, and branches of one."""

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import TODAY, DunningCommon, days


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

    def test_company_made_while_the_module_is_not_loaded_sends_nothing(self):
        """Upgrades and Odoo's own tests insert companies without our columns."""
        defaults = dict(
            self.env.execute_query(
                SQL(
                    "SELECT column_name, column_default FROM information_schema.columns"
                    " WHERE table_name = 'res_company' AND column_name LIKE 'dunning%%'"
                    " AND is_nullable = 'NO'"
                )
            )
        )
        self.assertIn("simulation", defaults["dunning_mode"])
        self.assertFalse([name for name, value in defaults.items() if not value])

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

    def branch_invoice(self, **values):
        """An invoice of the branch, with the accounts of its head office."""
        account = self.company_data["default_account_receivable"]
        partner = self.partner.with_company(self.branch)
        partner.property_account_receivable_id = account
        return self.make_invoice(
            company_id=self.branch.id,
            journal_id=self.company_data["default_journal_sale"].id,
            **values,
        )

    def all_companies(self):
        """The actions, as seen by whoever ticked head office and branch."""
        companies = (self.company | self.branch).ids
        return self.Action.with_context(allowed_company_ids=companies)

    def test_one_message_for_head_office_and_branch(self):
        ours = self.make_invoice(days_late=10, amount=100.0)
        theirs = self.branch_invoice(days_late=10, amount=40.0)
        self.assertEqual(theirs.company_id, self.branch)
        planned = self.all_companies()._plan(TODAY)
        self.assertEqual(planned.mapped("amount"), [140.0])
        self.assertEqual(planned.claimed_line_ids.move_id, ours | theirs)
        self.assertEqual(planned.company_id, self.company)
        self.assertEqual(planned._process(TODAY), planned)

    def test_message_of_a_branch_alone_is_its_own(self):
        self.branch_invoice(days_late=10)
        planned = self.all_companies()._plan(TODAY)
        self.assertEqual(planned.company_id, self.branch)

    def test_credit_at_the_head_office_stops_the_branch(self):
        theirs = self.branch_invoice(days_late=10, amount=40.0)
        self.unallocated_payment(40.0)
        planned = self.all_companies()._plan(TODAY)
        self.assertEqual(planned.mapped("channel"), ["task"])
        self.assertEqual(self.explain(theirs)["reason"], "covered_by_credit")

    def test_contact_of_the_head_office_is_a_gap_for_the_branch(self):
        self.make_invoice(days_late=10)
        self.deliver(self.night())
        theirs = self.branch_invoice(days_late=10)
        self.assertEqual(self.explain(theirs, days(1))["reason"], "min_gap")

    def test_who_sees_only_the_branch_plans_only_for_it(self):
        self.make_invoice(days_late=10, amount=100.0)
        self.branch_invoice(days_late=10, amount=40.0)
        only = self.Action.with_company(self.branch).with_context(
            allowed_company_ids=self.branch.ids
        )
        planned = only._plan(TODAY)
        self.assertEqual(planned.mapped("amount"), [40.0])
        # nor does the second decision take on the head office's debts
        planned._process(TODAY)
        self.assertRecordValues(planned, [{"state": "done", "amount": 40.0}])
