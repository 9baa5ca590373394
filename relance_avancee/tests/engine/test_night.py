"""The night in pieces: files first, one plan, gone on with where it stopped."""

import os
import stat
import tempfile
import unittest
from contextlib import contextmanager
from unittest.mock import patch

from odoo import api
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report

from ...models.engine import dunning_ledger, invoice_files, night
from ...models.records import invoice_pdf
from ..common import TODAY, DunningCommon, days

PDF = b"%PDF-1.4 made by the test"
LOG = "odoo.addons.relance_avancee.models.records.invoice_pdf"


class NightCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Night = cls.env["dunning.night"]

    def make_debtors(self, count, invoices=1):
        partners = self.env["res.partner"]
        for number in range(count):
            partner = self.make_partner(f"Client {number}")
            for late in range(invoices):
                self.make_invoice(days_late=10 + late, partner=partner)
            partners |= partner
        return partners

    def last_night(self):
        return self.Night.search([("company_id", "=", self.company.id)], limit=1)

    def queued(self):
        return self.env["mail.mail"].search(
            [("model", "=", "dunning.action"), ("state", "=", "outgoing")]
        )

    @contextmanager
    def time_is_over_after(self, pieces):
        """The job's time ends after so many pieces that count."""
        cron = type(self.env["ir.cron"])
        commit, left = cron._commit_progress, [pieces]

        def counted(records, processed=0, **kwargs):
            remaining = commit(records, processed, **kwargs)
            left[0] -= bool(processed)
            return remaining if left[0] > 0 else 0

        with patch.object(cron, "_commit_progress", counted):
            yield

    def call(self):
        """One call of the job, as the scheduler makes it: own cursor, own commits."""
        self.run_job("_cron_dunning")

    def run_job(self, method):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            getattr(env["dunning.action"], method)()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestNight(NightCommon):
    def test_a_night_leaves_its_record(self):
        self.make_debtors(2)
        self.call()
        last = self.last_night()
        self.assertEqual(
            (last.phase, last.planned, last.sent, last.failed, last.problem),
            ("done", 2, 2, 0, False),
        )
        self.assertTrue(last.date_over)

    def test_a_second_call_goes_on_without_planning_again(self):
        self.make_debtors(5)
        planner = type(self.env["dunning.planner"])
        groups, planned = planner._get_groups, []

        def counted(records, root, *args):
            planned.append(root)
            return groups(records, root, *args)

        with (
            patch.object(planner, "_get_groups", counted),
            patch.object(night, "CRON_BATCH", 2),
        ):
            # one piece is the plan, the next the first batch
            with self.time_is_over_after(2):
                self.call()
            self.assertEqual(self.last_night().phase, "send")
            self.assertEqual(len(self.queued()), 2)
            self.call()
        self.assertEqual(planned.count(self.company), 1)
        self.assertEqual(self.last_night().phase, "done")
        self.assertEqual(len(self.queued()), 5)
        self.assertEqual(len(self.queued().mapped("dunning_action_id")), 5)

    def test_the_plan_goes_on_after_the_last_debtor_committed(self):
        partners = self.make_debtors(4)
        with patch.object(dunning_ledger, "BATCH", 1):
            with self.time_is_over_after(2):
                self.call()
            last = self.last_night()
            self.assertEqual(last.phase, "plan")
            actions = self.Action.search([("partner_id", "in", partners.ids)])
            self.assertEqual(len(actions), 2)
            self.assertEqual(last.planned_until, max(actions.partner_id.ids))
            self.assertFalse(self.queued())
            self.call()
        self.assertEqual(len(self.queued()), 4)
        self.assertEqual(self.last_night().planned, 4)

    def test_once_over_a_new_call_decides_anew(self):
        self.make_debtors(1)
        self.call()
        self.make_debtors(1)
        self.call()
        self.assertEqual(len(self.queued()), 2)
        self.assertEqual(self.Night.search_count([("date", "=", TODAY)]) % 2, 0)

    def test_what_yesterday_left_is_stopped_and_decided_anew(self):
        self.make_debtors(3)
        with (
            patch.object(night, "CRON_BATCH", 1),
            self.time_is_over_after(2),
        ):
            self.call()
        last = self.last_night()
        with freeze_time(days(1)):
            self.call()
        self.assertEqual(last.phase, "stopped")
        self.assertEqual(len(self.queued()), 3)

    def test_a_fault_outside_any_piece_does_not_stop_the_night(self):
        self.make_debtors(1)
        with (
            patch.object(night, "reevaluate_waiting", side_effect=ValueError),
            mute_logger("odoo.addons.relance_avancee.models.engine.dunning_night"),
        ):
            self.call()
        self.assertEqual(len(self.queued()), 1)
        self.assertEqual(self.last_night().problem, "ValueError")

    def test_a_helper_sends_what_the_night_has_planned(self):
        self.make_debtors(4)
        with (
            patch.object(night, "CRON_BATCH", 1),
            self.time_is_over_after(2),
        ):
            self.call()
        self.assertEqual(len(self.queued()), 1)
        self.run_job("_cron_dunning_help")
        self.assertEqual(len(self.queued()), 4)
        self.call()
        self.assertEqual(len(self.queued()), 4)
        self.assertEqual(self.last_night().phase, "done")

    def test_a_helper_alone_does_nothing(self):
        self.make_debtors(1)
        self.Action._plan()
        self.run_job("_cron_dunning_help")
        self.assertFalse(self.queued())

    def test_the_settings_say_how_many_help(self):
        settings = self.env["res.config.settings"].create({"dunning_helpers": 3})
        settings.execute()
        jobs = self.env["ir.cron"]._get_dunning_helpers()
        self.assertEqual(len(jobs), 3)
        self.make_debtors(1)
        self.call()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", jobs.ids)])
        self.assertEqual(triggers.cron_id, jobs)
        self.env["res.config.settings"].create({"dunning_helpers": 1}).execute()
        self.assertEqual(self.env["ir.cron"]._get_dunning_helpers(), jobs[0])


@tagged("post_install", "-at_install")
class TestNightFiles(NightCommon):
    """Invoices are printed before anything is locked; nobody waits for a rendering."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steps.attach_invoices = True

    def keep(self, move):
        move.env["ir.attachment"].create(
            {
                "name": "facture.pdf",
                "raw": PDF,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    @contextmanager
    def drawn(self, problem=None):
        """Invoices drawn, in order, without the engine; :param problem: by invoice."""
        made = []

        def draw(move):
            made.append(move)
            why = (problem or {}).get(move)
            if not why:
                self.keep(move)
            return why

        with patch.object(invoice_pdf, "draw", draw):
            yield made

    def test_all_files_are_made_before_any_row_is_locked(self):
        self.make_debtors(2, invoices=2)
        process, order = type(self.Action)._process, []

        def locked(actions, today=None):
            order.append(("lock", len(made)))
            done = process(actions, today)
            order.append(("sent", len(made)))
            return done

        with self.drawn() as made, patch.object(type(self.Action), "_process", locked):
            self.call()
        self.assertEqual(order, [("lock", 4), ("sent", 4)])
        self.assertEqual(
            [len(mail.attachment_ids) for mail in self.queued()],
            [2, 2],
        )

    def test_what_was_made_is_kept_and_the_next_call_goes_on(self):
        self.make_debtors(1, invoices=3)
        with self.drawn() as made, self.time_is_over_after(3):
            self.call()
        self.assertEqual(len(made), 2)
        self.assertFalse(self.queued())
        last = self.last_night()
        self.assertEqual((last.phase, last.files_left), ("send", 1))
        with self.drawn() as made:
            self.call()
        self.assertEqual(len(made), 1)
        self.assertEqual(len(self.queued().attachment_ids), 3)

    def test_what_cannot_be_made_is_said_and_the_rest_leaves(self):
        partners = self.make_debtors(2)
        bad = self.env["account.move"].search([("partner_id", "=", partners[0].id)])
        with self.drawn({bad: "Plus de papier"}) as made:
            self.call()
            self.call()
        self.assertEqual(made.count(bad), 1)
        actions = self.Action.search([("partner_id", "in", partners.ids)])
        self.assertEqual(actions.mapped("state"), ["done", "done"])
        without = actions.filtered(lambda action: action.partner_id == partners[0])
        self.assertEqual(without.line_ids.file_problem, "Plus de papier")
        self.assertFalse(without.mail_mail_id.attachment_ids)
        self.assertTrue((actions - without).mail_mail_id.attachment_ids)

    def test_made_is_not_sent(self):
        self.company.dunning_max_size = 0
        (partner,) = self.make_debtors(1)
        move = self.env["account.move"].search([("partner_id", "=", partner.id)])
        self.call()
        self.assertTrue(move.invoice_pdf_report_id)
        self.assertFalse(self.queued().attachment_ids)
        self.assertFalse(move.is_move_sent)

    def test_what_leaves_is_marked_as_sent(self):
        (partner,) = self.make_debtors(1)
        move = self.env["account.move"].search([("partner_id", "=", partner.id)])
        self.call()
        self.assertEqual(self.queued().attachment_ids, move.invoice_pdf_report_id)
        self.assertTrue(move.is_move_sent)

    def test_who_uses_the_link_prints_nothing(self):
        self.steps.attach_invoices = False
        self.make_debtors(2)
        with self.drawn() as made:
            self.call()
        self.assertEqual(made, [])
        self.assertEqual(len(self.queued()), 2)

    def test_what_is_missing_is_read_together(self):
        """As many statements for ten messages as for two."""
        self.make_debtors(12, invoices=2)
        actions = self.Action._plan()
        costs = []
        for some in (actions[:2], actions[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            costs.append(
                self.count_statements(lambda: invoice_files.filter_ready(some))  # noqa: B023
            )
            self.assertFalse(invoice_files.filter_ready(some))
        self.assertEqual(costs[0], costs[1])

    def test_another_worker_draws_it(self):
        """Its document is left to it, and the message waits for the next batch."""
        self.make_debtors(1)
        with (
            self.drawn() as made,
            patch.object(night, "make_files", lambda actions, company: True),
        ):
            self.call()
            self.assertEqual(self.queued(), self.env["mail.mail"])
        self.assertEqual(made, [])
        with self.drawn():
            self.call()
        self.assertEqual(len(self.queued().attachment_ids), 1)


@tagged("post_install", "-at_install")
class TestPdfEngine(NightCommon):
    """The real engine's command line, and one that hangs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # in tests Odoo draws nothing unless told to
        cls.Action = cls.Action.with_context(force_report_rendering=True)

    @contextmanager
    def engine(self, script):
        """A PDF engine that does what the script says."""
        with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(file.name, stat.S_IRWXU)
        found = ir_actions_report._wkhtml()._replace(bin=file.name)
        with patch.object(ir_actions_report, "_wkhtml", lambda: found):
            yield
        os.unlink(file.name)

    @unittest.skipIf(
        "faketime" in os.environ.get("LD_PRELOAD", ""), "it waits by the real clock"
    )
    def test_an_engine_that_hangs_is_stopped_and_said(self):
        self.env["ir.config_parameter"].set_param(invoice_pdf.PARAMETER, "1")
        self.steps.attach_invoices = True
        self.make_debtors(1)
        with (
            self.engine("while :; do :; done"),
            mute_logger(LOG, ir_actions_report.__name__),
        ):
            action = self.night()
        self.assertEqual(action.state, "done")
        self.assertIn("did not answer in time", action.line_ids.file_problem)

    def test_an_engine_that_fails_is_said(self):
        self.steps.attach_invoices = True
        self.make_debtors(1)
        with self.engine("exit 3"), mute_logger(LOG, ir_actions_report.__name__):
            action = self.night()
        self.assertEqual(action.state, "done")
        self.assertTrue(action.line_ids.file_problem)

    def test_a_retry_prints_again(self):
        self.steps.attach_invoices = True
        self.make_debtors(1)
        with self.engine("exit 3"), mute_logger(LOG, ir_actions_report.__name__):
            action = self.night()
        self.assertTrue(action.line_ids.file_problem)
        action._set_failed("content", "Refusé")
        action._retry()
        self.assertFalse(action.line_ids.file_problem)

    def commands(self, bodies):
        """What the engine is called with for these pages."""
        report = self.env["ir.actions.report"].with_context(dunning_no_wait=True)
        found = []

        def run(args):
            found.append(args)
            raise ValueError("not today")

        with (
            patch.object(ir_actions_report, "_run_wkhtmltopdf", run),
            self.assertRaises(ValueError),
        ):
            report._run_wkhtmltopdf(bodies)
        return found[0]

    def test_no_second_is_waited_for_scripts_that_are_not_there(self):
        args = self.commands(["<p>Facture</p>"])
        delays = [args[i + 1] for i, arg in enumerate(args) if "javascript-del" in arg]
        self.assertEqual(delays[-1], "1")
        args = self.commands(["<p>Facture</p>", "<SCRIPT>draw()</SCRIPT>"])
        delays = [args[i + 1] for i, arg in enumerate(args) if "javascript-del" in arg]
        self.assertEqual(delays[-1], "1000")
