"""Which scenario a debt follows, and what a scenario may be."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestScenario(DunningCommon):
    def _scenario_of(self, move):
        return self.explain(move)["step"].scenario_id

    def test_invoice_then_customer_then_rule_then_default(self):
        tag = self.env["res.partner.category"].create({"name": "Fragile"})
        by_rule = self.make_scenario(5, category_ids=[Command.set(tag.ids)])
        by_customer, by_invoice = self.make_scenario(5), self.make_scenario(5)
        move = self.make_invoice(days_late=10)
        self.assertEqual(self._scenario_of(move), self.scenario)
        self.partner.category_id = tag
        self.assertEqual(self._scenario_of(move), by_rule)
        self.partner.with_company(self.company).dunning_scenario_id = by_customer
        self.assertEqual(self._scenario_of(move), by_customer)
        move.dunning_scenario_id = by_invoice
        self.assertEqual(self._scenario_of(move), by_invoice)
        by_invoice.active = False
        self.assertEqual(self._scenario_of(move), by_customer)

    def test_rules(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        france = self.env.ref("base.fr")
        belgium = self.env.ref("base.be")
        for values, chosen in (
            ({"country_ids": [Command.set(france.ids)]}, True),
            ({"country_ids": [Command.set(belgium.ids)]}, False),
            ({"debtor_kind": "company"}, True),
            ({"debtor_kind": "consumer"}, False),
            ({"amount_from": 100.0}, True),
            ({"amount_from": 100.01}, False),
            ({"amount_to": 100.0}, True),
            ({"amount_to": 99.99}, False),
            ({"risk": "D"}, False),
            ({"journal_ids": [Command.set(move.journal_id.ids)]}, True),
            ({}, False),
        ):
            with self.subTest(values=values):
                scenario = self.make_scenario(5, sequence=1, **values)
                self.assertEqual(self._scenario_of(move) == scenario, chosen)
                scenario.active = False

    def test_no_scenario_says_so(self):
        self.company.dunning_scenario_id = False
        move = self.make_invoice(days_late=10)
        self.assertEqual(self.explain(move)["reason"], "no_scenario")
        self.assertFalse(self.Action._plan(TODAY))

    def test_scenario_without_steps_sends_nothing_and_says_so(self):
        self.company.dunning_scenario_id = self.make_scenario()
        move = self.make_invoice(days_late=10)
        self.assertEqual(self.explain(move)["reason"], "no_step")
        self.assertFalse(self.Action._plan(TODAY))

    def test_steps_out_of_order(self):
        scenario = self.make_scenario(5, 15)
        first, second = scenario.step_ids
        with self.assertRaises(ValidationError):
            second.delay_days = 5
        first.sequence, second.sequence = 1, 2
        with self.assertRaises(ValidationError):
            first.delay_days = 20

    def test_a_notice_cannot_come_before_the_debt_is_late(self):
        with self.assertRaises(ValidationError):
            self.make_scenario(-5).step_ids.kind = "formal_notice"

    def test_step_without_channel(self):
        with self.assertRaises(ValidationError):
            self.make_scenario(5).step_ids.send_email = False

    def test_used_scenario_and_step_are_archived_not_deleted(self):
        scenario = self.make_scenario(5)
        self.company.dunning_scenario_id = scenario
        self.make_invoice(days_late=10)
        self.night()
        for record in (scenario.step_ids, scenario):
            with self.assertRaises(UserError):
                record.unlink()
        scenario.action_archive()
        self.assertFalse(scenario.active)

    def test_a_step_reached_in_a_message_of_another_is_kept(self):
        """No foreign key keeps it: the step itself refuses, and the night checks it."""
        old = self.make_invoice(days_late=40)
        self.company.dunning_scenario_id = scenario = self.make_scenario(5, 15)
        self.deliver(self.night())
        young = self.make_invoice(days_late=1)
        action = self.night(days(20))
        self.assertEqual(action.step_id.delay_days, 15)
        first = young.dunning_step_id
        self.assertEqual((first.delay_days, old.dunning_step_id.delay_days), (5, 15))
        # the first message is forgotten: only a line of the second names the step
        self.env.cr.execute(
            "UPDATE dunning_action SET step_id = NULL WHERE step_id = %s", [first.id]
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            first.unlink()
        self.env.cr.execute("DELETE FROM dunning_step WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(self.explain(young, days(40))["step"], scenario.step_ids[-1])

    def test_unused_scenario_is_deleted_and_copied(self):
        scenario = self.make_scenario(5, 15)
        copy = scenario.copy()
        self.assertEqual(copy.step_ids.mapped("delay_days"), [5, 15])
        scenario.unlink()
        self.assertFalse(scenario.exists())
        self.assertTrue(copy.exists())
