"""One bad row, one left-over call, one person who left: nobody else pays for it."""

from unittest.mock import patch

from psycopg2 import errors

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ... import isolation
from ...models.engine import reevaluation
from ..common import TODAY, DunningCommon, RealLifeCommon, days
from ..plan_common import PlanCommon

MODELS = "odoo.addons.relance_avancee.models.engine"
ISOLATION = "odoo.addons.relance_avancee.isolation"
LOGS = [f"{MODELS}.{name}" for name in ("night", "dunning_message", "dunning_planner")]


class Crowd:
    """Mixin: customers, each with one late invoice, and one of them unlucky."""

    def crowd(self, count=5):
        partners = self.env["res.partner"]
        for number in range(count):
            partner = self.make_partner(f"Foule {number}")
            self.make_invoice(days_late=10, partner=partner)
            partners |= partner
        return partners, partners[count // 2]

    def actions_of(self, partners):
        return self.Action.search([("partner_id", "in", partners.ids)], order="id")

    def stuck(self, partners):
        """State and reason of the unlucky one."""
        return [(one.state, bool(one.reason)) for one in self.actions_of(partners)]


@tagged("post_install", "-at_install")
class TestOneBadRow(Crowd, DunningCommon):
    def refuse(self, table, when):
        """The database refuses changes of some rows from now on."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION refuse_%(table)s() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'refused by the database'; END $$;
                CREATE TRIGGER refuse BEFORE UPDATE ON %(table)s FOR EACH ROW
                WHEN (%(when)s) EXECUTE FUNCTION refuse_%(table)s()
                """,
                table=SQL(table),
                when=SQL(when),
            )
        )

    def assertOthersSent(self, partners, unlucky):
        others = self.actions_of(partners - unlucky)
        self.assertEqual(set(others.mapped("state")), {"done"})
        self.assertEqual(len(others), len(partners) - 1)

    def test_a_row_the_database_will_not_change(self):
        """At re-pricing, before anything is handed over."""
        partners, unlucky = self.crowd()
        self.Action._plan(days(-1))
        line = self.actions_of(unlucky).line_ids
        self.refuse(
            "dunning_action_line", f"OLD.id = {line.id} AND NEW.state = 'planned'"
        )
        with mute_logger(*LOGS, "odoo.sql_db"):
            self.run_cron()
        self.assertOthersSent(partners, unlucky)
        self.assertEqual(self.stuck(unlucky), [("failed", True)])
        self.assertIn("refused", self.actions_of(unlucky).reason)

    def test_a_row_that_cannot_be_marked_as_sent(self):
        partners, unlucky = self.crowd()
        self.Action._plan(TODAY)
        action = self.actions_of(unlucky)
        self.refuse("dunning_action", f"OLD.id = {action.id} AND NEW.state = 'done'")
        with mute_logger(*LOGS, "odoo.sql_db"):
            self.run_cron()
        self.assertOthersSent(partners, unlucky)
        self.assertEqual(self.stuck(unlucky), [("failed", True)])
        self.assertFalse(action.mail_mail_id.exists())

    def test_a_commit_that_is_refused(self):
        """What only the commit says is found by halves."""
        partners, unlucky = self.crowd()
        cron = type(self.env["ir.cron"])
        commit = cron._commit_progress

        def refused(records, *args, **kwargs):
            records.env.cr.execute(
                "SELECT 1 FROM dunning_action WHERE partner_id = %s AND state = 'done'",
                (unlucky.id,),
            )
            if records.env.cr.fetchone():
                raise errors.RaiseException("refused at commit")
            return commit(records, *args, **kwargs)

        with (
            patch.object(cron, "_commit_progress", refused),
            mute_logger(*LOGS, "odoo.sql_db"),
        ):
            self.run_cron()
        self.assertOthersSent(partners, unlucky)
        self.assertEqual(self.stuck(unlucky), [("failed", True)])

    def test_a_conflict_is_begun_again(self):
        partners, _unlucky = self.crowd()
        send, calls = type(self.Action)._send_email, []

        def conflict(actions, today):
            calls.append(len(actions))
            if len(calls) == 1:
                raise errors.SerializationFailure("somebody else")
            return send(actions, today)

        with (
            patch.object(type(self.Action), "_send_email", conflict),
            mute_logger(*LOGS),
        ):
            self.run_cron()
        self.assertEqual(calls, [5, 5])
        self.assertEqual(set(self.actions_of(partners).mapped("state")), {"done"})

    def test_a_conflict_that_stays_costs_only_itself(self):
        partners, unlucky = self.crowd()
        send = type(self.Action)._send_email

        def conflict(actions, today):
            if unlucky in actions.partner_id:
                raise errors.DeadlockDetected("somebody else")
            return send(actions, today)

        with (
            patch.object(type(self.Action), "_send_email", conflict),
            patch(f"{MODELS}.night.time.sleep"),
            mute_logger(*LOGS),
        ):
            self.run_cron()
        self.assertOthersSent(partners, unlucky)
        # nobody's fault: it leaves the next time
        self.assertEqual(self.actions_of(unlucky).state, "planned")
        self.run_cron()
        self.assertEqual(self.actions_of(unlucky).state, "done")

    def test_conflicts_reach_who_begins_again(self):
        """From a button Odoo begins again: nothing may swallow them."""
        self.crowd(1)
        planned = self.Action._plan(TODAY)

        def conflict(actions, today):
            raise errors.SerializationFailure("somebody else")

        with (
            patch.object(type(self.Action), "_send_email", conflict),
            self.assertRaises(errors.SerializationFailure),
        ):
            planned.action_send_now()

    def test_a_debtor_that_cannot_be_planned(self):
        partners, unlucky = self.crowd()
        planner = type(self.env["dunning.planner"])
        prepare = planner._prepare_debtor

        def fail(records, root, snapshot, partner_id, *args):
            if partner_id == unlucky.id:
                raise ValueError("no such thing")
            return prepare(records, root, snapshot, partner_id, *args)

        with patch.object(planner, "_prepare_debtor", fail), mute_logger(*LOGS):
            self.run_cron()
            self.run_cron()
        self.assertOthersSent(partners, unlucky)
        self.assertFalse(self.actions_of(unlucky))
        activity = unlucky.activity_ids
        self.assertEqual(activity.user_id, self.company.dunning_user_id)
        self.assertIn("no such thing", str(activity.note))

    def test_a_promise_that_cannot_be_settled(self):
        partners, unlucky = self.crowd(3)
        promises = self.env["dunning.promise"]
        for partner in partners:
            promises |= promises.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "move_ids": [Command.set(partner.invoice_ids.ids)],
                    "amount": 100.0,
                    "currency_id": self.company.currency_id.id,
                    "date": days(1),
                }
            )
        close = type(promises)._close

        def fail(records, state, today=None):
            if unlucky in records.partner_id:
                raise ValueError("no such thing")
            return close(records, state, today)

        with patch.object(type(promises), "_close", fail), mute_logger(*LOGS):
            self.Action._plan(days(11))
        others = promises.filtered(lambda one: one.partner_id != unlucky)
        self.assertEqual(set(others.mapped("state")), {"broken"})
        self.assertEqual((promises - others).state, "open")
        self.assertLessEqual(partners - unlucky, self.actions_of(partners).partner_id)
        self.assertTrue(unlucky.activity_ids)

    def test_a_thank_you_that_fails_is_no_obstacle_to_the_payment(self):
        self.company.dunning_thank_you = True
        move = self.make_invoice(days_late=10)
        action = self.night()
        self.deliver(action)
        with (
            patch.object(
                type(self.Action), "_send_thanks", side_effect=ValueError("no text")
            ),
            mute_logger(ISOLATION),
        ):
            self.pay(move)
        self.assertEqual(move.payment_state, move._get_invoice_in_payment_state())
        self.assertIn("no text", str(action.message_ids.mapped("body")))

    def test_a_gesture_is_not_refused_because_rules_fail(self):
        move = self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        with (
            patch.object(reevaluation, "decide", side_effect=ValueError("broken")),
            mute_logger(*LOGS),
        ):
            self.env["dunning.hold"].create(
                {
                    "move_id": move.id,
                    "company_id": self.company.id,
                    "reason": "manual",
                }
            )
        # it goes on waiting, and somebody is told
        self.assertEqual(action.state, "planned")
        self.assertTrue(self.partner.activity_ids)
        self.assertFalse(action._process(TODAY))
        self.assertEqual(action.state, "cancelled")

    def test_halves(self):
        """Few tries find one among many."""
        tries, failed = [], []

        def work(items):
            tries.append(len(items))
            if 17 in items:
                raise ValueError
            return sum(items)

        found = isolation.spread(
            self.env, range(64), work, lambda item, _error: failed.append(item)
        )
        self.assertEqual(failed, [17])
        self.assertEqual(sum(found), sum(range(64)) - 17)
        self.assertLessEqual(len(tries), 13)


@tagged("post_install", "-at_install")
class TestOwnWave(DunningCommon):
    def ladder(self, *steps, gap=3):
        """The customer's scenario: (days, values) by step."""
        scenario = self.make_scenario(*[delay for delay, _v in steps])
        scenario.min_gap_days = gap
        for step, (_delay, values) in zip(
            scenario.step_ids.sorted("delay_days"), steps, strict=True
        ):
            step.write(values)
        self.partner.dunning_scenario_id = scenario
        self.partner.phone = "+33140000000"
        return scenario

    def nights(self, *when):
        for day in when:
            with freeze_time(days(day)):
                self.night(days(day))
                waiting = self.Action.search(
                    [("state", "in", ("planned", "to_approve"))]
                )
                self.Action._reevaluate(self.company, waiting, days(day))

    def states(self, **values):
        found = self.Action.search([("partner_id", "=", self.partner.id)])
        # messages of one day are made in no promised order
        found = found.sorted(lambda one: (one.date_planned, one.channel != "email"))
        return [(one.step_id.delay_days, one.channel, one.state) for one in found]

    def test_two_calls_left_undone(self):
        self.ladder(
            (5, {"schedule_call": True}), (15, {"schedule_call": True}), (40, {})
        )
        move = self.make_invoice(days_late=6, amount=1000.0)
        self.nights(0, 11, 12)
        with freeze_time(days(12)):
            self.make_credit_note(amount=100.0)
            self.env["dunning.hold"].create(
                {
                    "move_id": move.id,
                    "company_id": self.company.id,
                    "reason": "manual",
                    "amount": 50.0,
                }
            )
            self.env.flush_all()
        # the later step's call is enough
        self.assertEqual(
            self.states(),
            [
                (5, "email", "done"),
                (5, "call", "cancelled"),
                (15, "email", "done"),
                (15, "call", "planned"),
            ],
        )

    def test_task_left_undone_then_a_call(self):
        self.ladder(
            (5, {"create_task": True}),
            (
                15,
                {"send_email": False, "schedule_call": True, "mail_template_id": False},
            ),
        )
        self.make_invoice(days_late=6)
        self.nights(0, 11, 12, 13)
        self.assertEqual(
            [one for one in self.states() if one[0] == 15], [(15, "call", "planned")]
        )

    def test_a_task_alone_and_a_message_with_a_task(self):
        """Of one night: neither takes the other's place."""
        self.ladder(
            (5, {"send_email": False, "create_task": True, "mail_template_id": False}),
            (15, {"create_task": True}),
        )
        self.make_invoice(days_late=16)
        old = self.Action._plan(TODAY)
        old._set_done(TODAY)
        self.make_invoice(days_late=8, amount=30.0)
        self.nights(1, 2)
        waiting = [one for one in self.states() if one[2] == "planned"]
        self.assertEqual(
            sorted(waiting), [(5, "task", "planned"), (15, "task", "planned")]
        )

    def test_an_older_wave_and_a_younger_one_do_not_stop_each_other(self):
        """The older leaves; the younger comes after it."""
        self.ladder((5, {}), gap=1)
        first = self.make_invoice(days_late=6)
        older = self.Action._plan(TODAY)
        older._set_failed("content", "no text")
        # no longer tried by itself
        older.attempts = 5
        second = self.make_invoice(days_late=5)
        younger = self.Action._plan(days(1))
        self.assertEqual(younger.claimed_line_ids.move_id, second)
        older.action_retry()
        done = (older | younger)._process(days(1))
        self.assertEqual(done, older)
        self.assertEqual(older.claimed_line_ids.move_id, first)
        self.assertEqual(younger.state, "planned")
        self.assertEqual(younger._process(days(4)), younger)

    def test_remind_now_what_waits_for_approval(self):
        self.ladder((5, {"needs_approval": True}))
        move = self.make_invoice(days_late=6)
        other = self.make_invoice(days_late=6, amount=70.0)
        waiting = self.Action._plan(TODAY)
        wizard = self.env["dunning.send"].browse(
            self.env["dunning.send"]._open(self.partner, self.company, move)["res_id"]
        )
        wizard.action_send()
        self.assertEqual(waiting.claimed_line_ids.move_id, other)
        self.assertEqual((waiting.state, waiting.amount), ("to_approve", 70.0))
        wizard = self.env["dunning.send"].browse(
            self.env["dunning.send"]._open(self.partner, self.company)["res_id"]
        )
        wizard.action_send()
        self.assertEqual(
            (waiting.state, waiting.reason_code), ("cancelled", "superseded")
        )
        self.assertEqual(len(self.Action.search([("state", "=", "done")])), 2)

    def test_a_weekly_cap_postpones(self):
        """It does not cancel: the message keeps its place and leaves later."""
        self.ladder((5, {}), (6, {}), gap=1)
        move = self.make_invoice(days_late=6)
        waiting = self.Action._plan(TODAY)
        self.make_invoice(days_late=6, amount=30.0)
        other = self.env["dunning.planner"]._plan_by_hand(
            self.partner,
            self.company,
            waiting.step_id,
            "email",
            move=self.partner.invoice_ids - move,
        )
        self.assertEqual(other._process(TODAY), other)
        self.env["dunning.channel"].search([]).write({"company_cap": 1})
        self.assertEqual(self.explain(move, days(4))["reason"], "already_planned")
        self.assertFalse(waiting._process(days(4)))
        self.assertEqual(waiting.state, "planned")
        self.assertEqual(waiting._process(days(7)), waiting)


@tagged("post_install", "-at_install")
class TestSettingsOfBranches(DunningCommon):
    def test_several_settings_at_once(self):
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "t@example.com"}
        )
        self.assertEqual(branch.dunning_mode, "test")
        self.assertEqual(branch.dunning_test_email, "t@example.com")

    def test_from_the_settings(self):
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        settings = (
            self.env["res.config.settings"]
            .with_company(self.company)
            .create({"dunning_max_files": 3, "dunning_waiting_days": 9})
        )
        settings.execute()
        self.assertEqual(
            (branch.dunning_max_files, branch.dunning_waiting_days), (3, 9)
        )

    def test_guided_start(self):
        branch = self.env["res.company"].create(
            {"name": "Agence", "parent_id": self.company.id}
        )
        self.company.dunning_mode = "simulation"
        self.env["dunning.go.live"].create(
            {
                "scenario_id": self.scenario.id,
                "sender": "a@vendeur.example.com",
                "test_email": "b@vendeur.example.com",
            }
        ).action_test()
        self.assertEqual((self.company | branch).mapped("dunning_mode"), ["test"] * 2)


@tagged("post_install", "-at_install")
class TestDoneByHand(DunningCommon):
    def test_cancelled_stays_cancelled_and_the_next_step_comes_in_time(self):
        self.partner.dunning_scenario_id = self.make_scenario(5, 15)
        self.make_invoice(days_late=6)
        self.Action._plan(TODAY).action_cancel()
        self.assertFalse(self.Action._plan(days(1)))
        self.assertFalse(self.Action._plan(days(8)))
        later = self.Action._plan(days(11))
        self.assertEqual(later.step_id.delay_days, 15)

    def test_a_hold_is_lifted_when_its_promise_ends(self):
        move = self.make_invoice(days_late=10)
        promise = self.env["dunning.promise"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": [Command.set(move.ids)],
                "amount": 100.0,
                "currency_id": move.currency_id.id,
                "date": days(30),
            }
        )
        self.assertFalse(self.night())
        promise.action_cancel()
        self.assertEqual(self.night().claimed_line_ids.move_id, move)

    def test_one_step_one_debt(self):
        self.partner.dunning_scenario_id = self.make_scenario(5, 15)
        self.make_invoice(days_late=6)
        self.Action._plan(TODAY).action_cancel()
        other = self.make_invoice(days_late=5, amount=40.0)
        planned = self.Action._plan(days(1))
        self.assertEqual(planned.claimed_line_ids.move_id, other)

    def test_the_call_of_a_cancelled_message_is_still_to_be_made(self):
        scenario = self.make_scenario(5)
        scenario.step_ids.schedule_call = True
        self.partner.write(
            {"dunning_scenario_id": scenario.id, "phone": "+33140000000"}
        )
        self.make_invoice(days_late=6)
        planned = self.Action._plan(TODAY)
        email = planned.filtered(lambda one: one.channel == "email")
        email.action_cancel()
        self.Action._reevaluate(self.company, planned - email, days(1))
        self.assertEqual((planned - email).state, "planned")
        self.assertFalse(self.Action._plan(days(1)))

    def test_a_task_to_reconcile_is_not_asked_again(self):
        self.make_invoice(days_late=10, amount=100.0)
        self.unallocated_payment(100.0)
        task = self.Action._plan(TODAY)
        self.assertTrue(task.is_reconcile)
        task.action_cancel()
        self.assertFalse(self.Action._plan(days(1)))

    def test_taken_out_of_odoos_queue(self):
        move = self.make_invoice(days_late=10)
        action = self.night()
        action.mail_mail_id.cancel()
        self.assertEqual((action.state, action.reason_code), ("cancelled", "by_hand"))
        self.assertFalse(move.dunning_step_id)
        self.assertFalse(self.Action._plan(days(1)))

    def test_a_test_is_never_retried_live(self):
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "t@example.com"}
        )
        self.make_invoice(days_late=10)
        action = self.night()
        with self.mail_server(refuse=ConnectionRefusedError("refused")):
            self.run_mail_queue(action)
        self.assertEqual((action.state, action.is_test), ("failed", True))
        mail = action.mail_mail_id
        self.company.dunning_mode = "live"
        with self.mail_server() as box:
            mail.mark_outgoing()
            mail.send()
        self.assertFalse(box)
        self.assertEqual(action.state, "cancelled")
        # the customer gets its own
        live = self.night(days(1))
        self.assertFalse(live.is_test)
        self.assertEqual(live.step_id, action.step_id)


@tagged("post_install", "-at_install")
class TestLastDoor(DunningCommon):
    def failed(self):
        move = self.make_invoice(days_late=10)
        action = self.night()
        with self.mail_server(refuse=ConnectionRefusedError("refused")):
            self.run_mail_queue(action)
        self.assertEqual(action.state, "failed")
        return move, action, action.mail_mail_id

    def retry(self, mail):
        with self.mail_server() as box:
            mail.mark_outgoing()
            mail.send()
        return len(box)

    def test_retried_after_the_payment(self):
        move, action, mail = self.failed()
        self.pay(move)
        self.assertEqual(self.retry(mail), 0)
        self.assertEqual((mail.state, action.state), ("cancel", "cancelled"))
        self.assertEqual(mail.failure_reason, action.reason)

    def test_retried_after_a_part_is_paid(self):
        """What it says is no longer true: it is written again."""
        move, action, mail = self.failed()
        self.pay(move, 40.0)
        self.assertEqual(self.retry(mail), 0)
        self.assertEqual((mail.state, action.state), ("cancel", "failed"))
        self.assertEqual(self.night(days(1)).amount, 60.0)

    def test_retried_while_it_stands(self):
        _move, action, mail = self.failed()
        self.assertEqual(self.retry(mail), 1)
        self.assertEqual((action.state, action.delivery_state), ("done", "sent"))

    def test_an_old_copy(self):
        _move, action, mail = self.failed()
        self.Action._settle(self.company, days(1))
        self.assertEqual(action._process(days(1)), action)
        self.assertNotEqual(action.mail_mail_id, mail)
        self.assertEqual(self.retry(mail), 0)
        self.assertEqual(mail.state, "cancel")
        with self.mail_server() as box:
            self.run_mail_queue(action)
        self.assertEqual(len(box), 1)

    def test_a_cancelled_reminder(self):
        _move, action, mail = self.failed()
        action.action_cancel()
        self.assertEqual(self.retry(mail), 0)
        self.assertEqual(action.reason_code, "by_hand")

    def test_a_queue_that_stood_still(self):
        """Ten days later the hold put in the meantime counts."""
        move = self.make_invoice(days_late=10)
        action = self.night()
        mail = action.mail_mail_id
        hold = self.env["dunning.hold"].create(
            {
                "move_id": move.id,
                "company_id": self.company.id,
                "reason": "manual",
                "date_from": days(5),
            }
        )
        self.assertTrue(hold)
        with freeze_time(days(11)), self.mail_server() as box:
            mail.send()
        self.assertFalse(box)
        self.assertEqual((mail.state, action.state), ("cancel", "cancelled"))
        self.assertFalse(move.dunning_step_id)

    def test_the_rules_fail_for_one_of_the_queue(self):
        partners = [self.make_partner(f"File {number}") for number in range(3)]
        for partner in partners:
            self.make_invoice(days_late=10, partner=partner)
        actions = self.night()
        again = reevaluation.decide

        def fail(job, snapshot, action):
            if action.debtor_id == partners[1]:
                raise ValueError("no such thing")
            return again(job, snapshot, action)

        with (
            freeze_time(days(1)),
            patch.object(reevaluation, "decide", fail),
            self.mail_server() as box,
            mute_logger(*LOGS),
        ):
            self.run_mail_queue(actions)
        self.assertEqual(len(box), 2)
        bad = actions.filtered(lambda one: one.partner_id == partners[1])
        self.assertEqual((bad.state, bad.mail_mail_id.state), ("failed", "cancel"))
        self.assertIn("no such thing", bad.reason)

    def test_on_its_own_night_it_costs_nothing(self):
        self.make_invoice(days_late=10)
        action = self.night()
        with (
            patch.object(
                type(self.env["dunning.ledger"]), "_read", side_effect=AssertionError
            ),
            self.mail_server() as box,
        ):
            self.run_mail_queue(action)
        self.assertEqual(len(box), 1)


@tagged("post_install", "-at_install")
class TestLeaver(RealLifeCommon):
    def setUp(self):
        super().setUp()
        self.user = self.make_user(
            "parti",
            "account.group_account_invoice",
            "relance_avancee.relance_avancee_group_user",
        )
        self.user.email = "parti@vendeur.example.com"
        self.partner.dunning_user_id = self.user

    def test_what_waits_goes_to_who_is_there(self):
        self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        self.assertEqual(action.user_id, self.user)
        self.user.action_archive()
        self.assertEqual(action.user_id, self.company.dunning_user_id)
        action._process(TODAY)
        self.assertNotIn("parti@", action.mail_mail_id.reply_to)

    def test_answers_to_what_is_queued(self):
        self.make_invoice(days_late=10)
        action = self.night()
        self.assertIn("parti@", action.mail_mail_id.reply_to)
        self.user.action_archive()
        self.assertNotIn("parti@", action.mail_mail_id.reply_to)

    def test_a_reply_to_what_was_sent_long_ago(self):
        self.make_invoice(days_late=10)
        action = self.night()
        self.deliver(action)
        self.user.action_archive()
        action._answered()
        self.assertEqual(action.activity_ids.user_id, self.company.dunning_user_id)

    def test_the_companys_collector_left_too(self):
        manager = self.make_user(
            "chef",
            "account.group_account_invoice",
            "relance_avancee.relance_avancee_group_manager",
        )
        self.partner.dunning_user_id = False
        self.company.dunning_user_id = self.user
        self.user.action_archive()
        self.make_invoice(days_late=10)
        user = self.Action._plan(TODAY).user_id
        self.assertTrue(user.active and user)
        self.assertTrue(manager.active)

    def test_his_activities(self):
        scenario = self.make_scenario(5)
        scenario.step_ids.create_task = True
        self.partner.dunning_scenario_id = scenario
        self.make_invoice(days_late=6)
        self.night()
        task = self.Action.search([("channel", "=", "task")])
        self.assertEqual(task.activity_ids.user_id, self.user)
        self.user.action_archive()
        self.assertEqual(task.activity_ids.user_id, self.company.dunning_user_id)

    def test_a_language_switched_off(self):
        lang = self.env["res.lang"]._activate_lang("de_DE")
        self.partner.lang = "de_DE"
        self.make_invoice(days_late=10)
        # Odoo refuses to switch off what somebody reads: an import does not ask
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_lang SET active = FALSE WHERE id = %s", [lang.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        action = self.night()
        self.assertEqual(action.state, "done")
        self.assertEqual(action._get_lang(), "en_US")


@tagged("post_install", "-at_install")
class TestWaitsTooLong(RealLifeCommon):
    def setUp(self):
        super().setUp()
        self.partner.dunning_scenario_id = self.make_scenario(5)
        self.partner.dunning_scenario_id.step_ids.needs_approval = True

    def test_an_approval_never_given(self):
        move = self.make_invoice(days_late=6)
        action = self.Action._plan(TODAY)
        with freeze_time(days(4)):
            self.Action._plan(days(4))
        self.assertFalse(action.activity_ids)
        self.assertIn("waits for approval", self.explain(move, days(4))["message"])
        with freeze_time(days(5)):
            self.Action._plan(days(5))
            self.Action._plan(days(5))
        self.assertEqual(len(action.activity_ids), 1)
        self.assertEqual(action.state, "to_approve")

    def test_it_blocks_only_its_own_debts(self):
        self.make_invoice(days_late=6)
        action = self.Action._plan(TODAY)
        other = self.make_invoice(days_late=5, amount=30.0)
        self.assertFalse(self.Action._plan(days(1)))
        self.assertIn("waits for approval", self.explain(other, days(1))["message"])
        planned = self.Action._plan(days(5))
        self.assertEqual(planned.claimed_line_ids.move_id, other)
        self.assertEqual(action.state, "to_approve")

    def test_a_letter_never_posted(self):
        step = self.partner.dunning_scenario_id.step_ids
        step.write({"needs_approval": False, "send_letter": True, "send_email": False})
        self.partner.write({"street": "1 rue", "zip": "75001", "city": "Paris"})
        move = self.make_invoice(days_late=6)
        action = self.Action._plan(TODAY)
        self.assertEqual(action.channel, "letter")
        self.assertIn("posted", self.explain(move, days(1))["message"])
        self.Action._plan(days(5))
        self.assertEqual(action.activity_ids.mapped("summary"), ["Letter not posted"])

    def test_nobody_is_told_when_the_company_says_so(self):
        self.company.dunning_waiting_days = 0
        self.make_invoice(days_late=6)
        action = self.Action._plan(TODAY)
        self.Action._plan(days(30))
        self.assertFalse(action.activity_ids)

    def test_the_past_knows_what_waited(self):
        move = self.make_invoice(days_late=6)
        action = self.Action._plan(TODAY)
        with freeze_time(days(3)):
            said = self.explain(move, days(3))
            action.action_cancel()
        with freeze_time(days(10)):
            (past,) = move._dunning_explain_past(days(3))
            self.assertEqual(past["reason"], said["reason"])
            (after,) = move._dunning_explain_past(days(5))
        self.assertEqual(after["reason"], "last_step")


@tagged("post_install", "-at_install")
class TestPlansAtNight(PlanCommon):
    def test_the_notice_after_a_broken_plan_also_for_a_debt_already_reminded(self):
        move = self.make_invoice(days_late=10)
        self.assertEqual(self.night_at(0).step_id.delay_days, 5)
        plan = self.running(move, first=9)
        done = self.night_at(20).filtered(lambda one: not one.plan_id)
        self.assertEqual(plan.state, "broken")
        self.assertEqual(done.step_id.kind, "formal_notice")
        self.assertEqual(move.dunning_step_id.kind, "formal_notice")

    def test_a_debtor_with_a_plan_is_looked_at_among_many(self):
        """Its invoice alone would wake nobody: it is not due yet."""
        self.running(self.make_invoice(days_late=-40), first=1)
        for number in range(3):
            partner = self.make_partner(f"Autre {number}")
            self.make_invoice(partner=partner)
        with patch(f"{MODELS}.dunning_ledger.BATCH", 1):
            done = self.night_at(1)
        self.assertIn(self.partner, done.partner_id)
        self.assertTrue(done.plan_id)

    def test_what_is_said_of_a_plan_that_breaks_tonight(self):
        move = self.make_invoice(days_late=10)
        self.running(move, first=1)
        with self.at(8):
            self.assertEqual(self.coming(3), [])
        with self.at(9):
            # the next night: a sentence with its end, and the notice in the calendar
            item = self.explain(move, days(9))
            self.assertEqual((item["reason"], item["date"]), ("hold", days(10)))
        with self.at(11):
            item = self.explain(move, days(11))
            said = self.coming(1)
        self.assertEqual(
            (item["decision"], item["step"].kind), ("send", "formal_notice")
        )
        done = self.night_at(11).filtered(lambda one: not one.plan_id)
        self.assertEqual(said, done.step_id.mapped("kind"))

    def coming(self, count):
        """Kinds of the messages about invoices to come, as the calendar has them."""
        today = self.company._dunning_today()
        return [
            self.env["dunning.step"].browse(one["step_id"]).kind
            for one in self.Action._forecast(count, today)
            if one["line_ids"]
        ]
