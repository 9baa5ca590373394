"""Branches and other companies: what they read, what they write."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DunningCommon

SHARED = {
    "dunning.interest.rate": "source",
    "dunning.call.outcome": "description",
    "dunning.cause": "name",
    "dunning.dispute.reason": "name",
    "dunning.work.kind": "name",
    "dunning.channel": "sequence",
    "dunning.risk.criterion": "sequence",
    "dunning.scenario": "name",
    "dunning.step": "name",
}


@tagged("post_install", "-at_install")
class TestBranchRights(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Agence", "parent_id": cls.company.id}
        )
        cls.elsewhere = cls.env["res.company"].create({"name": "Autre société"})
        cls.head = cls.make_manager("head", cls.company)
        cls.agent = cls.make_manager("agent", cls.branch)
        cls.stranger = cls.make_manager("stranger", cls.elsewhere)
        roots = cls.env["res.company"].sudo().search([("parent_id", "=", False)])
        cls.everywhere = cls.make_manager("everywhere", roots)

    @classmethod
    def make_manager(cls, login, companies):
        user = cls.make_user(login, "relance_avancee.relance_avancee_group_manager")
        user.write(
            {
                "company_ids": [Command.set(companies.ids)],
                "company_id": companies[:1].id,
            }
        )
        return user

    def as_(self, user, records):
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def writes(self, user, records, name):
        try:
            self.as_(user, records).write({name: records[name]})
        except AccessError:
            return False
        return True

    def test_shared_records_belong_to_who_manages_every_company(self):
        for model, name in SHARED.items():
            domain = []
            if "company_id" in self.env[model]._fields:
                domain = [("company_id", "=", False)]
            elif model == "dunning.step":
                domain = [("scenario_id.company_id", "=", False)]
            record = self.env[model].sudo().search(domain, limit=1)
            self.assertTrue(record, model)
            for user in (self.head, self.agent, self.stranger):
                with self.subTest(model=model, user=user.login):
                    self.assertTrue(self.as_(user, record).has_access("read"))
                    self.assertFalse(self.writes(user, record, name))
                    self.assertFalse(self.as_(user, record).has_access("unlink"))
            self.assertTrue(self.writes(self.everywhere, record, name), model)

    def test_every_shared_model_is_in_the_table(self):
        """A model of settings that managers write, with records of no company."""
        rights = self.env["ir.model.access"].search(
            [
                ("perm_write", "=", True),
                (
                    "group_id",
                    "=",
                    self.env.ref("relance_avancee.relance_avancee_group_manager").id,
                ),
            ]
        )
        found = set()
        for name in rights.model_id.mapped("model"):
            Model = self.env[name]
            company = Model._fields.get("company_id")
            if not Model._transient and not (company and company.required):
                if not hasattr(Model, "_get_by_hand"):
                    found.add(name)
        self.assertEqual(found, set(SHARED))

    def test_own_scenario_is_ones_own(self):
        mine = self.make_scenario(5, company_id=self.company.id)
        self.assertTrue(self.writes(self.head, mine, "name"))
        self.assertTrue(self.writes(self.head, mine.step_ids, "name"))
        # the branch follows it, it does not write it
        self.assertTrue(self.as_(self.agent, mine).has_access("read"))
        self.assertFalse(self.writes(self.agent, mine, "name"))
        self.assertFalse(self.writes(self.agent, mine.step_ids, "name"))
        self.assertFalse(self.as_(self.stranger, mine).has_access("read"))
        with self.assertRaises(AccessError):
            self.as_(self.agent, self.env["dunning.scenario"]).create(
                {"name": "À tous"}
            )

    def test_branch_opens_no_page_of_the_head_office(self):
        link = self.env["dunning.link"]._get_link(
            self.partner, self.partner, self.company
        )
        for user in (self.agent, self.stranger):
            found = self.as_(user, self.env["dunning.link"])
            self.assertFalse(found.search([("id", "=", link.id)]))
            with self.assertRaises(AccessError):
                self.as_(user, link).action_show()

    def test_branch_reads_no_forecast_of_the_head_office(self):
        forecast = self.env["dunning.forecast"]
        forecast.sudo()._keep(self.company, self.company._dunning_today())
        mine = [("company_id", "=", self.company.id)]
        self.assertTrue(self.as_(self.head, forecast).search(mine))
        self.assertFalse(self.as_(self.agent, forecast).search(mine))
