"""The customer's page, opened by the link of a message."""

from odoo.tests import tagged

from ..common import TODAY, days
from ..page_common import PageCommon


@tagged("post_install", "-at_install")
class TestPortal(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("relance_avancee.dunning_cause_cash")

    def setUp(self):
        super().setUp()
        self.action = self.night()
        # as it leaves: what is kept afterwards has no link that works
        self.sent_body = self.action.mail_mail_id.body_html
        self.deliver(self.action)

    def old_page(self, token=None):
        token = token or self.action._ensure_old_token()
        return self.url_open(f"/my/dunning/{self.action.id}?access_token={token}")

    def messages(self):
        return self.action.message_ids.filtered(
            lambda message: message.author_id == self.partner
        )

    # === THE LINK ===

    def test_message_quotes_the_link_of_its_reader(self):
        self.assertTrue(self.action.pay_url.endswith(self.link._get_path()))
        self.assertEqual(self.action.short_url, self.action.pay_url)
        self.assertIn(self.action.pay_url, self.sent_body)

    def test_one_link_for_each_contact(self):
        other = self.make_contact("Comptable")
        links = [
            self.env["dunning.link"]._get_link(contact, self.partner, self.company)
            for contact in (self.partner, other, self.partner)
        ]
        self.assertEqual(links[0], links[2])
        self.assertNotEqual(links[0], links[1])

    def test_links_sent_before_lead_to_the_same_page(self):
        self.assertTrue(self.old_page().url.endswith(self.link._get_path()))
        response = self.url_open(f"/d/{self.action._get_short_code()}")
        self.assertTrue(response.url.endswith(self.link._get_path()))
        self.assertIn(self.move.name, response.text)

    def test_a_new_message_keeps_the_link_working(self):
        self.assertEqual(self.link.date_expiry, days(180))
        self.link.date_expiry = days(3)
        self.night(days(12))
        self.assertEqual(self.link.date_expiry, days(180))

    def test_visit_is_remembered(self):
        self.assertFalse(self.link.date_seen)
        self.page()
        self.assertTrue(self.link.date_seen)

    # === WHAT IS SHOWN ===

    def test_page_shows_what_is_owed_today(self):
        self.assertIn(self.move.name, self.page().text)
        self.pay(self.move)
        page = self.page().text
        self.assertNotIn(self.move.name, self.tree().xpath("//main")[0].text_content())
        self.assertNotIn("/answer/", page)

    def test_part_paid_is_not_asked_again(self):
        self.pay(self.move, 40.0)
        [row] = self.rows()
        self.assertEqual(row["amount"], self.format(60.0))
        self.assertIn("60.00", self.text())

    def test_page_counts_what_is_not_asked_for(self):
        self.make_invoice(days_late=40, amount=50.0)
        self.make_invoice(days_late=-20, amount=70.0)
        self.make_credit_note(amount=30.0)
        self.env["dunning.dispute"].create({"move_id": self.move.id, "amount": 25.0})
        [group] = self.link._prepare_page()["groups"]
        self.assertEqual(group["overdue"], self.format(150.0))
        self.assertEqual(group["total"], self.format(220.0))
        self.assertEqual(group["disputed"], self.format(25.0))
        self.assertEqual(group["credit"], self.format(30.0))
        self.assertEqual(group["pay_late"]["amount"], 95.0)
        self.assertEqual(group["pay_all"]["amount"], 165.0)
        self.assertEqual(
            {age["label"]: age["amount"] for age in group["ages"]},
            {
                "Not due yet": self.format(70.0),
                "1 to 30 days late": self.format(100.0),
                "31 to 60 days late": self.format(50.0),
            },
        )
        self.assertIn("In your favour", self.text())

    def format(self, amount):
        return self.company.currency_id.format(amount)

    def test_each_instalment_is_a_debt(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 times",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": number})
                    for number in (0, 30)
                ],
            }
        )
        move = self.make_invoice(
            days_late=5, amount=80.0, invoice_payment_term_id=terms.id
        )
        numbers = [row["number"] for row in self.rows()]
        self.assertIn(f"{move.name} (1/2)", numbers)
        self.assertIn(f"{move.name} (2/2)", numbers)

    def rows(self):
        return [
            row
            for group in self.link._prepare_page()["groups"]
            for row in group["rows"]
        ]

    def test_messages_received_are_listed(self):
        [message] = self.link._prepare_messages()
        self.assertIn(self.action.step_id.name, message)
        self.action.sudo().is_test = True
        self.assertFalse(self.link._prepare_messages())

    def test_promise_and_dispute_are_seen(self):
        self.env["dunning.promise"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": self.move.ids,
                "date": days(5),
            }
        )
        self.assertIn("Promise – ", self.text())
        self.env["dunning.dispute"].create({"move_id": self.move.id})
        self.assertIn("Dispute – ", self.text())

    def test_page_speaks_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(self.tree().get("lang"), "en-US")
        self.assertIn("Invoices to pay", self.text())
        self.partner.lang = "fr_FR"
        tree = self.tree()
        self.assertEqual(tree.get("lang"), "fr-FR")
        self.assertIn("Factures à payer", self.text())
        english = self.page(query="?lang=en_US")
        self.assertIn("Invoices to pay", self.text(english))
        self.assertIn("Invoices to pay", self.text())

    def test_invoice_is_downloaded(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "FAC.pdf",
                "raw": b"%PDF-1.4 invoice",
                "res_model": "account.move",
                "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
                "mimetype": "application/pdf",
            }
        )
        self.move.invalidate_recordset()
        response = self.url_open(f"{self.link._get_path()}/invoice/{self.move.id}")
        self.assertEqual(response.content, attachment.raw)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])

    # === TRANSFER ===

    def test_transfer_has_account_reference_and_code(self):
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        second = self.make_invoice(days_late=3, amount=10.0)
        self.move.payment_reference = "RF18539007547034"
        tree = self.tree()
        text = tree.text_content()
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", text)
        self.assertIn(f"RF18539007547034, {second.payment_reference}", text)
        self.assertTrue(tree.xpath("//img[starts-with(@src, 'data:image/png')]"))
        [source] = tree.xpath(
            f"//img[contains(@src, '/code/{self.ids(second)[0]}')]/@src"
        )
        response = self.url_open(source)
        self.assertEqual(response.content[:4], b"\x89PNG")

    # === WHY IT IS LATE ===

    def cause_answer(self, page=None, **values):
        return self.answer("cause", page, **({"cause": self.cause.id} | values))

    def test_answer_tells_the_cause_and_holds(self):
        page = self.cause_answer(note="Trésorerie <b>tendue</b>")
        self.assertEqual(self.notice(page)[0], "answered")
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.dunning_cause_id, self.cause)
        [message] = self.messages()
        self.assertIn("&lt;b&gt;tendue&lt;/b&gt;", message.body)
        self.assertEqual(self.action.delivery_state, "answered")
        self.assertEqual(self.explain(self.move, TODAY)["reason"], "hold")
        self.assertIn(self.company.dunning_user_id, self.action.activity_ids.user_id)

    def test_thanks_are_said_once(self):
        page = self.cause_answer()
        self.assertTrue(page.url.endswith(self.link._get_path()))
        self.assertFalse(self.tree().xpath("//*[@name='answered']"))

    def test_only_the_causes_offered(self):
        refusal = self.env.ref("relance_avancee.dunning_cause_refusal")
        offered = self.tree().xpath("//select[@name='cause']/option/@value")
        self.assertNotIn(str(refusal.id), offered)
        for cause in (refusal.id, "", "abc", -1, 10**9):
            with self.subTest(cause=cause):
                answer = self.cause_answer(cause=cause)
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(self.notice(answer)[0], "problem")
        self.assertFalse(self.messages())

    def test_a_link_does_not_flood(self):
        self.company.dunning_page_answers = 5
        page = self.page()
        for _time in range(7):
            last = self.cause_answer(page)
        self.assertEqual(self.notice(last)[0], "problem")
        self.assertEqual(len(self.messages()), 5)
