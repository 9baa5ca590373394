"""The last step said again every so many days, at most so many times."""

import datetime as dt

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common import TODAY, DunningCommon, days
from ..plan_common import PlanCommon


class RepeatedCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls.make_scenario(5, 15)
        cls.company.dunning_scenario_id = cls.ladder
        cls.first, cls.last = cls.ladder.step_ids
        cls.last.write({"repeat_days": 10, "repeat_times": 2})

    def live(self, nights, deliver=True):
        """What was sent over these nights: (day, step); delivered unless told."""
        told = []
        for number in nights:
            day = days(number)
            with freeze_time(dt.datetime.combine(day, dt.time(10))):
                done = self.night(day)
                if deliver:
                    self.deliver(done)
                told += [(number, action.step_id) for action in done]
        return told

    def on(self, number):
        return freeze_time(dt.datetime.combine(days(number), dt.time(10)))


@tagged("post_install", "-at_install")
class TestRepeated(RepeatedCommon):
    def test_each_repetition_once_and_then_no_more(self):
        move = self.make_invoice(days_late=5)
        told = self.live([number for number in range(60) for _twice in "ab"])
        # due on TODAY + 10, a Sunday; then ten days later each, never on a day of rest
        self.assertEqual(
            told, [(0, self.first), (11, self.last), (21, self.last), (32, self.last)]
        )
        lines = self.env["dunning.action.line"].search([("move_id", "=", move.id)])
        self.assertEqual(sorted(lines.mapped("cycle")), [0, 0, 1, 2])
        self.assertEqual(set(lines.mapped("state")), {"done"})
        item = self.explain(move, days(60))
        self.assertEqual((item["decision"], item["reason"]), ("wait", "last_step"))
        self.assertIn("nothing more is planned", item["message"])

    def test_the_level_stays_and_is_announced_once(self):
        boss = self.make_user("boss", "relance_avancee.relance_avancee_group_manager")
        self.last.notify_user_ids = boss
        move = self.make_invoice(days_late=15, invoice_date=days(-40))
        self.deliver(self.night())
        self.live([8])
        self.assertEqual(move.dunning_step_id, self.last)
        self.assertEqual(len(self.live([18, 28])), 2)
        self.assertEqual(move.dunning_step_id, self.last)
        self.assertEqual(move.dunning_last_date, days(28))
        actions = self.Action.search([("step_id", "=", self.last.id)])
        self.assertEqual(actions.mapped("is_noticed").count(True), 1)

    def test_said_before_it_comes(self):
        move = self.make_invoice(days_late=5)
        self.live([0, 11])
        item = self.explain(move, days(12))
        self.assertEqual(item["date"], days(21))
        self.assertRegex(item["message"], "Next: “Step 15” again on .*, 1 of 2")
        item = self.explain(move, days(21))
        self.assertEqual(item["decision"], "send")
        self.assertIn("It is repeated: 1 of 2.", item["message"])
        self.deliver(self.Action)
        self.live([21])
        self.assertRegex(self.explain(move, days(22))["message"], "again on .*, 2 of 2")
        # what the gap holds back says which time it is as well
        self.ladder.min_gap_days = 15
        item = self.explain(move, days(32))
        self.assertEqual(item["reason"], "min_gap")
        self.assertIn("It is repeated: 2 of 2.", item["message"])

    def test_after_an_outage_one_and_not_all_that_were_missed(self):
        self.make_invoice(days_late=5)
        # TODAY + 50 is May Day, TODAY + 63 Ascension Day
        told = self.live([0, 11, *range(50, 70)])
        self.assertEqual([number for number, _step in told], [0, 11, 53, 64])

    def test_calendar_and_dry_run_know(self):
        self.make_invoice(days_late=5)
        planned = self.env["dunning.planner"]._forecast_company(self.company, 60, TODAY)
        self.assertEqual([(one.date - TODAY).days for one in planned], [0, 11, 21, 32])
        self.live([0, 11])
        with self.on(12):
            found = self.env["dunning.planner"]._forecast_company(
                self.company, 48, days(12)
            )
        self.assertEqual([(one.date - TODAY).days for one in found], [21, 32])
        # without repetition the same scenario would stop here
        plain = self.ladder.copy()
        plain.step_ids.write({"repeat_days": 0, "repeat_times": 0})
        self.assertEqual(self.ladder.copy().step_ids[-1].repeat_times, 2)
        changes = self.env["dunning.planner"]._dry_run(
            self.company, plain, self.ladder, days=48, today=days(12)
        )
        self.assertEqual([one.change for one in changes], ["dropped", "dropped"])

    def test_every_past_day_says_what_that_day_said(self):
        move = self.make_invoice(days_late=5, invoice_date=days(-40))
        told = {}
        for number in (0, 11, 12, 21, 25, 32, 40):
            with self.on(number):
                told[number] = self.explain(move, days(number))
            self.live([number])
        with self.on(60):
            for number, answer in told.items():
                with self.subTest(number=number):
                    (item,) = move._dunning_explain_past(days(number))
                    for name in ("decision", "reason", "step_id", "date", "message"):
                        self.assertEqual(item[name], answer[name])
            why = self.env["dunning.why"].browse(
                self.Action.search([("date_done", "=", days(21))]).action_why()[
                    "res_id"
                ]
            )
            self.assertIn("was due on that day. It is repeated: 1 of 2.", why.answer)

    def test_paid_then_given_back(self):
        move = self.make_invoice(days_late=5)
        self.live([0, 11, 21])
        with self.on(25):
            self.pay(move, date=days(25))
        self.assertFalse(self.live(range(26, 40)))
        move.line_ids.remove_move_reconcile()
        payment = self.env["account.payment"].search(
            [("partner_id", "=", self.partner.id)]
        )
        payment.action_draft()
        payment.action_cancel()
        told = self.live(range(40, 70))
        self.assertEqual(told, [(40, self.last)])

    def test_paid_while_it_waits(self):
        self.last.needs_approval = True
        move = self.make_invoice(days_late=5)
        self.live([0, 11])
        [first] = self.Action.search([("state", "=", "to_approve")])
        first.action_approve()
        self.live([12])
        with self.on(22):
            self.Action._plan(days(22))
            [again] = self.Action.search([("state", "=", "to_approve")])
            self.assertIn("waits for approval", self.explain(move, days(23))["message"])
            self.pay(move, date=days(22))
        self.assertEqual(again.state, "cancelled")

    def test_a_hold_suspends_it(self):
        move = self.make_invoice(days_late=5)
        self.live([0, 11])
        self.env["dunning.hold"].create(
            {"move_id": move.id, "date_from": days(12), "date_to": days(27)}
        )
        self.assertEqual(self.explain(move, days(21))["decision"], "hold")
        self.assertEqual(self.live(range(12, 60)), [(28, self.last), (39, self.last)])

    def test_a_call_nobody_made_keeps_nothing_from_being_said(self):
        self.last.schedule_call = True
        self.partner.phone = "+33 1 44 55 66 77"
        move = self.make_invoice(days_late=5)
        self.live([0, 11])
        [call] = self.Action.search([("channel", "=", "call")])
        self.assertEqual(call.state, "planned")
        told = self.live(range(12, 22))
        self.assertEqual(told, [(21, self.last)])
        calls = self.Action.search([("channel", "=", "call")])
        self.live([22])
        # the old one gives way: one call is to be made, not two
        self.assertEqual(sorted(calls.mapped("state")), ["cancelled", "planned"])
        self.assertEqual((call.state, call.reason_code), ("cancelled", "outdated"))
        self.assertIn("again on", self.explain(move, days(23))["message"])

    def test_a_message_that_comes_back_late_leaves_its_place(self):
        self.make_invoice(days_late=5)
        self.live([0, 11, 21])
        first = self.Action.search(
            [("step_id", "=", self.last.id), ("date_done", "=", days(11))]
        )
        first._set_failed("address", "Came back")
        told = self.live(range(30, 40))
        self.assertEqual([step for _day, step in told], [self.last])
        lines = self.env["dunning.action.line"].search(
            [("step_id", "=", self.last.id), ("state", "=", "done")]
        )
        self.assertEqual(sorted(lines.mapped("cycle")), [1, 2])

    def test_one_cancelled_by_hand_stays_cancelled_and_the_next_comes(self):
        self.last.needs_approval = True
        self.make_invoice(days_late=5)
        self.live([0, 11])
        self.Action.search([("state", "=", "to_approve")]).action_approve()
        self.live([12])
        with self.on(22):
            self.Action._plan(days(22))
            again = self.Action.search([("state", "=", "to_approve")])
            again.action_cancel()
        for number in range(23, 31):
            self.live([number])
        self.assertFalse(self.Action.search([("state", "=", "to_approve")]))
        for number in (32, 50):
            self.live([number])
        [second] = self.Action.search([("state", "=", "to_approve")])
        self.assertEqual(second.date_planned, days(32))
        second.action_approve()
        self.assertEqual(self.live(range(51, 90)), [(53, self.last)])
        self.assertFalse(self.Action.search([("state", "=", "to_approve")]))

    def test_by_hand_it_counts(self):
        self.make_invoice(days_late=5)
        self.live([0, 11])
        with self.on(15):
            self.env["dunning.planner"]._plan_by_hand(
                self.partner, self.company, self.last, "email", today=days(15)
            )._process(days(15))
        # the tenth day is Easter Monday
        self.assertEqual(self.live(range(16, 60)), [(26, self.last)])

    def test_a_reminder_that_failed_is_tried_again_and_is_that_time(self):
        self.make_invoice(days_late=5)
        self.live([0, 11])
        told = self.live([21], deliver=False)
        self.assertEqual(len(told), 1)
        action = self.Action.search([("date_done", "=", days(21))])
        action._set_failed("transport", "No server")
        self.live([22])
        lines = self.env["dunning.action.line"].search(
            [("step_id", "=", self.last.id), ("state", "=", "done")]
        )
        self.assertEqual(sorted(lines.mapped("cycle")), [0, 1])
        # ten days after it really left
        self.assertEqual(self.live(range(23, 60)), [(32, self.last)])

    def test_a_jump_and_small_cost(self):
        self.ladder.catch_up = "jump"
        self.make_invoice(days_late=30)
        self.assertEqual(
            self.live(range(40)), [(0, self.last), (11, self.last), (21, self.last)]
        )


@tagged("post_install", "-at_install")
class TestRepeatedSettings(RepeatedCommon):
    def refused(self, step, words, **values):
        with self.assertRaises(ValidationError) as refused:
            step.write(values)
        self.assertIn(words, str(refused.exception))

    def test_what_cannot_be_repeated_says_why(self):
        both = {"repeat_days": 10, "repeat_times": 3}
        self.last.write({"repeat_days": 0, "repeat_times": 0})
        self.refused(self.first, "last step of the scenario", **both)
        self.refused(self.last, "how many times", repeat_days=10)
        self.refused(self.last, "how many times", repeat_times=2)
        self.refused(self.last, "formal notice", kind="formal_notice", **both)
        self.refused(self.last, "formal notice", kind="litigation", **both)
        early = self.make_scenario(-5).step_ids
        self.refused(early, "before the due date", **both)
        self.last.write(both)

    def test_nothing_comes_after_one_that_repeats(self):
        with self.assertRaisesRegex(ValidationError, "nothing may come after"):
            self.env["dunning.step"].create(
                {
                    "name": "Later",
                    "scenario_id": self.ladder.id,
                    "delay_days": 30,
                    "sequence": 50,
                    "mail_template_id": self.last.mail_template_id.id,
                }
            )
        self.refused(self.last, "formal notice", kind="formal_notice")

    def test_on_the_form(self):
        with Form(self.last) as form:
            self.assertEqual(form.repeat_times, 2)
            form.repeat_days = 30
        self.assertEqual(self.last._to_core().repeat_days, 30)


@tagged("post_install", "-at_install")
class TestRepeatedInstalment(PlanCommon):
    def test_an_instalment_is_reminded_again(self):
        self.company.dunning_plan_break_days = 60
        scenario = self.company._get_dunning_plan_scenario()
        last = scenario.step_ids[-1]
        last.write({"repeat_days": 5, "repeat_times": 1})
        scenario.min_gap_days = 1
        self.running(self.make_invoice(days_late=20), count=1, first=5)
        told = []
        for number in range(40):
            with self.at(number):
                done = self.night(days(number))
                self.deliver(done)
                told += [number for action in done if action.step_id == last]
        self.assertEqual(len(told), 2)
        self.assertGreaterEqual(told[1] - told[0], 5)
        lines = self.env["dunning.action.line"].search([("step_id", "=", last.id)])
        self.assertEqual(sorted(lines.mapped("cycle")), [0, 1])
