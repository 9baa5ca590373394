"""The twenty questions we put to the other add-ons, with the right answer.

``account_credit_control`` and its kin answer most of them wrongly; each test says
what a debtor or an accountant would see.
"""

import contextlib
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestPeerChecks(DunningCommon):
    def assertNoLetter(self, today=None):
        """Nothing leaves tonight for anybody."""
        done = self.night(today)
        self.assertFalse(done.filtered(lambda action: action.channel != "task"))

    def mails_to(self, partner):
        """Subjects of the messages queued for a debtor and its contacts."""
        actions = self.Action.search(
            [("partner_id", "=", partner.id), ("mail_mail_id.state", "=", "outgoing")]
        )
        return actions.mail_mail_id

    def test_check_01_paid_between_planning_and_sending(self):
        move = self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self.assertEqual(planned.state, "planned")
        self.pay(move)
        self.assertFalse(planned._process(TODAY))
        self.assertFalse(self.mails_to(self.partner))

    def test_check_02_unallocated_payment(self):
        self.make_invoice(days_late=10, amount=100.0)
        self.unallocated_payment(120.0)
        self.assertNoLetter()
        self.assertFalse(self.mails_to(self.partner))

    def test_check_03_credit_note_larger_than_the_invoices(self):
        self.make_invoice(days_late=10, amount=100.0)
        self.make_invoice(days_late=20, amount=50.0)
        self.make_credit_note(amount=151.0)
        self.assertNoLetter()
        self.assertFalse(self.mails_to(self.partner))

    def test_check_04_bounced_message_keeps_its_level(self):
        move = self.make_invoice(days_late=10)
        action = self.night()
        self.deliver(action)
        self.assertEqual(move.dunning_step_id.delay_days, 5)
        action._message_receive_bounce(self.partner.email, self.partner)
        self.assertEqual(action.state, "failed")
        self.assertFalse(move.dunning_step_id)
        self.assertNoLetter(days(12))
        self.partner.email = "neuve@client.example.com"
        again = self.night(days(12))
        self.assertEqual(again.step_id.delay_days, 5)

    def test_check_05_old_invoice_gets_one_step_not_two(self):
        self.make_invoice(days_late=365)
        first = self.night(TODAY)
        self.assertEqual(first.step_id.delay_days, 5)
        self.deliver(first)
        self.assertNoLetter(days(1))

    def test_check_06_two_levels_one_message(self):
        old = self.make_invoice(days_late=20, amount=200.0)
        self.deliver(self.night(days(-13)))
        recent = self.make_invoice(days_late=6, amount=60.0)
        done = self.night(TODAY)
        self.assertEqual(len(done), 1)
        self.assertEqual(done.step_id.delay_days, 15)
        self.assertEqual(done.amount, 260.0)
        self.assertEqual(old.dunning_step_id.delay_days, 15)
        self.assertEqual(recent.dunning_step_id.delay_days, 5)

    def test_check_07_blocked_or_not_followed(self):
        blocked = self.make_invoice(days_late=10)
        blocked.action_toggle_block_payment()
        self.assertEqual(blocked.payment_state, "blocked")
        excluded = self.make_invoice(days_late=10, partner=self.make_partner("Deux"))
        excluded.no_followup = True
        self.assertNoLetter()
        self.assertEqual(self.explain(blocked)["reason"], "blocked")
        self.assertEqual(self.explain(excluded)["reason"], "no_followup")

    def test_check_08_minimum_is_converted_the_right_way(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {
                "name": days(-400),
                "currency_id": yen.id,
                "company_id": self.company.id,
                "rate": 160.0,
            }
        )
        self.scenario.min_amount = 0.1
        tiny = self.make_invoice(days_late=10, amount=5.0, currency_id=yen.id)
        self.assertNoLetter()
        self.assertEqual(self.explain(tiny)["reason"], "below_minimum")
        self.make_invoice(days_late=10, amount=20.0, currency_id=yen.id)
        self.assertEqual(self.night().amount, 25.0)

    def test_check_09_table_in_the_customers_language(self):
        for code in ("en_US", "fr_FR"):
            self.env["res.lang"]._activate_lang(code)
        self.partner.lang = "fr_FR"
        self.env.ref("relance_avancee.message_debts").update_field_translations(
            "arch_db", {"fr_FR": {"Days late": "Jours de retard"}}
        )
        self.make_invoice(days_late=10, amount=1234.5)
        body = self.night().with_context(lang="en_US").mail_mail_id.body_html
        self.assertIn("Jours de retard", body)
        self.assertIn("02/03/2026", body)
        self.assertIn("1\xa0234,50\xa0€", body)

    def test_check_10_planning_twice_writes_once(self):
        self.make_invoice(days_late=10)
        planned = self.Action._plan(TODAY)
        self.assertFalse(self.Action._plan(TODAY))
        self.assertFalse(self.Action._plan(days(1)))
        self.assertEqual(self.Action.search([]), planned)
        self.assertEqual(planned.line_ids, self.env["dunning.action.line"].search([]))

    def test_check_11_billing_contact_has_the_address(self):
        self.partner.email = False
        billing = self.make_partner(
            "Facturation", parent_id=self.partner.id, type="invoice", is_company=False
        )
        self.make_invoice(days_late=10)
        done = self.night()
        self.assertEqual(done.channel, "email")
        self.assertEqual(done.mail_mail_id.recipient_ids, billing)

    def test_check_12_only_the_overdue_instalment(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Three instalments",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": share,
                            "delay_type": "days_after",
                            "nb_days": count,
                        }
                    )
                    for share, count in ((30, 0), (30, 30), (40, 60))
                ],
            }
        )
        move = self.make_invoice(
            days_late=10, amount=100.0, invoice_payment_term_id=terms.id
        )
        self.assertEqual(len(self.receivable(move)), 3)
        done = self.night()
        self.assertEqual(done.amount, 30.0)
        self.assertEqual(len(done.claimed_line_ids), 1)

    def test_check_13_part_paid_invoice_claims_the_rest(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        self.pay(move, amount=35.0)
        done = self.night()
        self.assertEqual(done.amount, 65.0)
        self.assertIn("65,00", done.mail_mail_id.body_html)

    def test_check_14_hold_until_a_date(self):
        move = self.make_invoice(days_late=10)
        self.env["dunning.hold"].create(
            {"partner_id": self.partner.id, "date_from": TODAY, "date_to": days(4)}
        )
        self.assertNoLetter(TODAY)
        self.assertNoLetter(days(4))
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertTrue(self.night(days(5)))

    def test_check_15_runs_by_itself(self):
        move = self.make_invoice(days_late=10)
        self.assertTrue(self.env.ref("relance_avancee.ir_cron_dunning").active)
        self.run_cron()
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    def test_check_16_killed_in_the_middle(self):
        partners = [self.make_partner(f"Client {number}") for number in range(4)]
        for partner in partners:
            self.make_invoice(days_late=10, partner=partner)
        process, calls = type(self.Action)._process, []

        def killed(actions, today=None):
            calls.append(actions)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return process(actions, today)

        with patch("odoo.addons.relance_avancee.models.engine.night.CRON_BATCH", 2):
            with (
                patch.object(type(self.Action), "_process", killed),
                # not assertRaises: Odoo's rolls back what was committed before
                contextlib.suppress(KeyboardInterrupt),
            ):
                self.run_cron()
            sent = [len(self.mails_to(partner)) for partner in partners]
            self.assertEqual(sorted(sent), [0, 0, 1, 1])
            self.run_cron()
        self.assertEqual([len(self.mails_to(partner)) for partner in partners], [1] * 4)

    def test_check_17_two_companies_one_night(self):
        other = self.setup_other_company()["company"]
        other.write(
            {
                "email": "compta@autre.example.com",
                "dunning_scenario_id": self.scenario.id,
                "dunning_mode": "live",
            }
        )
        mine = self.make_invoice(days_late=10)
        theirs = self.make_other_invoice(other)
        # a plan of tomorrow in one company is nobody else's business
        self.Action.with_company(other)._plan(days(1))
        self.run_cron()
        self.assertEqual(mine.dunning_step_id.delay_days, 5)
        self.assertFalse(theirs.dunning_step_id)
        waiting = self.Action.search([("company_id", "=", other.id)])
        self.assertEqual(waiting.with_company(other)._process(days(1)), waiting)
        self.assertEqual(
            waiting.mail_mail_id.email_from, '"company_2" <compta@autre.example.com>'
        )

    def make_other_invoice(self, company):
        """An overdue invoice of another company."""
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": self.partner.id,
                    "invoice_date": days(-10),
                    "invoice_date_due": days(-10),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Service", "price_unit": 10.0, "tax_ids": []}
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_check_18_markup_in_a_number_stays_text(self):
        self.make_invoice(days_late=10, name="F<b>2026/1")
        body = self.night().mail_mail_id.body_html
        self.assertIn("F&lt;b&gt;2026/1", body)
        self.assertNotIn("F<b>2026/1", body)

    def test_check_19_printing_fails(self):
        self.scenario = self.make_scenario(5)
        self.scenario.step_ids.write({"send_email": False, "send_letter": True})
        self.company.dunning_scenario_id = self.scenario
        self.partner.write({"street": "1 rue X", "zip": "75001", "city": "Paris"})
        move = self.make_invoice(days_late=10)

        def fail(_actions, _today):
            raise RuntimeError("printer on fire")

        with (
            patch.object(type(self.Action), "_send_letter", fail),
            mute_logger("odoo.addons.relance_avancee.models.engine.dunning_message"),
        ):
            self.assertFalse(self.night())
        letter = self.Action.search([("channel", "=", "letter")])
        self.assertEqual(letter.state, "failed")
        self.assertIn("printer on fire", letter.reason)
        self.assertFalse(move.dunning_step_id)

    def test_check_20_menus_still_show_everything(self):
        menu = self.env.ref("relance_avancee.dunning_action_action_all")
        before = menu.read(["domain", "context", "name"])
        move = self.make_invoice(days_late=10)
        self.partner.action_dunning_send()
        self.env["dunning.send"].search([]).action_send()
        move.action_dunning_history()
        self.partner.action_dunning_history()
        menu.invalidate_recordset()
        self.assertEqual(menu.read(["domain", "context", "name"]), before)
        self.assertTrue(move.dunning_step_id)
