"""Bad input: a clear error or a visible failed action, and nothing lost."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestBadInput(DunningCommon):
    def action_of(self, partner):
        return self.Action.search([("partner_id", "=", partner.id)])

    def assertVisibleFailure(self, action, failure):
        """Failed, with a reason, told once to the collector."""
        self.assertEqual((action.state, action.failure), ("failed", failure))
        self.assertTrue(action.reason)
        self.assertEqual(len(action.activity_ids), 1)
        self.assertEqual(action.activity_ids.user_id, self.company.dunning_user_id)

    # === ADDRESSES ===

    def test_no_address(self):
        partner = self.make_partner("Sans adresse", email=False)
        move = self.make_invoice(days_late=10, partner=partner)
        self.assertFalse(self.night())
        self.assertVisibleFailure(self.action_of(partner), "address")
        self.assertFalse(move.dunning_step_id)
        for day in (1, 4, 5):
            self.assertFalse(self.night(days(day)))
        self.assertEqual(len(self.action_of(partner)), 1)
        partner.email = "enfin@client.example.com"
        self.assertEqual(self.night(days(6)), self.action_of(partner))
        self.assertFalse(self.action_of(partner).activity_ids)

    def test_failure_of_a_step_that_is_past_makes_room_for_the_next(self):
        partner = self.make_partner("Sans adresse", email=False)
        self.make_invoice(days_late=-5, partner=partner)
        self.night()
        notice = self.action_of(partner)
        self.assertEqual(notice.step_id, self.steps[0])
        self.night(days(11))
        self.assertEqual(notice.state, "failed")
        self.night(days(12))
        reminder = self.action_of(partner) - notice
        self.assertEqual((notice.state, notice.reason_code), ("cancelled", "outdated"))
        self.assertFalse(notice.activity_ids)
        self.assertVisibleFailure(reminder, "address")

    def test_failure_is_over_once_the_invoice_is_paid(self):
        partner = self.make_partner("Sans adresse", email=False)
        move = self.make_invoice(days_late=10, partner=partner)
        self.night()
        self.pay(move)
        self.night(days(1))
        action = self.action_of(partner)
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        self.assertFalse(action.activity_ids)

    def test_malformed_address(self):
        partner = self.make_partner("Mal écrit", email="n'importe quoi")
        other = self.make_partner("Bien écrit")
        self.make_invoice(days_late=10, partner=partner)
        self.make_invoice(days_late=10, partner=other)
        done = self.night()
        self.assertEqual(done.partner_id, other)
        self.assertVisibleFailure(self.action_of(partner), "address")

    def test_address_removed_after_planning(self):
        self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        self.partner.email = False
        self.assertFalse(action._process(TODAY))
        self.assertIn(action.state, ("cancelled", "failed"))
        self.assertTrue(action.reason)
        self.partner.email = "neuve@client.example.com"
        self.assertTrue(self.night(days(1)))

    # === TEXTS ===

    def spoil_text(self, body):
        """A text of its own for the first reminder, in every language."""
        self.steps[1].mail_template_id = self.env["mail.template"].create(
            {
                "name": "Spoilt",
                "model_id": self.env.ref("relance_avancee.model_dunning_action").id,
                "subject": "Reminder",
                "body_html": body,
            }
        )
        return self.steps[1].mail_template_id

    def test_template_that_raises(self):
        template = self.spoil_text("<p t-out='object.no_such_field'/>")
        move = self.make_invoice(days_late=10)
        with mute_logger(
            "odoo.addons.mail.models.mail_render_mixin",
            "odoo.addons.relance_avancee.models.engine.dunning_message",
        ):
            self.assertFalse(self.night())
        action = self.action_of(self.partner)
        self.assertVisibleFailure(action, "content")
        self.assertFalse(move.dunning_step_id)
        template.body_html = "<p>Please pay</p>"
        action.action_retry()
        self.assertEqual(self.night(), action)
        self.assertFalse(action.activity_ids)

    def test_empty_text(self):
        self.spoil_text("<p><br/></p>")
        self.make_invoice(days_late=10)
        with mute_logger("odoo.addons.relance_avancee.models.engine.dunning_message"):
            self.assertFalse(self.night())
        self.assertVisibleFailure(self.action_of(self.partner), "content")

    def test_step_without_text(self):
        self.steps[1].mail_template_id = False
        self.make_invoice(days_late=10)
        self.assertFalse(self.night())
        self.assertVisibleFailure(self.action_of(self.partner), "content")

    # === SCENARIOS ===

    def test_scenario_without_steps(self):
        empty = self.env["dunning.scenario"].create({"name": "Empty"})
        self.company.dunning_scenario_id = empty
        move = self.make_invoice(days_late=10)
        self.assertFalse(self.night())
        self.assertEqual(self.explain(move)["reason"], "no_step")

    def test_no_scenario_at_all(self):
        self.company.dunning_scenario_id = False
        move = self.make_invoice(days_late=10)
        self.assertFalse(self.night())
        self.assertEqual(self.explain(move)["reason"], "no_scenario")

    def test_delays_out_of_order(self):
        with self.assertRaises(ValidationError):
            self.steps[2].delay_days = 2
        with self.assertRaises(ValidationError):
            self.steps[2].delay_days = self.steps[1].delay_days

    def test_scenario_and_step_in_use_stay(self):
        self.make_invoice(days_late=10)
        self.night()
        for record in (self.scenario, self.steps[1]):
            with self.assertRaises(UserError):
                record.unlink()
        self.scenario.action_archive()
        self.assertTrue(self.scenario.exists())

    # === INVOICES AND PARTNERS ===

    def test_invoice_without_due_date(self):
        move = self.make_invoice(days_late=10)
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE move_id = %s",
            (move.id,),
        )
        move.line_ids.invalidate_recordset()
        done = self.night()
        self.assertEqual(done.claimed_line_ids.date_due, move.date)
        self.assertEqual(done.state, "done")

    def test_archived_partner_still_owes(self):
        self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self.partner.active = False
        with self.mail_server() as outbox:
            done = planned._process(TODAY)
            self.run_mail_queue(done)
        self.assertEqual(done, planned)
        self.assertEqual(len(outbox), 1)
        self.assertIn(self.partner.email, outbox[0]["To"])

    def merge(self, source, target):
        """The contact merge wizard."""
        self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((source | target).ids)],
                "dst_partner_id": target.id,
            }
        ).action_merge()
        self.env.invalidate_all()

    def test_merged_partner_keeps_his_history(self):
        double = self.make_partner("Double", email=self.partner.email)
        move = self.make_invoice(days_late=20, partner=double)
        sent = self.night(days(-13))
        self.deliver(sent)
        self.env["dunning.hold"].create(
            {"partner_id": double.id, "date_from": TODAY, "date_to": TODAY}
        )
        self.merge(double, self.partner)
        self.assertFalse(double.exists())
        self.assertEqual(sent.partner_id, self.partner)
        self.assertEqual(move.dunning_step_id.delay_days, 5)
        self.assertFalse(self.night(TODAY))
        self.assertEqual(self.night(days(1)).step_id.delay_days, 15)

    def test_merged_while_both_wait(self):
        double = self.make_partner("Double", email=self.partner.email)
        moves = self.make_invoice(days_late=10, partner=double) | self.make_invoice(
            days_late=12
        )
        other = self.make_partner("Autre")
        self.make_invoice(days_late=10, partner=other)
        planned = self.Action._plan(TODAY)
        self.assertEqual(len(planned), 3)
        self.merge(double, self.partner)
        done = planned._process(TODAY)
        self.assertIn(other, done.partner_id)
        one = done.filtered(lambda action: action.partner_id == self.partner)
        self.assertEqual(len(one), 1)
        self.assertEqual(one.claimed_line_ids.move_id, moves)
        self.assertEqual(sorted((planned - done).mapped("state")), ["cancelled"])

    # === RIGHTS ===

    def test_user_without_rights(self):
        move = self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        clerk = self.make_user("clerk", "account.group_account_invoice")
        for name in (
            "action_send_now",
            "action_approve",
            "action_done",
            "action_cancel",
            "action_retry",
        ):
            with self.assertRaises(AccessError):
                getattr(action.with_user(clerk), name)()
        with self.assertRaises(AccessError):
            move.with_user(clerk).action_dunning_send()
        self.assertEqual(action.state, "planned")
