"""The forecast and the sentence on the invoice say what the nights then do."""

from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestForecastExplain(DunningCommon):
    def test_forecast_is_what_the_nights_do(self):
        self.scenario.min_gap_days = 9
        for number, late in enumerate((-3, 2, 12, 33, 300)):
            partner = self.make_partner(f"Client {number}")
            self.make_invoice(days_late=late, partner=partner)
        self.make_invoice(days_late=4, amount=20.0)
        self.make_invoice(days_late=-10, amount=30.0)
        found = self.Action._forecast(40, TODAY)
        self.assertGreater(len(found), 10)
        expected = {
            (
                item["date"],
                item["partner_id"],
                item["step_id"],
                round(item["amount"], 2),
            )
            for item in found
        }
        happened = set()
        for day in range(40):
            for action in self.night(days(day)):
                happened.add(
                    (days(day), action.partner_id.id, action.step_id.id, action.amount)
                )
        self.assertEqual(happened, expected)

    def test_forecast_skips_what_is_paid_or_held(self):
        paid = self.make_invoice(days_late=10)
        self.pay(paid)
        held = self.make_partner("Suspendu")
        self.make_invoice(days_late=10, partner=held)
        self.env["dunning.hold"].create({"partner_id": held.id, "date_from": TODAY})
        self.assertEqual(self.Action._forecast(60, TODAY), [])

    def test_explanation_and_night_agree(self):
        move = self.make_invoice(days_late=10)
        item = self.explain(move)
        self.assertEqual((item["decision"], item["date"]), ("send", TODAY))
        done = self.night()
        self.assertEqual(done.step_id, item["step"])
        self.deliver(done)
        item = self.explain(move)
        self.assertEqual((item["decision"], item["reason"]), ("wait", "not_due_yet"))
        self.assertFalse(self.night(item["date"] - (days(1) - TODAY)))
        self.assertEqual(self.night(item["date"]).step_id, item["step"])

    def test_every_open_invoice_has_a_sentence(self):
        moves = self.env["account.move"].union(
            *(self.make_invoice(days_late=late) for late in (-30, 0, 3, 10, 400))
        )
        for move in moves:
            self.assertTrue(self.explain(move)["message"], move.name)
            self.assertTrue(move.dunning_explanation, move.name)

    def test_paid_and_draft_have_none(self):
        paid = self.make_invoice(days_late=10)
        self.pay(paid)
        draft = self.make_invoice(days_late=10)
        draft.button_draft()
        self.assertEqual((paid | draft)._dunning_explain(TODAY), [])
        self.assertFalse(paid.dunning_explanation)

    def test_not_on_a_sunday(self):
        move = self.make_invoice(days_late=10)
        sunday = days(3)
        item = self.explain(move, sunday)
        self.assertEqual(item["reason"], "not_a_sending_day")
        self.assertEqual(item["date"], days(4))
        self.assertFalse(self.night(sunday))

    def test_instalments_are_explained_one_by_one(self):
        terms = self.env.ref("account.account_payment_term_advance", False)
        terms = terms or self.env["account.payment.term"].create(
            {
                "name": "Two",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )
        move = self.make_invoice(days_late=10, invoice_payment_term_id=terms.id)
        items = move._dunning_explain(TODAY)
        self.assertEqual(len(items), len(self.receivable(move)))
        due = [self.receivable(move).browse(item["line_id"]) for item in items]
        self.assertEqual(
            due, sorted(due, key=lambda line: (line.date_maturity, line.id))
        )
        self.assertEqual(items[0]["decision"], "send")
        self.assertEqual(items[-1]["reason"], "not_due_yet")
