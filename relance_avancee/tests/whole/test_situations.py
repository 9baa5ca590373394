"""Situations that users of invoicing programs told in public, and others of their kind."""

import datetime as dt
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..channels.sms.test_sms import SmsCommon
from ..common import TODAY, DunningCommon, days
from ..letter_common import LetterCommon
from ..page_common import PageCommon

GOOD_FRIDAY = dt.date(2026, 4, 3)


@tagged("post_install", "-at_install")
class TestHolidaysOfTheRegion(DunningCommon):
    """What is closed in a part of a country is closed for who lives there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_scenario_id = cls.make_scenario(5)

    def leaves(self, day, **address):
        partner = self.make_partner("Ailleurs", **address)
        self.make_invoice(days_late=(TODAY - day).days + 6, partner=partner)
        return partner in self.night(day).partner_id

    def test_good_friday(self):
        self.assertFalse(self.leaves(GOOD_FRIDAY, zip="67000"))
        self.assertFalse(self.leaves(GOOD_FRIDAY, zip="57 050"))
        self.assertTrue(self.leaves(GOOD_FRIDAY, zip="75001"))

    def test_abolition_overseas(self):
        self.assertFalse(self.leaves(dt.date(2026, 5, 22), zip="97200"))
        self.assertTrue(self.leaves(dt.date(2026, 5, 22), zip="97110"))
        self.assertFalse(self.leaves(dt.date(2026, 5, 27), zip="97110"))

    def test_a_land_by_state_or_post_code(self):
        germany = self.env.ref("base.de")
        bavaria = self.env.ref("base.state_de_by")
        corpus_christi = dt.date(2026, 6, 4)
        abroad = {"country_id": germany.id}
        self.assertFalse(self.leaves(corpus_christi, state_id=bavaria.id, **abroad))
        self.assertFalse(self.leaves(corpus_christi, zip="80331", **abroad))
        self.assertTrue(self.leaves(corpus_christi, zip="10115", **abroad))

    def test_without_country_the_post_code_is_ours(self):
        self.assertFalse(self.leaves(GOOD_FRIDAY, country_id=False, zip="68100"))

    def test_explained_before_it_comes(self):
        partner = self.make_partner("Strasbourgeois", zip="67000")
        move = self.make_invoice(days_late=-17, partner=partner)
        # due on Sunday 29 March: the step falls on Good Friday, then comes Easter
        self.assertEqual(move.invoice_date_due, dt.date(2026, 3, 29))
        self.assertEqual(self.explain(move, GOOD_FRIDAY)["date"], dt.date(2026, 4, 7))


@tagged("post_install", "-at_install")
class TestInsolvencyStopsFees(DunningCommon):
    """From the judgment on nothing accrues, and nothing is invoiced."""

    def insolvent(self, day, move=None):
        return self.env["dunning.hold"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_id": move and move.id,
                "reason": "insolvency",
                "date_from": day,
            }
        )

    def make_due(self, day, amount=1000.0):
        return self.make_invoice(days_late=(TODAY - day).days, amount=amount)

    def fees(self, move):
        found = move._dunning_late_fees(TODAY)
        return found["interest"], found["fixed_fee"]

    def test_interest_stops_the_day_before(self):
        move = self.make_due(dt.date(2025, 12, 31))
        self.insolvent(dt.date(2026, 1, 15))
        # 14 days at 12.15 %, and the flat fee of what was already late
        self.assertEqual(self.fees(move), (4.66, 40.0))

    def test_nothing_for_what_falls_due_afterwards(self):
        move = self.make_due(dt.date(2026, 1, 15))
        self.insolvent(dt.date(2026, 1, 15))
        self.assertEqual(self.fees(move), (0.0, 0.0))

    def test_of_one_invoice_alone(self):
        first, second = (self.make_due(dt.date(2025, 12, 31)) for _one in range(2))
        self.insolvent(dt.date(2026, 1, 15), first)
        self.assertEqual(self.fees(first), (4.66, 40.0))
        self.assertGreater(self.fees(second)[0], 20)

    def test_a_mistake_lifted_makes_them_run_again(self):
        move = self.make_due(dt.date(2025, 12, 31))
        hold = self.insolvent(dt.date(2026, 1, 15))
        hold.action_lift()
        self.assertGreater(self.fees(move)[0], 20)

    def test_another_suspension_stops_nothing(self):
        move = self.make_due(dt.date(2025, 12, 31))
        self.insolvent(dt.date(2026, 1, 15)).reason = "manual"
        self.assertGreater(self.fees(move)[0], 20)

    def test_no_draft_afterwards(self):
        move = self.make_due(dt.date(2025, 12, 31))
        self.insolvent(dt.date(2026, 1, 15))
        self.assertFalse(self.env["dunning.fee"]._invoice(move, TODAY))


@tagged("post_install", "-at_install")
class TestFilesCountedFirst(DunningCommon):
    """No PDF is made, and no invoice marked as sent, for a message without files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario = cls.make_scenario(5)
        cls.scenario.step_ids.attach_invoices = True
        cls.company.write(
            {"dunning_scenario_id": cls.scenario.id, "dunning_max_files": 2}
        )

    def send(self, count):
        """(files, PDFs made, invoices marked as sent) of a message about so many."""
        moves = self.env["account.move"].union(
            *(self.make_invoice(amount=10.0 + number) for number in range(count))
        )
        made, real = [], type(moves)._dunning_make_pdfs

        def make(missing):
            made.extend(missing.ids)
            return real(missing)

        with patch.object(type(moves), "_dunning_make_pdfs", make):
            action = self.night()
        files = action.mail_mail_id.attachment_ids
        return len(files), len(made), sum(moves.mapped("is_move_sent"))

    def test_too_many(self):
        self.assertEqual(self.send(3), (0, 0, 0))

    def test_as_many_as_allowed(self):
        self.assertEqual(self.send(2), (2, 2, 2))

    def test_too_heavy_already(self):
        self.company.dunning_max_size = 1
        heavy = self.make_invoice(amount=99.0)
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"x" * (1024 * 1024 + 1),
                "res_model": "account.move",
                "res_id": heavy.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.assertEqual(self.send(1), (0, 0, 0))

    def test_too_heavy_once_made(self):
        self.company.dunning_max_size = 0
        self.assertEqual(self.send(1)[0::2], (0, 0))


@tagged("post_install", "-at_install")
class TestOrderNumber(LetterCommon):
    """The customer finds its own order number in what it reads."""

    def test_in_letter_and_mail(self):
        self.make_invoice(days_late=10, ref="BC-4500098123")
        self.make_invoice(days_late=12)
        letter = self.plan_letter()
        self.assertIn("BC-4500098123", self.text(letter._render_letter(TODAY)))
        self.assertEqual(html2plaintext(letter.debts_html).count("Your order:"), 1)
        self.assertIn("BC-4500098123", letter.debts_html)

    def test_what_an_entry_calls_itself_is_no_order(self):
        move = self.make_invoice(days_late=10, ref="  ")
        self.assertNotIn("Your order", self.plan_letter().debts_html)
        self.assertFalse(self.Action._get_order_number(move))

    def test_not_as_markup(self):
        self.make_invoice(days_late=10, ref="<b>42</b>")
        self.assertIn("&lt;b&gt;42", self.plan_letter().debts_html)


@tagged("post_install", "-at_install")
class TestAddressInTheWindow(LetterCommon):
    """Whole, readable, above place and date; or not posted, with the reason."""

    LONG = "Société Coopérative d'Intérêt Collectif des Producteurs de la Vallée de la Drôme"
    STREET = "Zone industrielle des Paluds, bâtiment administratif numéro 4"
    STREET2 = "12 bis avenue de la République prolongée, boîte postale 1234"

    def print_for(self, name, **address):
        partner = self.make_partner(name, **address)
        self.make_invoice(days_late=10, partner=partner)
        return self.plan_letter(partner=partner)

    def test_long_lines(self):
        for name in (self.LONG, f"{self.LONG} et des Artisans Réunis"):
            action = self.print_for(name, street=self.STREET, street2=self.STREET2)
            words = self.words(action._render_letter(TODAY))
            places = {word[0]: word[1:] for word in words[::-1] if word[1] > 100}
            for word in ("Grenoble", "38000", "1234", "STE"):
                left, top, right, bottom = places[word]
                self.assertTrue(100 < left < right < 192, f"{word} across: {left}")
                self.assertTrue(50 < top < bottom < 84, f"{word} down: {bottom}")
            self.assertGreater(places["Lyon,"][1], places["Grenoble"][3] + 2)

    def test_capitals_are_printed_smaller(self):
        name = "MMMMMMMMMM WWWWWWWWWW MMMMMMMMMM WWWWW"
        action = self.print_for(name, city="MONTMORENCY")
        words = self.words(action._render_letter(TODAY))
        right = max(word[3] for word in words if word[0] in name.split())
        self.assertLess(right, 200)

    def test_what_does_not_fit_is_not_posted(self):
        action = self.print_for("Client", city="A" * 45)
        self.assertFalse(action._process(TODAY))
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertIn("A" * 45, action.reason)
        self.assertFalse(action.letter_ids)
        self.assertIn("does not fit", action._prepare_preview()["note"])


@tagged("post_install", "-at_install")
class TestPileTakenBack(LetterCommon):
    """A list confirmed as posted by mistake."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.make_user(
            "collector", "relance_avancee.relance_avancee_group_user"
        )
        cls.move = cls.make_invoice(days_late=40)
        cls.action = cls.env["dunning.planner"]._plan_by_hand(
            cls.partner, cls.company, cls.notice, "letter", today=TODAY
        )

    def confirm(self):
        posting = self.env["dunning.posting"].with_user(self.collector)
        posting = posting.browse(self.action.action_send_now()["res_id"])
        posting.with_user(self.collector).action_confirm()
        return posting.with_user(self.collector)

    def take_back(self, posting, reason="Wrong pile"):
        opened = posting.action_undo()
        wizard = (
            self.env[opened["res_model"]]
            .with_user(self.collector)
            .with_context(**opened["context"])
        )
        wizard.create({"reason": reason}).action_undo()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_level_is_given_back_and_both_facts_are_read(self):
        posting = self.confirm()
        self.assertEqual(self.move.dunning_step_id, self.notice)
        self.take_back(posting)
        self.assertEqual((self.action.state, self.action.date_done), ("planned", False))
        self.assertFalse(self.move.dunning_step_id)
        self.assertFalse(posting.date_posted)
        for text in (
            posting.history,
            self.action.reason,
            self.action.message_ids[0].body,
            self.action.letter_ids.message_ids[0].body,
        ):
            self.assertIn("Confirmed as posted on", text)
            self.assertIn("Wrong pile", text)

    def test_the_same_letters_are_posted_later(self):
        posting = self.confirm()
        self.take_back(posting)
        self.assertEqual(posting.letter_count, 1)
        posting.action_confirm()
        self.assertEqual(self.action.state, "done")
        self.assertEqual(len(self.action.letter_ids), 1)

    def test_paid_in_the_meantime_is_not_posted(self):
        posting = self.confirm()
        self.pay(self.move)
        self.take_back(posting)
        self.assertEqual(self.action.state, "cancelled")

    def test_a_consumer_owes_no_interest_any_more(self):
        self.partner.dunning_debtor_kind = "consumer"
        self.notice.letter_post = "plain"
        posting = self.confirm()
        self.assertTrue(self.move._dunning_late_fees(days(30))["interest"])
        self.take_back(posting)
        self.assertFalse(self.move._dunning_late_fees(days(30))["interest"])

    def test_what_arrived_was_posted(self):
        posting = self.confirm()
        posting.letter_ids.date_received = days(2)
        with self.assertRaisesRegex(UserError, "have arrived"):
            posting._undo_posting("Wrong pile")

    def test_needs_a_reason_and_the_right(self):
        posting = self.confirm()
        with self.assertRaisesRegex(UserError, "Say why"):
            posting._undo_posting("  ")
        reader = self.make_user("reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            posting.with_user(reader)._undo_posting("Wrong pile")
        with self.assertRaises(AccessError):
            posting.with_user(reader).action_undo()
        self.assertEqual(self.action.state, "done")


class StandardCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard = cls.env.ref("relance_avancee.dunning_scenario_standard")
        cls.standard.step_ids.attach_invoices = False
        cls.partner.lang = "en_US"
        cls.partner.write({"street": "1 rue X", "zip": "38000", "city": "Grenoble"})

    def step(self, delay):
        return self.standard.step_ids.filtered(lambda step: step.delay_days == delay)

    def by_hand(self, step, move, channel="email"):
        opened = move.action_dunning_send()
        wizard = self.env["dunning.send"].browse(opened["res_id"])
        wizard.write({"step_id": step.id, "channel": channel})
        known = self.Action.search([])
        wizard.action_send()
        return self.Action.search([]) - known


@tagged("post_install", "-at_install")
class TestNoticeByHand(StandardCommon):
    """A formal notice is one, whoever sends it and however early."""

    def test_level_and_nothing_softer(self):
        move = self.make_invoice(days_late=6)
        self.deliver(self.by_hand(self.step(45), move))
        self.assertEqual(move.dunning_step_id, self.step(45))
        for day in (8, 15, 26, 40):
            self.assertFalse(self.night(days(day)))

    def test_of_one_invoice_beside_an_older_one(self):
        self.make_invoice(days_late=60)
        move = self.make_invoice(days_late=6)
        action = self.by_hand(self.step(45), move)
        self.assertEqual(action.claimed_line_ids.move_id, move)
        self.assertEqual(move.dunning_step_id, self.step(45))

    def test_nothing_softer_in_another_scenario(self):
        move = self.make_invoice(days_late=6)
        self.deliver(self.by_hand(self.step(45), move))
        self.partner.dunning_scenario_id = self.make_scenario(5, 50)
        self.assertFalse(self.night(days(60)))

    def test_a_reminder_by_hand_still_skips_no_level(self):
        move = self.make_invoice(days_late=40)
        self.by_hand(self.step(30), move)
        self.assertEqual(move.dunning_step_id, self.step(5))

    def test_interest_of_a_consumer_runs_from_it(self):
        self.partner.write({"is_company": False, "dunning_debtor_kind": "consumer"})
        move = self.make_invoice(days_late=40, amount=10000.0)
        self.assertEqual(move._dunning_late_fees(days(30))["interest"], 0.0)
        self.by_hand(self.step(45), move)
        # 30 days at 2.62 %
        self.assertEqual(move._dunning_late_fees(days(30))["interest"], 21.53)


@tagged("post_install", "-at_install")
class TestOneDeadline(StandardCommon):
    """A step has one last day to pay; nothing firmer comes before it is over."""

    def test_mail_and_letter_name_one_day(self):
        self.step(45).payment_days = 21
        move = self.make_invoice(days_late=50)
        mail = self.by_hand(self.step(45), move)
        letter = self.by_hand(self.step(45), move, "letter")
        self.assertIn("April 2, 2026", mail.mail_mail_id.body_html)
        self.assertNotIn("eight days", mail.mail_mail_id.body_html)
        values = letter.with_context(lang="en_US")._prepare_letter(TODAY)
        self.assertIn("April 2, 2026", values["demand"])
        self.assertEqual(mail.date_deadline, days(21))
        self.assertEqual(letter.date_deadline, days(21))

    def test_a_letter_printed_after_the_mail_names_its_day(self):
        move = self.make_invoice(days_late=50)
        mail = self.by_hand(self.step(45), move)
        letter = self.env["dunning.planner"]._plan_by_hand(
            self.partner, self.company, self.step(45), "letter", today=days(1)
        )
        self.assertEqual(letter._get_payment_deadline(days(1)), mail.date_deadline)
        # much later it is another notice
        self.assertGreater(letter._get_payment_deadline(days(9)), mail.date_deadline)

    def test_a_working_day_where_the_customer_is(self):
        self.partner.zip = "67000"
        self.step(45).payment_days = 22
        move = self.make_invoice(days_late=50)
        mail = self.by_hand(self.step(45), move)
        # Good Friday, then Easter
        self.assertEqual(mail.date_deadline, dt.date(2026, 4, 7))

    def test_no_step_before_it_is_over(self):
        self.step(15).payment_days = 12
        self.make_invoice(days_late=60)
        self.deliver(self.night())
        second = self.night(days(7))
        self.deliver(second)
        self.assertEqual(second.step_id, self.step(15))
        self.assertEqual(second.date_deadline, days(19))
        explained = self.explain(second.line_ids.move_id, days(15))
        self.assertEqual(explained["reason"], "time_to_pay")
        self.assertEqual(explained["date"], days(20))
        self.assertFalse(self.night(days(18)))
        self.assertFalse(self.night(days(19)))
        # the day after
        self.assertEqual(self.night(days(20)).step_id, self.step(30))

    def test_forecast_waits_for_it_too(self):
        self.step(15).payment_days = 12
        self.make_invoice(days_late=60)
        found = self.Action._forecast(40, TODAY)
        self.assertEqual(
            [item["date"] for item in found][:3], [days(0), days(7), days(20)]
        )

    def test_a_text_that_names_no_day_grants_none(self):
        self.make_invoice(days_late=10)
        action = self.night()
        self.assertEqual(action.step_id, self.step(5))
        self.assertFalse(action.date_deadline)

    def test_another_debt_need_not_wait(self):
        self.step(15).payment_days = 30
        old, young = self.make_invoice(days_late=60), self.make_invoice(days_late=-6)
        self.deliver(self.night())
        self.deliver(self.night(days(7)))
        action = self.night(days(14))
        self.assertEqual(action.claimed_line_ids.move_id, young)
        self.assertIn(old, action.line_ids.move_id)


@tagged("post_install", "-at_install")
class TestDeadlineBySms(SmsCommon):
    def test_named_in_the_text(self):
        self.steps.write(
            {
                "sms_template_id": self.env.ref("relance_avancee.sms_template_last").id,
                "payment_days": 2,
            }
        )
        self.partner.lang = "en_US"
        with self.gateway():
            action = self.night()
        # two days later is a Saturday
        self.assertEqual(action.date_deadline, days(4))
        self.assertIn("03/16/2026", action._render_sms()[action.id])


@tagged("post_install", "-at_install")
class TestDeadlineOnThePage(PageCommon):
    def test_read_while_it_is_not_over(self):
        step = self.env.ref("relance_avancee.dunning_step_standard_5")
        step.write({"payment_days": 12, "attach_invoices": False})
        self.assertNotIn("To be paid by", self.text())
        wizard = self.env["dunning.send"].browse(
            self.move.action_dunning_send()["res_id"]
        )
        wizard.write({"step_id": step.id, "channel": "email"})
        wizard.action_send()
        self.assertIn("To be paid by March 24, 2026", self.text())
        self.Action.search([]).date_deadline = days(-1)
        self.assertNotIn("To be paid by", self.text())
