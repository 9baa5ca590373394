"""A hold stops what it covers, as long as it lasts, and no more."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestHolds(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.make_invoice(days_late=10, amount=100.0)

    def hold(self, **values):
        return self.env["dunning.hold"].create({"date_from": TODAY, **values})

    def test_hold_on_one_invoice_leaves_the_others(self):
        other = self.make_invoice(days_late=10, amount=30.0)
        self.hold(move_id=self.move.id)
        action = self.night()
        self.assertEqual(action.amount, 30.0)
        self.assertEqual(action.claimed_line_ids.move_id, other)
        self.assertFalse(self.move.dunning_step_id)

    def test_hold_on_the_debtor_covers_everything_to_come(self):
        self.hold(partner_id=self.partner.id)
        self.make_invoice(days_late=10, amount=30.0)
        for day in (0, 1, 20):
            self.assertFalse(self.night(days(day)))

    def test_hold_on_a_part_claims_the_rest(self):
        self.hold(move_id=self.move.id, amount=40.0)
        self.assertEqual(self.night().amount, 60.0)

    def test_hold_lowers_what_is_planned_at_once(self):
        action = self.Action._plan(TODAY)
        self.hold(move_id=self.move.id, amount=40.0)
        self.assertRecordValues(action, [{"state": "planned", "amount": 60.0}])

    def test_hold_cancels_what_is_planned_at_once(self):
        action = self.Action._plan(TODAY)
        self.hold(partner_id=self.partner.id, reason="insolvency")
        self.assertEqual((action.state, action.reason_code), ("cancelled", "hold"))
        self.assertTrue(action.reason)

    def test_hold_of_somebody_else(self):
        self.hold(partner_id=self.make_partner("Autre").id)
        self.assertTrue(self.night())

    def test_hold_that_starts_later(self):
        self.hold(partner_id=self.partner.id, date_from=days(1))
        self.assertTrue(self.night(TODAY))

    def test_last_day_is_included(self):
        self.hold(partner_id=self.partner.id, date_to=days(4))
        self.assertFalse(self.night(days(4)))
        self.assertTrue(self.night(days(5)))

    def test_after_a_long_hold_one_step_only(self):
        self.deliver(self.night())
        hold = self.hold(partner_id=self.partner.id)
        self.assertFalse(self.night(days(60)))
        hold.action_lift()
        self.assertFalse(hold.active)
        self.assertEqual(hold.lifted_by_id, self.env.user)
        done = self.night(days(60))
        self.assertEqual(done.step_id.delay_days, 15)
        self.deliver(done)
        self.assertFalse(self.night(days(61)))

    def test_extended(self):
        hold = self.hold(partner_id=self.partner.id, date_to=days(4))
        hold.action_extend()
        self.assertEqual(hold.date_to, days(11))
        self.assertFalse(self.night(days(11)))

    def test_explanation_names_reason_and_end(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.hold(partner_id=self.partner.id, reason="insolvency", date_to=days(4))
        (item,) = self.move.with_context(lang="en_US")._dunning_explain(TODAY)
        self.assertEqual((item["decision"], item["date"]), ("hold", days(5)))
        self.assertIn("insolvency", item["message"])
        self.assertIn("03/16/2026", item["message"])

    def test_hold_by_the_buttons(self):
        self.move.action_dunning_exclude()
        self.assertFalse(self.night(days(20)))
        self.assertTrue(self.move.dunning_hold_ids)
        self.assertEqual(self.move.dunning_hold_ids.partner_id, self.partner)

    def test_hold_of_a_contact_is_the_companys(self):
        child = self.make_partner("Agence", parent_id=self.partner.id, is_company=False)
        self.assertEqual(self.hold(partner_id=child.id).partner_id, self.partner)
        self.assertFalse(self.night())

    def test_impossible_holds(self):
        with self.assertRaises(ValidationError):
            self.hold(move_id=self.move.id, amount=100.01)
