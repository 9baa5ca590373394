"""Payment plans cost statements, not records: the same for one and for twenty."""

from odoo.tests import tagged

from ..common import TODAY, days
from ..plan_common import PlanCommon

SLACK = 3


@tagged("post_install", "-at_install")
class TestPlanPerformance(PlanCommon):
    def _running_plans(self, count):
        partners = [self.make_partner(f"Client {number}") for number in range(count)]
        moves = [self.make_invoice(partner=partner) for partner in partners]
        return self.Plan.union(*[self.running(move, first=30) for move in moves])

    def _count(self, work):
        work()
        return self.count_statements(work)

    def test_settling_and_planning(self):
        self.env["ir.config_parameter"].set_param(
            "relance_avancee.letter_engine", "none"
        )
        works = (
            lambda: self.Plan._settle(self.company, TODAY),
            lambda: self.Action._plan(TODAY),
            lambda: self.Plan.search([("state", "=", "active")]).mapped("progress"),
            lambda: self.Plan.search([("is_off_track", "=", True)]),
        )
        self._running_plans(1)
        one = [self._count(work) for work in works]
        self._running_plans(19)
        many = [self._count(work) for work in works]
        for few, lot in zip(one, many, strict=True):
            self.assertGreater(few, 0)
            self.assertLessEqual(lot, few + SLACK)

    def test_sending_reminders(self):
        self._running_plans(20)
        with self.at(29):
            self.env.invalidate_all()
            planned = self.Action._plan(days(29))
            self.assertEqual(len(planned), 20)
            one = self.count_statements(lambda: planned[:1]._process(days(29)))
            many = self.count_statements(lambda: planned[1:]._process(days(29)))
        self.assertEqual(set(planned.mapped("state")), {"done"})
        self.assertLessEqual(many, one + 3 * SLACK)
