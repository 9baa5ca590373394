"""Late fees a step mentions, claims or invoices; never twice, and never by surprise."""

import dataclasses
import datetime as dt
from contextlib import closing
from decimal import Decimal
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...core.law import rates
from ..common import TODAY, DunningCommon, days

MANAGER = "relance_avancee.relance_avancee_group_manager"
COLLECTOR = "relance_avancee.relance_avancee_group_user"
INVOICING = "account.group_account_invoice"
# 1,000.00 EUR, 45 days late: 1000 x 12.15 % x 45 / 365 = 14.979
INTEREST_45 = 14.98


@tagged("post_install", "-at_install")
class TestFees(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"

    @classmethod
    def make_partner(cls, name="Client", **values):
        return super().make_partner(name, **{"lang": "en_US", **values})

    def scenario_with(self, late_fees, *delays, **values):
        """One e-mail per delay (45 days unless told), all with these late fees."""
        scenario = self.make_scenario(*(delays or (45,)), **values)
        scenario.step_ids.late_fees = late_fees
        self.company.dunning_scenario_id = scenario
        return scenario

    def sent(self, late_fees, **values):
        """The reminder of an invoice of 1,000.00 EUR, 45 days late."""
        self.scenario_with(late_fees)
        self.move = self.make_invoice(days_late=45, amount=1000.0, **values)
        return self.night()

    def body(self, action):
        """The text of the message, as the debtor reads it."""
        return " ".join(action.mail_mail_id.body_html.split()).replace("\xa0", " ")

    def drafts(self):
        return self.env["account.move"].search([("dunning_is_late_fee", "=", True)])

    # === A LAW WITHOUT THE EURO ===

    def test_a_flat_fee_in_the_money_of_the_law(self):
        """Of another country's law: its own sum, at the day's rate."""
        crowns = self.env.ref("base.DKK")
        crowns.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": crowns.id, "name": "2026-01-01", "rate": 7.75}
        )
        french = rates.pack_for("FR")
        pack = dataclasses.replace(french, fixed_fee=Decimal(310), fee_currency="DKK")
        with patch.object(rates, "PACKS", rates.PACKS | {"FR": pack}):
            move = self.make_invoice(days_late=45, amount=1000.0)
            self.assertEqual(move._dunning_late_fees(TODAY)["fixed_fee"], 40.0)
            other = self.make_invoice(
                days_late=45, amount=1000.0, currency_id=crowns.id
            )
            self.assertEqual(other._dunning_late_fees(TODAY)["fixed_fee"], 310.0)

    # === WHAT A STEP DOES WITH THEM ===

    def test_by_default_a_step_says_nothing(self):
        action = self.sent("none")
        self.assertEqual((action.interest, action.fixed_fee), (0.0, 0.0))
        self.assertNotIn("40.00", self.body(action))

    def test_claimed_fees_are_in_the_total(self):
        action = self.sent("claim")
        line = action.line_ids
        self.assertEqual((line.interest, line.fixed_fee), (INTEREST_45, 40.0))
        self.assertEqual((action.amount, action.total_amount), (1000.0, 1054.98))
        body = self.body(action)
        for text in ("14.98", "40.00", "1,054.98", "L441-10"):
            self.assertIn(text, body)
        self.assertFalse(self.drafts())

    def test_mentioned_fees_are_not(self):
        action = self.sent("mention")
        # the lines say what is claimed, and nothing is
        self.assertEqual((action.interest, action.fixed_fee), (0.0, 0.0))
        self.assertEqual(action.total_amount, 1000.0)
        body = self.body(action)
        for text in ("L441-10", "40.00", "We do not claim them for now"):
            self.assertIn(text, body)
        self.assertNotIn("1,054.98", body)

    def test_a_letter_says_the_same(self):
        for late_fees, said, total in (
            ("mention", "We do not claim them for now", "1,000.00"),
            ("invoice", "separate invoice", "1,000.00"),
            ("claim", "How the interest was computed", "1,054.98"),
        ):
            step = self.scenario_with(late_fees).step_ids
            step.write({"send_email": False, "send_letter": True})
            partner = self.make_partner(
                f"Client {late_fees}", street="1 rue de la Paix", city="Paris"
            )
            self.make_invoice(days_late=45, amount=1000.0, partner=partner)
            letter = self.Action._plan(TODAY).filtered(
                lambda action: action.partner_id == partner  # noqa: B023
            )
            html = letter._render_letter_html(TODAY).replace("\xa0", " ")
            self.assertIn(said, html)
            self.assertIn(total, html)

    def test_the_boolean_says_whether_fees_are_claimed_with_the_debts(self):
        step = self.scenario_with("none").step_ids
        for late_fees in ("mention", "claim", "invoice", "none"):
            step.late_fees = late_fees
            self.assertEqual(step.claim_late_fees, late_fees == "claim")
        step.claim_late_fees = True
        self.assertEqual(step.late_fees, "claim")
        step.claim_late_fees = False
        self.assertEqual(step.late_fees, "none")
        step.late_fees = "invoice"
        step.claim_late_fees = False
        self.assertEqual(step.late_fees, "invoice")
        made = self.make_scenario(5).step_ids.copy({"delay_days": 6})
        made.write({"claim_late_fees": True})
        self.assertEqual(made.late_fees, "claim")

    def test_the_flat_fee_is_claimed_once_for_an_invoice_in_instalments(self):
        self.scenario_with("claim")
        term = self.env["account.payment.term"].create(
            {
                "name": "Twice",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": count}
                    )
                    for count in (0, 10)
                ],
            }
        )
        self.make_invoice(
            days_late=60,
            amount=1000.0,
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        )
        action = self.night()
        self.assertEqual(action.claimed_line_ids.mapped("days_late"), [60, 50])
        self.assertEqual(action.fixed_fee, 40.0)
        # 500 x 12.15 % over 60 and 50 days: 9.986 + 8.322, rounded once
        self.assertAlmostEqual(action.interest, 18.31)

    def test_two_invoices_two_flat_fees(self):
        self.scenario_with("claim")
        self.make_invoice(days_late=45, amount=1000.0)
        self.make_invoice(days_late=45, amount=1000.0)
        action = self.night()
        self.assertEqual((action.fixed_fee, action.interest), (80.0, 29.96))
        self.assertIn("2 × ", self.body(action))

    def test_a_disputed_part_bears_no_interest_here(self):
        self.scenario_with("claim")
        move = self.make_invoice(days_late=45, amount=1000.0)
        self.env["dunning.dispute"].create({"move_id": move.id, "amount": 400.0})
        action = self.night()
        # 600 x 12.15 % x 45 / 365 = 8.988
        self.assertEqual((action.amount, action.interest), (600.0, 8.99))

    def test_interest_is_of_the_day_the_message_leaves(self):
        scenario = self.scenario_with("claim")
        scenario.step_ids.needs_approval = True
        self.make_invoice(days_late=45, amount=1000.0)
        action = self.Action._plan(TODAY)
        self.assertEqual(action.line_ids.interest, INTEREST_45)
        action.action_approve()
        action._process(days(1))
        # one day more: 1000 x 12.15 % x 46 / 365 = 15.312
        self.assertEqual(action.line_ids.interest, 15.31)

    def test_a_partial_payment_lowers_the_interest_that_waits(self):
        scenario = self.scenario_with("claim")
        scenario.step_ids.needs_approval = True
        move = self.make_invoice(days_late=45, amount=1000.0)
        action = self.Action._plan(TODAY)
        self.pay(move, amount=500.0, date=days(-45))
        action._reevaluate(self.company, action, TODAY)
        # paid on the due date, that half bore none
        self.assertEqual((action.amount, action.line_ids.interest), (500.0, 7.49))

    def test_by_hand_too(self):
        step = self.scenario_with("claim").step_ids
        move = self.make_invoice(days_late=45, amount=1000.0)
        action = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, step, "email", move, TODAY
        )
        self.assertEqual(action.line_ids.interest, INTEREST_45)

    # === BY KIND OF DEBTOR ===

    def test_a_consumer_is_asked_for_nothing_before_the_formal_notice(self):
        self.partner.dunning_debtor_kind = "consumer"
        action = self.sent("claim")
        self.assertEqual((action.interest, action.fixed_fee), (0.0, 0.0))
        body = self.body(action)
        for text in ("L441-10", "flat", "40.00"):
            self.assertNotIn(text, body)

    def test_a_consumer_hears_of_no_fees_before_it_either(self):
        self.partner.dunning_debtor_kind = "consumer"
        body = self.body(self.sent("mention"))
        for text in ("interest", "L441-10", "40.00"):
            self.assertNotIn(text, body)

    def test_a_consumer_owes_the_legal_rate_after_it_and_no_flat_fee(self):
        self.partner.dunning_debtor_kind = "consumer"
        scenario = self.scenario_with("claim", 10, 45)
        scenario.step_ids[0].kind = "formal_notice"
        self.make_invoice(days_late=10, amount=1000.0)
        self.night()
        action = self.night(days(35))
        # from the day after the notice: 35 days at 2.62 % = 2.512
        self.assertEqual((action.interest, action.fixed_fee), (2.51, 0.0))
        self.assertIn("1231-6", self.body(action))
        self.assertNotIn("L441-10", self.body(action))

    def test_a_registered_notice_counts_from_its_receipt(self):
        self.partner.dunning_debtor_kind = "consumer"
        scenario = self.scenario_with("claim", 10)
        scenario.step_ids.kind = "formal_notice"
        move = self.make_invoice(days_late=10, amount=1000.0)
        action = self.night()
        # letters are made by nobody's hand
        letter = (
            self.env["dunning.letter"]
            .sudo()
            .create(
                {
                    "name": "REL-1",
                    "action_id": action.id,
                    "partner_id": action.partner_id.id,
                    "company_id": action.company_id.id,
                    "currency_id": action.currency_id.id,
                    "post": "registered",
                    "date_posted": TODAY,
                }
            )
        )
        self.assertEqual(move._dunning_late_fees(days(35))["interest"], 0.0)
        letter.date_received = days(5)
        # 30 days at 2.62 % = 2.153
        self.assertEqual(move._dunning_late_fees(days(35))["interest"], 2.15)

    def test_a_public_body_has_its_own_law(self):
        self.partner.dunning_debtor_kind = "public"
        action = self.sent("claim")
        # 1000 x 10.15 % x 45 / 365 = 12.514
        self.assertEqual((action.interest, action.fixed_fee), (12.51, 40.0))
        self.assertIn("L2192-13", self.body(action))

    def test_the_kind_is_guessed_and_what_somebody_chose_stays(self):
        partner = self.partner
        self.assertEqual(partner.dunning_debtor_kind, "company")
        partner.company_registry = "21750001600019"
        self.assertEqual(partner.dunning_debtor_kind, "public")
        partner.dunning_debtor_kind = "company"
        partner.company_registry = "217500016"
        self.assertEqual(partner.dunning_debtor_kind, "company")
        # choosing what the data say is no choice: the guess follows them again
        partner.dunning_debtor_kind = "public"
        partner.write({"company_registry": False, "is_company": False})
        self.assertEqual(partner.dunning_debtor_kind, "consumer")

    def test_a_contact_is_what_its_company_is(self):
        contact = self.make_partner(
            "Comptable", is_company=False, parent_id=self.partner.id
        )
        self.assertEqual(contact.dunning_debtor_kind, "company")
        self.partner.dunning_debtor_kind = "public"
        self.assertEqual(contact.dunning_debtor_kind, "public")

    # === DRAFT INVOICE ===

    def test_a_step_drafts_an_invoice_without_vat(self):
        action = self.sent("invoice")
        draft = self.drafts()
        self.assertRecordValues(
            draft.invoice_line_ids.sorted("price_unit"),
            [
                {"price_unit": INTEREST_45, "tax_ids": []},
                {"price_unit": 40.0, "tax_ids": []},
            ],
        )
        self.assertEqual(
            draft.invoice_line_ids.sorted("price_unit").account_id.mapped("code"),
            ["763100", "758100"],
        )
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.partner_id, self.partner)
        self.assertEqual(draft.invoice_origin, self.move.name)
        self.assertEqual(self.move.dunning_fee_ids.fee_move_id, draft)
        self.assertEqual(self.move.dunning_fee_ids.action_id, action)
        # the message announces it and asks for the debts alone
        self.assertEqual(action.total_amount, 1000.0)
        self.assertIn("separate invoice", self.body(action))
        draft.action_post()
        self.assertEqual(draft.amount_total, 54.98)

    def test_own_products_and_accounts(self):
        product = self.env["product.product"].create({"name": "Pénalités"})
        account = self.company_data["default_account_revenue"]
        self.company.write(
            {
                "dunning_interest_product_id": product.id,
                "dunning_fixed_fee_account_id": account.id,
            }
        )
        self.sent("invoice")
        interest, flat = self.drafts().invoice_line_ids.sorted("price_unit")
        self.assertEqual(interest.product_id, product)
        self.assertEqual(flat.account_id, account)

    def test_nothing_is_drafted_in_test_mode_nor_before_the_message_leaves(self):
        self.company.write(
            {"dunning_test_email": "test@vendeur.example.com", "dunning_mode": "test"}
        )
        self.sent("invoice")
        self.assertFalse(self.drafts())
        self.company.dunning_mode = "live"
        self.Action._plan(TODAY)
        self.assertFalse(self.drafts())

    def test_a_draft_that_cannot_be_made_keeps_no_message_back(self):
        self.scenario_with("invoice")
        self.make_invoice(days_late=45, amount=1000.0)
        product = self.env.ref("relance_avancee.product_flat_fee")
        self.company.dunning_fixed_fee_product_id = product
        with mute_logger("odoo.addons.relance_avancee.models.engine.dunning_action"):
            self.patch(
                type(self.env["dunning.fee"]), "_prepare_invoice", self._no_journal
            )
            action = self.night()
        self.assertEqual(action.state, "done")
        self.assertIn("No journal", action.fees_problem)

    @staticmethod
    def _no_journal(*_args):
        reason = "No journal"
        raise UserError(reason)

    # === NEVER TWICE ===

    def test_the_next_step_claims_only_what_is_new(self):
        scenario = self.scenario_with("invoice", 45, 60)
        move = self.make_invoice(days_late=45, amount=1000.0)
        self.night()
        scenario.step_ids[1].late_fees = "claim"
        later = self.night(days(15))
        # 60 days in all, 19.97, of which 14.98 are invoiced, like the flat fee
        self.assertEqual((later.interest, later.fixed_fee), (4.99, 0.0))
        self.assertEqual(
            (
                move._dunning_late_fees(days(15))["interest"],
                move._dunning_late_fees(days(15))["fixed_fee"],
            ),
            (19.97, 40.0),
        )

    def test_the_same_day_twice_drafts_once(self):
        self.sent("invoice")
        again = self.env["dunning.fee"]._invoice(self.move, TODAY)
        self.assertFalse(again)
        self.assertEqual(len(self.move.dunning_fee_ids), 2)

    def test_the_flat_fee_twice_is_refused_by_the_database(self):
        self.sent("invoice")
        flat = self.move.dunning_fee_ids.filtered(lambda fee: fee.kind == "fixed")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            closing(self.env.cr.savepoint()),
        ):
            flat.sudo().copy({"date_until": days(1)})
            self.env.flush_all()

    def test_a_deleted_draft_frees_the_claim(self):
        self.sent("invoice")
        self.drafts().unlink()
        self.assertFalse(self.move.dunning_fee_ids)
        self.assertEqual(self.move.dunning_fixed_fee_due, 40.0)

    def test_a_cancelled_draft_does_not(self):
        self.sent("invoice")
        self.drafts().button_cancel()
        self.assertEqual(self.move.dunning_fixed_fee_due, 0.0)

    def test_late_fees_bear_no_late_fees(self):
        self.sent("invoice")
        draft = self.drafts()
        draft.invoice_date = TODAY
        draft.action_post()
        fees = draft._dunning_late_fees(days(90))
        self.assertEqual((fees["interest"], fees["fixed_fee"]), (0.0, 0.0))
        self.assertFalse(self.env["dunning.fee"]._invoice(draft, days(90)))

    def test_fees_of_an_invoice_paid_late_can_still_be_invoiced(self):
        move = self.make_invoice(days_late=45, amount=1000.0)
        self.pay(move)
        accountant = self.make_user("compta_fees", INVOICING)
        result = move.with_user(accountant).action_dunning_invoice_fees()
        draft = self.env["account.move"].browse(result["res_id"])
        self.assertEqual(draft.amount_total, 54.98)
        again = move.with_user(accountant).action_dunning_invoice_fees()
        self.assertEqual(again["params"]["type"], "warning")

    # === WAIVER ===

    def waive(self, move, user=None, **values):
        wizard = (
            self.env["dunning.fee.waive"]
            .with_user(user or self.env.user)
            .create({"move_id": move.id, "reason": "Commercial gesture", **values})
        )
        return wizard.action_waive()

    def test_what_is_waived_is_not_claimed_any_more(self):
        self.scenario_with("claim")
        move = self.make_invoice(days_late=45, amount=1000.0)
        collector = self.make_user("collector_fees", COLLECTOR)
        self.waive(move, collector, waive_interest=False)
        action = self.night()
        self.assertEqual((action.interest, action.fixed_fee), (INTEREST_45, 0.0))
        self.assertRecordValues(
            move.dunning_fee_ids,
            [
                {
                    "kind": "fixed",
                    "state": "waived",
                    "amount": 40.0,
                    "user_id": collector.id,
                    "reason": "Commercial gesture",
                }
            ],
        )

    def test_interest_waived_to_date_or_for_good(self):
        move = self.make_invoice(days_late=45, amount=1000.0)
        self.waive(move)
        due = self.env["dunning.late.fee"]._get_due(move, days(15))[move.id]
        self.assertEqual((due.interest, due.fixed_fee), (4.99, 0.0))
        self.waive(move, is_for_good=True)
        due = self.env["dunning.late.fee"]._get_due(move, days(90))[move.id]
        self.assertEqual(due.interest, 0.0)

    def test_waiving_takes_it_out_of_the_draft(self):
        self.sent("invoice")
        draft = self.drafts()
        self.waive(self.move, waive_interest=False)
        self.assertEqual(draft.amount_total, INTEREST_45)
        self.waive(self.move, waive_fixed=False)
        self.assertFalse(draft.exists())
        self.assertEqual(set(self.move.dunning_fee_ids.mapped("state")), {"waived"})

    def test_a_posted_invoice_of_fees_is_cancelled_first(self):
        self.sent("invoice")
        draft = self.drafts()
        draft.invoice_date = TODAY
        draft.action_post()
        with self.assertRaisesRegex(UserError, "credit note"):
            self.waive(self.move)
        draft._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self.waive(self.move)
        self.assertEqual(set(self.move.dunning_fee_ids.mapped("state")), {"waived"})

    def test_a_waiver_needs_a_reason_and_a_right(self):
        move = self.make_invoice(days_late=45)
        with self.assertRaises(UserError):
            self.env["dunning.fee"]._waive(move, ["fixed"], "  ", TODAY)
        stranger = self.make_user("invoicing_fees", INVOICING)
        with self.assertRaises(AccessError):
            move.with_user(stranger).action_dunning_waive_fees()
        with self.assertRaises(AccessError):
            self.waive(move, stranger)

    def test_nobody_writes_on_what_was_invoiced_or_waived(self):
        self.sent("invoice")
        manager = self.make_user("manager_fees", MANAGER, INVOICING)
        fee = self.move.dunning_fee_ids[0].with_user(manager)
        self.assertTrue(fee.amount)
        for change in (
            lambda: fee.write({"amount": 1.0}),
            lambda: fee.copy(),
            lambda: fee.unlink(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_another_company_sees_nothing(self):
        self.sent("invoice")
        other = self.env["res.company"].create({"name": "Other"})
        user = self.make_user("other_fees", COLLECTOR)
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        found = self.env["dunning.fee"].with_user(user).search([])
        self.assertFalse(found)

    # === RATES ===

    def test_a_missing_rate_blocks_the_interest_not_the_reminder(self):
        self.scenario_with("claim")
        self.make_invoice(days_late=-300, amount=1000.0)
        action = self.night(dt.date(2027, 2, 22))
        self.assertEqual(action.state, "done")
        self.assertEqual((action.interest, action.fixed_fee), (0.0, 40.0))
        self.assertIn("ECB main refinancing rate", action.fees_problem)

    def test_a_law_nobody_knows_claims_nothing_and_says_so(self):
        self.company.dunning_law_country_id = self.env.ref("base.us")
        action = self.sent("claim")
        self.assertEqual((action.state, action.interest), ("done", 0.0))
        self.assertIn("US", action.fees_problem)
        self.assertEqual(self.sent("mention").fixed_fee, 0.0)

    def test_another_currency_gets_the_flat_fee_converted(self):
        dollars = self.setup_other_currency("USD", rates=[("2025-01-01", 1.2)])
        self.sent("invoice", currency_id=dollars.id)
        self.assertRecordValues(
            self.drafts().invoice_line_ids.sorted("price_unit"),
            [{"price_unit": INTEREST_45}, {"price_unit": 48.0}],
        )
        self.assertEqual(self.drafts().currency_id, dollars)

    def test_a_manager_is_told_once_that_a_rate_is_missing(self):
        self.scenario_with("claim")
        company_partner = self.company.partner_id
        self.Action._plan(TODAY)
        self.assertFalse(company_partner.activity_ids)
        self.Action._plan(dt.date(2027, 1, 4))
        self.Action._plan(dt.date(2027, 1, 5))
        activity = company_partner.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertTrue(activity.user_id.has_group(MANAGER))
        self.assertIn("ECB", str(activity.note))

    def test_an_agreed_rate_below_the_floor_is_said(self):
        partner = self.partner.with_company(self.company)
        partner.dunning_contractual_rate = 5.0
        # three times 2.62 %
        self.assertIn("7.86", partner.dunning_rate_warning)
        partner.dunning_contractual_rate = 8.0
        self.assertFalse(partner.dunning_rate_warning)
        self.company.dunning_contractual_rate = 5.0
        self.assertIn("7.86", self.company.dunning_rate_warning)

    # === COST ===

    def test_planning_fees_costs_the_same_for_one_and_for_many(self):
        self.scenario_with("claim")
        partners = [self.make_partner(f"Client {index}") for index in range(12)]
        for partner in partners:
            self.make_invoice(days_late=45, partner=partner)
        self.env.flush_all()
        one = self.count_plan(partners[:1])
        many = self.count_plan(partners)
        self.assertGreater(one, 0)
        self.assertLessEqual(many, one + 3)

    def count_plan(self, partners):
        """Statements of planning these customers alone."""
        ids = [partner.id for partner in partners]
        items = self.env["account.move.line"].search(
            [("account_type", "=", "asset_receivable")]
        )
        for item in items:
            item.no_followup = item.partner_id.id not in ids
        with closing(self.env.cr.savepoint()):
            self.Action._plan(TODAY)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with closing(self.env.cr.savepoint()):
            actions = self.Action._plan(TODAY)
            self.assertEqual(len(actions), len(ids))
            self.assertEqual(set(actions.line_ids.mapped("fixed_fee")), {40.0})
            return self.env.cr.sql_log_count - before

    # === FORMS ===

    def test_the_step_form(self):
        step = self.scenario_with("none").step_ids
        with Form(step, "relance_avancee.dunning_step_view_form") as form:
            form.late_fees = "claim"
        self.assertTrue(step.claim_late_fees)

    def test_a_rate_must_start_a_semester(self):
        with self.assertRaises(ValidationError):
            self.env["dunning.interest.rate"].create(
                {
                    "kind": "ecb_mro",
                    "date_from": "2027-02-01",
                    "rate": 2.0,
                    "source": "test",
                }
            )
