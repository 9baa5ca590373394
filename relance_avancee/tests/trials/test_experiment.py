"""Two texts of one step, each for its debtors; and the figures shown elsewhere."""

import datetime as dt

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...core.decide import experiments
from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestExperiment(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(5, company_id=cls.company.id)
        cls.company.dunning_scenario_id = cls.scenario
        cls.step = cls.scenario.step_ids
        cls.text_b = cls.step.mail_template_id.copy({"subject": "Texte B"})
        cls.experiment = cls.env["dunning.experiment"].create(
            {
                "name": "Ton direct",
                "company_id": cls.company.id,
                "step_id": cls.step.id,
                "template_b_id": cls.text_b.id,
                "within_days": 10,
            }
        )

    def _debtors(self, count):
        """Some debtors of each variant, late enough for the step.

        Which variant a debtor gets depends on its number, which depends on the database.
        """
        found, missing = {}, dict.fromkeys(experiments.VARIANTS, count)
        while any(missing.values()):
            partner = self.make_partner(f"Client {len(found)}")
            variant = experiments.variant(str(self.experiment.id), partner.id)
            if missing[variant]:
                missing[variant] -= 1
                found[partner] = variant
                self.make_invoice(days_late=25, partner=partner)
        return found

    def _subjects(self, actions):
        return {action.partner_id: action.mail_mail_id.subject for action in actions}

    def test_each_debtor_gets_its_text(self):
        self.experiment.action_start()
        variants = self._debtors(3)
        subjects = self._subjects(self.night())
        self.assertEqual(set(variants.values()), {"A", "B"})
        for partner, variant in variants.items():
            self.assertEqual(subjects[partner] == "Texte B", variant == "B")

    def test_nothing_changes_before_the_start_nor_after_the_end(self):
        self._debtors(3)
        self.experiment.action_start()
        self.experiment.action_stop()
        self.assertEqual(self.experiment.date_to, TODAY)
        self.assertNotIn("Texte B", self._subjects(self.night()).values())

    def test_result_says_when_there_are_too_few(self):
        self.experiment.action_start()
        self.experiment.sudo().date_from = days(-20)
        variants = self._debtors(3)
        actions = self.night(days(-16))
        self.deliver(actions)
        for partner, variant in variants.items():
            if variant == "B":
                self.pay(
                    self.env["account.move"].search(
                        [("commercial_partner_id", "=", partner.id)]
                    ),
                    date=days(-10),
                )
        self.experiment.invalidate_recordset()
        count = list(variants.values()).count
        self.assertEqual(self.experiment.debtors_a, count("A"))
        self.assertEqual(self.experiment.debtors_b, count("B"))
        self.assertEqual(self.experiment.share_paid_a, 0)
        self.assertEqual(self.experiment.share_paid_b, 1)
        self.assertEqual(self.experiment.verdict, "too_few")
        missing = experiments.ENOUGH - min(count("A"), count("B"))
        self.assertIn(str(missing), self.experiment.result_text)

    def test_contacts_without_their_days_do_not_count_yet(self):
        self.experiment.action_start()
        self.experiment.sudo().date_from = days(-20)
        self._debtors(1)
        self.deliver(self.night(days(-6)))
        self.experiment.invalidate_recordset()
        self.assertEqual(self.experiment.debtors_a + self.experiment.debtors_b, 0)

    def test_one_comparison_at_a_time(self):
        self.experiment.action_start()
        other = self.experiment.copy({"name": "Autre"})
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            other.action_start()
        with self.assertRaises(ValidationError):
            other.template_b_id = self.step.mail_template_id

    # === FIGURES SHOWN ELSEWHERE ===

    def test_digest(self):
        move = self.make_invoice(days_late=20, amount=300.0)
        self.make_invoice(days_late=20, amount=50.0)
        self.deliver(self.night(days(-8)))
        self.pay(move, date=days(-1))
        digest = self.env["digest.digest"].create(
            {
                "name": "Relances",
                "company_id": self.company.id,
                "periodicity": "weekly",
                "kpi_dunning_overdue": True,
                "kpi_dunning_collected": True,
            }
        )
        digest = digest.with_context(
            start_datetime=dt.datetime.combine(days(-7), dt.time()),
            end_datetime=dt.datetime.combine(TODAY, dt.time()),
        )
        self.assertEqual(digest.kpi_dunning_overdue_value, 50.0)
        self.assertEqual(digest.kpi_dunning_collected_value, 300.0)
        self.assertIn(
            "kpi_dunning_overdue",
            digest._compute_kpis_actions(self.company, self.env.user),
        )

    def test_digest_does_not_praise_what_is_late(self):
        """Growing is green there: of overdue receivables it is no good news."""
        self.make_invoice(days_late=40, amount=50.0)
        self.make_invoice(days_late=3, amount=500.0)
        digest = self.env["digest.digest"].create(
            {
                "name": "Relances",
                "company_id": self.company.id,
                "periodicity": "weekly",
                "kpi_dunning_overdue": True,
            }
        )
        kpis = digest._compute_kpis(self.company, self.env.user)
        [overdue] = [k for k in kpis if k["kpi_name"] == "kpi_dunning_overdue"]
        for column in ("kpi_col1", "kpi_col2", "kpi_col3"):
            self.assertIn("550", overdue[column]["value"])
            self.assertFalse(overdue[column]["margin"])

    def test_counter_on_the_journal(self):
        move = self.make_invoice(days_late=10)
        self.make_invoice(days_late=-10)
        self.deliver(self.night())
        journal = move.journal_id
        data = journal._get_journal_dashboard_data_batched()[journal.id]
        self.assertEqual(data["dunning_reminded_count"], 1)
        action = journal.action_dunning_reminded()
        self.assertEqual(self.env["account.move"].search(action["domain"]), move)
