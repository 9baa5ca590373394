"""What is evidence or result is written by the engine alone."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, DunningCommon, days

# Models of ours that people set up or fill in freely; all others with a right to write
# are evidence and name what is written by hand.
CONFIGURATION = {
    *("dunning.scenario", "dunning.step", "dunning.channel", "dunning.interest.rate"),
    *("dunning.risk.criterion", "dunning.call.outcome", "dunning.cause"),
    *("dunning.dispute.reason", "dunning.work.kind"),
}


@tagged("post_install", "-at_install")
class TestEvidence(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "relance_avancee.relance_avancee_group_"
        cls.collector = cls.make_user("collector", f"{group}user")
        cls.manager = cls.make_user(
            "manager", f"{group}manager", "account.group_account_invoice"
        )
        cls.people = (cls.collector, cls.manager)
        cls.move = cls.make_invoice(days_late=12, amount=500.0)

    def refuse(self, records, values, **context):
        """Nobody writes these values, not even with a context of his own."""
        for user in self.people:
            for name, value in values.items():
                with self.subTest(user=user.login, model=records._name, field=name):
                    with self.assertRaises(AccessError):
                        records.with_user(user).with_context(**context).write(
                            {name: value}
                        )

    def test_every_model_people_write_is_evidence_or_configuration(self):
        free = []
        rights = self.env["ir.model.access"].search(
            ["|", ("perm_write", "=", True), ("perm_create", "=", True)]
        )
        for name in rights.model_id.mapped("model"):
            Model = self.env.get(name)
            if (
                Model is not None
                and name.startswith("dunning.")
                and not Model._transient
                and name not in CONFIGURATION
                and not isinstance(Model, self.env.registry["dunning.evidence"])
                and "dunning.evidence" not in Model._inherit_module
                and not hasattr(Model, "_get_by_hand")
            ):
                free.append(name)
        self.assertFalse(free, "inherit dunning.evidence, or list it with its reason")

    def test_done_action(self):
        (action,) = self.night()
        self.refuse(
            action,
            {
                **{"amount": 1.0, "date_done": days(-30), "state": "planned"},
                **{"contact_id": False, "email_to": "x@x.fr", "is_test": True},
            },
            dunning_engine=True,
            force_write=True,
            install_mode=True,
        )
        self.refuse(action.line_ids, {"amount": 1.0, "state": "failed"})
        action.with_user(self.manager).write({"user_id": self.manager.id})
        for user in self.people:
            with self.assertRaises(AccessError):
                self.Action.with_user(user).create(
                    {
                        "partner_id": self.partner.id,
                        "company_id": self.company.id,
                        "currency_id": self.company.currency_id.id,
                        "channel": "email",
                        "date_planned": TODAY,
                        "state": "done",
                    }
                )

    def make_promise(self, user=None):
        return (
            self.env["dunning.promise"]
            .with_user(user or self.collector)
            .create({"move_ids": self.move.ids, "date": days(2), "amount": 100.0})
        )

    def test_broken_promise(self):
        promise = self.make_promise()
        self.env["dunning.promise"]._settle(self.company, days(30))
        self.assertEqual(promise.state, "broken")
        self.refuse(
            promise,
            {
                **{"state": "kept", "kept_amount": 100.0, "amount": 1.0},
                **{"date": days(60), "date_made": days(-90), "date_closed": False},
                **{"partner_id": self.make_partner("Autre").id, "paid_start": 9.0},
                "move_ids": [Command.clear()],
            },
        )
        with self.assertRaises(UserError):
            promise.with_user(self.manager).unlink()

    def test_promise_is_not_born_kept(self):
        for context in ({"default_state": "kept"}, {"default_kept_amount": 100.0}):
            with self.assertRaises(AccessError):
                self.env["dunning.promise"].with_user(self.manager).with_context(
                    **context
                ).create({"move_ids": self.move.ids, "date": days(2)})

    def test_default_of_ones_own_says_nothing(self):
        """Everybody may keep default values of his own; not for what is a result."""
        self.env["ir.default"].with_user(self.collector).create(
            {
                "field_id": self.env["ir.model.fields"]
                ._get("dunning.promise", "state")
                .id,
                "user_id": self.collector.id,
                "json_value": '"kept"',
            }
        )
        self.assertEqual(self.make_promise().state, "open")

    def test_context_of_the_caller_does_not_reach_the_engine(self):
        promise = (
            self.env["dunning.promise"]
            .with_user(self.collector)
            .with_context(default_lifted_by_id=self.manager.id, default_active=False)
            .create({"move_ids": self.move.ids, "date": days(2), "amount": 100.0})
        )
        hold = self.env["dunning.hold"].search([("promise_id", "=", promise.id)])
        self.assertTrue(hold.active)
        self.assertFalse(hold.lifted_by_id)

    def test_new_date_of_a_promise_is_told(self):
        promise = self.make_promise()
        promise.write({"date": days(5)})
        self.assertIn("14/03/2026", promise.message_ids[:1].body)

    def test_correction_is_a_new_fact(self):
        promise = self.make_promise()
        self.env["dunning.promise"]._settle(self.company, days(30))
        with self.assertRaises(AccessError):
            promise._correct("kept", "Payé au comptoir")
        with self.assertRaisesRegex(UserError, "reason"):
            promise.with_user(self.manager)._correct("kept", " ")
        promise.with_user(self.manager)._correct("kept", "Payé au comptoir")
        self.assertEqual(
            (promise.state, promise.corrected_by_id), ("kept", self.manager)
        )
        self.assertIn("Payé au comptoir", promise.message_ids[:1].body)
        # the night does not take it back
        self.env["dunning.promise"]._settle(self.company, days(30))
        self.assertEqual(promise.state, "kept")

    def test_hold(self):
        hold = (
            self.env["dunning.hold"]
            .with_user(self.collector)
            .create({"move_id": self.move.id})
        )
        self.refuse(
            hold,
            {
                **{"lifted_by_id": self.manager.id, "lifted_date": "2020-01-01"},
                **{"active": False, "move_id": False, "promise_id": False},
            },
        )
        hold.write({"date_to": days(9), "note": "Rappeler"})
        hold.action_archive()
        self.assertEqual((hold.active, hold.lifted_by_id), (False, self.collector))
        self.refuse(hold, {"active": True, "date_from": days(-9), "date_to": False})
        hold.write({"note": "Levée après accord"})
        with self.assertRaises(UserError):
            hold.with_user(self.manager).unlink()

    def test_dispute(self):
        dispute = (
            self.env["dunning.dispute"]
            .with_user(self.collector)
            .create({"move_id": self.move.id, "amount": 50.0})
        )
        self.refuse(
            dispute,
            {
                **{"state": "resolved", "outcome": "rejected", "date_closed": TODAY},
                **{"date_opened": days(-9), "status_code": "207"},
                "credit_move_id": self.move.id,
            },
        )
        dispute.answer = "Livré le 3"
        dispute.action_reject()
        self.refuse(dispute, {"answer": "Autre chose", "amount": 1.0})
        document = self.env["dunning.dispute.document"].create(
            {"dispute_id": dispute.id, "name": "Bon de livraison"}
        )
        self.refuse(document, {"gathered_by_id": self.manager.id, "gathered_on": TODAY})
        document.with_user(self.collector).is_gathered = True
        self.assertEqual(document.gathered_by_id, self.collector)

    def test_plan(self):
        plan = (
            self.env["dunning.payment.plan"]
            .with_user(self.collector)
            .create({"move_ids": self.move.ids, "date_first": TODAY})
        )
        plan.action_compute()
        self.refuse(
            plan,
            {
                **{
                    "state": "active",
                    "accepted_name": "X",
                    "accepted_date": "2026-01-01",
                },
                **{
                    "accepted_by_id": self.manager.id,
                    "approved_by_id": self.manager.id,
                },
                **{"access_token": "known", "residual_start": 1.0},
            },
        )
        self.refuse(plan.line_ids[:1], {"company_id": False})

    def test_invoice(self):
        self.refuse(
            self.move,
            {
                **{"dunning_step_id": False, "dunning_last_date": False},
                **{"dunning_invoice_status": "207", "dunning_is_late_fee": True},
                "dunning_promise_ids": [Command.clear()],
            },
        )

    def test_comparison(self):
        step = self.steps.filtered("send_email")[:1]
        other = step.mail_template_id.copy()
        experiment = (
            self.env["dunning.experiment"]
            .with_user(self.manager)
            .create(
                {
                    **{"name": "A/B", "company_id": self.company.id},
                    **{"step_id": step.id, "template_b_id": other.id},
                }
            )
        )
        experiment.action_start()
        self.assertEqual(experiment.state, "running")
        self.refuse(
            experiment, {"share_b": 10, "state": "draft", "date_from": days(-9)}
        )
