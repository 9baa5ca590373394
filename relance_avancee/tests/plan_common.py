"""Payment plans in tests."""

from freezegun import freeze_time

from odoo import Command

from .common import TODAY, RealLifeCommon, days


class PlanCommon(RealLifeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Plan = cls.env["dunning.payment.plan"]
        # whatever the language of the database, these read English
        cls.partner.lang = "en_US"
        cls.collector = cls.make_user(
            "plan_collector",
            "relance_avancee.relance_avancee_group_user",
            lang="en_US",
        )
        cls.manager = cls.make_user(
            "plan_manager",
            "relance_avancee.relance_avancee_group_manager",
            lang="en_US",
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    def make_plan(self, moves, count=3, first=5, **values):
        """A draft with its schedule, ``first`` days after TODAY."""
        plan = self.Plan.create(
            {
                "move_ids": [Command.set(moves.ids)],
                "count": count,
                "date_first": days(first),
                "company_id": self.company.id,
                "user_id": self.collector.id,
                **values,
            }
        )
        plan.action_compute()
        return plan

    def running(self, moves, **values):
        """A plan that runs."""
        plan = self.make_plan(moves, **values)
        plan.action_activate()
        return plan

    def at(self, count):
        """The clock ``count`` days after TODAY."""
        return freeze_time(f"{days(count)} 10:00:00")

    def night_at(self, count):
        """The night ``count`` days after TODAY, clock included."""
        with self.at(count):
            self.env.invalidate_all()
            return self.night(days(count))

    def todo(self, plan):
        """What the collector is asked about the plan."""
        return plan.activity_ids.mapped("summary")

    def amounts(self, plan):
        return plan.line_ids.mapped("amount")

    def dates(self, plan):
        return [(line.date - TODAY).days for line in plan.line_ids]
