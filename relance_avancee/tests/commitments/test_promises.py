"""Promises: what really came in, what it changes, and how far a customer is believed."""

import datetime as dt

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common import TODAY, DunningCommon, days

SLACK = 4


@tagged("post_install", "-at_install")
class TestPromises(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Promise = cls.env["dunning.promise"]
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )

    def promise(self, moves, date=None, user=None, **values):
        return self.Promise.with_user(user or self.env.user).create(
            {
                "move_ids": [Command.set(moves.ids)],
                "date": date or days(5),
                "company_id": self.company.id,
                **values,
            }
        )

    def settle(self, day):
        """The first thing of a night, at a later date."""
        with freeze_time(dt.datetime.combine(day, dt.time(5))):
            self.Promise._settle(self.company, day)

    # === WHAT CAME IN ===

    def test_kept_in_part_is_broken_and_says_how_much(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        self.pay(move, amount=60.0)
        self.assertEqual(promise.received_amount, 60.0)
        self.settle(days(9))
        self.assertEqual((promise.state, promise.result), ("broken", "partly"))
        self.assertEqual((promise.kept_amount, promise.kept_share), (60.0, 0.6))
        self.assertIn("part", promise.activity_ids.summary)

    def test_what_was_paid_before_does_not_count(self):
        move = self.make_invoice(days_late=10)
        self.pay(move, amount=40.0)
        promise = self.promise(move)
        self.assertEqual((promise.amount, promise.received_amount), (60.0, 0.0))
        self.settle(days(9))
        self.assertEqual((promise.result, promise.kept_amount), ("broken", 0.0))

    def test_a_credit_note_is_no_payment(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        credit = self.make_credit_note(amount=30.0)
        self.match(move, credit)
        self.assertEqual(promise.received_amount, 0.0)
        # and what is credited need not be paid
        self.pay(move, amount=70.0)
        self.settle(days(1))
        self.assertEqual((promise.state, promise.kept_amount), ("kept", 70.0))

    def test_nothing_left_to_pay_is_neither_kept_nor_broken(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        self.match(move, self.make_credit_note())
        self.settle(days(1))
        self.assertEqual(promise.state, "cancelled")

    def test_payment_in_another_currency(self):
        dollars = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner.id,
                "amount": 120.0,
                "currency_id": dollars.id,
                "date": TODAY,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self.match(move, payment.move_id)
        self.assertEqual(promise.received_amount, 60.0)

    def test_a_payment_that_comes_back_unkeeps_the_promise(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        payment = self.pay(move)
        self.settle(days(1))
        self.assertEqual(promise.state, "kept")
        payment.move_id.line_ids.remove_move_reconcile()
        self.settle(days(2))
        self.assertEqual((promise.state, promise.kept_amount), ("open", 0.0))
        self.assertEqual(self.explain(move, days(2))["decision"], "hold")
        self.settle(days(9))
        self.assertEqual(promise.state, "broken")

    def test_money_dated_in_time_but_booked_late_keeps_it_after_all(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        self.settle(days(9))
        self.assertEqual(promise.state, "broken")
        self.pay(move, date=days(5))
        self.settle(days(10))
        self.assertEqual((promise.state, promise.kept_amount), ("kept", 100.0))

    def test_money_after_the_grace_does_not(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        self.settle(days(9))
        self.pay(move, date=days(9))
        self.settle(days(10))
        self.assertEqual((promise.state, promise.kept_amount), ("broken", 0.0))

    def test_putting_the_date_off_holds_until_then(self):
        move = self.make_invoice(days_late=10)
        promise = self.promise(move)
        promise.date = days(20)
        self.assertEqual(self.explain(move, days(15))["decision"], "hold")
        self.assertEqual(self.explain(move, days(26))["decision"], "send")

    # === SOONER ===

    def test_next_step_comes_sooner_once(self):
        self.partner.dunning_scenario_id = self.make_scenario(5, 60, 90)
        move = self.make_invoice(days_late=10)
        self.deliver(self.night(TODAY))
        self.promise(move, days(5))
        self.company.dunning_promise_sooner = True
        self.settle(days(11))
        item = self.explain(move, days(11))
        self.assertEqual((item["decision"], item["reason"]), ("send", "due_sooner"))
        planned = self.Action._forecast(10, days(11))
        self.assertEqual([found["date"] for found in planned], [days(11)])
        (action,) = self.night(days(11))
        self.deliver(action)
        # used up: the one after it waits for its own day
        self.assertEqual(self.explain(move, days(18))["date"], days(81))

    def test_without_the_setting_it_waits_for_its_day(self):
        self.partner.dunning_scenario_id = self.make_scenario(5, 60, 90)
        move = self.make_invoice(days_late=10)
        self.deliver(self.night(TODAY))
        self.promise(move, days(5))
        self.settle(days(11))
        item = self.explain(move, days(11))
        self.assertEqual((item["decision"], item["reason"]), ("wait", "not_due_yet"))

    # === LIMITS ===

    def test_limits_bind_collectors_not_managers(self):
        self.company.dunning_promise_max_open = 1
        first, second = self.make_invoice(), self.make_invoice()
        self.promise(first, user=self.collector)
        with self.assertRaisesRegex(ValidationError, "1 promises under way"):
            self.promise(second, user=self.collector)
        self.assertTrue(self.promise(second))

    def test_who_broke_too_many_is_not_believed(self):
        self.company.dunning_promise_max_failed = 1
        move = self.make_invoice(days_late=10)
        self.promise(move)
        self.settle(days(9))
        with (
            freeze_time(dt.datetime.combine(days(9), dt.time(10))),
            self.assertRaisesRegex(ValidationError, "broken or put off"),
        ):
            self.promise(move, days(12), user=self.collector)

    def test_limits_bind_the_customers_page(self):
        """A page makes promises as root, on behalf of nobody with rights."""
        self.company.dunning_promise_max_open = 1
        first, second = self.make_invoice(), self.make_invoice()
        public = self.env.ref("base.public_user")
        self.Promise.with_user(public).sudo().create(
            {"move_ids": first.ids, "date": days(5), "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError):
            self.Promise.with_user(public).sudo().create(
                {"move_ids": second.ids, "date": days(5), "company_id": self.company.id}
            )

    def test_promising_again_replaces_the_promise(self):
        move = self.make_invoice(days_late=10)
        first = self.promise(move, days(5))
        second = self.promise(move, days(15))
        self.assertEqual((first.state, first.replaced_by_id), ("cancelled", second))
        self.assertEqual(self.explain(move, days(16))["decision"], "hold")
        record = self.partner._dunning_promise_reliability(self.company)
        self.assertEqual((record["put_off"], record["open"]), (1, 1))

    def test_a_promise_about_more_is_not_withdrawn_silently(self):
        moves = self.make_invoice() | self.make_invoice()
        self.promise(moves)
        with self.assertRaisesRegex(ValidationError, "withdraw it first"):
            self.promise(moves[0])

    # === RELIABILITY ===

    def test_reliability_is_shown_where_a_promise_is_accepted(self):
        kept, broken = self.make_invoice(amount=300.0), self.make_invoice(amount=100.0)
        self.promise(kept, days(2))
        self.promise(broken, days(2))
        self.pay(kept)
        self.pay(broken, amount=20.0)
        self.settle(days(9))
        record = self.partner._dunning_promise_reliability(self.company)
        self.assertEqual((record["count"], record["kept"], record["partly"]), (2, 1, 1))
        self.assertEqual((record["rate"], record["amount_rate"]), (0.5, 0.8))
        form = Form(self.Promise)
        form.partner_id = self.partner
        self.assertIn("1 kept, 1 partly kept", form.reliability)
        sheet = self.partner.action_dunning_call()
        sheet = self.env["dunning.call.sheet"].browse(sheet["res_id"])
        self.assertIn("1 partly kept", sheet.promise_record)

    def test_reliability_of_somebody_new(self):
        record = self.partner._dunning_promise_reliability(self.company)
        self.assertEqual((record["total"], record["rate"]), (0, None))

    # === BULK AND RIGHTS ===

    def test_settling_costs_the_same_for_one_and_for_twenty(self):
        moves = self.env["account.move"].union(
            *(
                self.make_invoice(partner=self.make_partner(f"Client {number}"))
                for number in range(21)
            )
        )
        for move in moves:
            self.promise(move)
        for move in moves:
            self.pay(move, amount=10.0 + move.id % 7)
        self.env.flush_all()
        counts = []
        for count in (1, 20):
            chosen = self.Promise.search([("state", "=", "open")], limit=count)
            others = self.Promise.search([]) - chosen
            others.sudo().filtered(lambda p: p.state == "open").state = "cancelled"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self.env.cr.savepoint() as savepoint:
                self.settle(days(9))
                self.assertEqual(set(chosen.mapped("state")), {"broken"})
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
                savepoint.rollback()
            self.env.invalidate_all()
            others.sudo().filtered(lambda p: p.state == "cancelled").state = "open"
            self.env.flush_all()
        self.assertLessEqual(counts[1], counts[0] + SLACK, counts)

    def test_reader_makes_no_promise(self):
        reader = self.make_user("lecteur", "account.group_account_readonly")
        move = self.make_invoice()
        with self.assertRaises(AccessError):
            self.promise(move, user=reader)

    def test_a_scenario_that_starts_late_is_brought_forward_too(self):
        """Debts too young for any step are not even read, most nights."""
        late = self.make_scenario(60)
        self.company.dunning_scenario_id = late
        move = self.make_invoice(days_late=10)
        (self.env["dunning.scenario"].search([]) - late).active = False
        self.promise(move, days(1))
        self.company.dunning_promise_sooner = True
        self.settle(days(11))
        self.assertEqual(len(self.night(days(11))), 1)
