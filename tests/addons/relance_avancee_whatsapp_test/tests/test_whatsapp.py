"""What another add-on brings is planned, sent, counted and explained like our own."""

from odoo.tests import Form, tagged

from odoo.addons.relance_avancee.models.channels.call import briefing
from odoo.addons.relance_avancee.tests.common import TODAY, DunningCommon, days

from ..hooks import uninstall_hook

NUMBER = "+33 6 12 34 56 78"


class WhatsappCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.phone = NUMBER
        cls.step = cls.steps.filtered(lambda step: step.delay_days > 0)[0]
        cls.move = cls.make_invoice(days_late=cls.step.delay_days)
        cls.Channel = cls.env["dunning.channel"]
        # each test says itself what may take over
        cls.Channel.search([]).unlink()

    def by_whatsapp(self, **values):
        self.step.write(
            {"send_email": False, "send_whatsapp": True, "whatsapp_text": "Bonjour"}
            | values
        )

    def actions(self):
        return self.Action.search([("partner_id", "=", self.partner.id)])

    def messages(self):
        return self.env["whatsapp.test.message"].search(
            [("action_id.partner_id", "=", self.partner.id)]
        )


@tagged("post_install", "-at_install")
class TestWhatsapp(WhatsappCommon):
    def test_planned_sent_logged_and_a_level(self):
        self.by_whatsapp()
        action = self.night()
        self.assertEqual((action.channel, action.state), ("whatsapp", "done"))
        self.assertEqual(self.messages().number, "+33612345678")
        self.assertIn("Bonjour http", self.messages().body)
        self.assertEqual(self.move.dunning_step_id, self.step)
        self.assertEqual(self.move.dunning_last_date, TODAY)
        self.assertIn("WhatsApp", self.move.message_ids.mapped("body")[0])
        self.assertFalse(self.night(), "once")

    def test_it_is_a_contact_and_the_gap_counts_from_it(self):
        self.by_whatsapp()
        self.night()
        self.make_invoice(days_late=self.step.delay_days - 1)
        self.assertFalse(self.night(days(1)))
        ledger = self.env["dunning.ledger"]
        debtor = ledger._read(self.company, days(1)).debtors[self.partner.id]
        self.assertEqual(debtor.last_contact, TODAY)
        self.assertEqual(debtor.recent, (("whatsapp", TODAY),))

    def test_a_weekly_cap_of_its_own(self):
        self.Channel.create({"channel": "whatsapp", "company_cap": 1})
        self.scenario.min_gap_days = 0
        self.by_whatsapp()
        self.night()
        other = self.make_invoice(days_late=self.step.delay_days - 1)
        self.assertFalse(self.night(days(1)))
        self.assertEqual(self.explain(other, days(1))["reason"], "weekly_cap")

    def test_it_takes_over_from_an_address_that_is_missing(self):
        self.Channel.create({"channel": "whatsapp"})
        self.partner.email = False
        self.step.whatsapp_text = "Bonjour"
        # numbers are looked at where a step can use them
        self.assertEqual(self.night().channel, "whatsapp")

    def test_another_takes_over_where_it_cannot_reach(self):
        self.Channel.create({"channel": "email"})
        self.by_whatsapp()
        self.partner.phone = False
        self.assertEqual(self.night().channel, "email")

    def test_nobody_can_be_reached_and_the_reason_names_the_number(self):
        self.by_whatsapp()
        self.partner.phone = False
        self.night()
        action = self.actions()
        self.assertEqual((action.channel, action.state), ("whatsapp", "failed"))
        self.assertIn("a WhatsApp number", action.reason)
        self.partner.phone = NUMBER
        self.Action._plan(days(1))
        self.assertIn("done", self.night(days(1)).mapped("state"))

    def test_test_mode_reaches_no_customer(self):
        self.company.write(
            {
                "dunning_mode": "test",
                "dunning_test_email": "essai@vendeur.example.com",
                "dunning_test_phone": "+33639980099",
            }
        )
        self.by_whatsapp()
        action = self.night()
        self.assertTrue(action.is_test)
        self.assertEqual(self.messages().number, "+33639980099")

    def test_what_the_customer_says_of_it(self):
        partner = self.partner.with_company(self.company)
        partner.dunning_whatsapp_use = "forbidden"
        self.by_whatsapp()
        self.assertEqual(self.explain(self.move)["reason"], "no_channel")
        partner.dunning_whatsapp_use = "preferred"
        self.by_whatsapp(send_email=True)
        self.assertEqual(self.night().mapped("channel"), ["whatsapp"])

    def test_collectors_write_the_preference_on_the_form(self):
        user = self.make_user(
            "chargee",
            "relance_avancee.relance_avancee_group_user",
            "base.group_partner_manager",
        )
        with Form(self.partner.with_user(user)) as form:
            form.dunning_whatsapp_use = "preferred"
        self.assertEqual(
            self.partner.with_company(self.company).dunning_whatsapp_use, "preferred"
        )

    def test_seen_beforehand_everywhere(self):
        self.by_whatsapp()
        (planned,) = [
            item for item in self.Action._forecast(1, TODAY) if item["date"] == TODAY
        ]
        self.assertEqual(planned["step_id"], self.step.id)
        (line,) = self.env["dunning.planner"]._preview_today(self.company)
        self.assertEqual(line["channels"], "WhatsApp")
        self.assertFalse(line["is_task"])
        coming = self.env["dunning.coming"]._refresh()
        self.assertIn("WhatsApp", coming.mapped("channels"))
        self.assertEqual(self.explain(self.move)["decision"], "send")
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, self.step, "whatsapp"
        )
        self.assertIn("Bonjour", action._prepare_preview()["body"])
        answer = action.action_send_now()
        self.assertEqual(answer["params"]["type"], "success")

    def test_seen_afterwards_everywhere(self):
        self.by_whatsapp()
        self.night()
        self.assertIn("WhatsApp", self.env["dunning.explanation"]._fact(self.actions()))
        (row,) = briefing.get_past_actions(self.env, self.partner, self.company, 5)
        self.assertEqual(row["icon"], "fa-whatsapp")
        link = self.env["dunning.link"]._get_link(
            self.partner, self.partner, self.company
        )
        self.assertIn("WhatsApp", link.sudo()._prepare_messages()[0])
        past = self.move._dunning_explain_past(TODAY)
        self.assertTrue(past)
        self.env["dunning.work"]._refresh(self.company)
        dashboard = self.env["dunning.dashboard"].with_company(self.company)
        date_to = str(days(40))
        works = dashboard.with_context(today=days(40)).read_section(
            "works", {"date_to": date_to, "period": "quarter"}
        )
        self.assertIn("rows", works)

    def test_waits_for_approval_and_crosses_nothing(self):
        """Written: what waits holds back another message."""
        self.by_whatsapp(needs_approval=True)
        self.night()
        waiting = self.actions()
        self.assertEqual(waiting.state, "to_approve")
        other = self.make_invoice(days_late=self.step.delay_days + 1)
        self.assertIn(
            self.explain(other)["reason"], ("contact_pending", "after_approval")
        )
        waiting.action_approve()
        waiting._process(TODAY)
        self.assertEqual(waiting.state, "done")

    def test_a_step_of_a_payment_plan_cannot_use_it(self):
        plan = self.env["dunning.scenario"].search([("is_plan", "=", True)], limit=1)
        with self.assertRaisesRegex(Exception, "instalment"):
            plan.step_ids[0].write({"send_whatsapp": True})

    def test_every_channel_chosen_can_be_ticked_and_preferred(self):
        step = self.env["dunning.step"].get_view(view_type="form")["arch"]
        partner = self.env["res.partner"].get_view(
            self.env.ref("account.view_partner_property_form").id, "form"
        )["arch"]
        for channel in self.Channel._get_registry().chosen:
            self.assertIn(f'name="{channel.step_field}"', step)
            self.assertTrue(hasattr(self.Action, channel.sender))
            if channel.use_field:
                self.assertIn(f'name="{channel.use_field}"', partner)
            if channel.contact:
                conditions = self.env["dunning.ledger"]._get_contact_conditions()
                self.assertIn(channel.contact, conditions)


@tagged("post_install", "-at_install")
class TestWhatsappRest(WhatsappCommon):
    def test_a_reason_of_its_own(self):
        self.move.journal_id.is_consignment = True
        self.assertFalse(self.night())
        item = self.explain(self.move)
        self.assertEqual(item["reason"], "consignment")
        self.assertEqual(
            item["message"], "On consignment: paid when the goods are sold."
        )
        self.assertEqual(
            self.partner.with_company(self.company).dunning_overdue_amount, 0
        )
        self.move.journal_id.is_consignment = False
        self.assertTrue(self.night())

    def test_an_outcome_of_its_own(self):
        self.step.write({"send_email": False, "schedule_call": True})
        self.night()
        action = self.actions()
        outcome = self.env.ref("relance_avancee_whatsapp_test.outcome_whatsapp")
        sheet = self.env["dunning.call.sheet"].browse(
            action.action_open_call()["res_id"]
        )
        self.assertIn(outcome, sheet.outcome_ids)
        outcome.with_context(dunning_sheet_id=sheet.id).action_choose()
        self.assertEqual(action.state, "done")
        self.assertIn("The link you asked for", self.messages().body)

    def test_a_figure_of_its_own_with_its_rows(self):
        self.by_whatsapp()
        self.night()
        dashboard = self.env["dunning.dashboard"].with_company(self.company)
        filters = {"period": "month"}
        cards = dashboard.read_section("kpis", filters)["cards"]
        self.assertEqual(cards[-1]["label"], "By WhatsApp")
        self.assertEqual(cards[-1]["value"], 1)
        opened = dashboard.open_rows("whatsapps", filters)
        self.assertEqual(opened["name"], "By WhatsApp")
        rows = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual(rows.mapped("channel"), ["whatsapp"])
        table = dashboard.read_section("breakdown", filters)
        self.assertEqual(table["columns"][-1]["name"], "whatsapps")
        self.assertEqual(table["rows"][0]["values"]["whatsapps"], 1)
        months = dashboard.read_section("breakdown", {**filters, "by": "month"})
        self.assertEqual(months["rows"][-1]["values"]["whatsapps"], 1)


@tagged("post_install", "-at_install")
class TestWhatsappGone(WhatsappCommon):
    def test_nothing_is_left_broken(self):
        self.Channel.create({"channel": "whatsapp"})
        self.by_whatsapp()
        done = self.night()
        waiting = self.make_partner("Autre", phone=NUMBER)
        self.make_invoice(days_late=self.step.delay_days, partner=waiting)
        self.step.needs_approval = True
        self.Action._plan(TODAY)
        planned = self.Action.search([("partner_id", "=", waiting.id)])
        self.assertEqual(planned.state, "to_approve")
        uninstall_hook(self.env)
        self.assertEqual(
            (planned.state, planned.reason_code), ("cancelled", "channel_gone")
        )
        self.assertFalse(self.Channel.search([("channel", "=", "whatsapp")]))
        self.assertEqual(self.step._get_channels(), ("task",))
        # what was said stays said
        self.assertEqual((done.state, done.channel), ("done", "other"))
        self.assertEqual(self.move.dunning_step_id, self.step)
        self.assertEqual(self.move.dunning_last_date, TODAY)
        self.assertIn("Another channel", self.env["dunning.explanation"]._fact(done))
        self.assertFalse(self.explain(self.move)["decision"] == "send")

    def test_it_is_not_offered_and_cannot_be_planned(self):
        chosen = dict(self.env["dunning.send"]._selection_channel())
        self.assertIn("whatsapp", chosen)
        self.assertNotIn("other", chosen)
        self.assertNotIn(
            "other",
            dict(self.Channel._fields["channel"]._description_selection(self.env)),
        )
