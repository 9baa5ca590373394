"""Fields of ours on models of Odoo's: one table says who may."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY
from ..field_common import ACCOUNTING, ANYONE, ENGINE, HAND, SETTINGS, FieldsCommon

PARTNER = {
    (ACCOUNTING, HAND): {
        *("dunning_scenario_id", "dunning_user_id", "dunning_cause_id"),
        *("dunning_contractual_rate", "dunning_contact_ids", "dunning_hold_ids"),
        *("dunning_email_use", "dunning_sms_use", "dunning_letter_use"),
        *("dunning_call_use", "dunning_risk"),
    },
    (ACCOUNTING, ENGINE): {
        *("dunning_action_count", "dunning_behaviour_id", "dunning_behaviour_ids"),
        *("dunning_dispute_count", "dunning_dispute_ids", "dunning_disputed_amount"),
        *("dunning_explanation", "dunning_link_ids", "dunning_next_date"),
        *("dunning_overdue_amount", "dunning_plan_count", "dunning_promise_count"),
        *("dunning_promise_ids", "dunning_promise_record", "dunning_rate_warning"),
        *("dunning_risk_choice", "dunning_risk_reasons", "dunning_risk_score"),
        "dunning_step_id",
    },
    # follows the company number and the VAT number, which whoever reads a contact reads
    (ANYONE, HAND): {"dunning_debtor_kind"},
    (ANYONE, ENGINE): {"dunning_debtor_kind_choice"},
}
MOVE = {
    (ACCOUNTING, HAND): {"dunning_scenario_id", "dunning_hold_ids"},
    (ACCOUNTING, ENGINE): {
        *("dunning_action_count", "dunning_credited_dispute_ids"),
        *("dunning_dispute_count", "dunning_dispute_ids", "dunning_disputed_amount"),
        *("dunning_expected_date", "dunning_expected_text", "dunning_explanation"),
        *("dunning_fee_ids", "dunning_fees_problem", "dunning_fixed_fee_due"),
        *("dunning_interest_due", "dunning_invoice_status", "dunning_is_held"),
        *("dunning_last_date", "dunning_line_ids", "dunning_next_date"),
        *("dunning_next_step_id", "dunning_promise_count", "dunning_promise_ids"),
        *("dunning_risk", "dunning_step_id"),
    },
    # its lines say so too
    (ANYONE, ENGINE): {"dunning_is_late_fee"},
}
COMPANY = {
    (SETTINGS, HAND): {
        *("dunning_contractual_rate", "dunning_email", "dunning_fixed_fee_account_id"),
        *("dunning_fixed_fee_product_id", "dunning_hold_on_reply"),
        *("dunning_in_flight_days", "dunning_interest_account_id"),
        *("dunning_interest_product_id", "dunning_law_country_id"),
        *(
            "dunning_legal_form",
            "dunning_letter_disclaimer",
            "dunning_letter_signatory",
        ),
        *("dunning_letter_signature", "dunning_link_days", "dunning_max_files"),
        "dunning_max_rows",
        *("dunning_max_size", "dunning_mediator", "dunning_mode"),
        *("dunning_page_answers", "dunning_page_cause", "dunning_page_contact"),
        *("dunning_page_dispute", "dunning_page_file_size", "dunning_page_files"),
        *("dunning_page_minimum", "dunning_page_paid", "dunning_page_pay"),
        *("dunning_page_plan", "dunning_page_promise", "dunning_payment_imputation"),
        *("dunning_plan_answer_days", "dunning_plan_approval_amount"),
        *("dunning_plan_approver_id", "dunning_plan_break_days"),
        *("dunning_plan_broken_notice", "dunning_plan_first_days"),
        *("dunning_plan_max_days", "dunning_plan_max_lines", "dunning_plan_min_amount"),
        *("dunning_plan_scenario_id", "dunning_promise_grace_days"),
        *("dunning_promise_max_days", "dunning_promise_max_failed"),
        *("dunning_promise_max_open", "dunning_promise_sooner", "dunning_quiet_from"),
        *("dunning_quiet_to", "dunning_rate_warning", "dunning_receipt_days"),
        *("dunning_registry_city", "dunning_risk_alert_points", "dunning_risk_b"),
        *("dunning_risk_c", "dunning_risk_d", "dunning_scenario_id"),
        *("dunning_share_capital", "dunning_test_email", "dunning_test_phone"),
        *("dunning_thank_you", "dunning_user_id", "dunning_weight_amount"),
        *("dunning_weight_delay", "dunning_weight_limitation"),
        *("dunning_weight_promise", "dunning_weight_risk", "dunning_weight_silence"),
        "dunning_waiting_days",
    },
}
USER = {
    (ANYONE, HAND): {"dunning_weekly_summary"},
    (ANYONE, ENGINE): {"dunning_summary_date"},
}
ATTACHMENT = {(ACCOUNTING, ENGINE): {"dunning_sha256"}}


@tagged("post_install", "-at_install")
class TestFieldDoors(FieldsCommon):
    def test_partner(self):
        self.check_fields("res.partner", self.partner, PARTNER)

    def test_invoice(self):
        self.check_fields("account.move", self.invoice, MOVE)

    def test_company(self):
        self.check_fields("res.company", self.company, COMPANY)

    def test_user(self):
        self.check_fields("res.users", self.users["collector"], USER)

    def test_attachment(self):
        document = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "public": True}
        )
        self.check_fields("ir.attachment", document, ATTACHMENT)

    def test_no_field_of_ours_is_searched_unguarded(self):
        """A search method that answers before anybody asked for the right to read."""
        unguarded = []
        for name, Model in self.env.registry.items():
            for field in Model._fields.values():
                if (
                    isinstance(field.search, str)
                    and field._modules
                    and field._modules[0].startswith("relance_avancee")
                    and getattr(Model, field.search)
                    and not getattr(getattr(Model, field.search), "_guarded", None)
                ):
                    unguarded.append((name, field.name))
        self.assertFalse(unguarded, "decorate them with tools.guarded_search")

    def test_nor_from_afar(self):
        """Core searches attachments as superuser, whatever the path of the search."""
        for role in ("plain", "portal"):
            Attachment = self.env["ir.attachment"].with_user(self.users[role])
            for domain in self._get_detours():
                with self.subTest(role=role, domain=domain):
                    for way in (domain, [("id", "any", domain)], ["!", *domain]):
                        with self.assertRaises(AccessError):
                            Attachment.search_count(way)

    def _get_detours(self):
        """From an attachment to each stored field of ours that is not for everybody."""
        paths = {
            "ir.attachment": ("", "original_id."),
            "res.partner": ("create_uid.partner_id.", "company_id.partner_id."),
            "res.company": ("create_uid.company_id.", "company_id."),
        }
        return [
            [(path + name, "=", False)]
            for model, ways in paths.items()
            for name, field in self.ours(model).items()
            if field.store and (field.groups or model == "res.company")
            for path in ways
        ] + [
            [("company_id", "any", [("partner_id.dunning_cause_id", "=", False)])],
            [("create_uid", "not any", [("company_id.dunning_mode", "=", "live")])],
        ]

    def test_amount_is_not_found_by_halves(self):
        for role in ("plain", "portal", "public", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["res.partner"].with_user(self.users[role]).search_count(
                    [("id", "=", self.partner.id), ("dunning_overdue_amount", ">", 1)]
                )
        found = self.env["res.partner"].with_user(self.users["auditor"])
        self.assertEqual(
            found.search([("dunning_overdue_amount", ">=", 1234.56)]), self.partner
        )


@tagged("post_install", "-at_install")
class TestSeals(FieldsCommon):
    def test_nobody_seals(self):
        for role in ("plain", "collector", "manager", "admin"):
            with self.subTest(role=role):
                Attachment = self.env["ir.attachment"].with_user(self.users[role])
                mine = Attachment.create({"name": "a.txt", "raw": b"a"})
                with self.assertRaises(AccessError):
                    mine.write({"dunning_sha256": "1" * 64})
                with self.assertRaises(AccessError):
                    Attachment.create({"name": "b", "dunning_sha256": "1" * 64})
                mine.unlink()

    def test_what_nothing_holds_is_not_sealed(self):
        document = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a"})
        with self.assertRaisesRegex(UserError, "letter or an agreement"):
            document._dunning_seal("1" * 64)
        # a seal that was forged before does not keep a document for ever
        document.sudo().dunning_sha256 = "1" * 64
        document.write({"name": "b.txt"})
        document.unlink()
        self.assertFalse(document.exists())

    def test_what_a_plan_holds_stays(self):
        plan = self.env["dunning.payment.plan"].create(
            {"move_ids": self.invoice.ids, "date_first": TODAY}
        )
        document = self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"a"})
        plan.sudo().agreement_id = document
        document._dunning_seal("1" * 64)
        for values in (
            {"name": "b"},
            {"raw": b"b"},
            {"dunning_sha256": False},
            {"public": True},
        ):
            with self.assertRaises(UserError):
                document.sudo().write(values)
        document.sudo().write({"public": False})
        with self.assertRaises(UserError):
            document.sudo().unlink()
