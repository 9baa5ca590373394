"""Links that work: who sees them, and what stays in stored messages."""

import re

from odoo.exceptions import AccessError
from odoo.modules.module import load_script
from odoo.tests import tagged

from ..common import RealLifeCommon

CODE = re.compile(r"/d/[0-9a-f]+-[\w-]{16}|access_token=[\w-]{8,}")


@tagged("post_install", "-at_install")
class TestLinksKept(RealLifeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.make_user("auditor", "account.group_account_readonly")
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.make_invoice(days_late=12)

    def kept(self, action):
        """What stays of its messages in the database."""
        action.invalidate_recordset()
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("res_id", "=", action.id), ("model", "=", action._name)])
        )
        bodies = [mail.body_html for mail in mails]
        bodies += action.sudo().message_ids.mapped("body")
        return " ".join(map(str, filter(None, bodies)))

    def test_sent_messages_keep_no_link(self):
        (action,) = self.night()
        self.assertRegex(action.sudo().mail_mail_id.body_html, CODE)
        with self.mail_server() as outbox:
            self.run_mail_queue(action)
        body = outbox[0].get_body(("html",)).get_content()
        self.assertRegex(body, CODE)
        self.assertTrue(self.kept(action))
        self.assertNotRegex(self.kept(action), CODE)

    def test_history_never_shows_the_link(self):
        (action,) = self.night()
        self.assertTrue(action.message_ids)
        for message in action.sudo().message_ids:
            self.assertNotRegex(message.body, CODE)

    def test_failed_message_is_tried_again_with_its_link(self):
        (action,) = self.night()
        mail = action.sudo().mail_mail_id
        mail._postprocess_sent_message([], [], "refused", "mail_smtp")
        self.assertRegex(mail.body_html, CODE)
        with self.mail_server() as outbox:
            mail.write({"state": "outgoing"})
            mail.send()
        self.assertRegex(outbox[0].get_body(("html",)).get_content(), CODE)
        self.assertNotRegex(mail.body_html, CODE)

    def test_older_messages_are_masked_on_update(self):
        (action,) = self.night()
        self.deliver(action)
        code = "/d/1f-abcdefghijklmnop"
        mail = action.sudo().mail_mail_id
        mail.body_html = f'<a href="https://x{code}">x</a>'
        mail.mail_message_id.body = f'<a href="https://x{code}">x</a>'
        self.env.flush_all()
        script = "relance_avancee/migrations/19.0.2.0.0/post-migration.py"
        load_script(script, "links_kept").mask_sent(self.env.cr)
        self.env.invalidate_all()
        self.assertNotRegex(self.kept(action), CODE)

    def test_links_are_shown_one_by_one_to_collectors(self):
        (action,) = self.night()
        link = (
            self.env["dunning.link"]
            .sudo()
            .search([("partner_id", "=", self.partner.id)])
        )
        with self.assertRaises(AccessError):
            link.with_user(self.auditor).read(["url"])
        with self.assertRaises(AccessError):
            link.with_user(self.auditor).action_show()
        for name in ("pay_url", "short_url", "payment_html"):
            with self.assertRaises(AccessError):
                action.with_user(self.auditor).read([name])
        shown = link.with_user(self.collector).action_show()
        self.assertRegex(shown["params"]["links"][0]["url"], CODE)
        note = self.partner.message_ids[:1]
        self.assertEqual(note.author_id, self.collector.partner_id)
        self.assertIn(self.partner.name, note.body)
        self.assertNotRegex(note.body, CODE)

    def test_acceptance_by_an_employee_says_so(self):
        move = self.make_invoice(days_late=20)
        plan = self.env["dunning.payment.plan"].create(
            {"move_ids": move.ids, "partner_id": self.partner.id}
        )
        plan.action_compute()
        plan.action_propose()
        page = plan.sudo().with_user(self.collector).sudo()
        self.assertFalse(page._accept("Jeanne", True, plan._get_fingerprint(), "::1"))
        self.assertEqual(plan.accepted_by_id, self.collector)
        told = " ".join(map(str, plan.message_ids.mapped("body")))
        self.assertIn("on behalf of Jeanne", told)
        self.assertIn(self.collector.name, plan._prepare_document()["accepted_by"])
