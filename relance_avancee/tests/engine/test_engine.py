from unittest.mock import patch

from odoo.tests import tagged

from ...models.engine import dunning_ledger
from ...tools import bulk_insert
from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestEngine(DunningCommon):
    def test_first_reminder_of_an_old_debt(self):
        move = self.make_invoice(days_late=60, amount=120.0)
        planned = self.Action._plan(TODAY)
        self.assertRecordValues(
            planned,
            [
                {
                    "partner_id": self.partner.id,
                    "contact_id": self.partner.id,
                    "company_id": self.company.id,
                    "channel": "email",
                    "state": "planned",
                    "date_planned": TODAY,
                    "amount": 120.0,
                    "step_id": self.steps.filtered(lambda s: s.delay_days == 5).id,
                }
            ],
        )
        done = planned._process(TODAY)
        self.assertEqual(done, planned)
        self.assertEqual(done.state, "done")
        self.assertEqual(done.mail_mail_id.recipient_ids, self.partner)
        self.assertIn("120,00", done.mail_mail_id.body_html)
        self.assertIn(move.name, done.mail_mail_id.body_html)
        self.assertEqual(move.dunning_step_id.delay_days, 5)
        self.assertEqual(move.dunning_last_date, TODAY)

    def test_planning_twice_plans_once(self):
        self.make_invoice(days_late=10)
        self.assertEqual(len(self.Action._plan(TODAY)), 1)
        self.assertFalse(self.Action._plan(TODAY))

    def test_planned_in_groups_of_debtors(self):
        """Memory does not follow the number of debts, and the plan is the same."""
        partners = [self.make_partner(f"Client {number}") for number in range(4)]
        for partner in partners * 2:
            self.make_invoice(days_late=10, partner=partner)
        ledger = self.env["dunning.ledger"]
        with patch.object(dunning_ledger, "BATCH", 4):
            batches = ledger._get_batches(self.company, TODAY)
            planned = self.Action._plan(TODAY)
        self.assertEqual([len(batch) for batch in batches], [2, 2])
        self.assertEqual(
            planned.partner_id, self.partner.union(*partners) - self.partner
        )
        self.assertEqual(planned.mapped("amount"), [200.0] * 4)
        self.assertFalse(self.Action._plan(TODAY))
        # their messages wait: nobody needs to be looked at again
        self.assertEqual(ledger._get_batches(self.company, TODAY), [])

    def test_debtors_too_young_for_any_step_are_not_read(self):
        late, young = self.make_partner("Late"), self.make_partner("Young")
        self.make_invoice(days_late=-5, partner=late)
        self.make_invoice(days_late=-6, partner=young)
        ledger = self.env["dunning.ledger"]
        self.assertEqual(ledger._get_batches(self.company, TODAY), [[late.id]])
        self.assertEqual(ledger._get_batches(self.company, days(-1)), [])
        self.assertEqual(self.Action._plan(TODAY).partner_id, late)

    def test_debtors_at_rest_are_not_read_unless_money_waits(self):
        resting, credited = self.make_partner("Resting"), self.make_partner("Credited")
        named = self.make_partner("Ateliers Vauban")
        for partner in (resting, credited, named):
            self.make_invoice(days_late=10, partner=partner)
        self.deliver(self.night())
        ledger, tomorrow = self.env["dunning.ledger"], days(1)
        self.assertEqual(ledger._get_batches(self.company, tomorrow), [])
        self.unallocated_payment(100.0, partner=credited)
        self.bank_line(50.0, "VIR ATELIERS VAUBAN")
        self.assertEqual(
            ledger._get_batches(self.company, tomorrow), [[credited.id, named.id]]
        )
        after_the_gap = days(self.scenario.min_gap_days)
        self.assertEqual(ledger._get_batches(self.company, after_the_gap), [None])

    def test_one_step_per_gap(self):
        self.make_invoice(days_late=60)
        reached = []
        for day in range(0, 40):
            for action in self.night(days(day)):
                reached.append((day, action.step_id.delay_days))
        self.assertEqual([step for _day, step in reached], [5, 15, 30, 45])
        self.assertTrue(
            all(b[0] - a[0] >= 7 for a, b in zip(reached, reached[1:], strict=False))
        )

    def test_paid_between_planning_and_sending(self):
        move = self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self.pay(move)
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual(planned.reason_code, "paid")
        self.assertFalse(planned._process(TODAY))

    def test_partial_payment_reprices(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        planned = self.Action._plan(TODAY)
        self.pay(move, amount=30.0)
        self.assertEqual(planned.state, "planned")
        self.assertEqual(planned.amount, 70.0)
        done = planned._process(TODAY)
        self.assertEqual(done.amount, 70.0)

    def test_unallocated_payment_makes_a_task(self):
        self.make_invoice(days_late=10, amount=100.0)
        self.unallocated_payment(100.0)
        planned = self.Action._plan(TODAY)
        self.assertEqual(planned.channel, "task")
        self.assertTrue(planned.is_reconcile)
        self.assertFalse(self.Action._plan(TODAY))

    def test_payment_undone_brings_the_level_back(self):
        move = self.make_invoice(days_late=10)
        self.deliver(self.night())
        self.pay(move)
        self.assertEqual(move._dunning_explain(TODAY), [])
        move.line_ids.remove_move_reconcile()
        self.assertEqual(move.dunning_step_id.delay_days, 5)
        self.assertFalse(self.night(days(1)))

    def test_payment_stops_a_mail_still_in_the_queue(self):
        move = self.make_invoice(days_late=10)
        done = self.night()
        self.pay(move)
        self.assertEqual(done.mail_mail_id.state, "cancel")
        self.assertEqual(done.state, "cancelled")
        self.assertFalse(move.dunning_step_id)

    def test_hold_stops_what_is_planned(self):
        move = self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        hold = self.env["dunning.hold"].create(
            {"move_id": move.id, "date_from": TODAY, "company_id": self.company.id}
        )
        self.assertEqual(planned._process(TODAY), self.Action)
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual(self.explain(move)["decision"], "hold")
        hold.action_lift()
        self.assertEqual(self.explain(move)["decision"], "send")

    def test_no_email_is_a_visible_failure(self):
        partner = self.make_partner("Sans adresse", email=False)
        self.make_invoice(days_late=10, partner=partner)
        (action,) = self.Action._plan(TODAY)
        self.assertEqual(action.state, "failed")
        self.assertTrue(action.reason)
        self.assertFalse(self.Action._plan(TODAY))
        partner.email = "new@client.example.com"
        self.Action._plan(TODAY)
        self.assertEqual(action.state, "planned")
        self.assertEqual(action._process(TODAY), action)

    def test_forecast_writes_nothing(self):
        self.make_invoice(days_late=60)
        before = self.Action.search_count([])
        found = self.Action._forecast(30, TODAY)
        steps = self.env["dunning.step"].browse([item["step_id"] for item in found])
        self.assertEqual(steps.mapped("delay_days"), [5, 15, 30, 45])
        self.assertEqual(self.Action.search_count([]), before)

    def test_by_hand_does_not_wait(self):
        move = self.make_invoice(days_late=60)
        self.night()
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, self.steps[1], "email", move, TODAY
        )
        self.assertEqual(action._process(TODAY), action, action.reason)
        self.assertTrue(action.is_manual)

    def test_failed_action_gives_way_to_the_same_step_sent_by_hand(self):
        move = self.make_invoice(days_late=10)
        (failed,) = self.night()
        failed._mail_failed("mail_smtp", "connection refused")
        by_hand = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, self.steps[1], "email", move, TODAY
        )
        self.deliver(by_hand._process(TODAY))
        self.assertFalse(self.Action._plan(days(1)))
        self.assertEqual(failed.state, "cancelled")
        self.assertEqual(failed.reason_code, "superseded")

    def test_call_is_handed_to_its_collector_once(self):
        self.steps[1].write({"send_email": False, "schedule_call": True})
        self.partner.phone = "+33 1 23 45 67 89"
        self.make_invoice(days_late=10)
        (call,) = self.Action._plan(TODAY)
        self.assertFalse(call._process(TODAY))
        self.assertEqual(call.state, "planned")
        self.assertEqual(call.activity_ids.user_id, self.env.user)
        call._process(TODAY)
        self.assertEqual(len(call.activity_ids), 1)
        call.action_done()
        self.assertEqual(call.state, "done")
        self.assertFalse(call.activity_ids)

    def test_rows_copied_in_bulk_keep_every_character(self):
        self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        odd = "tab\there, back\\slash, \\N, line\nfeed, return\r, é € ''\""
        names = ["partner_id", "company_id", "currency_id", "channel", "state"]
        names += ["date_planned", "is_manual", "attempts"]
        [vals] = action.read([*names, "amount"], load=None)
        del vals["id"]
        rows = [vals | {"reason": odd}, vals | {"reason": None, "amount": 0.1}]
        first, second = self.Action.browse(bulk_insert(self.Action, rows))
        self.assertEqual(first.reason, odd)
        self.assertRecordValues(first, [vals])
        self.assertRecordValues(second, [vals | {"reason": False, "amount": 0.1}])
        self.assertEqual(first.create_uid, self.env.user)
