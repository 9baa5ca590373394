"""What comes back by mail, through the gateway: robots, reports of every kind."""

from email.message import EmailMessage

from ...common import TODAY, days
from .test_email import DunningMailCommon


class TestIncoming(DunningMailCommon):
    def setUp(self):
        super().setUp()
        self.move = self.make_invoice(days_late=10)
        self.action, [self.sent] = self.plan_and_send()

    def receive(self, message):
        self.env["mail.thread"].message_process("mail.thread", message)

    def answer(self, text="Bonjour", subject="Re: ", **headers):
        answer = EmailMessage()
        answer["From"] = self.partner.email_formatted
        answer["To"] = self.sent["Reply-To"]
        answer["Subject"] = f"{subject}{self.sent['Subject']}"
        answer["Message-Id"] = f"<{hash(text)}@client.example.com>"
        answer["In-Reply-To"] = self.sent["Message-Id"]
        for name, value in headers.items():
            answer[name.replace("_", "-")] = value
        answer.set_content(text)
        self.receive(answer.as_string())

    def report(self, action, status, kind="delivery-status"):
        self.receive(
            f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@client.example.com>
To: {self.sent["From"]}
Subject: Delivery report
Message-Id: <report-{TODAY}@client.example.com>
Content-Type: multipart/report; report-type={kind}; boundary="X"

--X
Content-Type: text/plain

About your message
--X
Content-Type: message/{kind}

Reporting-MTA: dns; client.example.com

Final-Recipient: rfc822; {self.partner.email}
Action: {action}
Status: {status}
--X
Content-Type: message/rfc822

From: {self.sent["From"]}
To: {self.partner.email}
Message-Id: {self.sent["Message-Id"]}
Subject: reminder

text
--X--
"""
        )

    def text_report(self, words, opening="Hi. This is the qmail-send program at"):
        """A report in plain words, as qmail writes it."""
        self.receive(
            f"""Return-Path: <>
From: MAILER-DAEMON@client.example.com
To: {self.sent["From"]}
Subject: failure notice
Message-Id: <text-report-{TODAY}@client.example.com>
Content-Type: text/plain; charset=utf-8

{opening} client.example.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{self.partner.email}>:
{words}

--- Below this line is a copy of the message.

Return-Path: <{self.sent["From"]}>
From: {self.sent["From"]}
To: {self.partner.email}
Message-Id: {self.sent["Message-Id"]}
Subject: reminder

text
"""
        )

    def assert_goes_on(self):
        self.assertEqual(self.move.dunning_step_id.delay_days, 5)
        self.assertEqual(len(self.plan_and_send(days(8))[1]), 1)

    def holds(self):
        return self.env["dunning.hold"].search([("partner_id", "=", self.partner.id)])

    def test_an_absence_suspends_nothing_and_is_kept(self):
        self.answer("I am away", Auto_Submitted="auto-replied")
        self.assertFalse(self.holds())
        self.assertIn("I am away", " ".join(self.action.message_ids.mapped("body")))
        self.assert_goes_on()

    def test_a_person_behind_an_office_that_suppresses_answers_is_read(self):
        self.answer("We dispute this", X_Auto_Response_Suppress="OOF, AutoReply")
        self.assertEqual(self.holds().reason, "reply")
        self.assertFalse(self.plan_and_send(days(8))[1])

    def test_a_person_is_read_when_our_mailbox_is_a_group(self):
        self.answer(
            "We dispute this", Precedence="list", List_Id="<compta.vendor.example.com>"
        )
        self.assertEqual(self.holds().reason, "reply")

    def test_a_person_is_read_when_our_mailbox_redirects_to_odoo(self):
        self.answer(
            "We dispute this",
            X_MS_Exchange_Inbox_Rules_Loop="compta@vendor.example.com",
        )
        self.assertEqual(self.holds().reason, "reply")

    def test_a_ticket_without_a_header_suspends_nothing(self):
        self.answer("Ticket 12", subject="Accusé de réception : ")
        self.assertFalse(self.holds())
        self.assert_goes_on()

    def test_a_person_suspends_even_after_a_robot(self):
        self.answer("I am away", Auto_Submitted="auto-replied")
        self.answer("We have paid")
        self.assertEqual(self.holds().reason, "reply")
        self.assertEqual(self.plan_and_send(days(8))[1], [])

    def test_a_delay_is_no_failure(self):
        self.report("delayed", "4.4.1")
        self.assertEqual(self.action.state, "done")
        self.assertFalse(self.action.bounced_email)
        self.assertFalse(self.partner.message_bounce)
        self.assert_goes_on()

    def test_a_relay_is_no_failure(self):
        self.report("relayed", "2.0.0")
        self.assertEqual(self.action.state, "done")
        self.assert_goes_on()

    def test_a_full_mailbox_is_tried_again(self):
        self.report("failed", "5.2.2")
        self.assertEqual(self.action.state, "failed")
        self.assertFalse(self.move.dunning_step_id)
        again, outbox = self.plan_and_send(days(1))
        self.assertEqual(again, self.action)
        self.assertEqual(len(outbox), 1)

    def test_a_mailbox_that_does_not_exist_is_not(self):
        self.report("failed", "5.1.1")
        self.assertEqual(self.action.bounced_email, self.partner.email)
        self.assertEqual(self.plan_and_send(days(1))[1], [])

    def test_two_readers_of_one_message_may_both_be_dead(self):
        """Neither is written to again: a second report does not wake the first address."""
        first, second, third = (
            self.env["res.partner"].create(
                {
                    "name": f"Lecteur {number}",
                    "email": f"lecteur{number}@client.example.com",
                    "parent_id": self.partner.id,
                    "lang": "en_US",
                }
            )
            for number in range(3)
        )
        self.partner.dunning_contact_ids = first | second | third
        again, outbox = self.plan_and_send(days(8))
        self.assertEqual(len(outbox), 3)
        for reader in (first, second):
            again._message_receive_bounce(reader.email, reader)
            reader.message_bounce += 1
        later = self.plan_and_send(days(27))[0]
        self.assertEqual(later._get_recipients(), third)
        again._message_receive_bounce(third.email, third)
        self.assertEqual(
            set(again.bounced_email.split(",")),
            {first.email, second.email, third.email},
        )
        again._set_failed("address", "Refusé")
        again.action_retry()
        self.assertFalse(again.bounced_email)

    def test_a_dead_address_in_the_words_of_qmail(self):
        self.text_report("Sorry, no mailbox here by that name. (#5.1.1)")
        self.assertEqual(self.action.state, "failed")
        self.assertEqual(self.action.bounced_email, self.partner.email)
        self.assertEqual(self.plan_and_send(days(1))[1], [])

    def test_a_full_mailbox_in_the_words_of_qmail_is_tried_again(self):
        self.text_report("Remote host said: 552 mailbox is full")
        self.assertEqual(self.action.state, "failed")
        self.assertFalse(self.action.bounced_email)
        self.assertEqual(len(self.plan_and_send(days(1))[1]), 1)

    def test_words_that_nobody_knows_are_noted_and_suspend_nothing(self):
        self.text_report("Something odd has happened to the flux capacitor.")
        self.assertEqual(self.action.state, "done")
        self.assertFalse(self.action.bounced_email)
        self.assertFalse(self.holds())
        self.assertIn(
            "flux capacitor", " ".join(self.action.message_ids.mapped("body"))
        )
        self.assert_goes_on()

    def test_a_report_of_no_known_shape_changes_nothing(self):
        self.text_report("user unknown 5.1.1", opening="Cheerio from")
        self.assertEqual(self.action.state, "done")
        self.assert_goes_on()

    def test_two_addresses_in_one_field_both_read(self):
        partner = self.make_partner(
            "Deux", email="un@deux.example.com; deux@deux.example.com"
        )
        self.make_invoice(days_late=10, partner=partner)
        done, outbox = self.plan_and_send()
        self.assertEqual(done.state, "done")
        reached = " ".join(str(message["To"]) for message in outbox)
        self.assertIn("un@deux.example.com", reached)
        self.assertIn("deux@deux.example.com", reached)
