"""The plan's own page: what the customer reads, accepts, and may not touch."""

import hashlib
import io
import re

import pypdf

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import TODAY, days
from ..plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanPage(PlanCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.move = self.make_invoice(amount=300.0)
        self.plan = self.make_plan(self.move)
        self.plan.action_propose()

    def url(self, suffix=""):
        return self.plan.get_portal_url() + suffix

    def page(self, **options):
        return self.url_open(self.url(**options))

    def fill(self, form="accept", page=None, **values):
        """Send a form of the page, as a browser without JavaScript does."""
        html = (page or self.page()).text
        [found] = re.findall(rf'<form[^>]*name="{form}".*?</form>', html, re.S)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found))
        return self.url_open(self.url(f"/{form}"), data=hidden | values)

    def accept(self, **values):
        return self.fill(**({"name": "Jeanne Durand", "agreed": "1"} | values))

    # === READING ===

    def test_page_shows_debts_and_schedule(self):
        text = self.page().text
        self.assertIn(self.move.name, text)
        self.assertIn('name="accept"', text)
        self.assertIn(self.plan._get_number(), text)

    def test_nothing_but_the_link_of_its_customer_opens_it(self):
        stranger = self.make_partner("Autre client")
        links = self.env["dunning.link"]
        theirs = links._get_link(stranger, stranger, self.company)
        for path in (
            f"/d/{'0' * 16}/plan/{self.plan.id}",
            f"{theirs._get_path()}/plan/{self.plan.id}",
            f"/my/dunning/plan/{self.plan.id}",
            f"/my/dunning/plan/{self.plan.id}?access_token={'0' * 36}",
        ):
            with self.subTest(path):
                self.assertNotIn(self.move.name, self.url_open(path).text)
        self.assertIn(self.move.name, self.page().text)

    def test_portal_user_guesses_numbers(self):
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Curieux",
                "login": "curieux",
                "password": "curieux-curieux",
                "group_ids": [self.env.ref("base.group_portal").id],
            }
        )
        self.authenticate("curieux", "curieux-curieux")
        answer = self.url_open(f"/my/dunning/plan/{self.plan.id}")
        self.assertNotIn(self.move.name, answer.text)

    def test_draft_is_shown_to_nobody(self):
        self.plan = self.make_plan(self.make_invoice(amount=10.0))
        self.assertNotIn('name="accept"', self.page().text)

    def test_link_is_not_told_to_others(self):
        headers = self.page().headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")

    # === ACCEPTING ===

    def test_accepting_keeps_who_when_and_what(self):
        answer = self.accept()
        self.assertIn("alert-success", answer.text)
        plan = self.plan
        self.assertEqual((plan.state, plan.accepted_name), ("active", "Jeanne Durand"))
        self.assertTrue(plan.accepted_date)
        self.assertEqual(plan.accepted_ip, "127.0.0.1")
        self.assertEqual(plan.accepted_html, plan.agreement_html)
        self.assertEqual(
            plan.accepted_sha256,
            hashlib.sha256(plan.accepted_html.encode()).hexdigest(),
        )
        self.assertIn("Payment plan accepted", self.todo(plan))
        self.assertEqual(self.explain(self.move)["reason"], "hold")

    def test_what_was_accepted_never_changes(self):
        self.accept()
        for values in ({"accepted_name": "Un autre"}, {"accepted_html": "<p>1</p>"}):
            with self.assertRaises(UserError):
                self.plan.sudo().write(values)
        with self.assertRaises(AccessError):
            self.plan.with_user(self.manager).write({"agreement_html": ""})

    def test_without_name_or_tick(self):
        for values in ({"name": " "}, {"agreed": ""}):
            with self.subTest(values):
                answer = self.accept(**values)
                self.assertIn("alert-warning", answer.text)
                self.assertEqual(self.plan.state, "proposed")

    def test_the_text_read_is_the_one_accepted(self):
        page = self.page()
        self.plan.sudo().agreement_html += "<p>Et cent de plus.</p>"
        answer = self.accept(page=page)
        self.assertIn("alert-warning", answer.text)
        self.assertEqual(self.plan.state, "proposed")
        self.accept()
        self.assertEqual(self.plan.state, "active")

    def test_two_tabs(self):
        first, second = self.page(), self.page()
        self.accept(page=first)
        accepted = self.plan.accepted_date
        answer = self.accept(page=second, name="Quelqu’un d’autre")
        self.assertIn("alert-success", answer.text)
        self.assertEqual(
            (self.plan.accepted_name, self.plan.accepted_date),
            ("Jeanne Durand", accepted),
        )

    @mute_logger("odoo.http")
    def test_a_forged_form_is_refused(self):
        answer = self.url_open(
            self.url("/accept"),
            data={
                "name": "X",
                "agreed": "1",
                "fingerprint": self.plan._get_fingerprint(),
            },
        )
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.plan.state, "proposed")

    def test_too_many_attempts(self):
        for _try in range(20):
            self.plan.sudo()._accept("", True, "", "127.0.0.1")
        answer = self.accept()
        self.assertIn("alert-warning", answer.text)
        self.assertEqual(self.plan.state, "proposed")
        with self.at(1):
            self.assertEqual(
                self.plan.sudo()._accept(
                    "Jeanne", True, self.plan._get_fingerprint(), "127.0.0.1"
                ),
                "",
            )
        self.assertEqual(self.plan.state, "active")

    def test_expired_or_invoice_cancelled_since(self):
        with self.at(12):
            self.assertTrue(
                self.plan.sudo()._accept("J", True, self.plan._get_fingerprint(), "")
            )
        self.move.button_draft()
        self.assertTrue(
            self.plan.sudo()._accept("J", True, self.plan._get_fingerprint(), "")
        )
        self.assertEqual(self.plan.state, "proposed")
        self.assertIn(
            "Proposed payment plan: an invoice has changed", self.todo(self.plan)
        )

    def test_paid_before_it_is_accepted(self):
        self.pay(self.move, amount=100.0)
        self.accept()
        self.assertEqual(self.plan.line_ids.mapped("paid_amount"), [100.0, 0.0, 0.0])

    def test_declining_tells_why(self):
        answer = self.fill("decline", note="Plutôt <b>six</b> mois")
        self.assertIn("alert-info", answer.text)
        self.assertEqual(self.plan.state, "cancelled")
        self.assertIn("Payment plan declined by the customer", self.todo(self.plan))
        bodies = " ".join(self.plan.message_ids.mapped("body"))
        self.assertIn("&lt;b&gt;six&lt;/b&gt;", bodies)
        self.assertNotEqual(self.explain(self.move)["decision"], "hold")

    # === AFTER ===

    def test_page_of_a_running_plan(self):
        self.accept()
        self.pay(self.move, amount=120.0)
        text = self.page().text
        self.assertIn('aria-valuenow="40"', text)
        # nobody takes payments online here: only the transfer is offered
        self.assertNotIn('name="pay_plan"', text)
        self.assertIn("FR76", text)
        # what is left of the second line
        self.assertEqual(self.plan._get_pay_amount(), 80.0)
        values = self.plan._get_portal_plan_values()
        self.assertEqual(
            [(line["paid"], line["left"]) for line in values["lines"]],
            [(100.0, 0.0), (20.0, 80.0), (0.0, 100.0)],
        )
        self.assertEqual(values["pay_amount"], 80.0)
        self.assertTrue(values["epc"].startswith("data:image/png"))

    def test_agreement_is_sealed_and_served(self):
        self.accept()
        document = self.plan.agreement_id
        self.assertEqual(
            document.dunning_sha256, hashlib.sha256(document.raw).hexdigest()
        )
        with self.assertRaises(UserError):
            document.raw = b"autre chose"
        answer = self.url_open(self.url("/pdf"))
        self.assertEqual(answer.content, document.raw)
        text = "".join(
            page.extract_text()
            for page in pypdf.PdfReader(io.BytesIO(document.raw)).pages
        )
        for wanted in (self.move.name, "Jeanne Durand", self.plan._get_number()):
            self.assertIn(wanted, " ".join(text.split()))

    # === ASKING ALONE ===

    def _request(self, moves, count=3, amount_first=0.0, note="", **values):
        return self.Plan._request(
            self.partner,
            moves,
            count,
            values.get("rhythm", "month"),
            values.get("date_first", days(5)),
            amount_first,
            note,
            self.company,
        )

    def test_simulation_writes_nothing(self):
        move = self.make_invoice(amount=100.0)
        before = self.Plan.search_count([])
        answer = self.Plan._simulate(
            self.partner, move, 3, "week", days(1), 40.0, self.company
        )
        self.assertEqual(
            answer["lines"],
            [(days(1), 40.0), (days(8), 30.0), (days(15), 30.0)],
        )
        self.assertEqual((answer["total"], answer["interest"]), (100.0, 0.0))
        self.assertEqual(answer["problem"], "")
        self.assertEqual(self.Plan.search_count([]), before)

    def test_simulation_says_what_is_wrong(self):
        move = self.make_invoice(amount=100.0)
        stranger = self.make_partner("Autre client")
        self.company.dunning_plan_min_amount = 30.0
        for wanted, arguments in (
            ("at least", (self.partner, move, 4, "month")),
            ("at most", (self.partner, move, 13, "week")),
            ("already past", (self.partner, move, 2, "month", days(-1))),
            ("must be made by", (self.partner, move, 2, "month", days(60))),
            ("less than what is owed", (self.partner, move, 2, "month", None, 100.0)),
            ("from 1 to", (self.partner, move, 0, "month")),
            ("from 1 to", (self.partner, move, 10**9, "month")),
            ("rhythm", (self.partner, move, 2, "hour")),
            ("open invoices of one customer", (stranger, move, 2, "month")),
            ("already in a payment plan", (self.partner, self.move, 2, "month")),
        ):
            with self.subTest(wanted):
                self.assertIn(wanted, self.Plan._simulate(*arguments)["problem"])

    def test_request_is_proposed_at_once(self):
        self.company.dunning_user_id = self.collector
        move = self.make_invoice(amount=100.0)
        plan = self._request(move, note="Trésorerie tendue")
        self.assertEqual((plan.state, plan.user_id), ("proposed", self.collector))
        self.assertEqual(plan.note, "Trésorerie tendue")
        self.assertIn("Payment plan asked for on the customer's page", self.todo(plan))
        # the customer is on the page: no e-mail asks him what he has just asked for
        self.assertFalse(
            self.env["mail.mail"].search(
                [("model", "=", plan._name), ("res_id", "=", plan.id)]
            )
        )
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertEqual(
            self.Plan._get_running(self.partner, self.company), plan | self.plan
        )

    def test_request_to_approve(self):
        self.company.dunning_plan_approval_amount = 50.0
        plan = self._request(self.make_invoice(amount=100.0))
        self.assertEqual((plan.state, plan.approval), ("draft", "asked"))

    def test_request_beyond_the_limits(self):
        move = self.make_invoice(amount=100.0)
        with self.assertRaisesRegex(UserError, "at most"):
            self._request(move, count=13, rhythm="week")
        self.assertFalse(self.Plan.search([("move_ids", "in", move.ids)]))

    def test_french(self):
        self.speak_french(self.partner)
        self.plan = self.make_plan(self.make_invoice(amount=100.0))
        self.plan.action_propose()
        self.assertIn("reconnaît devoir", self.plan.agreement_html)
        self.assertIn("cent euros", self.plan.agreement_html)
        text = self.page().text
        self.assertIn("J’ai lu", text)
        self.assertNotIn("I have read", text)

    def test_page_of_the_day_it_is_late(self):
        self.accept()
        with self.at(6):
            self.env.invalidate_all()
            self.assertEqual(self.plan._get_pay_amount(), 200.0)
            self.assertEqual(self.plan.late_amount, 100.0)
        self.assertEqual(self.plan.date_start, TODAY)
