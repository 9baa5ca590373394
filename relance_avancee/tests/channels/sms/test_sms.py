"""Reminders by SMS: to whom, when, what they say, and what becomes of them."""

import contextlib
import datetime as dt
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.sms.tools.sms_api import SmsApi

from ....models.engine import reevaluation
from ...common import TODAY, DunningCommon, days

MOBILE = "+33 6 12 34 56 78"
E164 = "+33612345678"


class SmsCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("relance_avancee.sms_template_first")
        cls.company.dunning_scenario_id = cls.make_sms_scenario(5, 20)
        cls.steps = cls.company.dunning_scenario_id.step_ids
        cls.partner.phone = MOBILE
        cls.move = cls.make_invoice(days_late=10)

    @classmethod
    def make_sms_scenario(cls, *delays, **values):
        scenario = cls.make_scenario(*delays, **values)
        scenario.step_ids.write(
            {
                "send_email": False,
                "send_sms": True,
                "sms_template_id": cls.template.id,
                # no text for another channel: none takes over
                "mail_template_id": False,
            }
        )
        return scenario

    def set_text(self, body):
        """A text of its own, in no language but the one it is written in."""
        template = self.env["sms.template"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id("dunning.action"),
                "lang": "{{ object._get_lang() }}",
                "body": body,
            }
        )
        self.steps.sms_template_id = template

    @contextlib.contextmanager
    def gateway(self, state="success", fault=None):
        """Odoo's SMS gateway; what it took is in the list it gives."""
        outbox = []

        def send(_api, messages, delivery_reports_url=False):
            if fault:
                raise fault
            outbox.extend(
                (number["number"], message["content"])
                for message in messages
                for number in message["numbers"]
            )
            return [
                {"uuid": number["uuid"], "state": state, "credit": 1}
                for message in messages
                for number in message["numbers"]
            ]

        with patch.object(SmsApi, "_send_sms_batch", send):
            yield outbox

    def run_sms_queue(self, **options):
        with self.gateway(**options) as outbox:
            self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()
        return outbox

    def report(self, action, status):
        """The gateway's report, as its webhook brings it."""
        tracker = (
            self.env["sms.tracker"].sudo().search([("sms_uuid", "=", action.sms_uuid)])
        )
        if state := self.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS.get(status):
            tracker._action_update_from_sms_state(state)
        else:
            tracker._action_update_from_provider_error(status)

    def queued(self, action):
        return self.env["sms.sms"].search([("uuid", "=", action.sms_uuid)])


@tagged("post_install", "-at_install")
class TestSms(SmsCommon):
    # === WHOM, WHAT ===

    def test_sms_leaves_and_moves_the_level(self):
        action = self.night()
        self.assertEqual((action.channel, action.state), ("sms", "done"))
        self.assertEqual(action.delivery_state, "queued")
        self.assertEqual(self.move.dunning_step_id, self.steps[0])
        outbox = self.run_sms_queue()
        self.assertEqual([number for number, _text in outbox], [E164])
        self.assertEqual(action.delivery_state, "sent")

    def test_text_is_reference_amount_and_link_only(self):
        self.partner.name = "Client Très Reconnaissable"
        action = self.night()
        [(_number, text)] = self.run_sms_queue()
        self.assertIn(self.move.name, text)
        self.assertIn(action.short_url, text)
        self.assertNotIn("Reconnaissable", text)
        self.assertNotIn("Service", text)
        self.assertNotIn(self.env["dunning.link"].search([]).nonce, text)
        self.assertLessEqual(len(text), 160)

    def test_several_debts_are_one_text(self):
        self.make_invoice(days_late=8, amount=50)
        action = self.night()
        [(_number, text)] = self.run_sms_queue()
        self.assertIn(f"{self.move.name} (+1)", text)
        self.assertEqual(action.amount, 150)

    def test_text_in_the_language_of_the_reader_and_the_gsm_alphabet(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.set_text("Réglez l’échéance de {{ object.sms_amount }} reçue")
        self.partner.lang = "fr_FR"
        self.make_invoice(days_late=9, amount=1134.5)
        self.night()
        [(_number, text)] = self.run_sms_queue()
        self.assertEqual(text, "Réglez l'échéance de 1 234,50 € recue")

    def test_invoice_contact_first(self):
        contact = self.make_partner(
            "Compta",
            parent_id=self.partner.id,
            type="invoice",
            phone="+33 6 98 76 54 32",
            is_company=False,
        )
        action = self.night()
        self.assertEqual(action.contact_id, contact)
        self.assertEqual(self.run_sms_queue()[0][0], "+33698765432")

    def test_company_when_the_invoice_contact_has_a_landline(self):
        self.make_partner(
            "Compta",
            parent_id=self.partner.id,
            type="invoice",
            phone="+33 1 23 45 67 89",
            is_company=False,
        )
        action = self.night()
        self.assertEqual(action.contact_id, self.partner)
        self.assertEqual(self.run_sms_queue()[0][0], E164)

    def test_unusable_numbers_are_said(self):
        for phone in (False, "06 12", "abc", "+33 1 23 45 67 89", "+999 12345678"):
            with self.subTest(phone=phone), self.env.cr.savepoint() as savepoint:
                self.partner.phone = phone
                self.assertFalse(self.night())
                action = self.Action.search([("partner_id", "=", self.partner.id)])
                self.assertEqual((action.state, action.failure), ("failed", "address"))
                self.assertIn("mobile", action.reason)
                self.assertFalse(self.move.dunning_step_id)
                self.assertFalse(self.env["sms.sms"].search([]))
                savepoint.rollback()

    def test_number_mended_is_texted(self):
        self.partner.phone = False
        self.night()
        self.partner.phone = MOBILE
        self.night(days(1))
        self.assertEqual([n for n, _t in self.run_sms_queue()], [E164])

    def test_blacklist_is_respected(self):
        self.env["phone.blacklist"].add(MOBILE)
        self.assertFalse(self.night())
        action = self.Action.search([])
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_blacklisted_after_planning(self):
        action = self.Action._plan(TODAY)
        # chosen by hand meanwhile: the number is asked again at the last moment
        self.env["phone.blacklist"].add(MOBILE)
        with patch.object(reevaluation, "reprice", lambda *a, **k: None):
            action._process(TODAY)
        self.assertNotEqual(action.state, "done")
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_blacklist_lifted(self):
        self.env["phone.blacklist"].add(MOBILE)
        self.night()
        self.env["phone.blacklist"].remove(MOBILE)
        self.night(days(1))
        self.assertEqual(len(self.run_sms_queue()), 1)

    def test_text_missing(self):
        self.steps.sms_template_id = False
        self.template.copy()
        scenario = self.make_sms_scenario(300)
        self.assertTrue(scenario.step_ids.sms_template_id)
        self.night()
        action = self.Action.search([])
        self.assertEqual((action.state, action.failure), ("failed", "content"))

    def test_text_too_long(self):
        self.set_text("x" * 500)
        self.night()
        action = self.Action.search([])
        self.assertEqual((action.state, action.failure), ("failed", "content"))
        self.assertIn("shorten", action.reason)
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_one_bad_text_does_not_stop_the_others(self):
        other = self.make_partner("Autre", phone="+33 6 11 22 33 44")
        self.make_invoice(days_late=10, partner=other)
        self.set_text("{{ 'x' * 500 if object.partner_id.name == 'Autre' else 'ok' }}")
        done = self.night()
        self.assertEqual(done.partner_id, self.partner)
        self.assertEqual([n for n, _t in self.run_sms_queue()], [E164])

    def test_preview_sends_nothing(self):
        action = self.Action._plan(TODAY)
        preview = self.env["dunning.preview"].browse(action.action_preview()["res_id"])
        self.assertIn(self.move.name, preview.body)
        self.assertIn("1 SMS", preview.subject)
        self.assertFalse(self.env["sms.sms"].search([]))

    # === WHEN ===

    def test_quiet_hours_wait_and_say_so(self):
        action = self.Action._plan(TODAY)
        with freeze_time(dt.datetime.combine(TODAY, dt.time(20))):
            self.assertFalse(action._process(TODAY))
        self.assertEqual((action.state, action.reason_code), ("planned", "quiet_hours"))
        self.assertTrue(action.reason)
        self.assertFalse(self.env["sms.sms"].search([]))
        self.assertFalse(self.move.dunning_step_id)
        # 8:00 in Paris, the next working day
        trigger = self.env["ir.cron.trigger"].search(
            [
                (
                    "cron_id",
                    "=",
                    self.env.ref("relance_avancee.ir_cron_dunning_sms").id,
                )
            ]
        )
        self.assertEqual(trigger.call_at, dt.datetime(2026, 3, 13, 7))

    def test_the_job_sends_when_quiet_hours_end(self):
        action = self.Action._plan(TODAY)
        with freeze_time(dt.datetime.combine(TODAY, dt.time(4))):
            action._process(TODAY)
        self.assertEqual(action.state, "planned")
        with self.enter_registry_test_mode():
            self.env.ref("relance_avancee.ir_cron_dunning_sms").method_direct_trigger()
        self.assertEqual(action.state, "done")
        self.assertFalse(action.reason)
        self.assertEqual(len(self.run_sms_queue()), 1)

    def test_paid_during_the_wait(self):
        action = self.Action._plan(TODAY)
        with freeze_time(dt.datetime.combine(TODAY, dt.time(4))):
            action._process(TODAY)
        self.pay(self.move)
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        with self.enter_registry_test_mode():
            self.env.ref("relance_avancee.ir_cron_dunning_sms").method_direct_trigger()
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_hours_are_those_of_the_debtor(self):
        """10:00 UTC is 21:00 in Nouméa."""
        self.partner.tz = "Pacific/Noumea"
        self.assertFalse(self.night())
        action = self.Action.search([])
        self.assertEqual((action.state, action.reason_code), ("planned", "quiet_hours"))

    def test_zone_of_the_country(self):
        self.partner.write({"country_id": self.env.ref("base.nz").id, "tz": False})
        self.assertFalse(self.night())
        self.assertEqual(self.Action.search([]).reason_code, "quiet_hours")

    def test_own_quiet_hours(self):
        self.company.write({"dunning_quiet_from": 11, "dunning_quiet_to": 9})
        self.assertFalse(self.night())
        self.company.write({"dunning_quiet_from": 0, "dunning_quiet_to": 0})
        self.assertTrue(self.Action.search([])._process(TODAY))

    def test_send_now_respects_the_night(self):
        action = self.Action._plan(TODAY)
        with freeze_time(dt.datetime.combine(TODAY, dt.time(22))):
            answer = action.action_send_now()
        self.assertEqual(action.state, "planned")
        self.assertIn("decent hour", answer["params"]["message"])

    # === MODES ===

    def test_simulation_sends_nothing(self):
        self.company.dunning_mode = "simulation"
        self.assertFalse(self.night())
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_test_mode_never_reaches_the_debtor(self):
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "essai@vendeur.example.com"}
        )
        self.assertFalse(self.night())
        action = self.Action.search([])
        self.assertEqual((action.state, action.failure), ("failed", "setup"))
        self.assertIn("test number", action.reason)
        self.assertFalse(self.env["sms.sms"].search([]))

    def test_test_mode_writes_to_the_test_number(self):
        self.company.write(
            {
                "dunning_mode": "test",
                "dunning_test_email": "essai@vendeur.example.com",
                "dunning_test_phone": "06 55 44 33 22",
            }
        )
        action = self.night()
        self.assertTrue(action.is_test)
        [(number, text)] = self.run_sms_queue()
        self.assertEqual(number, "+33655443322")
        self.assertIn("TEST", text)
        self.assertFalse(self.move.dunning_step_id)

    # === WHAT THE GATEWAY SAYS ===

    def test_refused_by_the_gateway(self):
        for state, failure in (
            ("server_error", "transport"),
            ("insufficient_credit", "setup"),
            ("unregistered", "setup"),
            ("wrong_number_format", "address"),
            ("country_not_supported", "address"),
            ("something_new", "transport"),
        ):
            with self.subTest(state=state), self.env.cr.savepoint() as savepoint:
                action = self.night()
                self.run_sms_queue(state=state)
                self.assertEqual((action.state, action.failure), ("failed", failure))
                self.assertTrue(action.reason)
                self.assertFalse(action.date_done)
                self.assertFalse(self.move.dunning_step_id)
                self.assertTrue(action.activity_ids)
                savepoint.rollback()

    def test_gateway_down(self):
        action = self.night()
        self.run_sms_queue(fault=ConnectionError("down"))
        self.assertEqual((action.state, action.failure), ("failed", "transport"))
        self.assertFalse(self.move.dunning_step_id)
        # tried again the next night, once
        self.night(days(1))
        self.assertEqual([n for n, _t in self.run_sms_queue()], [E164])
        self.assertEqual(action.state, "done")
        self.assertEqual(self.move.dunning_step_id, self.steps[0])

    def test_reported_undelivered_hours_later(self):
        action = self.night()
        self.run_sms_queue()
        self.assertEqual(action.delivery_state, "sent")
        self.report(action, "not_delivered")
        self.assertEqual((action.state, action.failure), ("failed", "transport"))
        self.assertFalse(self.move.dunning_step_id)

    def test_reported_dead_number_is_not_used_again(self):
        action = self.night()
        self.run_sms_queue()
        self.report(action, "invalid_destination")
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertEqual(action.delivery_state, "bounced")
        self.assertEqual(action.bounced_phone, E164)
        self.night(days(1))
        self.assertEqual(action.state, "failed")
        self.assertFalse(self.run_sms_queue())
        # asked by hand, the number gets another chance
        action.action_retry()
        self.assertEqual(action.state, "planned")

    def test_another_channel_takes_over_when_there_is_no_number(self):
        self.steps.mail_template_id = self.env.ref(
            "relance_avancee.mail_template_first"
        )
        self.partner.phone = "+33 1 23 45 67 89"
        done = self.night()
        self.assertEqual((done.channel, done.contact_id), ("email", self.partner))

    def test_another_channel_takes_over_from_a_dead_number(self):
        """The step leaves by e-mail instead, once, and the number is left alone."""
        self.steps.mail_template_id = self.env.ref(
            "relance_avancee.mail_template_first"
        )
        action = self.night()
        self.run_sms_queue()
        self.report(action, "invalid_destination")
        done = self.night(days(8))
        self.assertEqual((done.channel, done.contact_id), ("email", self.partner))
        self.assertFalse(self.run_sms_queue())
        self.assertEqual(action.state, "failed")
        self.assertEqual(self.move.dunning_step_id, self.steps[0])

    def test_delivered_after_all(self):
        action = self.night()
        self.run_sms_queue(state="server_error")
        self.report(action, "delivered")
        self.assertEqual((action.state, action.delivery_state), ("done", "sent"))
        self.assertEqual(self.move.dunning_step_id, self.steps[0])

    def test_report_on_another_message_changes_nothing(self):
        action = self.night()
        uuid = action.sms_uuid
        self.run_sms_queue()
        self.env["dunning.action"]._sms_updated(["0" * 32], "exception", "sms_server")
        self.env["dunning.action"]._sms_updated([False], "exception", "sms_server")
        self.assertEqual((action.state, action.sms_uuid), ("done", uuid))

    def test_paid_while_in_the_queue(self):
        action = self.night()
        sms = self.queued(action)
        self.pay(self.move)
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        self.assertEqual(sms.state, "canceled")
        self.assertFalse(self.run_sms_queue())

    def test_paid_after_it_left(self):
        action = self.night()
        self.run_sms_queue()
        self.pay(self.move)
        self.assertEqual(action.state, "done")

    def test_cancelled_in_the_queue_by_somebody(self):
        action = self.night()
        self.queued(action).action_set_canceled()
        self.assertEqual(action.state, "cancelled")
        self.assertFalse(self.move.dunning_step_id)

    def test_two_companies_in_one_queue(self):
        """Core's queue stops at the second company."""
        self.night()
        other = self.env["res.company"].create({"name": "Autre"})
        message = self.env["mail.message"].create({"record_company_id": other.id})
        self.env["sms.sms"].create(
            {
                "number": "+33611111111",
                "body": "hello",
                "mail_message_id": message.id,
            }
        )
        with self.gateway() as outbox, self.enter_registry_test_mode():
            self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.assertCountEqual(
            [number for number, _text in outbox], [E164, "+33611111111"]
        )

    def test_one_note_in_the_history(self):
        self.night()
        notes = self.move.message_ids.filtered(lambda m: "SMS" in (m.body or ""))
        self.assertEqual(len(notes), 1)

    # === THE SHORT LINK ===

    def test_short_code(self):
        action = self.night()
        code = action._get_short_code()
        self.assertEqual(self.Action._find_short_code(code), action)
        self.assertLess(len(code), 24)
        other = self.make_partner("Autre", phone="+33 6 11 22 33 44")
        self.make_invoice(days_late=10, partner=other)
        another = self.night()
        _number, signature = code.split("-", 1)
        for bad in (
            f"{another.id:x}-{signature}",
            code[:-1],
            code + "x",
            "",
            "-",
            "zz-zz",
            "1" * 400 + "-a",
            f"{action.id:x}",
            f"{action.id:x}-é",
        ):
            self.assertFalse(self.Action._find_short_code(bad), bad)

    def test_short_code_ends_with_the_token(self):
        action = self.night()
        code = action._get_short_code()
        action.sudo().access_token = "another"
        self.assertFalse(self.Action._find_short_code(code))

    def test_quiet_hours_setting_is_checked(self):
        with self.assertRaisesRegex(Exception, "24:00"):
            self.company.dunning_quiet_from = 25


@tagged("post_install", "-at_install")
class TestShortLink(SmsCommon, HttpCase):
    def test_link_leads_to_the_page(self):
        action = self.night()
        response = self.url_open(f"/d/{action._get_short_code()}")
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.move.name, response.text)

    @mute_logger("odoo.http")
    def test_wrong_link_shows_nothing(self):
        action = self.night()
        response = self.url_open(f"/d/{action.id:x}-AAAAAAAAAAAA")
        self.assertNotIn(self.move.name, response.text)
