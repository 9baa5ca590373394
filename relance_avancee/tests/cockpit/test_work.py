"""The collector's day: who is in the list, in what order, and why."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import TODAY, DunningCommon, days


@tagged("post_install", "-at_install")
class TestWork(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Work = cls.env["dunning.work"]

    def refresh(self, today=TODAY):
        self.Work._refresh(self.company, today)
        return self.Work.search([("company_id", "=", self.company.id)])

    def kinds(self, partner=None):
        found = self.refresh().filtered(
            lambda work: work.partner_id == (partner or self.partner)
        )
        return set(found.kind_ids.mapped("code"))

    def waiting(self, **values):
        """An action that waits for somebody."""
        self.make_invoice(days_late=10)
        action = self.Action._plan(TODAY)
        action.sudo().write(values)
        return action

    # === WHO IS IN THE LIST ===

    def test_who_needs_nobody_is_not_listed(self):
        self.make_invoice(days_late=10)
        self.night()
        self.assertFalse(self.refresh())

    def test_message_to_approve(self):
        self.waiting(state="to_approve")
        self.assertEqual(self.kinds(), {"approve"})

    def test_failed_message(self):
        self.waiting(state="failed", failure="content", reason="Bad text")
        self.assertEqual(self.kinds(), {"failed"})

    def test_call_and_letter_of_today_but_not_of_tomorrow(self):
        for channel in ("call", "letter"):
            action = self.waiting(channel=channel)
            self.assertEqual(self.kinds(), {channel})
            action.date_planned = days(1)
            self.assertEqual(self.kinds(), set())
            action._set_cancelled("by_hand")

    def test_payment_to_match(self):
        self.make_invoice(days_late=10)
        self.make_credit_note()
        self.night()
        self.assertEqual(self.kinds(), {"match"})

    def test_reply_to_read_until_its_suspension_is_lifted(self):
        hold = self.env["dunning.hold"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "reason": "reply",
                "date_from": TODAY,
            }
        )
        self.assertEqual(self.kinds(), {"reply"})
        hold.action_lift()
        self.assertEqual(self.kinds(), set())

    def test_broken_promise_until_somebody_makes_contact(self):
        move = self.make_invoice(days_late=10)
        promise = self.env["dunning.promise"].create(
            {"move_ids": [Command.set(move.ids)], "amount": 50, "date": TODAY}
        )
        self.assertEqual(self.kinds(), set())
        promise._close("broken")
        promise.sudo().date = days(-2)
        self.assertEqual(self.kinds(), {"promise"})
        self.night()
        self.assertEqual(self.kinds(), set())

    def test_dispute_past_its_deadline(self):
        dispute = self.env["dunning.dispute"].create(
            {"move_id": self.make_invoice().id, "deadline": TODAY}
        )
        self.assertEqual(self.kinds(), set())
        dispute.deadline = days(-1)
        self.assertEqual(self.kinds(), {"dispute"})

    def test_plan_with_an_instalment_late(self):
        move = self.make_invoice(days_late=10)
        plan = self.env["dunning.payment.plan"].create(
            {
                "move_ids": [Command.set(move.ids)],
                "line_ids": [
                    Command.create({"date": TODAY, "amount": 40}),
                    Command.create({"date": days(30), "amount": 60}),
                ],
            }
        )
        plan.action_activate()
        self.assertEqual(self.kinds(), set())
        self.env.execute_query(
            SQL(
                "UPDATE dunning_payment_plan_line SET date = %s WHERE id = %s RETURNING id",
                days(-1),
                plan.line_ids[0].id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self.kinds(), {"plan"})

    def test_debt_that_might_be_time_barred_soon(self):
        """Five years between companies, two against a consumer, at the earliest."""
        consumer = self.make_partner("Particulier", is_company=False)
        young, old = 2 * 365 - 200, 2 * 365 - 100
        for partner in (consumer, self.partner):
            self.make_invoice(days_late=young, partner=partner)
            self.assertEqual(self.kinds(partner), set())
            self.make_invoice(days_late=old, partner=partner)
        self.assertEqual(self.kinds(consumer), {"limitation"})
        self.assertEqual(self.kinds(), set())
        self.make_invoice(days_late=5 * 365 - 100)
        self.assertEqual(self.kinds(), {"limitation"})

    # === IN WHAT ORDER, AND WHY ===

    def test_the_bigger_debt_comes_first_and_says_why(self):
        small, big = self.make_partner("Petit"), self.make_partner("Grand")
        self.make_invoice(days_late=10, amount=50, partner=small)
        self.make_invoice(days_late=40, amount=9000, partner=big)
        self.Action._plan(TODAY).sudo().state = "to_approve"
        works = self.refresh()
        self.assertEqual(works.partner_id.mapped("name"), ["Grand", "Petit"])
        self.assertGreater(works[0].priority, works[1].priority)
        self.assertIn(self.company.currency_id.format(9000), works[0].reason)
        self.assertIn("40 days late", works[0].reason)
        self.assertIn("Message to approve (+15)", works[0].reason)
        self.assertAlmostEqual(
            works[0].priority, sum(points for _c, _v, points in works[0].factors), 1
        )

    def test_weights_are_settings(self):
        self.waiting(state="to_approve")
        before = self.refresh().priority
        self.company.dunning_weight_delay = 0
        kind = self.env.ref("relance_avancee.dunning_work_kind_approve")
        kind.weight += 10
        delay_points = 20 * 10 / 90
        self.assertAlmostEqual(self.refresh().priority, before - delay_points + 10, 1)

    def test_the_customers_collector_is_in_charge(self):
        other = self.env.user.copy({"login": "other.collector"})
        self.partner.dunning_user_id = other
        self.waiting(state="to_approve")
        self.assertEqual(self.refresh().user_id, other)

    def test_portfolios(self):
        """By salesperson and by tag, as the groups of the list ask for it."""
        tag = self.env["res.partner.category"].create({"name": "Bretagne"})
        seller = self.env.user.copy({"login": "seller", "name": "Yves Le Goff"})
        self.partner.write({"user_id": seller.id, "category_id": [tag.id]})
        self.waiting(state="to_approve")
        self.refresh()
        work = self.Work.with_user(
            self.make_user("portfolio", "relance_avancee.relance_avancee_group_user")
        )
        for field, value in (("salesperson_id", seller), ("category_ids", tag)):
            groups = work.formatted_read_group(
                [("partner_id", "=", self.partner.id)], [field], ["__count"]
            )
            self.assertEqual(
                [(g[field][0], g["__count"]) for g in groups], [(value.id, 1)]
            )

    # === KEPT IN STEP ===

    def test_same_row_until_there_is_nothing_left(self):
        action = self.waiting(state="to_approve")
        first = self.refresh()
        self.assertEqual(self.refresh(), first)
        action.action_cancel()
        self.assertFalse(self.refresh())

    def test_opening_the_list_brings_it_up_to_date(self):
        self.waiting(state="to_approve")
        action = self.Work.with_company(self.company)._open()
        self.assertEqual(action["res_model"], "dunning.work")
        self.assertEqual(action["context"], {"search_default_mine": 1})
        self.assertTrue(self.Work.search([("partner_id", "=", self.partner.id)]))

    def test_the_night_brings_it_up_to_date(self):
        self.waiting(state="to_approve")
        self.run_cron()
        self.assertTrue(self.Work.search([("partner_id", "=", self.partner.id)]))

    def test_cost_does_not_follow_the_number_of_debtors(self):
        def count(number):
            partners = [self.make_partner(f"P{number}{i}") for i in range(number)]
            for partner in partners:
                self.make_invoice(days_late=10, partner=partner)
            self.Action._plan(TODAY).sudo().write({"state": "to_approve"})
            self.refresh()
            self.Action.search([]).sudo().write({"attempts": 1})
            return self.count_statements(
                lambda: self.Work._refresh(self.company, TODAY)
            )

        self.assertLessEqual(count(40), count(1) + 2)

    # === THE CARD ===

    def test_card(self):
        move = self.make_invoice(days_late=40, amount=300)
        self.make_invoice(days_late=-10, amount=100)
        [sent] = self.night(days(-8))
        self.deliver(sent)
        self.env["dunning.promise"].create(
            {"move_ids": [Command.set(move.ids)], "amount": 250, "date": days(5)}
        )
        self.pay(move, 100)
        self.waiting(state="to_approve")
        card = self.refresh()
        self.assertEqual(card.overdue, 300)
        self.assertEqual(len(card.move_ids), 3)
        self.assertEqual(card.promise_ids.amount, 250)
        self.assertEqual(card.action_ids.mapped("state"), ["to_approve"])
        shares = {row["label"]: row["share"] for row in card._prepare_ranges()}
        self.assertEqual(shares["31–60 days"], 50)
        self.assertEqual(shares["Not due"], 25)
        self.assertIn(self.company.currency_id.format(200), card.aged_html)
        timeline = card.timeline_html
        for text in (sent.step_id.name, "Promise of", "Payment of"):
            self.assertIn(text, timeline)

    def test_buttons_open_what_they_say(self):
        self.waiting(state="to_approve")
        card = self.refresh()
        for name, model in (
            ("action_send", "dunning.send"),
            ("action_call", "dunning.call.sheet"),
            ("action_hold", "dunning.hold"),
            ("action_promise", "dunning.promise"),
            ("action_dispute", "dunning.dispute"),
            ("action_plan", "dunning.payment.plan"),
            ("action_open_partner", "res.partner"),
        ):
            self.assertEqual(getattr(card, name)()["res_model"], model)

    # === RIGHTS ===

    def test_rights(self):
        self.waiting(state="to_approve")
        work = self.refresh()
        user = self.env.user
        user.group_ids = [
            Command.set(
                [
                    self.env.ref("base.group_user").id,
                    self.env.ref("account.group_account_readonly").id,
                ]
            )
        ]
        self.assertEqual(work.with_user(user).priority, work.priority)
        for values in ({"priority": 99}, {"user_id": False}):
            with self.assertRaises(AccessError):
                work.with_user(user).write(values)
        user.group_ids = [Command.set([self.env.ref("base.group_user").id])]
        with self.assertRaises(AccessError):
            work.with_user(user).read(["priority"])

    def test_other_companies_are_not_shown(self):
        self.waiting(state="to_approve")
        work = self.refresh()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env.user.copy(
            {
                "login": "stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        self.assertFalse(self.Work.with_user(stranger).search([("id", "=", work.id)]))
