"""What a user does, in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestTours(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the browser talks to a server whose day is a working day, whenever tests run
        cls.startClassPatcher(
            patch.object(
                cls.registry["res.company"], "_dunning_today", lambda company: TODAY
            )
        )
        # the tours read English
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.invoice = cls.make_invoice(days_late=10)

    def tour(self, name, url="/odoo/dunning"):
        self.start_tour(url, f"relance_avancee_{name}", login=self.env.user.login)

    def test_review(self):
        """Today's actions: open, preview, approve, send."""
        self.steps.write({"needs_approval": True})
        action = self.Action._plan(TODAY)
        self.assertEqual(action.state, "to_approve")
        self.tour("review")
        self.assertEqual(action.state, "done")
        self.assertEqual(action.mail_mail_id.recipient_ids, self.partner)

    def test_payment(self):
        """Paying an invoice cancels the reminder planned for it."""
        action = self.Action._plan(TODAY)
        self.assertEqual(action.state, "planned")
        self.tour("payment", f"/odoo/customer-invoices/{self.invoice.id}")
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(action.reason_code, "paid")
        self.assertFalse(action.mail_mail_id)
