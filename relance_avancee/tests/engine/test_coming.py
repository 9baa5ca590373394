"""What is seen before it happens: calendar, dry run, notices, the week's summary."""

from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...wizard.engine import dunning_coming as module
from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestComing(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Coming = cls.env["dunning.coming"]
        cls.collector = cls.make_user(
            "collector",
            "relance_avancee.relance_avancee_group_user",
            email="collector@vendeur.example.com",
            lang="en_US",
        )

    # === CALENDAR ===

    def test_calendar_is_the_forecast_made_anew(self):
        move = self.make_invoice(days_late=10)
        rows = self.Coming._refresh()
        expected = self.Action._forecast(30, TODAY)
        self.assertEqual(
            [(row.date, row.step_id.id, row.amount) for row in rows.sorted("date")],
            [(item["date"], item["step_id"], item["amount"]) for item in expected],
        )
        self.assertGreater(len(rows), 1)
        self.pay(move)
        action = self.Coming.action_open()
        self.assertEqual(action["res_model"], "dunning.coming")
        self.assertFalse(rows.exists())

    def test_everybody_has_a_picture_of_his_own(self):
        self.make_invoice(days_late=10)
        mine = self.Coming._refresh()
        others = self.Coming.with_user(self.collector)._refresh()
        self.assertTrue(mine.exists())
        self.assertFalse(others.with_user(self.collector).search([]) & mine)

    def test_a_big_ledger_is_pictured_at_night(self):
        move = self.make_invoice(days_late=10)
        night = self.env(user=SUPERUSER_ID)["dunning.coming"].with_company(self.company)
        night._keep(self.company)
        self.assertFalse(night.search([("company_id", "=", self.company.id)]))
        user = self.Coming.with_user(self.collector)
        with patch.object(module, "MANY", 0), patch.object(module, "DRAWN", 0):
            night._keep(self.company)
            night._keep(self.company)
            action = user.action_open()
        rows = user.search(action["domain"])
        expected = self.Action._forecast(30, TODAY)
        self.assertEqual(len(rows), len(expected))
        self.assertGreater(len(rows), 1)
        self.assertIn("as of", action["name"])
        self.assertEqual(action["display_name"], action["name"])
        # too many to draw: a list by day comes first
        self.assertEqual(action["views"][0][1], "list")
        # of this moment, when asked for
        self.pay(move)
        again = user.action_work_out()
        self.assertFalse(user.search(again["domain"]))
        self.assertTrue(rows.exists())

    def test_the_night_s_picture_is_for_its_companies(self):
        self.make_invoice(days_late=10)
        night = self.env(user=SUPERUSER_ID)["dunning.coming"].with_company(self.company)
        with patch.object(module, "MANY", 0):
            night._keep(self.company)
        other = self.setup_other_company(name="Ailleurs")["company"]
        stranger = new_test_user(
            self.env,
            "ailleurs",
            groups="base.group_user,relance_avancee.relance_avancee_group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.Coming.with_user(stranger).search([]))

    def test_cost_is_that_of_one(self):
        self.make_invoice()
        costs = []
        for count in (0, 20):
            for number in range(count):
                self.make_invoice(partner=self.make_partner(f"Client {number}"))
            self.Coming._refresh()
            costs.append(self.count_statements(self.Coming._refresh))
            self.assertGreater(self.Coming.search_count([]), count)
        self.assertLessEqual(costs[1], costs[0] + 3, costs)

    # === DRY RUN ===

    def dry_run(self, scenario, **values):
        wizard = self.env["dunning.dry.run"].browse(scenario.action_dry_run()["res_id"])
        wizard.write(values)
        wizard.action_run()
        return wizard

    def test_same_scenario_changes_nothing(self):
        self.make_invoice(days_late=10)
        wizard = self.dry_run(self.scenario)
        self.assertEqual((wizard.added_count, wizard.dropped_count), (0, 0))
        self.assertGreater(wizard.same_count, 1)

    def test_another_scenario_before_it_is_switched_on(self):
        self.make_invoice(days_late=10)
        other = self.make_scenario(15, active=False)
        before = self.Action.search_count([])
        wizard = self.dry_run(other)
        added = wizard.line_ids.filtered(lambda row: row.change == "added")
        self.assertEqual(added.mapped("date"), [days(5)])
        self.assertGreater(wizard.dropped_count, 0)
        self.assertEqual(self.Action.search_count([]), before)

    def test_what_it_says_is_what_then_happens(self):
        for late in (2, 12, 40):
            self.make_invoice(late, partner=self.make_partner(f"Client {late}"))
        other = self.make_scenario(3, 20, 45, active=False)
        wizard = self.dry_run(other, days=20)
        said = {
            (row.date, row.partner_id, row.step_id)
            for row in wizard.line_ids
            if row.change != "dropped"
        }
        other.active = True
        self.company.dunning_scenario_id = other
        happened = set()
        for number in range(20):
            for action in self.night(days(number)):
                happened.add((days(number), action.partner_id, action.step_id))
        self.assertTrue(said)
        self.assertEqual(said, happened)

    def test_a_company_without_scenario_yet(self):
        self.make_invoice(days_late=10)
        self.company.dunning_scenario_id = False
        wizard = self.dry_run(self.scenario)
        self.assertGreater(wizard.added_count, 0)
        self.assertEqual(wizard.same_count, 0)

    def test_only_managers_try_and_within_reason(self):
        with self.assertRaises(AccessError):
            self.scenario.with_user(self.collector).action_dry_run()
        with self.assertRaises(UserError):
            self.dry_run(self.scenario, days=0)

    # === NOTICES ===

    def notices(self):
        # sudo: a notification is its readers' and its author's
        messages = self.env["mail.message"].sudo()
        return messages.search(
            [
                ("model", "=", "dunning.action"),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.collector.partner_id.ids),
            ]
        )

    def test_level_is_announced_by_the_company(self):
        step = self.steps.filtered(lambda step: step.delay_days == 5)
        step.notify_user_ids = self.collector
        self.make_invoice(days_late=6)
        self.assertTrue(self.night())
        # whoever ran the night, a robot as a rule, whose address is nobody's
        notice = self.notices()
        self.assertEqual(notice.author_id, self.company.partner_id)
        self.assertIn("compta@vendeur.example.com", notice.email_from)

    def test_level_is_announced_once(self):
        step = self.steps.filtered(lambda step: step.delay_days == 5)
        step.write({"notify_user_ids": self.collector.ids, "create_task": False})
        self.make_invoice(days_late=6)
        self.deliver(self.night())
        self.assertEqual(len(self.notices()), 1)
        self.assertIn(self.partner.name, self.notices().subject)
        self.make_invoice(days_late=-3)
        self.deliver(self.night(days(11)))
        # a second debt at a level where the customer already stands
        self.assertEqual(len(self.notices()), 1)

    def test_salesperson_of_the_invoice_and_not_the_customer(self):
        step = self.steps.filtered(lambda step: step.delay_days == 5)
        step.notify_salesperson = True
        self.make_invoice(days_late=6, invoice_user_id=self.collector.id)
        self.deliver(self.night())
        message = self.notices()
        self.assertEqual(message.partner_ids, self.collector.partner_id)

    def test_test_mode_announces_nothing(self):
        step = self.steps.filtered(lambda step: step.delay_days == 5)
        step.notify_user_ids = self.collector
        self.company.write(
            {"dunning_test_email": "essai@vendeur.example", "dunning_mode": "test"}
        )
        self.make_invoice(days_late=6)
        self.assertTrue(self.night())
        self.assertFalse(self.notices())

    # === SUMMARY ===

    def summary(self, today=TODAY):
        return self.env["dunning.summary"]._send_company(self.company, today)

    def test_summary_once_a_week_to_whoever_has_work(self):
        self.partner.dunning_user_id = self.collector
        self.make_invoice(days_late=10)
        (mail,) = self.summary()
        self.assertIn(self.collector.email, mail.email_to)
        self.assertIn("next seven days", str(mail.body_html))
        # where the day is worked through
        self.assertIn('/odoo/dunning-day"', str(mail.body_html))
        self.assertFalse(self.summary(days(1)))
        self.assertEqual(len(self.summary(days(7))), 1)

    def test_summary_can_be_turned_off_by_oneself(self):
        self.partner.dunning_user_id = self.collector
        self.make_invoice(days_late=10)
        self.collector.with_user(self.collector).dunning_weekly_summary = False
        self.assertFalse(self.summary())

    def test_summary_counts_broken_promises_and_late_disputes(self):
        self.partner.dunning_user_id = self.collector
        move, other = self.make_invoice(), self.make_invoice()
        self.env["dunning.promise"].create(
            {"move_ids": move.ids, "date": TODAY, "user_id": self.collector.id}
        )._close("broken", TODAY)
        self.env["dunning.dispute"].create(
            {
                "move_id": other.id,
                "user_id": self.collector.id,
                "deadline": days(-1),
            }
        )
        rows = self.env["dunning.summary"]._read_week(self.company, TODAY)
        found = rows[self.collector.id]
        self.assertEqual((found["broken"][0], found["disputes"][0]), (1, 1))

    def test_copied_database_writes_to_nobody(self):
        self.partner.dunning_user_id = self.collector
        self.make_invoice(days_late=10)
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        before = self.env["mail.mail"].search_count([])
        self.env["dunning.summary"]._cron_weekly()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
