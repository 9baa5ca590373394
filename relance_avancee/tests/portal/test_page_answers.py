"""What a customer answers on its page: each form holds what it must and is told."""

from odoo import fields
from odoo.tests import tagged

from ..common import TODAY, days
from ..page_common import PageCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00"
    b"\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75"
    b"\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


@tagged("post_install", "-at_install")
class TestPageAnswers(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.make_invoice(days_late=5, amount=50.0)
        cls.collector = cls.make_user(
            "page_collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.company.dunning_user_id = cls.collector

    def reason(self, move):
        return self.explain(move, TODAY)["reason"]

    def told(self, record):
        """The collector has an activity about it, and the debtor's history knows."""
        self.assertEqual(record.activity_ids.user_id, self.collector)
        note = self.partner.message_ids[0]
        self.assertEqual(note.author_id, self.partner)
        # everybody in the house reads it: it leads to the answer and names no amount
        self.assertIn(f'data-oe-model="{record._name}"', note.body)
        self.assertNotIn("100.00", note.body)
        return record.message_ids[0].body

    def records(self, model):
        return self.env[model].search([("partner_id", "=", self.partner.id)])

    # === I WILL PAY ON ===

    def test_promise_holds_what_was_ticked(self):
        page = self.answer("promise", line=self.ids(self.move), date=str(days(5)))
        self.assertEqual(self.notice(page)[0], "answered")
        promise = self.records("dunning.promise")
        self.assertEqual(promise.move_ids, self.move)
        self.assertEqual((promise.amount, promise.date), (100.0, days(5)))
        self.assertEqual(promise.user_id, self.collector)
        self.assertEqual(self.reason(self.move), "hold")
        self.assertNotEqual(self.reason(self.second), "hold")
        self.assertIn("100.00", self.told(promise))
        self.assertIn("Promised for", self.text())

    def test_promise_of_a_part(self):
        lines = self.ids(self.move, self.second)
        self.answer("promise", line=lines, date=str(days(5)), amount="70,50")
        self.assertEqual(self.records("dunning.promise").amount, 70.5)

    def test_bad_promises_are_explained(self):
        ids = self.ids(self.move)
        cases = {
            "past": {"line": ids, "date": str(days(-1))},
            "too late": {"line": ids, "date": str(days(900))},
            "too much": {"line": ids, "date": str(days(5)), "amount": "100.01"},
            "no date": {"line": ids, "date": ""},
            "no such date": {"line": ids, "date": "2026-02-31"},
            "no invoice": {"date": str(days(5))},
            "other number": {"line": [999999999], "date": str(days(5))},
            "not a number": {"line": ["x"], "date": str(days(5))},
        }
        for name, values in cases.items():
            with self.subTest(name):
                page = self.answer("promise", **values)
                self.assertEqual(page.status_code, 422)
                kind, text = self.notice(page)
                self.assertEqual(kind, "problem")
                self.assertGreater(len(text), 10)
        self.assertFalse(self.records("dunning.promise"))
        self.assertFalse(self.records("dunning.hold"))

    def test_what_was_typed_is_still_there(self):
        page = self.answer(
            "promise",
            line=self.ids(self.second),
            date=str(days(-1)),
            note='<script>alert("x")</script>',
        )
        tree = self.tree(page)
        [form] = tree.xpath("//form[contains(@action, '/answer/promise')]")
        ticked = form.xpath(".//input[@name='line'][@checked]/@value")
        self.assertEqual(ticked, [str(self.ids(self.second)[0])])
        self.assertIn("<script>", form.xpath(".//textarea")[0].text)
        self.assertNotIn('<script>alert("x")', page.text)
        self.assertTrue(tree.xpath("//details[@id='answer_promise'][@open]"))

    # === I DISPUTE ===

    def dispute(self, files=None, **values):
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_quality")
        values = {"line": self.ids(self.move), "reason": reason.id, **values}
        return self.answer("dispute", files=files, **values)

    def test_a_dispute_is_dated_of_the_day_it_was_opened(self):
        self.dispute()
        dispute = self.records("dunning.dispute")
        dispute.sudo().date_opened = days(-8)
        self.assertIn("since 03/04/2026", self.text())

    def test_dispute_of_a_part_with_its_evidence(self):
        page = self.dispute(
            amount="40",
            note="Cassé",
            files=[
                ("files", ("../../photo du <b>.png", PNG, "text/html")),
                ("files", ("bon.PDF", PDF, "application/octet-stream")),
            ],
        )
        self.assertEqual(self.notice(page)[0], "answered")
        dispute = self.records("dunning.dispute")
        self.assertEqual((dispute.move_id, dispute.amount), (self.move, 40.0))
        files = dispute.evidence_ids
        self.assertEqual(set(files.mapped("name")), {"photo du b.png", "bon.pdf"})
        self.assertEqual(
            set(files.mapped("mimetype")), {"image/png", "application/pdf"}
        )
        self.assertFalse(any(files.mapped("public")))
        self.assertIn(self.move.name, self.told(dispute))
        self.assertIn("Disputed: 40.00", self.text())
        self.night()
        action = self.Action.search([("state", "=", "done")])
        line = action.line_ids.filtered(lambda line: line.move_id == self.move)
        self.assertEqual(line.amount, 60.0)

    def test_bad_disputes_are_explained(self):
        cases = {
            "too much": {"amount": "100.01"},
            "no reason": {"reason": ""},
            "unknown reason": {"reason": 10**8},
            "two invoices": {"line": self.ids(self.move, self.second)},
        }
        for name, values in cases.items():
            with self.subTest(name):
                self.assertEqual(self.notice(self.dispute(**values))[0], "problem")
        self.assertFalse(self.records("dunning.dispute"))
        self.dispute()
        self.assertIn("already disputed", self.notice(self.dispute())[1])

    # === INSTALMENTS ===

    def simulate(self, **values):
        values = {"simulate": 1, "line": self.ids(self.move)[0], "count": 4, **values}
        query = "&".join(f"{key}={value}" for key, value in values.items())
        return self.page(query=f"?{query}")

    def test_plan_is_simulated_then_asked_for(self):
        page = self.simulate(rhythm="month", date_first=str(days(4)))
        tree = self.tree(page)
        [box] = tree.xpath("//*[@name='simulation']")
        self.assertEqual(
            [item.text for item in box.xpath(".//li/strong")], ["25.00\xa0€"] * 4
        )
        self.assertFalse(self.records("dunning.payment.plan"))
        [form] = box.xpath(".//form")
        values = {field.name: field.value for field in form.xpath(".//input")}
        kind, told = self.notice(self.answer("plan", page, **values))
        self.assertEqual(kind, "answered")
        plan = self.records("dunning.payment.plan")
        # within the limits it waits for the customer, not for us
        self.assertEqual(plan.state, "proposed")
        self.assertIn("as soon as you accept it", told)
        self.assertEqual(plan.move_ids, self.move)
        self.assertEqual(plan.line_ids.mapped("amount"), [25.0] * 4)
        self.assertIn("Your payment plan", self.text())
        self.assertEqual(self.collector, plan.activity_ids.user_id)

    def test_plan_beyond_the_limits_is_explained(self):
        for values in ({"count": 99}, {"count": 0}, {"count": "x"}):
            with self.subTest(values):
                tree = self.tree(self.simulate(**values))
                self.assertTrue(
                    tree.xpath("//*[@name='simulation']//p[contains(@class, 'alert')]")
                    or tree.xpath("//*[@name='problem']")
                )
                answer = self.answer("plan", line=self.ids(self.move), **values)
                self.assertEqual(self.notice(answer)[0], "problem")
        self.assertFalse(self.records("dunning.payment.plan"))

    # === ALREADY PAID ===

    def test_already_paid_holds_and_keeps_the_proof(self):
        page = self.answer(
            "paid",
            line=self.ids(self.move),
            date=str(days(-3)),
            amount="100",
            reference="VIR 4711",
            files=[("files", ("avis.pdf", PDF, "application/pdf"))],
        )
        self.assertEqual(self.notice(page)[0], "answered")
        hold = self.records("dunning.hold")
        self.assertEqual((hold.move_id, hold.reason), (self.move, "reply"))
        self.assertIn("VIR 4711", hold.note)
        self.assertEqual(self.reason(self.move), "hold")
        self.assertNotEqual(self.reason(self.second), "hold")
        activity = self.partner.activity_ids
        self.assertEqual(activity.user_id, self.collector)
        self.assertIn("to reconcile", activity.summary)
        # what it says and the proof are kept with the invoice: for accounting
        message = self.move.message_ids.filtered("attachment_ids")
        self.assertEqual(message.attachment_ids.name, "avis.pdf")
        self.assertIn("VIR 4711", message.body)
        told = f"{self.partner.message_ids[:1].body} {activity.note}"
        self.assertIn(f'data-oe-id="{self.move.id}"', told)
        for secret in ("VIR 4711", "100.00"):
            self.assertNotIn(secret, told)
        self.assertFalse(self.partner.message_ids.attachment_ids)

    def test_payment_to_come_is_not_paid(self):
        page = self.answer("paid", line=self.ids(self.move), date=str(days(1)))
        self.assertEqual(self.notice(page)[0], "problem")
        self.assertFalse(self.records("dunning.hold"))

    # === NOT THE RIGHT PERSON ===

    def test_another_contact_is_a_proposal(self):
        before = (self.partner.name, self.partner.email, self.partner.child_ids)
        page = self.answer(
            "contact",
            name="Léa Roy",
            email="lea@client.example.com",
            phone="0102030405",
        )
        self.assertEqual(self.notice(page)[0], "answered")
        self.assertEqual(
            (self.partner.name, self.partner.email, self.partner.child_ids), before
        )
        activity = self.partner.activity_ids
        self.assertEqual(activity.user_id, self.collector)
        for word in ("Léa Roy", "lea@client.example.com", "0102030405"):
            self.assertIn(word, activity.note)
        self.assertEqual(self.reason(self.move), "hold")

    def test_contact_must_be_reachable(self):
        for values in ({"name": "Léa"}, {"email": "not an address"}):
            with self.subTest(values):
                page = self.answer("contact", **values)
                self.assertEqual(self.notice(page)[0], "problem")
        self.assertFalse(self.partner.activity_ids)

    # === SWITCHES ===

    def test_forms_switched_off_are_neither_shown_nor_taken(self):
        self.assertEqual(
            len(self.tree().xpath("//details[starts-with(@id, 'answer_')]")), 6
        )
        page = self.page()
        for kind in ("promise", "plan", "dispute", "paid", "contact", "cause"):
            self.company[f"dunning_page_{kind}"] = False
            with self.subTest(kind):
                self.assertFalse(self.tree().xpath(f"//details[@id='answer_{kind}']"))
                answer = self.answer(
                    kind,
                    page,
                    line=self.ids(self.move),
                    date=fields.Date.to_string(TODAY),
                )
                self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.records("dunning.promise"))
        self.assertFalse(self.records("dunning.hold"))

    def test_unknown_form_is_refused(self):
        page = self.page()
        for kind in ("nothing", "__init__", "get", "promise/x"):
            with self.subTest(kind):
                self.assertIn(self.answer(kind, page).status_code, (404, 422))
