"""Who reads a reminder: the invoice's own contact, the chosen ones, those who still can."""

from odoo.exceptions import ValidationError

from ...common import days
from .test_email import DunningMailCommon


class TestReader(DunningMailCommon):
    def setUp(self):
        super().setUp()
        self.lyon, self.lille = (
            self.make_partner(
                name, parent_id=self.partner.id, type="invoice", is_company=False
            )
            for name in ("Lyon", "Lille")
        )

    def readers(self, day=0):
        _done, outbox = self.plan_and_send(days(day))
        return sorted(
            str(message["To"]).split("<")[1].split("@")[0] for message in outbox
        )

    def test_the_contact_of_the_invoice_reads(self):
        self.make_invoice(partner=self.lille)
        self.assertEqual(self.readers(), ["lille"])

    def test_invoices_of_two_contacts_go_to_the_first_billing_address(self):
        self.make_invoice(partner=self.lille)
        self.make_invoice(partner=self.lyon)
        self.assertEqual(self.readers(), ["lyon"])

    def test_one_message_an_invoice_goes_to_each_contact(self):
        self.scenario.grouping = "invoice"
        self.make_invoice(partner=self.lille)
        self.make_invoice(partner=self.lyon)
        self.assertEqual(self.readers(), ["lille", "lyon"])

    def test_a_chosen_contact_reads_of_all_invoices(self):
        chosen = self.make_partner(
            "Chosen", parent_id=self.partner.id, is_company=False
        )
        self.partner.dunning_contact_ids = chosen
        self.make_invoice(partner=self.lille)
        self.assertEqual(self.readers(), ["chosen"])

    def test_a_contact_without_address_is_passed_over(self):
        self.lille.email = False
        self.make_invoice(partner=self.lille)
        self.assertEqual(self.readers(), ["lyon"])

    def test_a_contact_who_left_reads_nothing(self):
        self.make_invoice(partner=self.lille)
        self.lille.active = False
        self.assertEqual(self.readers(), ["lyon"])

    def test_copies_are_refused_and_a_reply_address_is_honoured(self):
        template = self.steps[1].mail_template_id
        with self.assertRaises(ValidationError):
            template.email_cc = "archive@vendeur.example.com"
        template.reply_to = "recouvrement@vendeur.example.com"
        self.make_invoice()
        _done, [message] = self.plan_and_send()
        self.assertIn("recouvrement@", message["Reply-To"])
