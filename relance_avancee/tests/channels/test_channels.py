"""Who is reached by what: refused, preferred, taken over, capped, and nobody else."""

from contextlib import closing

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, DunningCommon, days

MANAGER = "relance_avancee.relance_avancee_group_manager"
COLLECTOR = "relance_avancee.relance_avancee_group_user"
ADDRESS = {"street": "1 rue de la Paix", "zip": "75002", "city": "Paris"}


@tagged("post_install", "-at_install")
class TestChannels(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reachable = cls.make_partner("Client Joignable", **ADDRESS)

    def plan(self, today=TODAY):
        return self.Action._plan(today)

    def channels(self, actions):
        return sorted(actions.mapped("channel"))

    def bounce(self, action):
        """The message comes back: the address does not exist."""
        self.deliver(action)
        action.contact_id.message_bounce += 1
        action._message_receive_bounce(action.email_to, action.contact_id)

    # === WHEN ONE CANNOT BE USED ===

    def test_without_email_address_a_letter_leaves(self):
        self.reachable.email = False
        self.make_invoice(partner=self.reachable)
        action = self.plan()
        self.assertEqual((action.channel, action.state), ("letter", "planned"))
        self.assertEqual(action.contact_id, self.reachable)
        self.assertFalse(action.fallback_of_id)
        self.assertFalse(self.plan())

    def test_without_any_channel_it_fails_and_says_so_once(self):
        self.partner.email = False
        self.make_invoice()
        action = self.plan()
        self.assertEqual((action.state, action.reason_code), ("failed", "no_channel"))
        self.assertFalse(self.plan(days(1)))

    def test_nothing_takes_over_when_the_company_says_so(self):
        self.env["dunning.channel"].search([]).is_fallback = False
        self.reachable.email = False
        self.make_invoice(partner=self.reachable)
        self.assertEqual(self.plan().state, "failed")

    def test_the_order_is_the_companys(self):
        step = self.steps[1]
        step.sms_template_id = self.env["sms.template"].create(
            {
                "name": "SMS",
                "model_id": self.env.ref("relance_avancee.model_dunning_action").id,
                "body": "Rappel",
            }
        )
        self.reachable.write({"email": False, "phone": "+33612345678"})
        self.make_invoice(partner=self.reachable)
        own = self.env["dunning.channel"].create(
            {"channel": "sms", "company_id": self.company.id, "sequence": 1}
        )
        self.assertEqual(self.plan().channel, "sms")
        own.company_id = self.env["res.company"].create({"name": "Other"})
        # by hand would be for good
        self.Action.search([])._set_cancelled("superseded")
        self.assertEqual(self.plan().channel, "letter")

    def test_the_preview_and_the_forecast_show_what_takes_over(self):
        self.reachable.email = False
        self.make_invoice(partner=self.reachable)
        [first] = self.Action._forecast(1, TODAY)
        self.assertEqual(first["channels"], ["letter"])

    # === AFTER A FAILURE ===

    def test_after_a_bounce_a_letter_takes_the_level(self):
        move = self.make_invoice(partner=self.reachable)
        action = self.night()
        step = action.step_id
        self.bounce(action)
        self.assertFalse(move.dunning_step_id)
        # not the same day: a second contact by another channel
        self.assertFalse(self.plan())
        self.assertEqual(self.explain(move)["reason"], "tried_today")
        letter = self.plan(days(1))
        self.assertEqual((letter.channel, letter.step_id), ("letter", step))
        self.assertEqual(letter.fallback_of_id, action)
        self.assertEqual(action.state, "failed")
        # exactly once
        self.assertFalse(self.plan(days(1)))
        self.assertFalse(self.plan(days(2)))
        letter.action_done()
        self.assertEqual(move.dunning_step_id, step)
        self.assertFalse(self.plan(days(2)))
        self.assertEqual(action.state, "failed")

    def test_a_corrected_address_sends_nothing_twice(self):
        self.make_invoice(partner=self.reachable)
        action = self.night()
        self.bounce(action)
        letter = self.plan(days(1))
        self.reachable.email = "nouvelle@client.example.com"
        self.assertFalse(self.plan(days(2)))
        self.assertEqual((action.state, letter.state), ("failed", "planned"))
        letter.action_done()
        self.assertFalse(self.plan(days(3)))
        self.assertEqual(action.state, "failed")

    def test_retrying_by_hand_takes_the_place_of_the_letter(self):
        self.make_invoice(partner=self.reachable)
        action = self.night()
        self.bounce(action)
        letter = self.plan(days(1))
        self.reachable.email = "nouvelle@client.example.com"
        action.action_retry()
        self.assertEqual((action.state, letter.state), ("planned", "cancelled"))
        action._process(days(1))
        self.assertEqual(action.state, "done")

    def test_retrying_after_the_letter_is_of_no_use(self):
        self.make_invoice(partner=self.reachable)
        action = self.night()
        self.bounce(action)
        self.plan(days(1)).action_done()
        action.action_retry()
        self.assertEqual(
            (action.state, action.reason_code), ("cancelled", "superseded")
        )

    def test_a_mail_server_down_is_no_reason_for_a_letter(self):
        move = self.make_invoice(partner=self.reachable)
        action = self.night()
        action._mail_failed("mail_smtp", "down")
        self.assertEqual(self.explain(move)["reason"], "failed")
        # for ever is another matter
        action.sudo().attempts = 9
        self.assertEqual(self.plan(days(1)).channel, "letter")

    def test_payment_stops_what_took_over(self):
        move = self.make_invoice(partner=self.reachable)
        self.bounce(self.night())
        letter = self.plan(days(1))
        self.pay(move)
        self.assertEqual((letter.state, letter.reason_code), ("cancelled", "paid"))

    # === WHAT THE CUSTOMER WANTS ===

    def test_a_refused_channel_is_never_used_even_by_hand(self):
        self.reachable.with_company(self.company).dunning_email_use = "forbidden"
        self.make_invoice(partner=self.reachable)
        self.assertEqual(self.plan().channel, "letter")
        with self.assertRaises(UserError):
            self.env["dunning.planner"]._plan_by_hand(
                self.reachable, self.company, self.steps[1], "email", None, TODAY
            )

    def test_who_refuses_the_only_channel_is_not_tried_every_night(self):
        self.partner.with_company(self.company).dunning_email_use = "forbidden"
        self.make_invoice()
        action = self.plan()
        self.assertEqual(action.state, "failed")
        self.assertIn("never contacted", action.reason)
        self.assertFalse(self.night(days(1)))
        self.assertFalse(self.night(days(4)))
        self.assertEqual(action.state, "failed")
        self.assertEqual(len(self.Action.search([])), 1)
        # the customer changes his mind
        self.partner.with_company(self.company).dunning_email_use = False
        self.assertEqual(self.night(days(5)), action)

    def test_an_address_the_mail_server_refused_is_not_tried_every_night(self):
        self.make_invoice(partner=self.reachable)
        action = self.night()
        action._mail_failed("mail_email_invalid", "no such user")
        letter = self.plan(days(1))
        self.assertEqual((letter.channel, letter.fallback_of_id), ("letter", action))

    def test_one_message_per_invoice_is_one_contact(self):
        scenario = self.make_scenario(1, 5, min_gap_days=1, grouping="invoice")
        self.company.dunning_scenario_id = scenario
        for _index in range(3):
            self.make_invoice(days_late=1)
        self.assertEqual(len(self.deliver_night(0)), 3)
        self.assertEqual(len(self.deliver_night(4)), 3)

    def test_by_hand_the_channel_chosen_needs_no_other(self):
        self.reachable.email = False
        self.make_invoice(partner=self.reachable)
        action = self.env["dunning.planner"]._plan_by_hand(
            self.reachable, self.company, self.steps[1], "letter", None, TODAY
        )
        self.assertEqual(action.channel, "letter")
        with self.assertRaises(UserError):
            self.env["dunning.planner"]._plan_by_hand(
                self.reachable, self.company, self.steps[1], "email", None, TODAY
            )

    def test_a_refusal_concerns_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.reachable.with_company(other).dunning_email_use = "forbidden"
        self.make_invoice(partner=self.reachable)
        self.assertEqual(self.plan().channel, "email")

    def test_the_preferred_channel_carries_reminders_not_the_formal_notice(self):
        self.reachable.with_company(self.company).dunning_letter_use = "preferred"
        self.make_invoice(partner=self.reachable)
        self.assertEqual(self.plan().channel, "letter")
        late = self.make_partner("Client Tardif", **ADDRESS)
        late.with_company(self.company).dunning_letter_use = "preferred"
        scenario = self.make_scenario(5)
        scenario.step_ids.kind = "formal_notice"
        self.make_invoice(partner=late, dunning_scenario_id=scenario.id)
        action = self.plan().filtered(lambda a: a.partner_id == late)
        self.assertEqual(action.channel, "email")

    # === HOW OFTEN ===

    def fast(self):
        """A scenario that would write every other day."""
        scenario = self.make_scenario(1, 3, 5, 7, min_gap_days=1)
        self.company.dunning_scenario_id = scenario

    def written(self, partner):
        """Days of the reminders of two working weeks, mailed as they come."""
        self.make_invoice(days_late=1, partner=partner)
        return [
            number
            for number in range(14)
            if self.deliver_night(number).filtered(lambda a: a.partner_id == partner)
        ]

    def deliver_night(self, number):
        done = self.night(days(number))
        self.deliver(done)
        return done

    def test_a_company_is_written_to_twice_in_seven_days_at_most(self):
        self.fast()
        # TODAY is a Thursday: Thursday, Monday (Saturday is closed), then a week later
        self.assertEqual(self.written(self.partner), [0, 4, 7, 11])

    def test_a_consumer_once(self):
        self.fast()
        self.partner.dunning_debtor_kind = "consumer"
        self.assertEqual(self.written(self.partner), [0, 7])

    def test_the_wait_is_explained(self):
        self.fast()
        self.partner.dunning_debtor_kind = "consumer"
        move = self.make_invoice(days_late=1)
        self.deliver_night(0)
        item = self.explain(move, days(4))
        self.assertEqual((item["reason"], item["date"]), ("weekly_cap", days(7)))
        self.assertIn("often enough", item["message"])

    def test_no_cap_when_the_company_wants_none(self):
        self.fast()
        self.env["dunning.channel"].search([]).write(
            {"company_cap": 0, "consumer_cap": 0}
        )
        self.assertEqual(self.written(self.partner), [0, 4, 5, 6])

    # === NOBODY ELSE ===

    def test_a_stranger_cannot_be_a_reminder_contact(self):
        stranger = self.make_partner("Tiers")
        with self.assertRaises(ValidationError):
            self.partner.dunning_contact_ids = stranger

    def test_a_contact_who_left_reads_nothing_any_more(self):
        contact = self.make_partner(
            "Comptable", is_company=False, parent_id=self.partner.id
        )
        self.partner.dunning_contact_ids = contact
        self.make_invoice()
        self.assertEqual(self.plan().contact_id, contact)
        contact.parent_id = self.make_partner("Nouvel Employeur")
        action = self.night()
        self.assertEqual(action.contact_id, self.partner)
        self.assertEqual(action._get_recipients(), self.partner)

    def test_an_invoice_address_that_is_another_company_is_not_used(self):
        self.make_partner(
            "Affacturage", is_company=True, type="invoice", parent_id=self.partner.id
        )
        self.make_invoice()
        self.assertEqual(self.plan().contact_id, self.partner)

    def test_an_archived_contact_is_not_used(self):
        contact = self.make_partner(
            "Comptable", is_company=False, parent_id=self.partner.id
        )
        self.partner.dunning_contact_ids = contact
        contact.active = False
        self.make_invoice()
        self.assertEqual(self.plan().contact_id, self.partner)

    # === RIGHTS ===

    def test_only_a_manager_changes_the_channels(self):
        # a line of one company; those of all companies are who manages them all's
        line = self.env.ref("relance_avancee.dunning_channel_email").sudo()
        line = line.copy({"company_id": self.company.id})
        line.with_user(self.make_user("manager_ch", MANAGER)).company_cap = 3
        self.assertEqual(line.company_cap, 3)
        collector = self.make_user("collector_ch", COLLECTOR)
        self.assertEqual(line.with_user(collector).company_cap, 3)
        with self.assertRaises(AccessError):
            line.with_user(collector).company_cap = 9

    def test_another_companys_line_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        line = self.env["dunning.channel"].create(
            {"channel": "sms", "company_id": other.id}
        )
        collector = self.make_user("collector_ch", COLLECTOR)
        self.assertNotIn(line, line.with_user(collector).search([]))
        collector.company_ids = [Command.link(other.id)]
        in_both = line.with_user(collector).with_context(
            allowed_company_ids=(self.company | other).ids
        )
        self.assertIn(line, in_both.search([]))

    def test_a_cap_is_not_negative_and_a_line_is_unique(self):
        line = self.env.ref("relance_avancee.dunning_channel_email")
        for change, error in (
            (lambda: line.write({"company_cap": -1}), CheckViolation),
            (lambda: line.copy(), UniqueViolation),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                closing(self.env.cr.savepoint()),
            ):
                change()
                self.env.flush_all()
