"""Printing the day, posting, receipts, and the postal service."""

import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...common import TODAY, days
from ...letter_common import LetterCommon

IAP = "odoo.addons.snailmail.models.snailmail_letter.iap_tools.iap_jsonrpc"


@tagged("post_install", "-at_install")
class TestPosting(LetterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.Posting = cls.env["dunning.posting"]

    def plan_day(self, count=3):
        """Some debtors with a letter to post, as the night plans them."""
        for number in range(count):
            partner = self.make_partner(f"Débiteur {number}")
            self.make_invoice(days_late=10, amount=100.0 + number, partner=partner)
        return self.Action._plan(TODAY).sorted("id")

    def print_day(self, today=TODAY):
        return self.Posting.with_user(self.collector)._print_day(today=today)

    # === THE DAY ===

    def test_one_click_prints_the_day(self):
        actions = self.plan_day()
        opened = self.Posting.with_user(self.collector).action_print_day()
        posting = self.Posting.browse(opened["res_id"])
        self.assertEqual(posting.letter_ids.action_id, actions)
        pages = self.pages(posting._get_pdf())
        self.assertEqual(len(pages), 4)
        by_name = actions.sorted(lambda action: action.partner_id.name)
        for number, action in enumerate(by_name):
            self.assertIn(f"REL-{action.id:06d}", pages[0])
            self.assertIn(action.partner_id.name, pages[number + 1])
        # printed is not posted
        self.assertEqual(set(actions.mapped("state")), {"planned"})
        self.assertFalse(actions.line_ids.move_id.dunning_step_id)

    def test_done_once_posting_is_confirmed(self):
        actions = self.plan_day()
        posting = self.print_day()
        posting.with_user(self.collector).action_confirm()
        self.assertEqual(set(actions.mapped("state")), {"done"})
        self.assertEqual(set(actions.mapped("delivery_state")), {"sent"})
        self.assertEqual(set(actions.mapped("date_done")), {TODAY})
        self.assertEqual(actions.line_ids.move_id.dunning_step_id, self.reminder)
        self.assertTrue(all(posting.letter_ids.attachment_id.mapped("dunning_sha256")))
        self.env.invalidate_all()
        self.assertEqual(set(posting.letter_ids.mapped("state")), {"posted"})
        with self.assertRaises(UserError):
            posting.action_confirm()
        # the same PDF can be printed again, for ever
        self.assertEqual(len(self.pages(posting._get_pdf())), 4)

    def test_printed_on_a_sunday_for_monday(self):
        self.plan_day(1)
        sunday = days(3)
        posting = self.print_day(sunday)
        self.assertEqual(sunday.weekday(), 6)
        self.assertEqual(posting.date, days(4))
        self.assertIn("March 16, 2026", self.text(posting._get_pdf()))

    def test_nothing_is_printed_twice(self):
        self.plan_day()
        self.print_day()
        with self.assertRaisesRegex(UserError, "No letter waits"):
            self.print_day()

    def test_paid_after_printing_is_taken_out(self):
        actions = self.plan_day()
        posting = self.print_day()
        self.pay(actions[0].line_ids.move_id)
        self.pay(actions[1].line_ids.move_id, amount=20.0)
        self.env.invalidate_all()
        self.assertEqual(posting.letter_count, 1)
        self.assertEqual(posting.changed_count, 2)
        self.assertEqual(
            [action.letter_ids._get_state() for action in actions],
            ["cancelled", "outdated", "printed"],
        )
        posting.with_user(self.collector).action_confirm()
        self.assertEqual(actions.mapped("state"), ["cancelled", "planned", "done"])
        # the one that changed is printed again, with what is still owed
        again = self.print_day()
        self.assertEqual(again.letter_ids.action_id, actions[1])
        self.assertIn("81.00", self.text(again.letter_ids.attachment_id.raw))

    def test_taken_out_by_hand(self):
        actions = self.plan_day(2)
        posting = self.print_day()
        actions[0].letter_ids.with_user(self.collector).action_drop()
        posting.with_user(self.collector).action_confirm()
        self.assertEqual(actions.mapped("state"), ["planned", "done"])

    def test_what_could_not_be_printed_is_said(self):
        actions = self.plan_day()
        Pdf = type(self.env["dunning.pdf"])
        real = Pdf._render_weasyprint

        def crash(pdf, html):
            if "Débiteur 1" in html and "<h1" not in html:
                raise RuntimeError("paper jam")
            return real(pdf, html)

        with (
            patch.object(Pdf, "_render_weasyprint", crash),
            mute_logger(
                "odoo.addons.relance_avancee.models.channels.letter.dunning_pdf"
            ),
        ):
            posting = self.print_day()
        self.assertEqual(posting.letter_ids.action_id, actions[0] | actions[2])
        self.assertIn("Débiteur 1", posting.problem)
        self.assertIn("paper jam", posting.problem)

    def test_simulation_prints_nothing(self):
        self.plan_day()
        self.company.dunning_mode = "simulation"
        with self.assertRaisesRegex(UserError, "simulates"):
            self.print_day()

    def test_test_mode_moves_no_level(self):
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "t@example.com"}
        )
        actions = self.plan_day(1)
        self.print_day().action_confirm()
        self.assertTrue(actions.is_test)
        self.assertFalse(actions.line_ids.move_id.dunning_step_id)

    def test_send_now_prints(self):
        actions = self.plan_day(2)
        opened = actions.with_user(self.collector).action_send_now()
        self.assertEqual(opened["res_model"], "dunning.posting")
        self.assertEqual(
            self.Posting.browse(opened["res_id"]).letter_ids.action_id, actions
        )

    def test_night_leaves_letters_to_the_printer(self):
        actions = self.plan_day(1)
        self.run_cron()
        self.assertEqual(actions.state, "planned")
        self.assertFalse(actions.letter_ids)

    # === REGISTERED LETTERS ===

    def post_notice(self):
        self.make_invoice(days_late=40)
        action = self.plan_letter(self.notice)
        action.user_id = self.collector
        action._process(TODAY)
        action.action_done()
        return action.letter_ids

    def test_overdue_receipt_becomes_a_task(self):
        letter = self.post_notice()
        root = self.company
        self.Action._settle(root, days(20))
        self.assertFalse(letter.activity_ids)
        self.Action._settle(root, days(21))
        self.Action._settle(root, days(22))
        self.assertEqual(letter.activity_ids.user_id, self.collector)
        self.assertEqual(len(letter.activity_ids), 1)
        files = self.env["ir.attachment"].with_user(self.collector)
        proof = files.create({"name": "ar.pdf", "raw": b"%PDF"})
        letter.with_user(self.collector).write(
            {
                "number": "1A 234 567 8901 2",
                "date_received": days(3),
                "proof_ids": [Command.link(proof.id)],
            }
        )
        self.assertFalse(letter.activity_ids)
        self.assertEqual(letter._get_state(), "received")
        self.assertEqual(proof.res_model, "dunning.letter")
        self.Action._settle(root, days(30))
        self.assertFalse(letter.activity_ids)

    def test_refusal_keeps_the_level(self):
        letter = self.post_notice()
        letter.with_user(self.collector).date_refused = days(18)
        self.assertEqual(letter._get_state(), "refused")
        line = letter.action_id.line_ids
        self.assertTrue(line.step_id)
        self.assertEqual(line.move_id.dunning_step_id, line.step_id)

    def test_ordinary_letters_await_no_receipt(self):
        self.plan_day(1)
        posting = self.print_day()
        posting.action_confirm()
        self.Action._settle(self.company, days(60))
        self.assertFalse(posting.letter_ids.activity_ids)

    def test_received_before_it_was_posted(self):
        letter = self.post_notice()
        with self.assertRaisesRegex(UserError, "before it is posted"):
            letter.date_received = days(-1)

    # === RIGHTS ===

    def test_rights(self):
        letter = self.post_notice()
        plain = self.make_user("plain")
        reader = self.make_user("reader", "account.group_account_readonly")
        manager = self.make_user(
            "manager", "relance_avancee.relance_avancee_group_manager"
        )
        for model in ("dunning.letter", "dunning.posting"):
            for user, rights in (
                (plain, ""),
                (reader, "r"),
                (self.collector, "rw"),
                (manager, "rw"),
            ):
                found = "".join(
                    operation[0]
                    for operation in ("read", "write", "create", "unlink")
                    if self.env[model].with_user(user).has_access(operation)
                )
                self.assertEqual(found, rights, f"{user.login} on {model}")
        for user in (self.collector, manager):
            for values in ({"amount": 1.0}, {"date_posted": days(-9)}, {"sha256": "x"}):
                with self.assertRaises(AccessError):
                    letter.with_user(user).write(values)
        self.plan_day(1)
        with self.assertRaises(AccessError):
            self.Posting.with_user(reader)._print_day(today=TODAY)
        posting = self.print_day()
        with self.assertRaises(AccessError):
            posting.with_user(reader).action_confirm()
        with self.assertRaises(AccessError):
            posting.with_user(self.collector).write({"date_posted": TODAY})
        with self.assertRaises(AccessError):
            posting.letter_ids.with_user(reader).action_drop()

    def test_other_companies_see_nothing(self):
        self.plan_day(1)
        posting = self.print_day()
        other = self.env["res.company"].create({"name": "Autre société"})
        stranger = self.make_user(
            "stranger", "relance_avancee.relance_avancee_group_manager"
        )
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        for records in (posting, posting.letter_ids):
            found = (
                self.env[records._name]
                .with_user(stranger)
                .search([("id", "in", records.ids)])
            )
            self.assertFalse(found)

    # === THE POSTAL SERVICE ===

    def hand_over(self):
        if self.env["dunning.letter"]._get_postal_service() is None:
            self.skipTest("snailmail is not installed")
        self.reminder.letter_snailmail = True
        action = self.plan_day(1)
        self.run_cron()
        return action

    def answer(self, action, **values):
        """The service's answer to what waits in Odoo's queue."""

        def reply(_url, params, timeout=None):
            self.posted += params["documents"]
            documents = [document | values for document in params["documents"]]
            return {"request_code": 200, "request": {"documents": documents}}

        self.posted = []
        with patch(IAP, reply):
            self.letter_queued(action)._snailmail_print_valid_address()

    def letter_queued(self, action):
        return self.env["snailmail.letter"].search(
            [("model", "=", action._name), ("res_id", "=", action.id)]
        )

    def test_handed_over_to_the_postal_service(self):
        action = self.hand_over()
        self.assertEqual((action.state, action.delivery_state), ("done", "queued"))
        queued = self.letter_queued(action)
        self.assertEqual(queued.state, "pending")
        self.assertEqual(queued.attachment_id, action.letter_ids.attachment_id)
        self.assertEqual(queued.city, "Grenoble")
        self.answer(action, sent=True, send_id=7)
        [document] = self.posted
        self.assertEqual(
            base64.b64decode(document["pdf_bin"]), action.letter_ids.attachment_id.raw
        )
        self.Action._settle(self.company, days(1))
        self.assertEqual((action.state, action.delivery_state), ("done", "sent"))

    def test_refused_by_the_postal_service(self):
        action = self.hand_over()
        self.answer(action, sent=False, error="FORMAT_ERROR")
        self.env["dunning.letter"].sudo()._settle_handed_over(self.company, days(1))
        self.assertEqual((action.state, action.failure), ("failed", "transport"))
        self.assertIn("postal service", action.reason)
        self.assertFalse(action.line_ids.move_id.dunning_step_id)
        self.assertEqual(self.letter_queued(action).state, "canceled")

    def test_paid_while_in_the_services_queue(self):
        action = self.hand_over()
        self.pay(action.line_ids.move_id)
        self.assertEqual(self.letter_queued(action).state, "canceled")
        self.assertEqual((action.state, action.reason_code), ("cancelled", "paid"))
        self.assertFalse(action.line_ids.move_id.dunning_step_id)

    def test_without_the_service_letters_are_printed_here(self):
        self.reminder.letter_snailmail = True
        actions = self.plan_day(1)
        with patch.object(
            type(self.env["dunning.letter"]), "_get_postal_service", lambda _m: None
        ):
            self.run_cron()
            self.assertEqual(actions.state, "planned")
            self.assertEqual(self.print_day().letter_ids.action_id, actions)
