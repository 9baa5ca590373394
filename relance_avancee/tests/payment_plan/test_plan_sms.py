"""Reminders of instalments by SMS, with the texts shipped."""

from odoo.tests import Form, tagged

from ...core.mail import texting
from ..channels.sms.test_sms import SmsCommon
from ..plan_common import PlanCommon

NAME = "Atelier Boréal"


@tagged("post_install", "-at_install")
class TestPlanSms(PlanCommon, SmsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = NAME
        cls.env["ir.config_parameter"].set_param(
            "web.base.url", "https://erp.boreal.example.com"
        )
        cls.before = cls.env.ref("relance_avancee.dunning_step_plan_before")
        cls.after = cls.env.ref("relance_avancee.dunning_step_plan_after")

    def setUp(self):
        super().setUp()
        # Thursday 19 March
        self.plan = self.running(self.move, first=7)
        self.by_sms(self.before | self.after)

    def by_sms(self, steps):
        """Tick SMS on these steps, as on the screen, and nothing else."""
        for step in steps:
            with Form(step) as form:
                form.send_email = False
                form.send_sms = True

    def texts_at(self, *nights):
        found = []
        for count in nights:
            self.night_at(count)
            with self.at(count):
                found += [text for _number, text in self.run_sms_queue()]
        return found

    def test_text_before_and_after(self):
        before, after = self.texts_at(4, 11)
        amount = self.amounts(self.plan)[0]
        for text in (before, after):
            self.assertIn("03/19/2026", text)
            self.assertIn(f"{amount:.2f}", text)
            self.assertEqual(texting.parts(text), 1, text)
        self.assertIn("next instalment", before)
        self.assertIn("oversight", after)

    def test_text_leads_to_the_page_where_it_is_paid(self):
        [text] = self.texts_at(4)
        link = self.env["dunning.link"]._get_link(
            self.partner, self.partner, self.company
        )
        self.assertIn(link.url, text)
        [plan] = link._prepare_page()["plans"]
        path = link._get_path() + plan["url"]
        self.assertEqual(path, self.plan.get_portal_url())

    def test_nothing_personal(self):
        self.partner.name = "Client Très Reconnaissable"
        for text in self.texts_at(4, 11):
            for word in ("Reconnaissable", "Service", self.plan._get_number(), "plan"):
                self.assertNotIn(word, text)

    def test_french(self):
        self.speak_french(self.partner)
        before, after = self.texts_at(4, 11)
        self.assertTrue(before.startswith(f"{NAME} : prochaine échéance le 19/03/2026"))
        self.assertTrue(after.startswith(f"{NAME} : échéance du 19/03/2026"))
        for text in (before, after):
            self.assertTrue(text.endswith("Merci."))
            self.assertEqual(texting.parts(text), 1, text)

    def test_text_proposed_is_of_the_tone(self):
        scenario = self.make_scenario(5, 15, 30, 45)
        for step, tone in zip(
            scenario.step_ids, ("friendly", "neutral", "firm", "final"), strict=True
        ):
            step.tone = tone
        self.by_sms(scenario.step_ids)
        self.assertEqual(
            scenario.step_ids.sms_template_id.mapped("name"),
            ["Dunning: First SMS", "Dunning: Second SMS", "Dunning: Last SMS"],
        )
        self.assertFalse(scenario.step_ids[-1].sms_template_id)

    def test_text_already_chosen_stays(self):
        own = self.template.copy({"name": "Own"})
        self.after.write(
            {"send_email": True, "send_sms": False, "sms_template_id": own.id}
        )
        self.by_sms(self.after)
        self.assertEqual(self.after.sms_template_id, own)
