"""The life of one action: approved, sent, retried, cancelled, done by hand."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestAction(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.make_invoice(days_late=10, amount=100.0)
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.manager = cls.make_user(
            "manager", "relance_avancee.relance_avancee_group_manager"
        )

    def scenario_of(self, **channels):
        """The company's only step goes by these channels."""
        scenario = self.make_scenario(5)
        scenario.step_ids.write({"send_email": False, **channels})
        self.company.dunning_scenario_id = scenario
        return scenario.step_ids

    # === APPROVAL ===

    def test_approval_is_the_managers(self):
        self.steps.needs_approval = True
        action = self.Action._plan(TODAY)
        self.assertEqual(action.state, "to_approve")
        self.assertFalse(self.night())
        self.assertEqual(action.state, "to_approve")
        for button in ("action_approve", "action_send_now"):
            with self.assertRaises(AccessError):
                getattr(action.with_user(self.collector), button)()
        action.with_user(self.manager).action_approve()
        self.assertEqual(action.state, "planned")
        self.assertEqual(self.night(), action)

    def test_send_now_approves_for_a_manager(self):
        self.steps.needs_approval = True
        action = self.Action._plan(TODAY)
        action.with_user(self.manager).action_send_now()
        self.assertEqual(action.state, "done")
        self.assertTrue(action.mail_mail_id)

    def test_waiting_for_approval_plans_nothing_more(self):
        self.steps.needs_approval = True
        self.Action._plan(TODAY)
        for day in (1, 8, 20):
            self.assertFalse(self.Action._plan(days(day)))

    # === SENT BY HAND ===

    def test_collector_sends_now(self):
        action = self.Action._plan(TODAY)
        result = action.with_user(self.collector).action_send_now()
        self.assertEqual(action.state, "done")
        self.assertEqual(result["params"]["type"], "success")

    def test_send_now_of_a_paid_debt_sends_nothing(self):
        action = self.Action._plan(TODAY)
        self.pay(self.move)
        result = action.action_send_now()
        self.assertFalse(action.mail_mail_id)
        self.assertEqual(action.state, "cancelled")
        self.assertIn("0", result["params"]["message"])

    def test_send_now_in_simulation_sends_nothing(self):
        self.company.dunning_mode = "simulation"
        action = self.Action._plan(TODAY)
        action.action_send_now()
        self.assertEqual(action.state, "planned")
        self.assertFalse(action.mail_mail_id)

    def test_reminder_by_hand_waits_neither_for_day_nor_gap(self):
        self.deliver(self.night())
        wizard = self.remind(self.collector)
        self.assertEqual(wizard.step_id, self.steps[2])
        wizard.action_send()
        action = self.Action.search([("is_manual", "=", True)])
        self.assertEqual((action.state, action.amount), ("done", 100.0))
        self.assertEqual(action.line_ids.step_id, self.steps[2])
        # it counts as a contact: the night leaves the debtor alone for the gap
        self.deliver(action)
        self.assertFalse(self.night(days(5)))

    def remind(self, user):
        """The dialog "Remind now" of the invoice."""
        opened = self.move.with_user(user).action_dunning_send()
        return self.env["dunning.send"].with_user(user).browse(opened["res_id"])

    def test_reminder_by_hand_of_nothing_owed(self):
        self.pay(self.move)
        with self.assertRaises(UserError):
            self.move.action_dunning_send()
        with self.assertRaises(UserError):
            self.partner.action_dunning_send()

    def test_reminder_by_hand_respects_a_hold(self):
        wizard = self.remind(self.collector)
        self.env["dunning.hold"].create(
            {"partner_id": self.partner.id, "date_from": TODAY}
        )
        with self.assertRaises(UserError):
            wizard.action_send()
        self.assertFalse(self.Action.search([]).mail_mail_id)

    def test_preview_sends_nothing(self):
        action = self.Action._plan(TODAY)
        opened = action.with_user(self.collector).action_preview()
        # a dialog is its maker's
        previews = self.env["dunning.preview"].with_user(self.collector)
        preview = previews.browse(opened["res_id"])
        self.assertIn(self.move.name, preview.body)
        self.assertIn(self.partner.email, preview.recipients)
        self.assertEqual(action.state, "planned")
        self.assertFalse(action.mail_mail_id)
        self.assertFalse(self.move.dunning_step_id)

    # === CALLS, LETTERS, TASKS ===

    def test_call_is_done_by_hand(self):
        self.scenario_of(schedule_call=True, call_script="<p>Bonjour</p>")
        self.partner.phone = "+33 1 23 45 67 89"
        self.partner.dunning_user_id = self.collector
        self.assertFalse(self.night())
        action = self.Action.search([])
        self.assertEqual((action.channel, action.state), ("call", "planned"))
        self.assertEqual(action.activity_ids.user_id, self.collector)
        self.assertFalse(self.move.dunning_step_id)
        self.night(days(1))
        self.assertEqual(len(action.activity_ids), 1)
        action.with_user(self.collector).action_done()
        self.assertEqual(action.state, "done")
        self.assertFalse(action.activity_ids)
        self.assertTrue(self.move.dunning_step_id)

    def test_letter_waits_for_the_printer(self):
        self.scenario_of(send_letter=True)
        self.partner.write({"street": "1 rue X", "zip": "75001", "city": "Paris"})
        self.assertFalse(self.night())
        action = self.Action.search([])
        self.assertEqual((action.channel, action.state), ("letter", "planned"))
        self.assertFalse(self.move.dunning_step_id)

    def test_several_channels_leave_together(self):
        self.scenario_of(send_email=True, create_task=True)
        self.night()
        actions = self.Action.search([])
        self.assertEqual(
            sorted((a.channel, a.state) for a in actions),
            [("email", "done"), ("task", "planned")],
        )

    # === CANCEL, RETRY, DELETE ===

    def test_collector_cancels(self):
        action = self.Action._plan(TODAY)
        action.with_user(self.collector).action_cancel()
        self.assertEqual((action.state, action.reason_code), ("cancelled", "by_hand"))
        self.assertTrue(action.reason)
        self.assertFalse(action._process(TODAY))

    def test_what_was_sent_cannot_be_cancelled(self):
        action = self.night()
        action.action_cancel()
        self.assertEqual(action.state, "done")

    def test_retry(self):
        with self.mail_server(refuse=ConnectionRefusedError("down")):
            action = self.night()
            self.run_mail_queue(action)
        self.assertEqual((action.state, len(action.activity_ids)), ("failed", 1))
        action.with_user(self.collector).action_retry()
        self.assertRecordValues(
            action, [{"state": "planned", "reason": False, "attempts": 0}]
        )
        self.assertFalse(action.activity_ids)
        with self.mail_server() as outbox:
            self.run_mail_queue(self.night())
        self.assertEqual(len(outbox), 1)

    def test_gives_up_after_some_tries(self):
        for day in (0, 1, 4, 5, 6, 7, 8, 11, 12):
            with self.mail_server(refuse=ConnectionRefusedError("down")):
                self.run_mail_queue(self.night(days(day)))
        action = self.Action.search([])
        self.assertEqual((action.state, action.attempts), ("failed", 5))
        self.assertFalse(self.night(days(13)))

    def test_evidence_cannot_be_deleted_or_copied(self):
        action = self.night()
        with self.assertRaises(UserError):
            action.unlink()
        with self.assertRaises(UserError):
            action.copy()
        with self.assertRaises(AccessError):
            action.with_user(self.collector).write({"amount": 1.0})
        self.assertTrue(action.exists())

    def test_planned_may_be_deleted(self):
        action = self.Action._plan(TODAY)
        action.unlink()
        self.assertEqual(len(self.Action._plan(TODAY)), 1)

    # === TO RECONCILE ===

    def test_task_to_reconcile_opens_once_and_closes_when_matched(self):
        payment = self.unallocated_payment(100.0)
        self.assertFalse(self.night())
        task = self.Action.search([])
        self.assertTrue(task.is_reconcile)
        self.assertEqual((task.channel, task.state), ("task", "planned"))
        self.assertTrue(task.reason)
        for day in (1, 4, 20):
            self.assertFalse(self.night(days(day)))
        self.assertEqual(self.Action.search([]), task)
        self.assertEqual(len(task.activity_ids), 1)
        self.match(self.move, payment.move_id)
        self.assertEqual(task.state, "cancelled")
        self.assertFalse(task.activity_ids)
        self.assertFalse(self.move.dunning_step_id)

    def test_task_to_reconcile_goes_when_the_money_goes(self):
        payment = self.unallocated_payment(100.0)
        self.night()
        task = self.Action.search([])
        payment.action_draft()
        payment.action_cancel()
        self.run_cron()
        self.assertEqual(task.state, "cancelled")
        # and the debtor is reminded again
        self.assertTrue(self.move.dunning_step_id or self.night(days(1)))
