"""What a user does, in a real browser."""

from odoo.tests import HttpCase, tagged

from ..common import TODAY, DunningCommon


@tagged("post_install", "-at_install")
class TestTours(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(days_late=10)

    def tour(self, name, url="/odoo/dunning"):
        self.start_tour(url, f"relance_avancee_{name}", login=self.env.user.login)

    def test_guided_start(self):
        """Fresh company: test, then live, from one dialog."""
        self.company.write(
            {
                "dunning_mode": "simulation",
                "dunning_scenario_id": False,
                "dunning_test_email": False,
            }
        )
        self.tour("guided_start")
        self.assertEqual(self.company.dunning_mode, "live")
        self.assertEqual(self.company.dunning_scenario_id, self.scenario)
        actions = self.Action.search([("partner_id", "=", self.partner.id)], order="id")
        self.assertEqual(actions.mapped("is_test"), [True, False])
        test_mail, real_mail = (action.mail_mail_id for action in actions)
        self.assertEqual(test_mail.email_to, "essai@vendeur.example.com")
        self.assertFalse(test_mail.recipient_ids)
        self.assertIn("relances@vendeur.example.com", real_mail.email_from)
        self.assertEqual(real_mail.recipient_ids, self.partner)
        self.assertEqual(self.invoice.dunning_step_id, actions[1].step_id)

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

    def test_letters(self):
        """Printing the day's letters, then saying that they were posted."""
        self.partner.write({"street": "1 rue X", "zip": "75001", "city": "Paris"})
        self.steps.write({"send_email": False, "send_letter": True})
        action = self.Action._plan(TODAY)
        self.tour("letters")
        self.assertEqual(action.state, "done")
        self.assertTrue(action.letter_ids.attachment_id.dunning_sha256)
