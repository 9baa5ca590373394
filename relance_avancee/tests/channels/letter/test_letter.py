"""What a letter says and looks like, read back from the PDF of both engines."""

import base64
import hashlib
import io
from decimal import Decimal
from unittest.mock import patch

import pypdf

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ....core.pay import epc_qr
from ...common import TODAY, days
from ...letter_common import ENGINES, IBAN, LetterCommon

LOGGERS = (
    "odoo.addons.relance_avancee.models.channels.letter.dunning_pdf",
    "odoo.addons.relance_avancee.models.engine.dunning_message",
)


@tagged("post_install", "-at_install")
class TestLetter(LetterCommon):
    def each_engine(self, action, today=TODAY):
        """The letter as each engine makes it."""
        for engine in ENGINES:
            yield action._render_letter(today, engine)

    # === WHAT IT SAYS ===

    def test_formal_notice_with_every_mention(self):
        late = self.make_invoice(days_late=40, amount=1234.5)
        coming = self.make_invoice(days_late=-10, amount=55.0)
        credit = self.make_credit_note(amount=20.0)
        action = self.plan_letter(self.notice)
        for content in self.each_engine(action):
            text = self.text(content)
            for mention in (
                "formal notice to pay",
                "Registered letter with acknowledgement of receipt",
                "Atelier Boréal",
                "SAS with a share capital of 50,000 €",
                "Trade register of Lyon 732 829 320",
                late.name,
                coming.name,
                credit.name,
                "one thousand, two hundred and fourteen euros and fifty cents",
                "March 24, 2026",
                IBAN[:4] + " " + IBAN[4:8],
                late.payment_reference,
                "L441-10 and D441-5",
                "we may bring the matter before the competent court",
                "If you dispute all or part",
            ):
                self.assertIn(mention, text)

    def test_reminder_threatens_nothing(self):
        self.make_invoice(days_late=10)
        text = self.text(self.plan_letter()._render_letter(TODAY))
        self.assertIn("payment reminder", text)
        self.assertNotIn("court", text)
        self.assertNotIn("Registered", text)

    def test_wording_by_kind_of_debtor(self):
        self.make_invoice(days_late=40)
        action = self.plan_letter(self.notice)
        self.company.dunning_mediator = "Médiateur du bois, 75000 Paris"
        law = {
            "company": "L441-10",
            "consumer": "1231-6 and 1344-1",
            "public": "L2192-13",
        }
        for kind, article in law.items():
            with self.subTest(kind=kind):
                self.partner.dunning_debtor_kind = kind
                text = self.text(action._render_letter(TODAY))
                self.assertIn(article, text)
                for other in set(law.values()) - {article}:
                    self.assertNotIn(other, text)
                self.assertEqual("Médiateur du bois" in text, kind == "consumer")
                self.assertEqual("flat recovery fee" in text, kind != "consumer")

    def test_law_of_another_country_quotes_no_french_article(self):
        self.make_invoice(days_late=40)
        self.company.dunning_law_country_id = self.env.ref("base.be")
        text = self.text(self.plan_letter(self.notice)._render_letter(TODAY))
        self.assertNotIn("Legal basis", text)

    def test_late_fees_are_detailed_and_added_up(self):
        move = self.make_invoice(days_late=40, amount=1000.0)
        action = self.plan_letter(self.notice)
        fees = move._dunning_late_fees(TODAY)
        action.sudo().line_ids.write(
            {"interest": fees["interest"], "fixed_fee": fees["fixed_fee"]}
        )
        total = 1000 + fees["interest"] + fees["fixed_fee"]
        for content in self.each_engine(action):
            text = self.text(content)
            self.assertIn("02/01/2026 – 03/12/2026", text)
            self.assertIn("12.15 %", text)
            self.assertIn("1 × 40.00 €".replace(" €", ""), text.replace(" €", ""))
            self.assertIn(f"{total:,.2f}", text)
            [epc] = [code for code in self.codes(content) if code.startswith("BCD")]
            self.assertIn(f"EUR{total:.2f}", epc)

    def test_detail_that_does_not_add_up_is_left_out(self):
        self.make_invoice(days_late=40, amount=1000.0)
        action = self.plan_letter(self.notice)
        action.sudo().line_ids.interest = 1.23
        letter = action._prepare_letter(TODAY)
        self.assertEqual([row["segment"] for row in letter["fees"]], [None])
        self.assertIn("1.23", self.text(action._render_letter(TODAY)))

    def test_disputed_part_is_not_claimed(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        self.env["dunning.dispute"].create({"move_id": move.id, "amount": 30.0})
        letter = self.plan_letter()._prepare_letter(TODAY)
        self.assertIn("70.00", letter["totals"]["total"])
        self.assertIn("100.00", letter["rows"][0]["initial"])

    def test_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(
            ["base", "relance_avancee"], ["fr_FR"]
        )
        self.partner.lang = "fr_FR"
        self.make_invoice(days_late=40, amount=2214.5)
        action = self.plan_letter(self.notice)
        text = self.text(action._render_letter(TODAY))
        for mention in (
            "Lyon, le 12 mars 2026",
            "mise en demeure",
            "deux mille deux cent quatorze euros et cinquante c",
            "24 mars 2026",
            "SAS au capital de 50 000 €",
            "RCS Lyon 732 829 320",
            "Nous vous mettons en demeure de nous régler",
        ):
            self.assertIn(mention, text.replace("\u202f", " ").replace("\xa0", " "))
        for english in ("Dear Sir", "Invoice", "By bank transfer", "Yours"):
            self.assertNotIn(english, text)

    def test_own_texts(self):
        self.make_invoice(days_late=10)
        self.reminder.letter_text = "<p>Cher client, notre facture vous attend.</p>"
        self.company.write(
            {
                "dunning_letter_disclaimer": "Clause de réserve de propriété.",
                "dunning_letter_signatory": "Jeanne Petit, comptable",
            }
        )
        text = self.text(self.plan_letter()._render_letter(TODAY))
        self.assertIn("Cher client, notre facture vous attend.", text)
        self.assertNotIn("Unless we are mistaken", text)
        self.assertIn("Clause de réserve de propriété.", text)
        self.assertIn("Jeanne Petit, comptable", text)

    def test_block_can_be_replaced_by_its_name(self):
        self.make_invoice(days_late=10)
        self.env["ir.ui.view"].create(
            {
                "name": "own signature",
                "type": "qweb",
                "inherit_id": self.env.ref("relance_avancee.letter_page").id,
                "arch": "<xpath expr=\"//div[@name='signature']\" position='replace'>"
                "<div>Signed by hand</div></xpath>",
            }
        )
        text = self.text(self.plan_letter()._render_letter(TODAY))
        self.assertIn("Signed by hand", text)

    # === WHERE THINGS ARE ===

    def test_address_shows_in_the_window(self):
        self.make_invoice(days_late=10)
        self.partner.name = "Destinataire"
        for content in self.each_engine(self.plan_letter()):
            places = {word[0]: word[1:] for word in self.words(content)[::-1]}
            for word in ("Destinataire", "Grenoble"):
                left, top, right, bottom = places[word]
                self.assertTrue(100 < left < right < 190, f"{word} across: {left}")
                self.assertTrue(50 < top < bottom < 82, f"{word} down: {top}")

    def test_forty_lines_repeat_the_head_and_number_the_pages(self):
        for number in range(40):
            self.make_invoice(days_late=10, amount=100.0 + number)
        action = self.plan_letter()
        for content in self.each_engine(action):
            pages = self.pages(content)
            self.assertGreater(len(pages), 1)
            for number, page in enumerate(pages, 1):
                self.assertIn(f"{number}/{len(pages)}", page)
                if "/2026/" in page.split("bank transfer")[0]:
                    self.assertIn("Amount incl. tax", page)
            text = " ".join(pages)
            for move in action.line_ids.move_id:
                self.assertIn(move.name, text)

    def test_archive_format(self):
        self.make_invoice(days_late=10)
        content = self.plan_letter()._render_letter(TODAY, "weasyprint")
        metadata = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"]
        self.assertRegex(metadata.get_data().decode(), r"pdfaid:part>3<|part=.3")

    # === CODES ===

    def test_both_codes_are_read_back(self):
        move = self.make_invoice(days_late=10, amount=100.0)
        action = self.plan_letter()
        for content in self.each_engine(action):
            codes = self.codes(content)
            self.assertIn(action.pay_url, codes)
            self.assertIn(
                epc_qr.epc_payload(
                    "Atelier Boréal",
                    IBAN,
                    Decimal("100.00"),
                    text=move.payment_reference,
                ),
                [code.replace("\r\n", "\n") for code in codes],
            )

    def test_reference_is_the_invoices_own(self):
        """An RF reference is structured; anything else stays as bank matching reads it."""
        move = self.make_invoice(days_late=10)
        move.payment_reference = "RF33FAC2026000123"
        action = self.plan_letter()
        [epc] = [c for c in self.codes(action._render_letter(TODAY)) if "BCD" in c]
        lines = epc.splitlines()
        self.assertEqual(lines[9:], ["RF33FAC2026000123"])
        # one wrong digit is no such reference, and is not mended either
        move.payment_reference = "RF34FAC2026000123"
        [epc] = [c for c in self.codes(action._render_letter(TODAY)) if "BCD" in c]
        self.assertEqual(epc.splitlines()[9:], ["", "RF34FAC2026000123"])

    def test_many_references_are_never_cut_in_two(self):
        moves = self.env["account.move"].union(
            *(self.make_invoice(days_late=10 + n) for n in range(15))
        )
        reference = self.plan_letter()._get_transfer_reference()
        self.assertLessEqual(len(reference), 140)
        for part in reference.split(", "):
            self.assertIn(part, moves.mapped("payment_reference"))

    # === BAD INPUT ===

    def test_no_bank_account(self):
        self.bank.unlink()
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        for content in self.each_engine(action):
            self.assertEqual(self.codes(content), [action.pay_url])
            self.assertNotIn("IBAN", self.text(content))
        self.assertIn("no bank account", action._prepare_preview()["note"])

    def test_wrong_iban_gives_no_code(self):
        self.bank.unlink()
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890188",
                "partner_id": self.company.partner_id.id,
            }
        )
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        self.assertEqual(self.codes(action._render_letter(TODAY)), [action.pay_url])

    def test_other_currency_gives_no_sepa_code(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.make_invoice(days_late=10, amount=70.0, currency_id=dollar.id)
        action = self.plan_letter()
        content = action._render_letter(TODAY)
        self.assertEqual(self.codes(content), [action.pay_url])
        self.assertIn("$ 70.00", self.text(content).replace("\xa0", " "))
        self.assertIn("seventy dollars", self.text(content))

    def test_names_that_are_long_or_not_latin(self):
        for name in (
            "Société d'Exploitation des Établissements Réunis " * 3,
            "شركة المثال للتجارة",
            "Παράδειγμα ΑΕ",
            "Пример ООО",
            "<b>Dupont</b> & \x07Fils",
        ):
            with self.subTest(name=name):
                partner = self.make_partner(name)
                self.make_invoice(days_late=10, partner=partner)
                action = self.plan_letter(partner=partner)
                for content in self.each_engine(action):
                    self.assertTrue(self.pages(content))
                    self.assertIn(action.pay_url, self.codes(content))
        text = self.text(action._render_letter(TODAY))
        self.assertIn("<b>Dupont</b>", text)

    def test_foreign_address_ends_with_the_country(self):
        partner = self.make_partner(
            "Muster GmbH", country_id=self.env.ref("base.de").id, city="Köln"
        )
        self.make_invoice(days_late=10, partner=partner)
        lines = self.plan_letter(partner=partner)._get_letter_address()
        self.assertEqual(lines[0], "Muster GmbH")
        self.assertEqual(lines[-1], "GERMANY")
        self.assertEqual(len([line for line in lines if "ermany" in line.lower()]), 1)

    def test_no_postal_address_fails_and_says_so(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        self.partner.street = False
        # the address went after the planning
        with patch.object(type(action), "_get_letter_key", lambda action: "x"):
            self.assertFalse(action._send_letter(TODAY))
        self.assertEqual((action.state, action.failure), ("failed", "address"))
        self.assertIn("postal address", action.reason)

    def test_logo_and_no_logo(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        for logo in (False, self.env.ref("base.partner_admin").image_1920):
            self.company.logo = logo
            for content in self.each_engine(action):
                self.assertIn("Atelier Boréal", self.text(content))

    def test_picture_from_elsewhere_is_not_fetched(self):
        self.make_invoice(days_late=10)
        self.reminder.letter_text = (
            '<p>Voir<img src="http://127.0.0.1:1/x.png"/>'
            '<img src="file:///etc/hostname"/></p>'
        )
        text = self.text(self.plan_letter()._render_letter(TODAY, "weasyprint"))
        self.assertIn("Voir", text)

    # === ENGINES ===

    def test_engine_that_is_missing_leaves_the_other(self):
        Pdf = type(self.env["dunning.pdf"])
        found = lambda *names: patch.object(  # noqa: E731
            Pdf, "_is_installed", lambda pdf, engine: engine in names
        )
        with found("weasyprint", "wkhtmltopdf"):
            self.assertEqual(self.env["dunning.pdf"]._get_engine(), "weasyprint")
            self.env["ir.config_parameter"].set_param(
                "relance_avancee.letter_engine", "wkhtmltopdf"
            )
            self.assertEqual(self.env["dunning.pdf"]._get_engine(), "wkhtmltopdf")
        with found("weasyprint"):
            self.assertEqual(self.env["dunning.pdf"]._get_engine(), "weasyprint")
        with found(), self.assertRaisesRegex(UserError, "No PDF engine"):
            self.env["dunning.pdf"]._get_engine()

    def test_crash_of_one_letter_leaves_the_others(self):
        actions = self.Action
        for number in range(3):
            partner = self.make_partner(f"Client {number}")
            self.make_invoice(days_late=10, partner=partner)
            actions |= self.plan_letter(partner=partner)
        bad = actions[1]
        Pdf = type(self.env["dunning.pdf"])
        real = Pdf._render_weasyprint

        def crash(pdf, html):
            if bad.partner_id.name in html:
                raise MemoryError("too much ink")
            return real(pdf, html)

        with patch.object(Pdf, "_render_weasyprint", crash), mute_logger(*LOGGERS):
            actions._process(TODAY)
        self.assertEqual(
            [action.state for action in actions], ["planned", "failed", "planned"]
        )
        self.assertIn("too much ink", bad.reason)
        self.assertTrue(bad.activity_ids)
        self.assertEqual(actions.letter_ids.action_id, actions - bad)

    # === PRINT MENU, PREVIEW ===

    def test_print_menu_offers_the_right_letter(self):
        reports = self.env.ref("relance_avancee.action_report_letter_reminder")
        reports |= self.env.ref("relance_avancee.action_report_letter_formal_notice")
        for step, expected in zip((self.reminder, self.notice), reports, strict=True):
            partner = self.make_partner(step.name)
            self.make_invoice(days_late=40, partner=partner)
            action = self.plan_letter(step, partner)
            valid = reports.get_valid_action_reports("dunning.action", action.ids)
            self.assertEqual(valid, expected.ids)

    def test_print_menu_shows_what_was_sent(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        name = "relance_avancee.report_letter_reminder"
        _draft, kind = report._render_qweb_pdf(name, action.ids)
        self.assertEqual(kind, "pdf")
        self.assertFalse(action.letter_ids)
        action.action_done()
        self.partner.street = "Ailleurs"
        sent = report._render_qweb_pdf(name, action.ids)[0]
        self.assertEqual(hashlib.sha256(sent).hexdigest(), action.letter_ids.sha256)
        self.assertNotIn("Ailleurs", self.text(sent))
        # several at once, merged by Odoo
        other = self.make_partner("Autre")
        self.make_invoice(days_late=10, partner=other)
        both = action | self.plan_letter(partner=other)
        text = self.text(report._render_qweb_pdf(name, both.ids)[0])
        self.assertIn("Autre", text)
        self.assertIn(self.partner.name, text)

    def test_preview_shows_the_letter(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        opened = action.action_preview()
        preview = self.env["dunning.preview"].browse(opened["res_id"])
        self.assertIn(self.partner.name, self.text(base64.b64decode(preview.pdf)))
        self.assertFalse(action.letter_ids)

    # === EVIDENCE ===

    def test_what_was_sent_stays_as_it_is(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        action.action_done()
        letter = action.letter_ids
        document = letter.attachment_id
        self.assertEqual(
            document.dunning_sha256, hashlib.sha256(document.raw).hexdigest()
        )
        self.assertEqual(
            (document.res_model, document.res_id), (action._name, action.id)
        )
        for values in (
            {"raw": b"%PDF other"},
            {"datas": b"JVBERg=="},
            {"name": "other.pdf"},
            {"res_id": 0},
            {"dunning_sha256": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                document.sudo().write(values)
        with self.assertRaises(UserError):
            document.sudo().unlink()
        with self.assertRaises(UserError):
            letter.sudo().unlink()
        # Odoo moves its storage by writing the same content again
        document.sudo().write({"raw": document.raw, "mimetype": document.mimetype})
        document.sudo().write({"description": "classé"})
        self.assertTrue(document.exists())

    def test_document_changed_before_it_left_is_not_sealed(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        action._process(TODAY)
        action.letter_ids.attachment_id.raw = b"%PDF other"
        with self.assertRaisesRegex(UserError, "not the one that was printed"):
            action.action_done()

    def test_letter_in_test_mode_says_so(self):
        self.company.write(
            {"dunning_mode": "test", "dunning_test_email": "t@example.com"}
        )
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        self.assertIn("not to be posted", self.text(action._render_letter(TODAY)))

    def test_deadline_is_a_working_day(self):
        self.make_invoice(days_late=10)
        action = self.plan_letter()
        # 12 March 2026 is a Thursday: 9 days later is a Saturday
        self.reminder.payment_days = 9
        self.assertEqual(action._get_payment_deadline(TODAY), days(11))
