"""Reminders of instalments: once, on their days, through the rules of every reminder."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, days
from ..plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanReminders(PlanCommon):
    def setUp(self):
        super().setUp()
        self.move = self.make_invoice(days_late=10, amount=300.0)
        # Thursday 19 March, and the two next months
        self.plan = self.running(self.move, first=7)
        self.before = self.env.ref("relance_avancee.dunning_step_plan_before")
        self.after = self.env.ref("relance_avancee.dunning_step_plan_after")

    def left_on(self, *nights):
        """Step of what leaves on each of these nights, for the plan's customer."""
        return [
            (count, action.step_id)
            for count in nights
            for action in self.night_at(count)
            if action.partner_id == self.partner
        ]

    def test_before_and_after_each_line_exactly_once(self):
        found = self.left_on(*range(0, 13), *range(0, 13))
        self.assertEqual(found, [(4, self.before), (11, self.after)])
        self.assertEqual(self.plan.state, "active")
        actions = self.Action.search([("plan_id", "=", self.plan.id)])
        self.assertEqual(set(actions.mapped("state")), {"done"})
        self.assertEqual(actions.mapped("amount"), [100.0, 100.0])
        self.assertEqual(self.plan.action_count, 2)

    def test_text_shows_the_schedule_and_the_page(self):
        [action] = self.night_at(4)
        [message] = self._sent(action)
        body = message.get_body(("html",)).get_content()
        self.assertIn(self.plan._get_number(), body)
        self.assertIn(self.plan.get_portal_url(), body)
        currency = self.company.currency_id.with_context(lang="en_US")
        self.assertIn(currency.format(100.0), body)
        self.assertEqual(
            action.claimed_line_ids.move_name, self.plan.line_ids[0]._get_label()
        )

    def _sent(self, actions):
        with self.mail_server() as outbox:
            self.run_mail_queue(actions)
        return outbox

    def test_french_customer_reads_french(self):
        self.speak_french(self.partner)
        [action] = self.night_at(4)
        [message] = self._sent(action)
        body = message.get_body(("html",)).get_content()
        self.assertIn("Échéance", action.claimed_line_ids.move_name)
        self.assertIn("échéancier", body)
        self.assertIn("Reste à payer", body)

    def test_paid_instalment_is_not_spoken_of(self):
        self.pay(self.move, amount=100.0)
        self.assertFalse(self.left_on(4, 11, 12))

    def test_payment_stops_what_waits(self):
        planned = self._planned(4)
        self.pay(self.move, amount=40.0)
        self.assertEqual((planned.state, planned.amount), ("planned", 60.0))
        self.pay(self.move, amount=60.0)
        self.assertEqual(planned.state, "cancelled")

    def test_payment_stops_what_is_in_the_mail_queue(self):
        [action] = self.night_at(4)
        self.assertEqual(action.delivery_state, "queued")
        self.pay(self.move, amount=100.0)
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(action.mail_mail_id.state, "cancel")

    def _planned(self, count):
        with self.at(count):
            self.env.invalidate_all()
            return self.Action._plan(days(count))

    def test_unmatched_payment_is_not_reminded(self):
        self.unallocated_payment(100.0)
        self.assertFalse(self.left_on(4))
        task = self.Action.search([("is_reconcile", "=", True)])
        self.assertEqual((task.plan_id, task.channel), (self.plan, "task"))

    def test_holds_that_count_and_those_that_do_not(self):
        Hold = self.env["dunning.hold"]
        other = self.make_invoice(amount=1.0)
        cases = (
            ({"move_id": other.id}, True),
            ({"move_id": self.move.id, "reason": "dispute", "amount": 10.0}, False),
            ({"move_id": self.move.id}, False),
            ({"partner_id": self.partner.id, "reason": "insolvency"}, False),
        )
        self.company.dunning_scenario_id = False
        for values, leaves in cases:
            with self.subTest(values):
                hold = Hold.create({"date_from": TODAY, **values})
                planned = self._planned(4)
                self.assertEqual(bool(planned), leaves)
                planned.unlink()
                hold.action_lift()

    def test_hold_put_after_planning(self):
        planned = self._planned(4)
        self.assertEqual(planned.step_id, self.before)
        self.env["dunning.hold"].create(
            {"partner_id": self.partner.id, "date_from": TODAY}
        )
        with self.at(4):
            self.assertFalse(planned._process(days(4)))
        self.assertEqual(planned.state, "cancelled")

    def test_simulation_plans_and_sends_nothing(self):
        self.company.dunning_mode = "simulation"
        self.assertFalse(self.night_at(4))
        planned = self.Action.search([("plan_id", "=", self.plan.id)])
        self.assertEqual(planned.state, "planned")

    def test_test_mode_does_not_count_once_live(self):
        self.company.write(
            {"dunning_test_email": "essai@vendeur.example.com", "dunning_mode": "test"}
        )
        [action] = self.night_at(4)
        self.assertTrue(action.is_test)
        self.assertEqual(action.mail_mail_id.email_to, "essai@vendeur.example.com")
        self.assertFalse(self.night_at(4))
        self.company.dunning_mode = "live"
        self.assertEqual(self.night_at(4).step_id, self.before)

    def test_sending_days(self):
        # 14 and 15 March are a week-end
        plan = self.running(self.make_invoice(amount=90.0), first=5)
        self.assertEqual(plan.line_ids[0].date, days(5))
        self.assertFalse(self.night_at(2))
        self.assertFalse(self.night_at(3))
        self.assertIn(plan, self.night_at(4).plan_id)

    def test_one_contact_a_day_and_the_gap(self):
        self.company.dunning_plan_break_days = 30
        late = self.make_invoice(days_late=1, amount=70.0)
        # its first reminder falls on the same day as that of the instalment
        [action] = self.night_at(4)
        self.assertEqual(action.plan_id, self.plan)
        self.assertFalse(self.night_at(5))
        [action] = self.night_at(11)
        self.assertTrue(action.plan_id)
        [action] = self.night_at(18)
        self.assertEqual(action.claimed_line_ids.move_id, late)

    def test_cancelled_plan_stops_what_waits(self):
        planned = self._planned(4)
        self.plan.action_cancel()
        self.assertEqual(planned.state, "cancelled")
        self.assertIn("over", planned.reason)

    def test_customer_without_address(self):
        self.partner.email = False
        planned = self._planned(4)
        self.assertEqual((planned.state, planned.failure), ("failed", "address"))
        self.assertEqual(planned.plan_id, self.plan)
        # the next nights keep it until the instalment is paid
        self._planned(5)
        self.assertEqual(planned.state, "failed")
        self.pay(self.move, amount=100.0)
        self._planned(6)
        self.assertEqual(planned.state, "cancelled")

    def test_invoice_gets_no_level_from_its_plan(self):
        self.deliver(self.night_at(4))
        self.assertFalse(self.move.dunning_step_id)

    def test_forecast_shows_instalments(self):
        found = self.Action._forecast(30, TODAY)
        self.assertEqual(
            [(item["date"], item["amount"]) for item in found if item["step_id"]],
            [(days(4), 100.0), (days(11), 100.0)],
        )
        self.assertEqual([item["line_ids"] for item in found], [[], []])

    def test_steps_of_a_plan_are_written_reminders(self):
        for values in (
            {"kind": "formal_notice", "delay_days": 5},
            {"late_fees": "claim"},
            {"send_letter": True},
            {"schedule_call": True},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.after.write(values)

    def test_two_workers_plan_one_reminder(self):
        self._planned(4)
        self.assertFalse(self._planned(4))
        line = self.plan.line_ids[0]
        self.env.cr.execute(
            "SELECT count(*) FROM dunning_action_line"
            " WHERE plan_line_id = %s AND step_id IS NOT NULL",
            [line.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 1)

    @mute_logger("odoo.sql_db")
    def test_unique_key(self):
        planned = self._planned(4)
        line = planned.claimed_line_ids
        with self.assertRaisesRegex(Exception, "exactly_once_plan|already has"):
            with self.env.cr.savepoint():
                line.copy({"action_id": planned.id})
                self.env.flush_all()
