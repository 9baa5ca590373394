"""What leaves, to whom, in which language, and what happens when it does not."""

import io
import zipfile
from email import message_from_string
from email.message import EmailMessage
from email.utils import getaddresses
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...common import TODAY, RealLifeCommon, days


class DunningMailCommon(RealLifeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who reads decides the language: English here, unless a test says otherwise
        cls.company.partner_id.lang = "en_US"

    @classmethod
    def make_partner(cls, name="Client", **values):
        return super().make_partner(name, **{"lang": "en_US", **values})

    def body(self, action, lang=None):
        """The HTML of the message of an action."""
        return action.mail_mail_id.body_html

    def plan_and_send(self, today=TODAY):
        """One night with a working mail server: the messages it took."""
        with self.mail_server() as outbox:
            actions = self.night(today)
            self.run_mail_queue(actions)
        return actions, outbox

    def attach_pdf(self, move, size=1000):
        """The PDF kept with an invoice when it was sent."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": b"%PDF-1.4 " + b"x" * size,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        return attachment


@tagged("post_install", "-at_install")
class TestEmail(DunningMailCommon):
    # === ONE MESSAGE ===

    def test_one_message_with_every_open_debt(self):
        old = self.make_invoice(days_late=20, amount=200.0)
        self.deliver(self.night(days(-13)))
        late = self.make_invoice(days_late=6, amount=60.0)
        coming = self.make_invoice(days_late=-20, amount=45.0)
        credit = self.make_credit_note(amount=10.0)
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 1)
        self.assertEqual(actions.step_id.name, "Second reminder")
        self.assertEqual(actions.amount, 250.0)
        levels = {line.move_id: line.step_id.name for line in actions.line_ids}
        self.assertEqual(
            levels, {old: "Second reminder", late: "First reminder", coming: False}
        )
        body = self.body(actions)
        for text in (
            old.name,
            late.name,
            coming.name,
            credit.name,
            "Second reminder",
            "First reminder",
            "Not due yet",
        ):
            self.assertIn(text, body)
        self.assertEqual(actions.line_ids.mapped("days_late"), [20, 6, -20])

    def test_a_credit_that_was_paid_back_is_none(self):
        """Message and rules count the same credits."""
        self.make_invoice(days_late=10)
        credit = self.make_credit_note(amount=10.0)
        kept = self.make_credit_note(amount=7.0)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.partner.id,
                "amount": 10.0,
                "date": TODAY,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        action = self.night()
        credits = action._get_open_credits()[self.partner.id, action.currency_id.id]
        self.assertEqual(sum(amount for _number, amount in credits), 7.0)
        self.assertEqual(len(credits), 1)
        shown = [move for move in credit | kept if move.name in self.body(action)]
        self.assertEqual(len(shown), 1)

    def test_bank_details_and_pay_link(self):
        bank = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        move = self.make_invoice(days_late=10)
        body = self.body(self.night())
        self.assertIn(bank.acc_number.replace(" ", ""), body.replace(" ", ""))
        self.assertIn(move.payment_reference, body)
        self.assertRegex(body, r"/d/[0-9a-f]+-[\w-]{16}\b")

    def test_several_currencies_make_several_messages(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.make_invoice(days_late=10, amount=100.0)
        self.make_invoice(days_late=10, amount=70.0, currency_id=dollar.id)
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 2)
        self.assertEqual(
            sorted((a.currency_id.name, a.amount) for a in actions),
            [("EUR", 100.0), ("USD", 70.0)],
        )

    def test_each_debtor_reads_only_his_own_invoices(self):
        other = self.make_partner("Client Deux")
        mine = self.make_invoice(days_late=10)
        theirs = self.make_invoice(days_late=10, partner=other)
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 2)
        for action in actions:
            own, foreign = (
                (mine, theirs) if action.partner_id == self.partner else (theirs, mine)
            )
            self.assertIn(own.name, self.body(action))
            self.assertNotIn(foreign.name, self.body(action))

    def test_per_invoice_grouping(self):
        self.scenario.grouping = "invoice"
        moves = self.make_invoice(days_late=10) | self.make_invoice(days_late=11)
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 2)
        self.assertEqual(actions.move_id, moves)

    def test_formal_notice_claims_only_the_debts_that_reached_it(self):
        scenario = self.make_scenario(5, 20)
        scenario.step_ids[1].kind = "formal_notice"
        self.company.dunning_scenario_id = scenario
        old = self.make_invoice(days_late=25, amount=200.0)
        self.deliver(self.night(days(-13)))
        recent = self.make_invoice(days_late=6, amount=60.0)
        action = self.night()
        self.assertEqual(action.step_id.kind, "formal_notice")
        self.assertEqual(action.amount, 200.0)
        self.assertEqual(action.claimed_line_ids.move_id, old)
        self.assertIn(recent, action.line_ids.move_id)
        self.assertFalse(recent.dunning_step_id)

    # === TO WHOM ===

    def test_contact_chosen_then_invoice_address_then_company(self):
        self.make_invoice(days_late=10)
        invoice_address = self.make_partner(
            "Facturation", parent_id=self.partner.id, type="invoice", is_company=False
        )
        chosen = self.make_partner(
            "Trésorière", parent_id=self.partner.id, type="contact", is_company=False
        )
        action = self.Action._plan(TODAY)
        self.assertEqual(action.contact_id, invoice_address)
        self.partner.dunning_contact_ids = chosen
        done = action._process(TODAY)
        self.assertEqual(done.mail_mail_id.recipient_ids, chosen)
        self.assertEqual(done.contact_id, chosen)

    def test_chosen_contacts_all_receive_it(self):
        chosen = self.make_partner(
            "Une", parent_id=self.partner.id, is_company=False
        ) | self.make_partner("Deux", parent_id=self.partner.id, is_company=False)
        self.partner.dunning_contact_ids = chosen
        self.make_invoice(days_late=10)
        actions, outbox = self.plan_and_send()
        self.assertEqual(actions.mail_ids.recipient_ids, chosen)
        self.assertEqual(
            sorted(message["To"] for message in outbox),
            sorted(partner.email_formatted for partner in chosen),
        )

    def test_invoice_of_a_contact_is_the_companys_debt(self):
        child = self.make_partner("Agence", parent_id=self.partner.id, is_company=False)
        self.make_invoice(days_late=10, partner=child)
        self.make_invoice(days_late=10)
        action = self.night()
        self.assertEqual(action.partner_id, self.partner)
        self.assertEqual(action.amount, 200.0)

    # === LANGUAGE ===

    def test_everything_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        template = self.env.ref("relance_avancee.mail_template_first")
        template.with_context(lang="fr_FR").subject = "Factures en attente"
        text = "<div><p>%s</p><t t-out='object.debts_html'/></div>"
        template.with_context(lang="en_US").body_html = text % "Good morning"
        template.with_context(lang="fr_FR").body_html = text % "Bonjour"
        views = self.env.ref("relance_avancee.message_debts")
        views.update_field_translations(
            "arch_db", {"fr_FR": {"Amount due": "Montant dû"}}
        )
        self.steps[1].with_context(lang="fr_FR").name = "Relance première"
        french = self.make_invoice(days_late=10, amount=1234.5)
        english = self.make_partner("Englishman", lang="en_US")
        self.make_invoice(days_late=10, amount=1234.5, partner=english)
        actions = self.night()
        by_partner = {action.partner_id: action.mail_mail_id for action in actions}
        mail = by_partner[self.partner]
        self.assertEqual(mail.subject, "Factures en attente")
        for text in (
            "Bonjour",
            "Montant dû",
            "Relance première",
            "02/03/2026",
            "1\xa0234,50\xa0€",
            'lang="fr_FR"',
            french.name,
        ):
            self.assertIn(text, mail.body_html)
        english_body = by_partner[english].body_html
        for text in ("Good morning", "Amount due", "03/02/2026", "1,234.50"):
            self.assertIn(text, english_body)

    def test_language_is_the_contacts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "en_US"
        contact = self.make_partner(
            "Compta", parent_id=self.partner.id, lang="fr_FR", is_company=False
        )
        self.partner.dunning_contact_ids = contact
        self.make_invoice(days_late=10)
        self.assertIn("02/03/2026", self.body(self.night()))

    # === FILES ===

    def test_stored_pdfs_are_reused(self):
        self.steps.attach_invoices = True
        move = self.make_invoice(days_late=10)
        stored = self.attach_pdf(move)
        with patch.object(
            type(self.env["account.move"]), "_dunning_make_pdfs"
        ) as make_pdfs:
            actions, outbox = self.plan_and_send()
        make_pdfs.assert_not_called()
        self.assertEqual(actions.mail_mail_id.attachment_ids, stored)
        (part,) = outbox[0].iter_attachments()
        self.assertEqual(part.get_content(), stored.raw)

    def test_missing_pdf_is_made_once(self):
        self.steps.attach_invoices = True
        move = self.make_invoice(days_late=10)
        made = []

        def make(moves):
            made.append(moves)
            for one in moves:
                self.attach_pdf(one)
            return {}

        with patch.object(type(move), "_dunning_make_pdfs", make):
            first = self.night()
            self.deliver(first)
            second = self.night(days(8))
        self.assertEqual(made, [move])
        self.assertTrue(first.mail_mail_id.attachment_ids)
        self.assertEqual(
            second.mail_mail_id.attachment_ids, first.mail_mail_id.attachment_ids
        )

    def test_pdf_is_produced_by_odoo(self):
        self.steps.attach_invoices = True
        move = self.make_invoice(days_late=10)
        self.assertFalse(move.invoice_pdf_report_id)
        action = self.night()
        self.assertTrue(move.invoice_pdf_report_id)
        self.assertEqual(action.mail_mail_id.attachment_ids, move.invoice_pdf_report_id)

    def test_too_many_files_leave_the_link(self):
        self.steps.attach_invoices = True
        self.company.dunning_max_files = 2
        for number in range(3):
            self.attach_pdf(self.make_invoice(days_late=10 + number))
        action = self.night()
        self.assertFalse(action.mail_mail_id.attachment_ids)
        self.assertIn(action.pay_url, self.body(action))
        self.company.dunning_max_files = 3
        other = self.make_partner("Client Deux")
        for number in range(3):
            self.attach_pdf(self.make_invoice(days_late=10 + number, partner=other))
        self.assertEqual(len(self.night().mail_mail_id.attachment_ids), 3)

    def test_too_heavy_files_leave_the_link(self):
        self.steps.attach_invoices = True
        self.company.dunning_max_size = 1
        self.attach_pdf(self.make_invoice(days_late=10), size=1024 * 1024 + 1)
        action = self.night()
        self.assertEqual(action.state, "done")
        self.assertFalse(action.mail_mail_id.attachment_ids)

    def test_no_files_unless_the_step_says_so(self):
        self.attach_pdf(self.make_invoice(days_late=10))
        self.assertFalse(self.night().mail_mail_id.attachment_ids)

    def test_robots_are_told_that_no_person_wrote(self):
        self.make_invoice(days_late=10)
        _actions, outbox = self.plan_and_send()
        self.assertEqual(outbox[0]["Auto-Submitted"], "auto-generated")

    def test_an_administrator_sends_the_queue(self):
        """What has left is sent, not an error that somebody sends again."""
        self.make_invoice(days_late=10)
        action = self.night()
        administrator = new_test_user(
            self.env,
            "queue_administrator",
            "base.group_system,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        mail = (
            self.env["mail.mail"]
            .with_user(administrator)
            .browse(action.mail_mail_id.id)
        )
        with self.mail_server() as outbox:
            mail.send()
        self.assertEqual(len(outbox), 1)
        self.assertEqual(action.mail_mail_id.state, "sent")
        self.assertEqual(action.delivery_state, "sent")

    # === MANY INVOICES ===

    def test_a_long_message_sums_up_and_brings_its_statement(self):
        self.company.dunning_max_rows = 2
        moves = [
            self.make_invoice(days_late=20 - number, amount=100.0 + number)
            for number in range(4)
        ]
        action = self.night()
        body = self.body(action)
        for move in moves[:2]:
            self.assertIn(move.name, body)
        for move in moves[2:]:
            self.assertNotIn(move.name, body)
        self.assertIn("and 2 others, listed in the attached statement", body)
        self.assertIn("205.00", body)
        (statement,) = action.mail_mail_id.attachment_ids
        with zipfile.ZipFile(io.BytesIO(statement.raw)) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        for move in moves:
            self.assertIn(move.name, texts)
        self.assertIn("<v>406</v>", sheet)

    def test_a_short_message_needs_no_statement(self):
        self.make_invoice(days_late=10)
        action = self.night()
        self.assertFalse(action.mail_mail_id.attachment_ids)
        self.assertNotIn("attached statement", self.body(action))

    # === SENDER ===

    def test_sender_and_answers(self):
        self.company.dunning_email = "relances@vendeur.example.com"
        collector = self.make_user(
            "collector",
            "relance_avancee.relance_avancee_group_user",
            name="Jeanne",
            email="jeanne@vendeur.example.com",
        )
        self.partner.dunning_user_id = collector
        self.make_invoice(days_late=10)
        _actions, outbox = self.plan_and_send()
        self.assertIn("relances@vendeur.example.com", outbox[0]["From"])
        self.assertIn(self.company.name, outbox[0]["From"])
        self.assertIn("jeanne@vendeur.example.com", outbox[0]["Reply-To"])

    def test_company_without_sender(self):
        self.company.write({"dunning_mode": "simulation"})
        self.company.write({"email": False})
        with self.assertRaises(UserError):
            self.company.dunning_mode = "live"
        self.make_invoice(days_late=10)
        self.Action._plan(TODAY)
        # switched on behind our back, by an import for instance
        self.env.cr.execute(
            "UPDATE res_company SET dunning_mode = 'live' WHERE id = %s",
            (self.company.id,),
        )
        self.company.invalidate_recordset()
        self.assertFalse(self.night())
        action = self.Action.search([("partner_id", "=", self.partner.id)])
        self.assertEqual((action.state, action.failure), ("failed", "setup"))
        self.assertIn("sender", action.reason)
        self.company.email = "compta@vendeur.example.com"
        self.assertEqual(self.night(), action)

    # === TEST MODE ===

    def test_test_mode(self):
        self.company.write(
            {"dunning_test_email": "essai@vendeur.example.com", "dunning_mode": "test"}
        )
        move = self.make_invoice(days_late=10)
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 1)
        self.assertEqual(outbox[0]["To"], "essai@vendeur.example.com")
        self.assertTrue(outbox[0]["Subject"].startswith("[TEST"))
        self.assertIn(self.partner.name, outbox[0]["Subject"])
        self.assertNotIn("client.example.com", outbox[0].as_string())
        self.assertTrue(actions.is_test)
        self.assertFalse(move.dunning_step_id)
        self.assertFalse(move.dunning_last_date)
        # the same night again in test mode repeats nothing
        self.assertFalse(self.night())
        # live, the customer gets the first step the same day: nothing had reached him
        self.company.dunning_mode = "live"
        done = self.night()
        self.assertEqual(done.step_id.delay_days, 5)
        self.assertEqual(done.mail_mail_id.recipient_ids, self.partner)
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    # === HISTORY ===

    def test_logged_once_and_nobody_is_flooded(self):
        follower = self.make_user("seller", email="seller@vendeur.example.com")
        move = self.make_invoice(days_late=10)
        for record in (move, self.partner):
            record.message_subscribe(follower.partner_id.ids)
        before = {record: record.message_ids for record in (move, self.partner)}
        actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 1)
        for record, old in before.items():
            (new,) = record.message_ids - old
            self.assertIn("First reminder", new.body)
            # everybody in the house reads the customer's history
            amounts = self.assertRegex if record == move else self.assertNotRegex
            amounts(new.body, "100[.,]00")
            self.assertFalse(new.notified_partner_ids)
        self.assertEqual(len(actions.message_ids.filtered("mail_ids")), 1)

    # === FAILURES ===

    def test_bounce_gives_the_level_back(self):
        collector = self.make_user(
            "collector",
            "relance_avancee.relance_avancee_group_user",
            email="jeanne@vendeur.example.com",
        )
        self.partner.dunning_user_id = collector
        move = self.make_invoice(days_late=10)
        actions, outbox = self.plan_and_send()
        self.assertEqual(actions.delivery_state, "sent")
        self.assertEqual(move.dunning_step_id.delay_days, 5)
        self.receive_bounce(outbox[0], self.partner.email)
        self.assertRecordValues(
            actions,
            [{"state": "failed", "failure": "address", "delivery_state": "bounced"}],
        )
        self.assertTrue(actions.reason)
        self.assertFalse(move.dunning_step_id)
        self.assertEqual(actions.activity_ids.user_id, collector)
        # the address is dead: nothing is sent to it, whatever the day
        self.assertEqual(self.plan_and_send(days(1))[1], [])
        self.assertEqual(self.plan_and_send(days(20))[1], [])
        self.assertEqual(self.explain(move, days(20))["reason"], "failed")
        # with another one the same step leaves
        self.partner.email = "vivante@client.example.com"
        again, outbox = self.plan_and_send(days(20))
        self.assertEqual(again, actions)
        self.assertEqual(len(outbox), 1)
        self.assertIn("vivante@client.example.com", outbox[0]["To"])
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    def test_bounce_falls_back_on_the_next_address(self):
        billing = self.make_partner(
            "Facturation", parent_id=self.partner.id, type="invoice", is_company=False
        )
        self.make_invoice(days_late=10)
        actions, outbox = self.plan_and_send()
        self.receive_bounce(outbox[0], billing.email)
        self.assertEqual(actions.state, "failed")
        again, outbox = self.plan_and_send(days(1))
        self.assertEqual(again.mail_mail_id.recipient_ids, self.partner)
        self.assertEqual(len(outbox), 1)

    def receive_bounce(self, message, address):
        """The mail server of the debtor gives a message back."""
        self.env["mail.thread"].message_process(
            "mail.thread",
            f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@client.example.com>
To: {message["From"]}
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-{TODAY}@client.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="X"

--X
Content-Type: text/plain

Unknown user
--X
Content-Type: message/delivery-status

Reporting-MTA: dns; client.example.com

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
--X
Content-Type: message/rfc822

From: {message["From"]}
To: {address}
Message-Id: {message["Message-Id"]}
Subject: reminder

text
--X--
""",
        )

    def test_mail_server_down_then_up(self):
        move = self.make_invoice(days_late=10)
        with self.mail_server(refuse=ConnectionRefusedError("nobody home")):
            actions = self.night()
            self.run_mail_queue(actions)
        self.assertRecordValues(
            actions,
            [{"state": "failed", "failure": "transport", "delivery_state": "refused"}],
        )
        self.assertFalse(move.dunning_step_id)
        self.assertFalse(actions.date_done)
        sent = []
        for day in (1, 4, 5):
            with self.mail_server() as outbox:
                self.run_mail_queue(self.night(days(day)) | actions)
            sent += outbox
        self.assertEqual(len(sent), 1)
        self.assertEqual((actions.state, actions.delivery_state), ("done", "sent"))
        self.assertEqual(actions.date_done, days(1))
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    def test_mail_retried_by_an_administrator(self):
        move = self.make_invoice(days_late=10)
        with self.mail_server(refuse=ConnectionRefusedError("nobody home")):
            actions = self.night()
            self.run_mail_queue(actions)
        actions.mail_mail_id.action_retry()
        with self.mail_server() as outbox:
            self.run_mail_queue(actions)
            self.run_mail_queue(self.night(days(1)) | actions)
        self.assertEqual(len(outbox), 1)
        self.assertEqual(actions.state, "done")
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    def test_one_contact_of_two_refused(self):
        """It reached somebody: the reminder counts."""
        chosen = self.make_partner(
            "Une", parent_id=self.partner.id, is_company=False
        ) | self.make_partner("Deux", parent_id=self.partner.id, is_company=False)
        self.partner.dunning_contact_ids = chosen
        move = self.make_invoice(days_late=10)
        actions = self.night()
        first, second = actions.mail_ids.sorted("id")
        first.write({"state": "sent"})
        first._postprocess_sent_message(success_pids=chosen[:1].ids, success_emails=[])
        second.write({"state": "exception"})
        second._postprocess_sent_message(
            success_pids=[], success_emails=[], failure_type="mail_email_invalid"
        )
        self.assertEqual(actions.state, "done")
        self.assertEqual(move.dunning_step_id.delay_days, 5)

    def test_bad_template_fails_alone(self):
        bad = self.make_scenario(5)
        bad.step_ids.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Broken",
                "model_id": self.env.ref("relance_avancee.model_dunning_action").id,
                "subject": "Reminder",
                "body_html": "<p t-out='1 / 0'/>",
            }
        )
        unlucky = self.make_partner("Malchanceux", dunning_scenario_id=bad.id)
        lucky = [self.make_partner(f"Client {number}") for number in range(3)]
        broken = self.make_invoice(days_late=10, partner=unlucky)
        for partner in lucky:
            self.make_invoice(days_late=10, partner=partner)
        with mute_logger(
            "odoo.addons.mail.models.mail_render_mixin",
            "odoo.addons.relance_avancee.models.engine.dunning_message",
        ):
            actions, outbox = self.plan_and_send()
        self.assertEqual(len(outbox), 3)
        self.assertEqual(set(actions.partner_id), set(lucky))
        failed = self.Action.search([("partner_id", "=", unlucky.id)])
        self.assertEqual((failed.state, failed.failure), ("failed", "content"))
        self.assertFalse(broken.dunning_step_id)

    # === ANSWERS ===

    def test_reply_holds_and_reaches_the_collector(self):
        collector = self.make_user(
            "collector",
            "relance_avancee.relance_avancee_group_user",
            email="jeanne@vendeur.example.com",
            notification_type="email",
        )
        self.partner.dunning_user_id = collector
        move = self.make_invoice(days_late=10)
        self.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "vendeur.example.com"}
        )
        actions, outbox = self.plan_and_send()
        self.assertIn("catchall@vendeur.example.com", outbox[0]["Reply-To"])
        with self.mail_server() as received:
            self.reply(outbox[0], "Nous payons demain.")
            self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).send()
        self.assertEqual(actions.delivery_state, "answered")
        self.assertIn(collector.partner_id, actions.message_partner_ids)
        self.assertTrue(
            [m for m in received if "jeanne@vendeur.example.com" in m["To"]]
        )
        hold = self.env["dunning.hold"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual((hold.reason, hold.date_to), ("reply", False))
        self.assertEqual(self.plan_and_send(days(20))[1], [])
        self.assertEqual(self.explain(move, days(20))["decision"], "hold")
        hold.action_lift()
        self.assertEqual(len(self.plan_and_send(days(20))[1]), 1)

    def test_reply_holds_only_when_asked(self):
        self.company.dunning_hold_on_reply = False
        self.make_invoice(days_late=10)
        actions, outbox = self.plan_and_send()
        self.reply(outbox[0], "Bonjour")
        self.assertEqual(actions.delivery_state, "answered")
        self.assertFalse(self.env["dunning.hold"].search([]))

    def reply(self, message, text):
        """The debtor answers a message."""
        answer = EmailMessage()
        answer["From"] = self.partner.email_formatted
        answer["To"] = message["Reply-To"]
        answer["Subject"] = f"Re: {message['Subject']}"
        answer["Message-Id"] = "<reply-1@client.example.com>"
        answer["In-Reply-To"] = message["Message-Id"]
        answer["References"] = message["Message-Id"]
        answer.set_content(text)
        self.env["mail.thread"].message_process("mail.thread", answer.as_string())

    # === INJECTION ===

    def test_markup_in_names_stays_text(self):
        evil = "<script>alert(1)</script>"
        partner = self.make_partner(f"Evil {evil}", email="evil@client.example.com")
        move = self.make_invoice(days_late=10, partner=partner, name=f"F{evil}1")
        step = self.steps[1]
        step.name = f"First {evil}"
        template = self.steps[1].mail_template_id
        template.body_html = (
            "<div><p t-out='object.partner_id.name'/>"
            "<t t-out='object.debts_html'/></div>"
        )
        before = partner.message_ids | move.message_ids
        action = self.night()
        self.assertNotIn("<script", self.body(action))
        self.assertIn("&lt;script&gt;", self.body(action))
        for message in (partner.message_ids | move.message_ids) - before:
            self.assertNotIn("<script", message.body)
        preview = self.env["dunning.preview"].browse(action.action_preview()["res_id"])
        self.assertNotIn("<script", preview.body)

    def test_a_preview_opens_nobodys_page(self):
        self.make_invoice(days_late=10)
        action = self.Action._plan()
        preview = self.env["dunning.preview"].browse(action.action_preview()["res_id"])
        self.assertIn("/d/***", preview.body)
        self.assertNotIn(action.pay_url, preview.body)

    def test_header_injection(self):
        name = "Evil\r\nBcc: thief@evil.example.com"
        partner = self.make_partner(name, email="evil@client.example.com")
        self.company.name = "Vendeur\r\nBcc: thief@evil.example.com"
        template = self.steps[1].mail_template_id
        template.subject = "Reminder for {{ object.partner_id.name }}"
        self.make_invoice(days_late=10, partner=partner)
        self.company.dunning_test_email = "essai@vendeur.example.com"
        for mode in ("test", "live"):
            self.company.dunning_mode = mode
            _actions, outbox = self.plan_and_send()
            self.assertEqual(len(outbox), 1, mode)
            message = message_from_string(outbox[0].as_string())
            self.assertNotIn("Bcc", message)
            self.assertIn("<compta@vendeur.example.com>", message["From"])
            reader = (
                self.company.dunning_test_email if mode == "test" else partner.email
            )
            self.assertEqual(getaddresses([message["To"]])[0][1], reader)
