"""A copied database never writes to customers."""

from odoo.tests import tagged
from odoo.tools import file_open

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestNeutralize(DunningCommon):
    def test_nothing_leaves_a_copy(self):
        self.company.dunning_test_email = "essai@vendeur.example.com"
        move = self.make_invoice(days_late=10)
        waiting = self.Action._plan(TODAY)
        sent = self.make_invoice(days_late=10, partner=self.make_partner("Deux"))
        done = self.Action._plan(TODAY)._process(TODAY)
        self.deliver(done)
        self.env.flush_all()
        with file_open("relance_avancee/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self.company.dunning_mode, "simulation")
        self.assertFalse(self.company.dunning_test_email)
        self.assertEqual((waiting.state, waiting.line_ids.state), ("cancelled",) * 2)
        self.assertTrue(waiting.reason)
        # what was sent stays as it was
        self.assertEqual((done.state, done.line_ids.state), ("done",) * 2)
        self.assertEqual(sent.dunning_step_id.delay_days, 5)
        with self.mail_server() as outbox:
            for day in (0, 1, 30):
                self.assertFalse(self.night(days(day)))
            self.run_cron()
            self.run_mail_queue(self.Action.search([]))
        self.assertEqual(outbox, [])
        self.assertFalse(move.dunning_step_id)
