"""The nightly job: everybody's turn, once, whatever happens to the others."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, DunningCommon, days

RUN = "odoo.addons.relance_avancee.models.engine.night"


@tagged("post_install", "-at_install")
class TestCron(DunningCommon):
    def queued(self):
        """Messages waiting to leave."""
        return self.env["mail.mail"].search(
            [("model", "=", "dunning.action"), ("state", "=", "outgoing")]
        )

    def make_debtors(self, count):
        for number in range(count):
            partner = self.make_partner(f"Client {number}")
            self.make_invoice(days_late=10, partner=partner)

    def test_second_run_sends_none(self):
        self.make_debtors(3)
        self.run_cron()
        sent = self.queued()
        self.assertEqual(len(sent), 3)
        self.run_cron()
        self.assertEqual(self.queued(), sent)

    def test_nothing_leaves_in_simulation(self):
        self.company.dunning_mode = "simulation"
        self.make_debtors(2)
        self.run_cron()
        actions = self.Action.search([])
        self.assertEqual(actions.mapped("state"), ["planned", "planned"])
        self.assertFalse(self.queued())
        self.assertFalse(actions.mail_mail_id)

    def test_several_batches(self):
        self.make_debtors(5)
        with patch(f"{RUN}.CRON_BATCH", 2):
            self.run_cron()
        self.assertEqual(len(self.queued()), 5)

    def test_a_batch_that_fails_spares_the_others(self):
        self.make_debtors(5)
        process, calls = type(self.Action)._process, []

        def fail_once(actions, today=None):
            calls.append(actions)
            if len(calls) == 2:
                raise RuntimeError("broken batch")
            return process(actions, today)

        with (
            patch(f"{RUN}.CRON_BATCH", 2),
            patch.object(type(self.Action), "_process", fail_once),
            mute_logger(RUN),
        ):
            self.run_cron()
        # begun again by halves: what failed once does well
        self.assertEqual(len(self.queued()), 5)
        self.assertEqual([len(batch) for batch in calls], [2, 2, 1, 1, 1])

    def test_a_company_that_fails_spares_the_others(self):
        broken = self.setup_other_company()["company"]
        broken.sequence = self.company.sequence - 1
        self.make_debtors(1)
        planner = type(self.env["dunning.planner"])
        groups = planner._get_groups

        def fail(records, root, *args):
            if root == broken:
                raise RuntimeError("broken company")
            return groups(records, root, *args)

        with (
            patch.object(planner, "_get_groups", fail),
            mute_logger(RUN),
        ):
            self.run_cron()
        self.assertEqual(len(self.queued()), 1)
        night = self.env["dunning.night"].search([("company_id", "=", broken.id)])
        self.assertEqual((night.phase, night.problem), ("done", "RuntimeError"))

    def test_a_text_that_fails_spares_the_others(self):
        bad = self.make_scenario(5)
        bad.step_ids.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Broken",
                "model_id": self.env.ref("relance_avancee.model_dunning_action").id,
                "subject": "Reminder",
                "body_html": "<p t-out='1 / 0'/>",
            }
        )
        unlucky = self.make_partner("Malchanceux", dunning_scenario_id=bad.id)
        self.make_invoice(days_late=10, partner=unlucky)
        self.make_debtors(3)
        with mute_logger(
            "odoo.addons.mail.models.mail_render_mixin",
            "odoo.addons.relance_avancee.models.engine.dunning_message",
        ):
            self.run_cron()
        self.assertEqual(len(self.queued()), 3)
        failed = self.Action.search([("partner_id", "=", unlucky.id)])
        self.assertEqual(failed.state, "failed")

    def test_what_waits_for_approval_goes_when_paid_behind_our_back(self):
        self.steps.needs_approval = True
        move = self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        # an import that tells nobody
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 0,"
            " amount_residual_currency = 0, reconciled = TRUE WHERE move_id = %s",
            (move.id,),
        )
        self.env.invalidate_all()
        self.run_cron()
        self.assertEqual(action.state, "cancelled")

    def test_planned_for_later_waits(self):
        self.make_invoice(days_late=10)
        self.Action._plan(days(1))
        self.run_cron()
        self.assertFalse(self.queued())
