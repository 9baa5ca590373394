"""The customer's page, opened by the link of a message."""

import re

from odoo.tests import HttpCase, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestPortal(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.make_invoice(days_late=10, amount=123.0)
        cls.cause = cls.env.ref("relance_avancee.dunning_cause_cash")

    def setUp(self):
        super().setUp()
        self.action = self.night()
        self.deliver(self.action)

    def page(self, token=None):
        token = token or self.action._portal_ensure_token()
        return self.url_open(f"/my/dunning/{self.action.id}?access_token={token}")

    def answer(self, page=None, **values):
        """Fill in the form of the page and send it."""
        html = (page or self.page()).text
        hidden = dict(
            re.findall(r'name="(csrf_token|access_token)" value="(\S+)"', html)
        )
        data = hidden | {"cause": self.cause.id, "note": ""} | values
        return self.url_open(f"/my/dunning/{self.action.id}/answer", data=data)

    def messages(self):
        return self.action.message_ids.filtered(
            lambda message: message.author_id == self.partner
        )

    def test_page_shows_what_is_owed_today(self):
        self.assertIn(self.move.name, self.page().text)
        self.pay(self.move)
        page = self.page().text
        self.assertNotIn(self.move.name, page)
        self.assertNotIn('name="answer"', page)

    def test_wrong_link_opens_nothing(self):
        page = self.page("0" * 36)
        self.assertNotIn(self.move.name, page.text)
        self.assertNotIn("/my/dunning", page.url)

    def test_answer_tells_the_cause_and_holds(self):
        page = self.answer(note="Trésorerie <b>tendue</b>")
        self.assertIn("alert-success", page.text)
        partner = self.partner.with_company(self.company)
        self.assertEqual(partner.dunning_cause_id, self.cause)
        [message] = self.messages()
        self.assertIn("&lt;b&gt;tendue&lt;/b&gt;", message.body)
        self.assertEqual(self.action.delivery_state, "answered")
        self.assertEqual(self.explain(self.move, TODAY)["reason"], "hold")
        self.assertIn(self.company.dunning_user_id, self.action.activity_ids.user_id)

    def test_answer_with_a_wrong_token_changes_nothing(self):
        self.answer(access_token="0" * 36)
        self.assertFalse(self.messages())
        self.assertFalse(self.partner.with_company(self.company).dunning_cause_id)
        self.assertNotEqual(self.action.delivery_state, "answered")

    def test_answer_without_the_form_is_refused(self):
        self.assertEqual(self.answer(csrf_token="forged").status_code, 400)
        self.assertFalse(self.messages())

    def test_only_the_causes_offered(self):
        refusal = self.env.ref("relance_avancee.dunning_cause_refusal")
        self.assertNotIn(f'value="{refusal.id}"', self.page().text)
        for cause in (refusal.id, "", "abc", -1, 10**9):
            with self.subTest(cause=cause):
                self.assertIn("alert-warning", self.answer(cause=cause).text)
        self.assertFalse(self.messages())

    def test_a_link_does_not_flood(self):
        page = self.page()
        for _time in range(7):
            last = self.answer(page)
        self.assertIn("alert-warning", last.text)
        self.assertEqual(len(self.messages()), 5)
