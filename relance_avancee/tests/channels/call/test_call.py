"""Phone calls: scheduled once for the right person, and what each outcome does."""

import datetime as dt

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ...common import TODAY, DunningCommon, days

USER = "relance_avancee.relance_avancee_group_user"
MANAGER = "relance_avancee.relance_avancee_group_manager"
# A Saturday.
SATURDAY = days(2)


class CallCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(5, 20)
        cls.company.dunning_scenario_id = cls.scenario
        cls.steps = cls.scenario.step_ids
        # no text for another channel: none takes over
        cls.steps[0].write(
            {"send_email": False, "schedule_call": True, "mail_template_id": False}
        )
        cls.partner.phone = "+33 1 23 45 67 89"
        cls.collector = cls.make_user("chargee", USER)
        cls.partner.with_company(cls.company).dunning_user_id = cls.collector
        cls.move = cls.make_invoice(days_late=10)

    def plan(self):
        """The call of the night, in its collector's hands."""
        self.night()
        return self.Action.search([("channel", "=", "call")])

    def outcome(self, name):
        return self.env.ref(f"relance_avancee.dunning_call_outcome_{name}")

    def sheet(self, action, user=None, **values):
        opened = action.with_user(user or self.collector).action_open_call()
        sheet = (
            self.env["dunning.call.sheet"]
            .with_user(user or self.collector)
            .browse(opened["res_id"])
        )
        sheet.write(values)
        return sheet

    def end(self, action, name, **values):
        """The call ends like that: one click on the sheet."""
        sheet = self.sheet(action, **values)
        return (
            self.outcome(name)
            .with_user(self.collector)
            .with_context(dunning_sheet_id=sheet.id)
            .action_choose()
        )

    def holds(self):
        return self.env["dunning.hold"].search([("partner_id", "=", self.partner.id)])

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "dunning.action")])


@tagged("post_install", "-at_install")
class TestCallScheduling(CallCommon):
    def test_scheduled_once_for_the_collector(self):
        action = self.plan()
        self.assertEqual(action.state, "planned")
        activity = action.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.collector)
        self.assertEqual(activity.date_deadline, TODAY)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("relance_avancee.mail_activity_type_call"),
        )
        self.night(days(1))
        self.night(days(4))
        self.assertEqual(action.activity_ids, activity)
        self.assertFalse(self.move.dunning_step_id)

    def test_deadline_is_a_working_day_of_the_company(self):
        """15 August 2026 is a feast in France, where the collector is, not in Germany."""
        self.partner.country_id = self.env.ref("base.de")
        day = dt.date(2026, 7, 14)
        self.Action._plan(day)
        action = self.Action.search([("channel", "=", "call")])
        action._process(day)
        self.assertEqual(action.activity_ids.date_deadline, dt.date(2026, 7, 15))
        self.assertEqual(action.call_date, dt.date(2026, 7, 15))

    def test_by_hand_on_a_saturday(self):
        """Asked for at the weekend, the call waits for Monday."""
        step = self.steps[0]
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, step, "call", today=SATURDAY
        )
        action._process(SATURDAY)
        self.assertEqual(action.activity_ids.date_deadline, days(4))

    def test_company_collector_when_the_customer_has_none(self):
        self.partner.with_company(self.company).dunning_user_id = False
        self.assertEqual(self.plan().activity_ids.user_id, self.env.user)

    def test_collector_who_left_is_replaced(self):
        self.collector.active = False
        self.assertEqual(self.plan().activity_ids.user_id, self.env.user)

    def test_collector_changed_while_it_waited(self):
        self.steps[0].needs_approval = True
        self.night()
        action = self.Action.search([("channel", "=", "call")])
        self.assertEqual(action.state, "to_approve")
        self.assertFalse(action.activity_ids)
        other = self.make_user("autre", USER)
        self.partner.with_company(self.company).dunning_user_id = other
        action.action_approve()
        action._process(TODAY)
        self.assertEqual(action.activity_ids.user_id, other)

    def test_payment_takes_the_activity_away(self):
        action = self.plan()
        self.pay(self.move)
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        self.assertFalse(action.activity_ids)

    def test_simulation_schedules_nothing(self):
        self.company.dunning_mode = "simulation"
        self.assertFalse(self.plan().activity_ids)

    def test_no_number_is_said(self):
        self.partner.phone = False
        action = self.plan()
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertIn("phone number", action.reason)

    def test_ticked_off_in_the_activities(self):
        action = self.plan()
        action.activity_ids.with_user(self.collector).action_feedback("Joint")
        self.assertEqual(action.state, "done")
        self.assertEqual(self.move.dunning_step_id, self.steps[0])
        self.night(days(1))
        self.assertFalse(action.activity_ids)

    def test_sheet_opens_from_the_activity(self):
        action = self.plan()
        opened = action.activity_ids.with_user(self.collector).action_open_document()
        self.assertEqual(opened["res_model"], "dunning.call.sheet")
        sheet = self.env["dunning.call.sheet"].browse(opened["res_id"])
        self.assertEqual(sheet.action_id, action)

    def test_remind_now_by_phone_is_scheduled(self):
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, self.steps[0], "call"
        )
        answer = action.action_send_now()
        self.assertEqual(answer["params"]["type"], "success")
        self.assertTrue(action.activity_ids)


@tagged("post_install", "-at_install")
class TestCallSheet(CallCommon):
    def test_what_the_collector_sees(self):
        self.env["dunning.promise"].sudo().create(
            {
                "move_ids": [(6, 0, self.move.ids)],
                "date": days(3),
                "amount": 40,
                "state": "broken",
            }
        )
        action = self.plan()
        sheet = self.sheet(action)
        self.assertEqual(sheet.phone, self.partner.phone)
        self.assertIn(self.move.name, sheet.debts_html)
        self.assertIn("10", sheet.debts_html)
        self.assertIn("Promise", sheet.history_html)
        self.assertEqual(sheet.amount, 100)
        self.assertEqual(sheet.move_id, self.move)
        # 10:00 UTC in March
        self.assertIn("11:00", sheet.local_time)
        self.assertTrue(sheet.is_decent)
        self.assertFalse(sheet.is_test)
        self.assertIn(self.outcome("promise"), sheet.outcome_ids)

    def test_not_a_decent_hour(self):
        action = self.plan()
        self.partner.tz = "Pacific/Noumea"
        sheet = self.sheet(action)
        self.assertFalse(sheet.is_decent)
        self.assertIn("9:00", sheet.advice.replace("09:00", "9:00"))

    def test_consumers_are_not_rung_at_lunch(self):
        self.partner.dunning_debtor_kind = "consumer"
        action = self.plan()
        with freeze_time(dt.datetime.combine(TODAY, dt.time(12, 30))):
            self.assertFalse(self.sheet(action).is_decent)
        self.partner.dunning_debtor_kind = "company"
        with freeze_time(dt.datetime.combine(TODAY, dt.time(12, 30))):
            self.assertTrue(self.sheet(action).is_decent)

    def test_script_of_the_step_with_own_figures(self):
        self.steps[
            0
        ].call_script = (
            "<p>{{ customer }} : {{ amount }}, {{ oldest }}, {{ count }}</p>"
        )
        self.partner.name = "<b>Gras & Cie</b>"
        sheet = self.sheet(self.plan())
        self.assertIn(self.move.name, sheet.script_html)
        self.assertIn("100.00", sheet.script_html.replace(",", "."))
        self.assertIn("&lt;b&gt;Gras &amp; Cie", sheet.script_html)

    def test_script_cannot_run_code(self):
        self.steps[
            0
        ].call_script = (
            "<p>{{ object.env.cr }} {{ amount.__class__ }}<script>x</script></p>"
        )
        script = self.sheet(self.plan()).script_html
        self.assertNotIn("Cursor", script)
        self.assertNotIn("<script", script)

    def test_ready_script(self):
        sheet = self.sheet(self.plan())
        self.assertIn(self.collector.name, sheet.script_html)
        self.assertNotIn("{{", sheet.script_html)

    def test_another_contact(self):
        contact = self.make_partner(
            "Marie",
            parent_id=self.partner.id,
            phone="+32 2 123 45 67",
            is_company=False,
        )
        sheet = self.sheet(self.plan(), contact_id=contact.id)
        self.assertEqual(sheet.phone, contact.phone)

    def test_from_the_debtor(self):
        action = self.plan()
        opened = self.partner.with_user(self.collector).action_dunning_call()
        sheet = self.env["dunning.call.sheet"].browse(opened["res_id"])
        self.assertEqual(sheet.action_id, action)

    def test_rights(self):
        action = self.plan()
        reader = self.make_user("lecteur", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            action.with_user(reader).action_open_call()
        with self.assertRaises(AccessError):
            self.partner.with_user(reader).action_dunning_call()
        call = self.env["dunning.call"].with_user(self.collector)
        self.assertFalse(call.has_access("create"))
        self.assertFalse(call.has_access("write"))
        self.assertFalse(
            call.with_user(self.make_user("chef", MANAGER)).has_access("write")
        )

    def test_calls_of_another_company_are_not_seen(self):
        self.end(self.plan(), "talked")
        call = self.env["dunning.call"].search([])
        self.assertEqual(call.with_user(self.collector).search([]), call)
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self.make_user("ailleurs", USER)
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(call.with_user(stranger).search([]))

    def test_sheet_of_another_company(self):
        action = self.plan()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self.make_user("ailleurs", USER)
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            action.with_user(stranger).action_open_call()
        # nor by a sheet of his own making
        sheets = self.env["dunning.call.sheet"].with_user(stranger)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            sheets.create(
                {"partner_id": self.partner.id, "company_id": self.company.id}
            )
        self.assertFalse(self.env["dunning.call"].search([]))


@tagged("post_install", "-at_install")
class TestCallOutcome(CallCommon):
    def assert_reached(self, action, name):
        """Done, counted, level moved, and no activity left."""
        self.assertEqual(action.state, "done")
        self.assertEqual(action.outcome_id, self.outcome(name))
        self.assertEqual(self.move.dunning_step_id, self.steps[0])
        self.assertFalse(action.activity_ids)
        call = self.env["dunning.call"].search([("action_id", "=", action.id)])
        self.assertEqual(call.outcome_id, self.outcome(name))
        self.assertEqual(call.user_id, self.collector)
        self.assertTrue(call.is_reached)

    def test_promise(self):
        action = self.plan()
        self.end(action, "promise", date=days(6), amount=60, note="Virement vendredi")
        self.assert_reached(action, "promise")
        promise = self.env["dunning.promise"].search([])
        self.assertEqual(promise.move_ids, self.move)
        self.assertEqual((promise.amount, promise.date), (60, days(6)))
        self.assertEqual(promise.user_id, self.collector)
        self.assertEqual(promise.note, "Virement vendredi")
        self.assertEqual(self.holds().reason, "promise")
        self.assertEqual(self.explain(self.move)["decision"], "hold")

    def test_promise_without_a_date(self):
        action = self.plan()
        with self.assertRaisesRegex(UserError, "date"):
            self.end(action, "promise", date=False)

    def test_promise_in_the_past_loses_nothing(self):
        action = self.plan()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.end(action, "promise", date=days(-1))
        self.assertEqual(action.state, "planned")
        self.assertFalse(self.env["dunning.call"].search([]))

    def test_promise_of_more_than_owed(self):
        with self.assertRaises(ValidationError):
            self.end(self.plan(), "promise", date=days(6), amount=1000)

    def test_dispute(self):
        action = self.plan()
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_quality")
        self.end(action, "dispute", reason_id=reason.id, note="Deux pièces cassées")
        self.assert_reached(action, "dispute")
        dispute = self.env["dunning.dispute"].search([])
        self.assertEqual((dispute.move_id, dispute.reason_id), (self.move, reason))
        self.assertEqual(dispute.note, "Deux pièces cassées")
        self.assertEqual(dispute.user_id, self.collector)
        self.assertEqual(
            self.partner.with_company(self.company).dunning_cause_id,
            self.env.ref("relance_avancee.dunning_cause_dispute"),
        )

    def test_dispute_of_one_among_several(self):
        other = self.make_invoice(days_late=9, amount=50)
        action = self.plan()
        with (
            self.assertRaisesRegex(UserError, "Which invoice"),
            self.env.cr.savepoint(),
        ):
            self.end(action, "dispute")
        self.assertEqual(action.state, "planned")
        self.end(action, "dispute", move_id=other.id)
        self.assertEqual(self.env["dunning.dispute"].search([]).move_id, other)
        self.assertEqual(self.explain(self.move)["decision"], "wait")

    def test_plan(self):
        action = self.plan()
        answer = self.end(action, "plan")
        self.assert_reached(action, "plan")
        plan = self.env["dunning.payment.plan"].search([])
        self.assertEqual((plan.state, plan.move_ids), ("draft", self.move))
        self.assertEqual(sum(plan.line_ids.mapped("amount")), 100)
        self.assertEqual(answer["params"]["next"]["res_id"], plan.id)
        # time to agree on it
        self.assertEqual(self.holds().date_to, days(7))

    def test_says_paid(self):
        action = self.plan()
        self.end(action, "paid")
        self.assert_reached(action, "paid")
        self.assertEqual(self.holds().reason, "payment_in_flight")
        self.assertEqual(self.holds().date_to, days(7))
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertFalse(mail.attachment_ids)
        task = self.partner.activity_ids
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("bank", task.summary)

    def test_says_paid_without_address(self):
        """The proof was asked for on the phone: nothing is lost for want of an e-mail."""
        self.partner.email = False
        action = self.plan()
        self.end(action, "paid")
        self.assert_reached(action, "paid")
        self.assertFalse(self.mails())

    def test_copy_of_the_invoice(self):
        action = self.plan()
        self.end(action, "copy")
        self.assert_reached(action, "copy")
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertEqual(mail.attachment_ids.mapped("mimetype"), ["application/pdf"])
        self.assertIn(self.move.name, mail.body_html)

    def test_copy_goes_to_the_debtor_only(self):
        """A contact that belongs to somebody else never gets the invoices."""
        stranger = self.make_partner("Ancien comptable", phone="+33 1 11 22 33 44")
        action = self.plan()
        self.end(action, "copy", contact_id=stranger.id)
        self.assertEqual(self.mails().recipient_ids, self.partner)

    def test_copy_without_address(self):
        self.partner.email = False
        action = self.plan()
        with self.assertRaisesRegex(UserError, "e-mail"), self.env.cr.savepoint():
            self.end(action, "copy")
        self.assertEqual(action.state, "planned")
        self.assertFalse(self.env["dunning.call"].search([]))

    def test_copy_in_test_mode(self):
        action = self.plan()
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "essai@vendeur.example.com"}
        )
        self.end(action, "copy")
        self.assertEqual(self.mails().email_to, "essai@vendeur.example.com")
        self.assertFalse(self.mails().recipient_ids)
        self.assertTrue(action.is_test)
        self.assertFalse(self.move.dunning_step_id)

    def test_bounce_of_the_copy_does_not_undo_the_call(self):
        action = self.plan()
        self.end(action, "copy")
        action._message_receive_bounce(self.partner.email, self.partner)
        self.assertEqual(action.state, "done")

    def test_refuses(self):
        action = self.plan()
        self.end(action, "refuse", note="Ne paiera pas")
        self.assert_reached(action, "refuse")
        self.assertFalse(self.holds())
        self.assertIn("formal notice", self.partner.activity_ids.summary)
        self.assertEqual(self.explain(self.move)["step"], self.steps[1])

    def test_insolvent(self):
        action = self.plan()
        self.end(action, "insolvent")
        self.assert_reached(action, "insolvent")
        hold = self.holds()
        self.assertEqual((hold.reason, hold.date_to), ("insolvency", False))
        self.assertFalse(hold.move_id)
        self.assertTrue(self.partner.activity_ids)

    def test_nothing_agreed(self):
        action = self.plan()
        self.end(action, "talked")
        self.assert_reached(action, "talked")
        self.assertFalse(self.holds())

    # === NOT REACHED ===

    def test_no_answer_is_tried_again(self):
        action = self.plan()
        self.end(action, "no_answer")
        self.assertEqual((action.state, action.call_tries), ("planned", 1))
        # two days later is a Saturday
        self.assertEqual(action.call_date, days(4))
        self.assertEqual(action.activity_ids.date_deadline, days(4))
        self.assertEqual(len(action.activity_ids), 1)
        self.assertFalse(self.move.dunning_step_id)
        # a night in between asks for nothing more
        self.night(days(1))
        self.assertEqual(len(action.activity_ids), 1)
        self.assertEqual(action.state, "planned")

    def test_no_answer_then_another_channel(self):
        action = self.plan()
        for tries in (1, 2, 3):
            self.assertEqual(action.state, "planned")
            self.end(action, "no_answer")
            self.assertEqual(action.call_tries, tries)
        self.assertEqual((action.state, action.failure), ("failed", "no_answer"))
        self.assertFalse(self.move.dunning_step_id)
        self.assertEqual(len(self.env["dunning.call"].search([])), 3)
        # who never answers is not rung for ever
        self.night(days(5))
        self.assertEqual(action.state, "failed")

    def test_consumer_is_rung_once_a_week(self):
        self.partner.dunning_debtor_kind = "consumer"
        action = self.plan()
        self.end(action, "no_answer")
        self.assertEqual(action.call_date, days(7))

    def test_another_channel_takes_over(self):
        """Nobody answers: the step leaves by e-mail instead, once."""
        self.steps[0].mail_template_id = self.env.ref(
            "relance_avancee.mail_template_first"
        )
        self.outcome("no_answer").max_tries = 1
        action = self.plan()
        self.end(action, "no_answer")
        self.assertEqual(action.state, "failed")
        done = self.night(days(8))
        self.assertEqual(done.channel, "email")
        self.assertEqual(self.move.dunning_step_id, self.steps[0])
        self.assertFalse(self.night(days(9)))
        self.assertEqual(action.state, "failed")

    def test_own_numbers_of_tries(self):
        self.outcome("no_answer").write({"max_tries": 1})
        action = self.plan()
        self.end(action, "no_answer")
        self.assertEqual(action.state, "failed")

    def test_paid_between_two_tries(self):
        action = self.plan()
        self.end(action, "no_answer")
        self.pay(self.move)
        self.assertEqual(action.state, "cancelled")
        self.assertFalse(action.activity_ids)

    def test_wrong_number(self):
        action = self.plan()
        self.end(action, "wrong_number")
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertEqual(action.reason_code, "wrong_number")
        self.assertFalse(self.move.dunning_step_id)
        todo = self.partner.activity_ids
        self.assertEqual(todo.user_id, self.collector)
        self.assertIn("number", todo.summary)
        # not rung again at the same number …
        self.night(days(1))
        self.assertEqual(action.state, "failed")
        # … but at the right one
        self.partner.phone = "+33 1 98 76 54 32"
        self.night(days(1))
        self.assertEqual(action.state, "planned")
        self.assertTrue(action.activity_ids)

    # === BAD INPUT ===

    def test_paid_during_the_call(self):
        action = self.plan()
        sheet = self.sheet(action, note="Ils ont payé")
        self.pay(self.move)
        with self.assertRaisesRegex(UserError, "Paid"):
            sheet._record(self.outcome("promise"))
        self.assertEqual(sheet.note, "Ils ont payé")
        self.assertFalse(self.env["dunning.promise"].search([]))

    def test_two_clicks_are_one_call(self):
        action = self.plan()
        sheet = self.sheet(action)
        sheet._record(self.outcome("talked"))
        with self.assertRaises(UserError):
            sheet._record(self.outcome("talked"))
        self.assertEqual(len(self.env["dunning.call"].search([])), 1)

    def test_call_is_kept(self):
        self.end(self.plan(), "talked")
        with self.assertRaises(UserError):
            self.env["dunning.call"].search([]).unlink()

    def test_used_outcome_is_archived_not_deleted(self):
        self.end(self.plan(), "talked")
        with self.assertRaisesRegex(ValidationError, "archive"):
            self.outcome("talked").unlink()

    # === OUTSIDE THE PLAN ===

    def ring(self, name, **values):
        """Ring a debtor nobody planned to ring."""
        opened = self.partner.with_user(self.collector).action_dunning_call()
        sheet = self.env["dunning.call.sheet"].browse(opened["res_id"])
        self.assertFalse(sheet.action_id)
        sheet = sheet.with_user(self.collector)
        sheet.write(values)
        sheet._record(self.outcome(name))
        return sheet.action_id

    def test_unplanned_call_moves_no_level(self):
        action = self.ring("promise", date=days(3))
        self.assertEqual((action.state, action.channel), ("done", "call"))
        self.assertFalse(self.move.dunning_step_id)
        self.assertFalse(action.amount)
        promise = self.env["dunning.promise"].search([])
        self.assertEqual((promise.move_ids, promise.amount), (self.move, 100))

    def test_unplanned_call_counts_as_a_contact(self):
        self.ring("talked")
        self.assertEqual(self.explain(self.move)["reason"], "min_gap")

    def test_unplanned_call_without_answer(self):
        action = self.ring("no_answer")
        self.assertEqual((action.state, action.reason_code), ("cancelled", "no_answer"))
        self.assertFalse(action.activity_ids)
        self.assertEqual(len(self.env["dunning.call"].search([])), 1)

    def test_opening_the_sheet_writes_nothing(self):
        self.partner.with_user(self.collector).action_dunning_call()
        self.assertFalse(self.Action.search([]))

    # === CAUSES ===

    def test_cause_chosen_by_the_caller_wins(self):
        cause = self.env.ref("relance_avancee.dunning_cause_process")
        action = self.plan()
        self.end(action, "dispute", cause_id=cause.id)
        self.assertEqual(action.cause_id, cause)
        self.assertEqual(self.env["dunning.call"].search([]).cause_id, cause)
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.dunning_cause_id, cause)

    def test_cause_leads_to_a_scenario(self):
        cause = self.env.ref("relance_avancee.dunning_cause_cash")
        soft = self.make_scenario(30, cause_ids=[(6, 0, cause.ids)], sequence=1)
        self.assertNotEqual(self.explain(self.move)["step"].scenario_id, soft)
        self.partner._dunning_set_cause(cause, self.company)
        self.assertEqual(self.explain(self.move)["step"].scenario_id, soft)

    def test_cause_from_a_reply(self):
        cause = self.env.ref("relance_avancee.dunning_cause_error")
        hold = self.env["dunning.hold"].create(
            {"partner_id": self.partner.id, "reason": "reply", "date_from": TODAY}
        )
        hold.with_user(self.collector).cause_id = cause
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.dunning_cause_id, cause)

    def test_calls_are_counted_by_outcome(self):
        action = self.plan()
        self.end(action, "no_answer")
        self.end(action, "promise", date=days(3))
        groups = dict(
            self.env["dunning.call"]
            .with_user(self.collector)
            ._read_group([], ["outcome_id"], ["__count"])
        )
        self.assertEqual(groups[self.outcome("no_answer")], 1)
        self.assertEqual(groups[self.outcome("promise")], 1)
