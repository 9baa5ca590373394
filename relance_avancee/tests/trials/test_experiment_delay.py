"""Two delays of one step: who is reminded when, and what is said of the result."""

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ...core.decide import experiments
from ..common import TODAY, DunningCommon, days

MANAGER = "relance_avancee.relance_avancee_group_manager"


@tagged("post_install", "-at_install")
class TestExperimentDelay(DunningCommon):
    """D+5 (a Tuesday for what is due today) against another day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(5, 15, company_id=cls.company.id)
        cls.company.dunning_scenario_id = cls.scenario
        cls.step, cls.last = cls.scenario.step_ids
        cls.drawn = {}

    def compare(self, delay_b, **values):
        """A comparison that runs from today on."""
        experiment = self.env["dunning.experiment"].create(
            {
                "name": "Plus tard",
                "kind": "delay",
                "company_id": self.company.id,
                "step_id": self.step.id,
                "delay_b": delay_b,
                "within_days": 20,
                **values,
            }
        )
        experiment.action_start()
        return experiment

    def debtors(self, experiment, count=2, days_late=0):
        """Invoices by variant; which one a debtor gets depends on its number."""
        found = {variant: self.env["account.move"] for variant in experiments.VARIANTS}
        while any(len(moves) < count for moves in found.values()):
            partner = self.make_partner(f"Client {len(self.drawn)}")
            variant = experiments.variant(str(experiment.id), partner.id)
            self.drawn[partner] = variant
            if len(found[variant]) < count:
                found[variant] |= self.make_invoice(
                    days_late=days_late, partner=partner, invoice_date=days(-90)
                )
        return found["A"], found["B"]

    def reminded(self, number):
        """Invoices reminded in the night of that day, all messages delivered."""
        done = self.night(days(number))
        self.deliver(done)
        return done.claimed_line_ids.move_id

    # === WHO IS REMINDED WHEN ===

    def test_each_debtor_is_reminded_on_its_own_day(self):
        a, b = self.debtors(self.compare(8))
        self.assertFalse(self.reminded(4))
        self.assertEqual(self.reminded(5), a)
        self.assertFalse(self.reminded(7))
        self.assertEqual(self.reminded(8), b)
        self.assertFalse(self.reminded(11))

    def test_the_sooner_day_too_even_when_no_debt_is_so_near_yet(self):
        """Debts too young for every step are not even read: B comes before all of them."""
        scenario = self.make_scenario(-4, 10, company_id=self.company.id)
        self.company.dunning_scenario_id = scenario
        self.step = scenario.step_ids[0]
        a, b = self.debtors(self.compare(-12), days_late=-12)
        self.assertEqual(self.reminded(0), b)
        self.assertEqual(self.reminded(8), a)

    def test_everything_that_shows_the_next_day_says_the_same(self):
        a, b = self.debtors(self.compare(8))
        for moves, number in ((a, 5), (b, 8)):
            for move in moves:
                item = self.explain(move)
                self.assertEqual(
                    (item["step"], item["date"]), (self.step, days(number))
                )
                self.assertIn(f"D+{number}", item["message"])
                self.assertEqual(move.dunning_next_date, days(number))
        days_told = {
            (planned.message.lines[0].debt.move_id, planned.date)
            for planned in self.env["dunning.planner"]._forecast_company(
                self.company, 30, TODAY
            )
            if planned.message.step.id == self.step.id
        }
        self.assertEqual(
            days_told,
            {(move.id, days(5)) for move in a} | {(move.id, days(8)) for move in b},
        )
        self.assertFalse(self.Action.search([("partner_id", "in", a.partner_id.ids)]))

    def test_a_dry_run_of_the_same_scenario_changes_nothing(self):
        self.debtors(self.compare(8))
        found = self.env["dunning.planner"]._dry_run(self.company, self.scenario)
        self.assertEqual({item.change for item in found}, {"same"})

    def test_a_past_day_is_explained_with_what_ran_then(self):
        experiment = self.compare(8)
        a, b = self.debtors(experiment)
        self.deliver(self.night(days(5)))
        with freeze_time(f"{days(6)} 10:00:00"):
            experiment.action_stop()
        with freeze_time(f"{days(20)} 10:00:00"):
            for move, decision in ((a[0], "send"), (b[0], "wait")):
                (item,) = move._dunning_explain_past(days(5))
                self.assertEqual(item["decision"], decision)
            # the night after the stop B was no different
            (item,) = b[0]._dunning_explain_past(days(7))
            self.assertEqual((item["decision"], item["step"]), ("send", self.step))

    def test_another_company_s_debtors_are_not_concerned(self):
        data = self.setup_other_company(name="Autre")
        data["company"].write(
            {
                "email": "compta@autre.example.com",
                "dunning_scenario_id": self.scenario.id,
            }
        )
        self.scenario.company_id = False
        self.compare(8, company_id=data["company"].id)
        partners = [self.make_partner(f"Client {number}") for number in range(4)]
        moves = self.env["account.move"].union(
            *(self.make_invoice(days_late=0, partner=each) for each in partners)
        )
        self.assertEqual(self.reminded(5), moves)

    # === IN THE MIDDLE ===

    def test_started_after_the_reminder_nobody_gets_it_again(self):
        experiment = self.env["dunning.experiment"].new({})
        moves = self.env["account.move"].union(
            *(
                self.make_invoice(days_late=0, partner=self.make_partner(f"C {number}"))
                for number in range(6)
            )
        )
        self.assertEqual(self.reminded(5), moves)
        experiment = self.compare(8)
        self.assertEqual(
            {self._variant(experiment, move) for move in moves}, {"A", "B"}
        )
        self.assertFalse(self.reminded(8))
        # the next step comes on its own day for everybody
        self.assertEqual(self.reminded(15), moves)

    def _variant(self, experiment, move):
        return experiments.variant(str(experiment.id), move.partner_id.id)

    def test_stopped_after_the_reminder_nobody_gets_it_again(self):
        experiment = self.compare(1)
        a, b = self.debtors(experiment)
        self.assertEqual(self.reminded(1), b)
        experiment.action_stop()
        self.assertEqual(self.reminded(5), a)

    def test_stopped_before_the_message_leaves_it_waits_for_the_step_s_day(self):
        self.step.needs_approval = True
        experiment = self.compare(1)
        _a, b = self.debtors(experiment)
        planned = self.Action._plan(days(1))
        self.assertEqual(planned.claimed_line_ids.move_id, b)
        experiment.action_stop()
        planned.state = "planned"
        self.assertFalse(planned._process(days(1)))
        self.assertEqual(set(planned.mapped("state")), {"cancelled"})
        self.step.needs_approval = False
        self.assertLessEqual(b, self.reminded(5))
        self.assertFalse(self.reminded(6))

    # === WHAT MAY BE COMPARED ===

    def assertRefused(self, text, **values):
        with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
            self.compare(**{"delay_b": 8, **values})

    def test_the_day_stays_between_the_steps_around_it(self):
        for delay in (-1, 15, 20):
            self.assertRefused("from day 0 to day 14", delay_b=delay)
        self.assertRefused("must be another one", delay_b=5)
        self.assertRefused("from day 6 on", delay_b=5, step_id=self.last.id)
        before = self.make_scenario(-4, 5, company_id=self.company.id).step_ids[0]
        self.assertRefused("up to day -1", delay_b=0, step_id=before.id)

    def test_a_formal_notice_stays_a_claim_of_what_is_late(self):
        notice = self.make_scenario(3, company_id=self.company.id).step_ids
        notice.kind = "formal_notice"
        self.assertRefused("from day 1 on", delay_b=0, step_id=notice.id)

    def test_payments_are_counted_long_enough_to_see_the_later_one(self):
        self.assertRefused("more than 9 days", delay_b=14, within_days=9)

    def test_payment_plans_are_no_matter_of_trials(self):
        plan = self.env.ref("relance_avancee.dunning_scenario_plan")
        self.assertRefused("payment plans", step_id=plan.step_ids[0].id)

    def test_two_neighbours_cannot_swap(self):
        self.compare(12)
        self.assertRefused("from day 13 on", delay_b=12, step_id=self.last.id)

    def test_steps_around_it_cannot_be_moved_over_it(self):
        experiment = self.compare(12)
        for step, delay in ((self.last, 11), (self.step, 6)):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                step.delay_days = delay
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.step.active = False
        self.last.delay_days = 13
        experiment.action_stop()
        self.step.delay_days = 6
        self.assertEqual(experiment.delay_a, 5)

    def test_managers_start_it_and_the_others_read_it(self):
        experiment = self.compare(8)
        manager = self.make_user("chef", "account.group_account_invoice", MANAGER)
        collector = self.make_user("agent", "account.group_account_invoice")
        self.assertTrue(experiment.with_user(collector).result_text)
        with self.assertRaises(AccessError):
            experiment.with_user(collector).action_stop()
        experiment.with_user(manager).action_stop()
        self.assertEqual(experiment.state, "stopped")

    # === THE RESULT ===

    def test_result_on_a_small_ledger(self):
        """Worked out by hand: a D+5, b D+8, settled within 20 days of D+5 or not."""
        experiment = self.compare(8)
        experiment.sudo().date_from = days(-100)
        self.company.dunning_mode = "simulation"
        a, b = self.debtors(experiment, count=5, days_late=60)
        # due on day −60: the clock starts on −55 for both and ends on −35
        self.pay(a[0], date=days(-56))  # settled before anything differs: not counted
        self.pay(a[1], date=days(-55))  # in time
        self.pay(a[2], date=days(-35))  # in time, on the last day
        self.pay(a[3], date=days(-34))  # a day too late
        self.pay(a[4], amount=60.0, date=days(-50))  # only in part
        self.pay(b[0], date=days(-50))  # in time, before its own message
        self.pay(b[1], amount=40.0, date=days(-58))
        self.pay(b[1], date=days(-36))  # in two parts, both in time
        for move in (b[2], b[3]):
            self.pay(move, date=days(-20))
        # counts once, by its first debt: paid in time does not change b[4]
        second = self.make_invoice(days_late=58, partner=b[4].partner_id)
        self.pay(second, date=days(-50))
        self.assertResult(experiment, a=(4, 2), b=(5, 2))
        self.assertEqual(experiment.verdict, "too_few")
        self.assertIn("26", experiment.result_text)
        with patch.object(experiments.compare, "__defaults__", (4,)):
            experiment.invalidate_recordset()
            self.assertEqual(experiment.verdict, "no_difference")
            self.assertIn("-10.0", experiment.result_text)

    def assertResult(self, experiment, a, b):
        experiment.invalidate_recordset()
        found = [
            (experiment.debtors_a, round(experiment.share_paid_a * a[0], 6)),
            (experiment.debtors_b, round(experiment.share_paid_b * b[0], 6)),
        ]
        self.assertEqual(found, [a, b])

    def test_only_debts_of_the_comparison_that_had_all_their_days(self):
        experiment = self.compare(8)
        experiment.sudo().date_from = days(-40)
        self.company.dunning_mode = "simulation"
        # the earlier day is D+5, twenty days to pay: over since yesterday at the latest
        partners = {
            late: self.make_partner(f"Client {late}") for late in (25, 26, 44, 45, 46)
        }
        for late, partner in partners.items():
            self.make_invoice(days_late=late, partner=partner, invoice_date=days(-60))
        counted = {partner_id for partner_id, _paid in experiment._read_first_delay()}
        self.assertEqual(counted, {partners[26].id, partners[44].id})
        # stopped on day −38: the later day of what fell due on day −44 came after it
        experiment.sudo().write({"state": "stopped", "date_to": days(-38)})
        self.assertFalse(list(experiment._read_first_delay()))
        experiment.sudo().date_to = days(-36)
        counted = {partner_id for partner_id, _paid in experiment._read_first_delay()}
        self.assertEqual(counted, {partners[44].id})

    def test_debts_of_another_scenario_do_not_count(self):
        experiment = self.compare(8)
        experiment.sudo().date_from = days(-100)
        self.company.dunning_mode = "simulation"
        mine, other, blocked = (
            self.make_invoice(days_late=60, partner=self.make_partner(name))
            for name in ("Un", "Deux", "Trois")
        )
        other.dunning_scenario_id = self.env.ref(
            "relance_avancee.dunning_scenario_standard"
        )
        self.receivable(blocked).no_followup = True
        counted = [partner_id for partner_id, _paid in experiment._read_first_delay()]
        self.assertEqual(counted, mine.partner_id.ids)

    def test_a_payment_taken_back_does_not_count(self):
        experiment = self.compare(8)
        experiment.sudo().date_from = days(-100)
        move = self.make_invoice(days_late=60)
        self.pay(move, date=days(-50))
        self.assertEqual(
            list(experiment._read_first_delay()), [(move.partner_id.id, True)]
        )
        self.receivable(move).remove_move_reconcile()
        self.assertEqual(
            list(experiment._read_first_delay()), [(move.partner_id.id, False)]
        )
