"""The collector's morning, in a real browser."""

from odoo.tests import HttpCase, tagged

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestWorkTour(DunningCommon, HttpCase):
    def test_morning(self):
        """Open the day, see why, approve, go on to the next, note a promise."""
        pressing = self.make_partner("Client Pressant")
        second = self.make_partner("Client Deux")
        self.make_invoice(days_late=40, amount=5000, partner=pressing)
        self.night(days(-8))
        self.steps.write({"needs_approval": True})
        self.make_invoice(days_late=10, partner=second)
        actions = self.Action._plan(TODAY)
        self.assertEqual(set(actions.mapped("state")), {"to_approve"})
        self.start_tour(
            "/odoo/dunning-day", "relance_avancee_morning", login=self.env.user.login
        )
        sent = actions.filtered(lambda action: action.partner_id == pressing)
        self.assertEqual(sent.state, "planned")
        promise = self.env["dunning.promise"].search([("partner_id", "=", second.id)])
        self.assertEqual(promise.amount, 60)
        self.assertTrue(second.dunning_hold_ids)
