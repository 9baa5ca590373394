"""Who may do what: every model of ours, four kinds of users."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon

RECORDS = (
    "dunning.action",
    "dunning.action.line",
    "dunning.hold",
    "dunning.scenario",
    "dunning.step",
    "dunning.interest.rate",
    "dunning.promise",
    "dunning.dispute",
    "dunning.dispute.reason",
    "dunning.payment.plan",
    "dunning.payment.plan.line",
)
WIZARDS = ("dunning.preview", "dunning.send")


@tagged("post_install", "-at_install")
class TestSecurity(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls.make_user("plain")
        cls.reader = cls.make_user("reader", "account.group_account_readonly")
        cls.biller = cls.make_user("biller", "account.group_account_invoice")
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.manager = cls.make_user(
            "manager", "relance_avancee.relance_avancee_group_manager"
        )
        cls.move = cls.make_invoice(days_late=10)
        cls.action = cls.Action._plan(TODAY)

    def _rights(self, user, model):
        records = self.env[model].with_user(user)
        return "".join(
            operation[0]
            for operation in ("read", "write", "create", "unlink")
            if records.has_access(operation)
        )

    def test_rights_by_model(self):
        configured = (
            "dunning.scenario",
            "dunning.step",
            "dunning.interest.rate",
            "dunning.dispute.reason",
        )
        # written by the engine alone; a manager gives it to somebody else, or drops
        # what has not left
        evidence = {"dunning.action": "rwu", "dunning.action.line": "r"}
        for model in RECORDS:
            with self.subTest(model=model):
                self.assertEqual(self._rights(self.plain, model), "")
                self.assertEqual(self._rights(self.reader, model), "r")
                self.assertEqual(self._rights(self.biller, model), "r")
                self.assertEqual(
                    self._rights(self.manager, model), evidence.get(model, "rwcu")
                )
                wanted = "r" if model in (*configured, *evidence) else "rwc"
                if model == "dunning.payment.plan.line":
                    wanted = "rwcu"
                self.assertEqual(self._rights(self.collector, model), wanted)

    def test_wizards_are_for_collectors(self):
        for model in WIZARDS:
            self.assertEqual(self._rights(self.reader, model), "")
            self.assertEqual(self._rights(self.collector, model), "rwcu")
        self.assertEqual(self._rights(self.collector, "dunning.go.live"), "")
        self.assertEqual(self._rights(self.manager, "dunning.go.live"), "rwcu")

    def test_buttons_check_who_presses_them(self):
        for user in (self.plain, self.reader, self.biller):
            for button in (
                "action_send_now",
                "action_cancel",
                "action_done",
                "action_retry",
            ):
                with self.subTest(user=user.login, button=button):
                    with self.assertRaises(AccessError):
                        getattr(self.action.with_user(user), button)()
        self.assertEqual(self.action.state, "planned")

    def test_collector_sends_what_is_planned(self):
        self.action.with_user(self.collector).action_send_now()
        self.assertEqual(self.action.state, "done")

    def test_only_a_manager_approves(self):
        self.action._update_state("to_approve")
        for button in ("action_approve", "action_send_now"):
            with self.assertRaises(AccessError):
                getattr(self.action.with_user(self.collector), button)()
        self.action.with_user(self.manager).action_approve()
        self.assertEqual(self.action.state, "planned")

    def test_collector_cannot_forge_an_action(self):
        forged = self.action.with_user(self.collector)
        with self.assertRaises(AccessError):
            forged.write({"amount": 1.0})
        with self.assertRaises(AccessError):
            forged.line_ids.write({"amount": 1.0})

    def test_what_was_sent_cannot_be_deleted(self):
        self.action._process(TODAY)
        with self.assertRaisesRegex(Exception, "preuve|evidence"):
            self.action.with_user(self.manager).unlink()
        self.assertTrue(self.action.exists())

    def test_invoice_shows_dunning_to_accounting_only(self):
        shown = self.move.with_user(self.reader).read(["dunning_explanation"])
        self.assertTrue(shown[0]["dunning_explanation"])
        with self.assertRaises(AccessError):
            self.partner.with_user(self.plain).read(["dunning_overdue_amount"])

    def test_biller_without_dunning_rights_registers_a_payment(self):
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.biller)
            .with_context(active_model="account.move", active_ids=self.move.ids)
            .create({"payment_date": TODAY})
        )
        wizard._create_payments()
        self.assertEqual(self.action.state, "cancelled")

    def test_company_rule_of_every_model(self):
        other = self.env["res.company"].create({"name": "Autre société"})
        stranger = self.make_user(
            "stranger",
            "relance_avancee.relance_avancee_group_manager",
        )
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        hold = self.env["dunning.hold"].create({"move_id": self.move.id})
        promise = self.env["dunning.promise"].create(
            {"move_ids": self.move.ids, "date": TODAY}
        )
        dispute = self.env["dunning.dispute"].create({"move_id": self.move.id})
        plan = self.env["dunning.payment.plan"].create(
            {"move_ids": self.move.ids, "date_first": TODAY}
        )
        plan.action_compute()
        scenario = self.make_scenario(5, company_id=self.company.id)
        for records in (
            self.action,
            self.action.line_ids,
            hold,
            promise,
            dispute,
            plan,
            plan.line_ids,
            scenario,
            scenario.step_ids,
        ):
            with self.subTest(model=records._name):
                self.assertTrue(records)
                found = (
                    self.env[records._name]
                    .with_user(stranger)
                    .search([("id", "in", records.ids)])
                )
                self.assertFalse(found)
                mine = (
                    self.env[records._name]
                    .with_user(self.manager)
                    .search([("id", "in", records.ids)])
                )
                self.assertEqual(mine, records)
