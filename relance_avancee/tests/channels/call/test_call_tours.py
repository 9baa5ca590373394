"""A day of calls, in a real browser."""

from odoo.tests import HttpCase, tagged

from ...common import DunningCommon, days

CUSTOMERS = {
    "Client Promesse": "promise",
    "Client Litige": "dispute",
    "Client Absent": "no_answer",
    "Client Mensuel": "plan",
    "Client Copie": "copy",
    "Client Virement": "paid",
    "Client Inconnu": "wrong_number",
    "Client Refus": "refuse",
    "Client Faillite": "insolvent",
    "Client Bavard": "talked",
}


@tagged("post_install", "-at_install")
class TestCallTours(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(5, 20)
        cls.company.dunning_scenario_id = cls.scenario
        cls.scenario.step_ids[0].write({"send_email": False, "schedule_call": True})
        cls.partners = {
            name: cls.make_partner(name, phone="+33 1 23 45 67 89", lang="en_US")
            for name in CUSTOMERS
        }
        for partner in cls.partners.values():
            cls.make_invoice(days_late=10, partner=partner)

    def tour(self, name):
        self.start_tour(
            "/odoo/dunning-calls", f"relance_avancee_{name}", login=self.env.user.login
        )

    def test_each_outcome(self):
        self.night()
        calls = self.Action.search([("channel", "=", "call")])
        self.assertEqual(len(calls), len(CUSTOMERS))
        self.tour("calls")
        for call in calls:
            with self.subTest(customer=call.partner_id.name):
                name = CUSTOMERS[call.partner_id.name]
                outcome = self.env.ref(f"relance_avancee.dunning_call_outcome_{name}")
                self.assertEqual(call.call_ids.outcome_id, outcome)
                self.assertEqual(call.call_ids.user_id, self.env.user)
                self.assertEqual(call.state == "done", outcome.is_reached)
        promise = self.env["dunning.promise"].search([])
        self.assertEqual(promise.partner_id, self.partners["Client Promesse"])
        self.assertEqual((promise.amount, promise.date), (50, days(7)))
        self.assertEqual(promise.note, "Half of it on Friday")
        dispute = self.env["dunning.dispute"].search([])
        self.assertEqual(dispute.partner_id, self.partners["Client Litige"])
        plan = self.env["dunning.payment.plan"].search([])
        self.assertEqual(plan.partner_id, self.partners["Client Mensuel"])

    def test_no_call_and_one_from_the_customer(self):
        self.tour("no_call")
        call = self.env["dunning.call"].search([])
        self.assertEqual(call.partner_id, self.partners["Client Promesse"])
        self.assertEqual(call.action_id.state, "done")
