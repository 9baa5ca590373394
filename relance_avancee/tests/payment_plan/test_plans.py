"""Payment plans: terms, limits, approval, proposal, life, what payments make of them."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import TODAY, days
from ..plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanTerms(PlanCommon):
    def test_schedule_by_number(self):
        move = self.make_invoice(amount=1000.0)
        plan = self.make_plan(move, count=3, first=1, rhythm="week")
        self.assertEqual(self.amounts(plan), [333.33, 333.33, 333.34])
        # a Friday and the next ones
        self.assertEqual(self.dates(plan), [1, 8, 15])

    def test_first_payment_and_amount_of_the_others(self):
        move = self.make_invoice(amount=1000.0)
        plan = self.make_plan(
            move, split_by="amount", amount_each=300.0, amount_first=250.0
        )
        self.assertEqual(self.amounts(plan), [250.0, 300.0, 300.0, 150.0])

    def test_dates_are_working_days(self):
        move = self.make_invoice(amount=1000.0)
        # 14 March 2026 is a Saturday, 6 April Easter Monday
        plan = self.make_plan(move, count=2, first=2, rhythm="month")
        self.assertEqual(plan.line_ids[0].date, days(4))
        plan.write({"date_first": days(25), "count": 1})
        plan.action_compute()
        self.assertEqual(plan.line_ids.date, days(26))

    def test_terms_without_sense(self):
        move = self.make_invoice(amount=100.0)
        for values in (
            {"count": 0},
            {"count": 99},
            {"amount_first": 100.0},
            {"amount_first": 150.0},
            {"split_by": "amount", "amount_each": 0.0},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.make_plan(move, **values)

    def test_plan_of_one_customer_in_one_currency(self):
        other = self.make_invoice(partner=self.make_partner("Client Deux"))
        with self.assertRaises(ValidationError):
            self.make_plan(self.make_invoice() | other)

    def test_lines_that_do_not_add_up(self):
        plan = self.make_plan(self.make_invoice())
        plan.line_ids[0].amount += 1
        with self.assertRaisesRegex(UserError, "add up"):
            plan.action_propose()

    def test_first_payment_in_the_past(self):
        plan = self.make_plan(self.make_invoice(), first=-7)
        with self.assertRaisesRegex(UserError, "past"):
            plan.action_propose()

    def test_invoice_already_in_a_plan(self):
        move = self.make_invoice()
        self.make_plan(move).action_propose()
        with self.assertRaisesRegex(UserError, "already in another plan"):
            self.make_plan(move).action_propose()
        with self.assertRaisesRegex(UserError, "already in a payment plan"):
            move.action_dunning_plan()

    def test_form_computes_and_keeps_what_was_typed(self):
        move = self.make_invoice(amount=300.0)
        with Form(self.Plan.with_user(self.collector)) as form:
            form.move_ids.add(move)
            form.count = 2
            form.date_first = days(5)
        plan = form.save()
        self.assertEqual(plan.partner_id, self.partner)
        self.assertEqual(self.amounts(plan), [150.0, 150.0])
        with Form(plan) as form:
            form.count = 3
        with Form(plan) as form, form.line_ids.edit(2) as line:
            line.date = days(80)
        self.assertEqual(self.amounts(plan), [100.0, 100.0, 100.0])
        self.assertEqual(plan.line_ids[-1].date, days(80))

    def test_from_selected_invoices(self):
        moves = self.make_invoice(amount=100.0) | self.make_invoice(amount=50.0)
        paid = self.make_invoice(amount=10.0)
        self.pay(paid)
        action = (moves | paid).with_user(self.collector).action_dunning_plan()
        plan = self.Plan.browse(action["res_id"])
        self.assertEqual(plan.move_ids, moves)
        self.assertEqual(sum(self.amounts(plan)), 150.0)
        self.assertEqual(plan.line_ids[0].date, days(1))

    def test_from_the_customer(self):
        late = self.make_invoice(days_late=10)
        self.make_invoice(days_late=-30)
        action = self.partner.action_dunning_plan()
        plan = self.Plan.browse(action["res_id"])
        self.assertEqual(plan.move_ids, late)
        plan.action_propose()
        with self.assertRaisesRegex(UserError, "outside a payment plan"):
            self.partner.action_dunning_plan()
        self.assertEqual(self.partner.dunning_plan_count, 1)

    # === LIMITS AND APPROVAL ===

    def test_beyond_the_limits_a_manager_approves(self):
        move = self.make_invoice(amount=600.0)
        self.company.dunning_plan_approver_id = self.manager
        cases = (
            ({"dunning_plan_max_lines": 2}, {}),
            ({"dunning_plan_max_days": 30}, {}),
            ({"dunning_plan_min_amount": 250.0}, {}),
            ({"dunning_plan_approval_amount": 500.0}, {}),
            ({"dunning_plan_first_days": 4}, {}),
        )
        for settings, values in cases:
            with self.subTest(settings), self.env.cr.savepoint():
                self.company.write(settings)
                plan = self.make_plan(move, **values).with_user(self.collector)
                self.assertTrue(plan.approval_reason)
                plan.action_propose()
                self.assertEqual((plan.state, plan.approval), ("draft", "asked"))
                self.assertEqual(plan.sudo().activity_ids.user_id, self.manager)
                self.assertNotEqual(self.explain(move)["decision"], "hold")
                with self.assertRaises(AccessError):
                    plan.action_approve()
                plan.with_user(self.manager).action_approve()
                self.assertFalse(plan.sudo().activity_ids)
                plan.action_propose()
                self.assertEqual(plan.state, "proposed")
                self.assertEqual(plan.approved_by_id, self.manager)
                plan.action_cancel()
                self.company.write(
                    {name: 365 if "days" in name else 0 for name in settings}
                )

    def test_within_the_limits_nobody_is_asked(self):
        plan = self.make_plan(self.make_invoice()).with_user(self.collector)
        self.assertFalse(plan.approval_reason)
        plan.action_propose()
        self.assertEqual(plan.state, "proposed")
        self.assertFalse(plan.approval)

    def test_approved_terms_that_change_are_approved_anew(self):
        self.company.dunning_plan_max_lines = 2
        plan = self.make_plan(self.make_invoice(), count=3)
        plan.action_approve()
        plan.line_ids[0].date = days(6)
        self.assertFalse(plan.approval)
        plan.with_user(self.collector).action_activate()
        self.assertEqual((plan.state, plan.approval), ("draft", "asked"))

    def test_limits_in_the_currency_of_the_plan(self):
        usd = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        self.company.dunning_plan_min_amount = 30.0
        move = self.make_invoice(amount=100.0, currency_id=usd.id)
        # 50 dollars are 25 euros
        answer = self.Plan._simulate(self.partner, move, 2, "month")
        self.assertIn("60", answer["problem"])
        self.company.dunning_plan_min_amount = 25.0
        self.assertFalse(self.Plan._simulate(self.partner, move, 2, "month")["problem"])

    # === INTEREST AND FEES ===

    def test_interest_is_a_draft_of_its_own(self):
        move = self.make_invoice(amount=1000.0)
        plan = self.make_plan(move, count=2, first=30, interest_rate=6.0)
        # 1000 × 6 % × 32 / 365 (a Saturday moves to Monday), 500 × 6 % × 30 / 365
        self.assertEqual((plan.line_ids[0].date - TODAY).days, 32)
        self.assertAlmostEqual(plan.line_ids[0].interest, 5.26)
        plan.action_activate()
        draft = self.env["account.move"].search(
            [("invoice_origin", "=", plan._get_number())]
        )
        self.assertEqual((draft.state, draft.move_type), ("draft", "out_invoice"))
        self.assertAlmostEqual(draft.amount_untaxed, plan.interest_total)
        self.assertEqual(draft.invoice_date_due, plan.line_ids[-1].date)
        # the plan itself collects the invoices and nothing else
        self.assertEqual(sum(self.amounts(plan)), 1000.0)

    def test_a_consumer_pays_no_interest(self):
        self.partner.dunning_debtor_kind = "consumer"
        plan = self.make_plan(self.make_invoice(), interest_rate=6.0)
        with self.assertRaisesRegex(UserError, "consumer"):
            plan.action_propose()

    def test_fees_waived_once_the_plan_is_kept(self):
        move = self.make_invoice(days_late=40, amount=1000.0)
        plan = self.running(move)
        self.assertGreater(move.dunning_fixed_fee_due, 0)
        self.pay(move)
        self.assertEqual(plan.state, "done")
        move.invalidate_recordset()
        self.assertEqual(
            (move.dunning_interest_due, move.dunning_fixed_fee_due), (0, 0)
        )
        self.assertIn(plan._get_number(), move.dunning_fee_ids[0].reason)

    def test_fees_of_a_broken_plan_remain_due(self):
        move = self.make_invoice(days_late=40, amount=1000.0)
        plan = self.running(move)
        self.night_at(30)
        self.assertEqual(plan.state, "broken")
        self.assertGreater(move.dunning_interest_due, 0)

    def test_fees_kept_are_invoiced_as_a_draft(self):
        move = self.make_invoice(days_late=40, amount=1000.0)
        accrued = move.dunning_interest_due
        plan = self.running(move, fees="keep")
        draft = move.dunning_fee_ids.fee_move_id
        self.assertEqual(draft.state, "draft")
        self.assertAlmostEqual(draft.amount_total, accrued + 40.0)
        with self.at(20):
            self.pay(move, date=days(20))
            self.assertEqual(plan.state, "done")
            self.env.invalidate_all()
            # that of the plan's own time is given up, the draft stays
            self.assertEqual(move.dunning_interest_due, 0)
            self.assertAlmostEqual(draft.amount_total, accrued + 40.0)


@tagged("post_install", "-at_install")
class TestPlanLife(PlanCommon):
    def test_proposed_plan_waits_for_the_customer(self):
        move = self.make_invoice()
        plan = self.make_plan(move)
        plan.action_propose()
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertEqual(plan.date_expiry, days(11))
        self.assertIn(
            "333.33" if plan.amount_total > 900 else "33", plan.agreement_html
        )
        self.assertFalse(self.night_at(11))
        self.assertEqual(plan.state, "proposed")
        self.night_at(12)
        self.assertEqual(plan.state, "cancelled")
        self.assertIn("Payment plan not accepted in time", self.todo(plan))
        self.assertNotEqual(self.explain(move, days(12))["decision"], "hold")

    def test_proposal_is_an_email_with_a_link(self):
        plan = self.make_plan(self.make_invoice())
        with self.mail_server() as outbox:
            plan.action_propose()
            mail = self.env["mail.mail"].search(
                [("model", "=", plan._name), ("res_id", "=", plan.id)]
            )
            mail.send()
        [message] = outbox
        body = message.get_body(("html",)).get_content()
        self.assertIn(plan.get_portal_url(), body)
        self.assertIn(self.partner.email, message["To"])

    def test_simulation_sends_nothing_and_test_to_its_address(self):
        self.company.dunning_mode = "simulation"
        plan = self.make_plan(self.make_invoice())
        plan.action_propose()
        domain = [("model", "=", plan._name), ("res_id", "=", plan.id)]
        self.assertFalse(self.env["mail.mail"].search(domain))
        self.company.write(
            {"dunning_test_email": "essai@vendeur.example.com", "dunning_mode": "test"}
        )
        plan.action_send_again()
        mail = self.env["mail.mail"].search(domain)
        self.assertEqual(mail.email_to, "essai@vendeur.example.com")
        self.assertFalse(mail.recipient_ids)

    def test_nobody_to_write_to(self):
        self.partner.email = False
        plan = self.make_plan(self.make_invoice())
        with self.assertRaisesRegex(UserError, "e-mail"), self.env.cr.savepoint():
            plan.action_propose()
        self.assertEqual(plan.state, "draft")
        # agreed on the phone, it can run all the same
        plan.action_activate()
        self.assertEqual(plan.state, "active")

    def test_terms_are_fixed_once_proposed(self):
        plan = self.make_plan(self.make_invoice())
        plan.action_propose()
        other = self.make_plan(self.make_invoice(amount=12.0))
        for change in (
            lambda: plan.write({"count": 2}),
            lambda: plan.write({"line_ids": [Command.clear()]}),
            lambda: plan.line_ids[0].write({"amount": 1.0}),
            lambda: plan.line_ids[0].unlink(),
            lambda: other.line_ids[0].write({"plan_id": plan.id}),
            lambda: plan.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_states_change_through_buttons_only(self):
        plan = self.make_plan(self.make_invoice()).with_user(self.manager)
        for values in (
            {"state": "active"},
            {"approval": "approved"},
            {"residuals": {}},
            {"accepted_name": "Moi"},
        ):
            with self.assertRaises(AccessError):
                plan.write(values)
        with self.assertRaises(AccessError):
            plan.create({"move_ids": plan.move_ids.ids, "state": "active"})
        plan.write({"note": "Vu avec M. Durand", "user_id": self.manager.id})

    def test_replanning_keeps_history(self):
        move = self.make_invoice(amount=300.0)
        old = self.running(move)
        self.pay(move, amount=100.0)
        new = self.Plan.browse(old.action_replan()["res_id"])
        self.assertEqual((new.replaces_id, sum(self.amounts(new))), (old, 200.0))
        self.assertEqual(old.state, "active")
        new.action_propose()
        self.assertEqual(old.state, "active")
        new.action_activate()
        self.assertEqual((old.state, new.state), ("cancelled", "active"))
        self.assertEqual(self.explain(move)["decision"], "hold")
        self.assertEqual(old.replaced_by_ids, new)
        self.assertEqual(old.line_ids[0].paid_amount, 100.0)

    def test_other_invoices_go_on(self):
        inside, outside = self.make_invoice(), self.make_invoice(amount=70.0)
        self.running(inside)
        [action] = self.night()
        self.assertEqual(action.amount, 70.0)
        self.assertEqual(action.claimed_line_ids.move_id, outside)

    def test_broken_plan_brings_the_formal_notice(self):
        move = self.make_invoice(days_late=10)
        plan = self.running(move, first=1)
        self.assertFalse(self.night_at(9).filtered(lambda a: not a.plan_id))
        self.assertEqual(plan.state, "active")
        done = self.night_at(12)
        self.assertEqual(plan.state, "broken")
        self.assertIn("Payment plan not kept", self.todo(plan))
        self.assertEqual(done.step_id.kind, "formal_notice")
        # once, and not the next one straight away
        self.assertEqual(move.dunning_step_id.kind, "formal_notice")
        self.assertFalse(self.night_at(26))

    def test_broken_plan_goes_on_as_before_if_one_prefers(self):
        self.company.dunning_plan_broken_notice = False
        move = self.make_invoice(days_late=10)
        plan = self.running(move, first=1)
        done = self.night_at(14)
        self.assertEqual(plan.state, "broken")
        self.assertEqual(done.step_id.kind, "reminder")

    def test_money_to_match_keeps_a_plan_from_breaking(self):
        move = self.make_invoice(amount=90.0)
        plan = self.running(move, first=1)
        self.unallocated_payment(30.0)
        self.night_at(14)
        self.assertEqual(plan.state, "active")
        task = self.Action.search([("is_reconcile", "=", True)])
        self.assertEqual(task.plan_id, plan)
        # money for another invoice is no excuse
        other = self.make_invoice(amount=90.0, days_late=1)
        second = self.running(other, first=1)
        self.night_at(14)
        self.assertEqual(plan.state, "active")
        self.assertIn(second.state, ("active", "broken"))

    def test_scenario_of_plans_reminds_no_invoice(self):
        scenario = self.env.ref("relance_avancee.dunning_scenario_plan")
        move = self.make_invoice()
        move.dunning_scenario_id = scenario
        self.assertEqual(self.explain(move)["step"].scenario_id, self.scenario)
        self.company.dunning_scenario_id = scenario
        self.assertEqual(self.explain(move)["reason"], "no_scenario")

    def test_each_company_reminds_its_own_plans(self):
        data = self.setup_other_company(name="Seconde société")
        other = data["company"]
        other.write({"email": "compta@seconde.example.com", "dunning_mode": "live"})
        theirs = self.make_invoice(
            company_id=other.id, journal_id=data["default_journal_sale"].id
        )
        plan = self.Plan.with_company(other).create(
            {
                "move_ids": [Command.set(theirs.ids)],
                "company_id": other.id,
                "date_first": days(7),
            }
        )
        plan.action_compute()
        plan.action_activate()
        ours = self.running(self.make_invoice(), first=7)
        with self.at(4):
            self.env.invalidate_all()
            for company, wanted in ((self.company, ours), (other, plan)):
                scoped = self.Action.with_company(company)
                scoped = scoped.with_context(allowed_company_ids=company.ids)
                planned = scoped._plan(days(4))
                self.assertEqual(planned.plan_id, wanted)
                self.assertEqual(planned.company_id, company)

    def test_company_rule_and_rights(self):
        plan = self.make_plan(self.make_invoice())
        reader = self.make_user("plan_reader", "account.group_account_readonly")
        for button in ("action_propose", "action_activate", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(plan.with_user(reader), button)()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = self.make_user(
            "plan_stranger", "relance_avancee.relance_avancee_group_manager"
        )
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            plan.with_user(stranger).action_propose()


@tagged("post_install", "-at_install")
class TestPlanLedger(PlanCommon):
    def setUp(self):
        super().setUp()
        self.first = self.make_invoice(amount=100.0)
        self.second = self.make_invoice(amount=200.0)
        self.plan = self.running(self.first | self.second, count=3)

    def paid(self):
        return self.plan.line_ids.mapped("paid_amount")

    def test_overpayment_goes_to_the_next_line(self):
        self.pay(self.second, amount=130.0)
        self.assertEqual(self.paid(), [100.0, 30.0, 0.0])
        self.assertEqual(self.plan.line_ids.mapped("state"), ["paid", "due", "due"])
        self.assertAlmostEqual(self.plan.progress, 43.33, 2)
        self.assertEqual(self.plan._get_pay_amount(), 70.0)

    def test_what_was_paid_before_the_plan_does_not_count(self):
        move = self.make_invoice(amount=100.0)
        self.pay(move, amount=40.0)
        plan = self.running(move, count=2)
        self.assertEqual(self.amounts(plan), [30.0, 30.0])
        self.assertEqual(plan.received_amount, 0.0)

    def test_credit_note_counts(self):
        refund = self.make_credit_note(amount=50.0)
        self.assertEqual(self.paid(), [0.0, 0.0, 0.0])
        self.match(self.first, refund)
        self.assertEqual(self.paid(), [50.0, 0.0, 0.0])

    def test_payment_undone(self):
        self.pay(self.first)
        self.assertEqual(self.paid(), [100.0, 0.0, 0.0])
        self.receivable(self.first).remove_move_reconcile()
        self.assertEqual(self.paid(), [0.0, 0.0, 0.0])

    def test_paid_off_at_once_and_running_again_when_undone(self):
        self.pay(self.first | self.second)
        self.assertEqual(self.plan.state, "done")
        self.assertFalse(self.first.dunning_hold_ids.filtered("active"))
        self.receivable(self.second).remove_move_reconcile()
        self.assertEqual(self.plan.state, "active")
        self.assertEqual(self.explain(self.second)["decision"], "hold")
        self.assertIn("Payment of a plan undone", self.todo(self.plan))

    def test_payment_in_another_currency(self):
        usd = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=self.first.ids)
            .create({"payment_date": TODAY, "currency_id": usd.id, "amount": 100.0})
        )
        wizard._create_payments()
        self.assertEqual(self.paid(), [50.0, 0.0, 0.0])

    def test_cancelled_invoice_lightens_the_last_lines(self):
        self.first.button_draft()
        self.assertEqual(self.plan.dropped_amount, 100.0)
        self.assertEqual(self.paid(), [0.0, 0.0, 0.0])
        self.assertEqual(self.plan.line_ids.mapped("left_amount"), [100.0, 100.0, 0.0])
        self.assertEqual(self.plan.line_ids[-1].state, "dropped")
        # said once, however often the entry is touched
        self.first.button_cancel()
        self.assertEqual(
            self.todo(self.plan).count("Invoice of a payment plan no longer posted"), 1
        )
        self.pay(self.second)
        self.assertEqual(self.plan.state, "done")

    def test_invoice_back_again(self):
        self.first.button_draft()
        self.first.action_post()
        self.assertEqual(self.plan.dropped_amount, 0.0)
        self.assertEqual(
            self.plan.line_ids.mapped("left_amount"), [100.0, 100.0, 100.0]
        )

    def test_biller_pays_a_plan_off(self):
        biller = self.make_user("plan_biller", "account.group_account_invoice")
        moves = self.first | self.second
        wizard = (
            self.env["account.payment.register"]
            .with_user(biller)
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": TODAY, "group_payment": True})
        )
        wizard._create_payments()
        self.assertEqual(self.plan.state, "done")

    def test_off_track_filter(self):
        domain = [("is_off_track", "=", True)]
        self.assertNotIn(self.plan, self.Plan.search(domain))
        with self.at(6):
            self.env.invalidate_all()
            self.assertIn(self.plan, self.Plan.search(domain))
            self.assertEqual(self.plan.late_amount, 100.0)
            self.assertEqual(self.plan._get_pay_amount(), 200.0)
            self.assertNotIn(
                self.plan, self.Plan.search([("is_off_track", "=", False)])
            )
