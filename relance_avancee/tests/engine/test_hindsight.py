"""Why a debt was reminded on a past day, or not: from facts that keep their dates."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestHindsight(DunningCommon):
    def past(self, move, day):
        (item,) = move._dunning_explain_past(day)
        return item

    def at(self, day):
        return freeze_time(f"{day} 10:00:00")

    def test_a_sent_reminder_is_explained_for_ever(self):
        move = self.make_invoice(days_late=10)
        done = self.night()
        self.deliver(done)
        with self.at(days(20)):
            item = self.past(move, TODAY)
            self.assertEqual((item["decision"], item["step"]), ("send", done.step_id))
            self.assertEqual(item["actions"], done)
            item = self.past(move, days(1))
            self.assertEqual(
                (item["decision"], item["reason"]), ("wait", "not_due_yet")
            )
            self.assertFalse(item["actions"])

    def test_every_past_day_says_what_that_day_said(self):
        """The answer given on a day is the answer given later about that day."""
        self.scenario.min_gap_days = 6
        moves = self.env["account.move"].union(
            *(
                self.make_invoice(days_late=late, invoice_date=days(-40))
                for late in (-2, 3, 12, 29)
            )
        )
        told = {}
        for number in range(0, 28, 3):
            day = days(number)
            with self.at(day):
                if number == 6:
                    self.pay(moves[1], date=day)
                if number == 9:
                    hold = self.env["dunning.hold"].create(
                        {"move_id": moves[2].id, "date_from": day, "date_to": days(17)}
                    )
                if number == 15:
                    hold.action_lift()
                told[day] = self.answers(moves._dunning_explain(day), day)
                self.deliver(self.night(day))
        with self.at(days(40)):
            for day, answer in told.items():
                with self.subTest(day=day):
                    again = self.answers(moves._dunning_explain_past(day), day)
                    self.assertEqual(self.settled(again, answer), answer)

    def answers(self, items, day):
        return {
            item["move_id"]: (item["decision"], item["reason"], item["step_id"])
            for item in items
        }

    def settled(self, again, answer):
        # paid in the course of that very day: the morning did not know
        return {key: value for key, value in again.items() if key in answer}

    def test_a_lifted_hold_counts_for_its_days_only(self):
        move = self.make_invoice(days_late=10)
        hold = self.env["dunning.hold"].create({"move_id": move.id, "date_from": TODAY})
        with self.at(days(4)):
            hold.action_lift()
        with self.at(days(10)):
            self.assertEqual(self.past(move, days(2))["decision"], "hold")
            self.assertEqual(self.past(move, days(5))["decision"], "send")

    def test_a_payment_since_changes_nothing_of_the_past(self):
        move = self.make_invoice(days_late=10)
        with self.at(days(5)):
            self.pay(move, amount=40.0, date=days(5))
        with self.at(days(9)):
            self.assertEqual(self.past(move, days(4))["residual"], 100.0)
            self.assertEqual(self.past(move, days(6))["residual"], 60.0)
            self.pay(move, date=days(9))
            self.assertEqual(self.past(move, days(6))["amount"], 60.0)

    def test_what_was_cancelled_that_day_says_why(self):
        move = self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self.pay(move)
        with self.at(days(3)):
            why = self.env["dunning.why"].browse(planned.action_why()["res_id"])
            self.assertEqual(why.day, TODAY)
            self.assertIn("Paid", str(why.answer))

    def test_tomorrow_is_not_the_past(self):
        move = self.make_invoice(days_late=10)
        with self.assertRaises(UserError):
            move._dunning_explain_past(days(1))
        self.assertEqual(self.past(move, TODAY)["decision"], "send")

    def test_cost_is_that_of_one(self):
        one = self.make_invoice(days_late=10)
        many = self.env["account.move"].union(
            *(
                self.make_invoice(partner=self.make_partner(f"Client {number}"))
                for number in range(20)
            )
        )
        self.deliver(self.night())
        costs = []
        with self.at(days(10)):
            for moves in (one, many):
                costs.append(
                    self.count_statements_warm(
                        lambda moves=moves: moves._dunning_explain_past(days(5))
                    )
                )
        self.assertLessEqual(costs[1], costs[0] + 3, costs)

    def test_reader_asks_on_the_invoice(self):
        reader = self.make_user("lecteur", "account.group_account_readonly")
        move = self.make_invoice(days_late=10)
        action = move.with_user(reader).action_dunning_why()
        why = self.env["dunning.why"].with_user(reader).browse(action["res_id"])
        self.assertIn(move.name, str(why.answer))
