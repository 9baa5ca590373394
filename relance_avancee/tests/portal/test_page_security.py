"""A link opens one debtor of one company and nothing else; what is sent is not trusted."""

import logging

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import days
from ..page_common import PageCommon

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@tagged("post_install", "-at_install")
class TestPageSecurity(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.make_partner("Autre Client")
        cls.secret = cls.make_invoice(partner=cls.stranger, amount=777.0)

    def get(self, end, link=None):
        return self.url_open((link or self.link)._get_path() + end)

    def leaks(self, response, *words):
        return [word for word in words if word in response.text]

    # === ONE DEBTOR ===

    def test_page_shows_nothing_of_others(self):
        page = self.page()
        self.assertIn(self.move.name, page.text)
        self.assertFalse(self.leaks(page, self.secret.name, "777.00", "Autre Client"))

    def test_documents_of_another_debtor_are_not_found(self):
        [item] = self.ids(self.secret)
        for end in (f"/invoice/{self.secret.id}", f"/code/{item}", "/invoice/0"):
            with self.subTest(end):
                response = self.get(end)
                self.assertEqual(response.status_code, 404)
                self.assertFalse(self.leaks(response, self.secret.name, "777.00"))

    def test_draft_and_vendor_documents_are_not_found(self):
        draft = self.move.copy()
        bill = self.make_invoice(move_type="in_invoice")
        for move in (draft, bill):
            self.assertEqual(self.get(f"/invoice/{move.id}").status_code, 404)

    def test_debts_of_another_debtor_cannot_be_paid_or_answered(self):
        code = self.code(self.secret)
        self.assertFalse(self.leaks(self.get(f"/pay/{code}"), self.secret.name))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.begin(code)
        self.assertFalse(self.transactions())
        answer = self.answer("promise", line=self.ids(self.secret), date=str(days(3)))
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.env["dunning.promise"].search([]))

    def test_thanks_of_another_link_are_not_told(self):
        other = self.env["dunning.link"]._get_link(
            self.stranger, self.stranger, self.company
        )
        self.begin(self.code(self.move))
        tx = self.transactions()
        tx._set_done()
        page = self.page(other, f"?paid={tx.id}")
        self.assertFalse(self.tree(page).xpath("//*[@name='paid']"))

    # === ONE COMPANY ===

    def test_link_of_one_company_opens_nothing_of_another(self):
        other = self.setup_other_company(name="Other")["company"]
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "company_id": other.id,
                    "invoice_date": days(-20),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "x", "price_unit": 555.0, "tax_ids": []}
                        )
                    ],
                }
            )
        )
        move.action_post()
        self.assertFalse(self.leaks(self.page(), "555.00"))
        self.assertEqual(self.get(f"/invoice/{move.id}").status_code, 404)
        theirs = self.env["dunning.link"]._get_link(self.partner, self.partner, other)
        self.assertNotEqual(theirs, self.link)
        page = self.page(theirs)
        self.assertIn("555.00", page.text)
        self.assertFalse(self.leaks(page, "100.00"))

    # === WRONG, OLD, REVOKED ===

    def test_code_of_another_link_does_not_fit(self):
        other = self.env["dunning.link"]._get_link(
            self.stranger, self.stranger, self.company
        )
        number, _dash, signature = self.link._get_code().partition("-")
        for code in (
            f"{other.id:x}-{signature}",
            f"{number}-{'A' * 16}",
            f"{number}-",
            f"{number}-{signature}A",
            f"{number.upper()}Z-{signature}",
            number,
            "0-" + signature,
            "f" * 12 + "-" + signature,
            "%00-" + signature,
        ):
            with self.subTest(code):
                response = self.url_open(f"/d/{code}")
                self.assertEqual(response.status_code, 404)
                self.assertFalse(
                    self.leaks(response, self.move.name, self.company.name + " –")
                )

    def test_expired_link_says_how_to_get_another(self):
        self.link.date_expiry = days(-1)
        response = self.page()
        self.assertEqual(response.status_code, 410)
        self.assertFalse(self.leaks(response, self.move.name, "100.00", "Client Un"))
        self.assertIn(self.company.name, response.text)
        self.assertEqual(self.get(f"/invoice/{self.move.id}").status_code, 410)
        self.link._extend()
        self.assertEqual(self.page().status_code, 200)

    def test_revoked_link_and_old_ones_open_nothing(self):
        action = self.night().filtered(lambda found: found.partner_id == self.partner)
        old = f"/my/dunning/{action.id}?access_token={action._ensure_old_token()}"
        short = f"/d/{action._get_short_code()}"
        self.link.action_revoke()
        response = self.page()
        self.assertEqual(response.status_code, 410)
        self.assertFalse(self.leaks(response, self.move.name, "Client Un"))
        for path in (old, short):
            with self.subTest(path):
                self.assertFalse(self.leaks(self.url_open(path), self.move.name))
        page = self.page()
        self.assertFalse(self.tree(page).xpath("//form[@method='post']"))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.begin(self.code(self.move))

    def test_revoking_closes_the_pages_of_plans_too(self):
        plan = self.env["dunning.payment.plan"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": self.move.ids,
                "date_first": days(2),
            }
        )
        plan.action_compute()
        plan.action_propose()
        path = plan.get_portal_url()
        self.assertIn(self.move.name, self.url_open(path).text)
        self.link.action_revoke()
        self.assertFalse(self.leaks(self.url_open(path), self.move.name))

    def test_replaced_link_is_another_one(self):
        self.link.action_renew()
        fresh = self.env["dunning.link"]._get_link(
            self.partner, self.partner, self.company
        )
        self.assertNotEqual(fresh, self.link)
        self.assertEqual(self.page(fresh).status_code, 200)
        self.assertEqual(self.page().status_code, 410)

    def test_contact_who_left_takes_nothing_along(self):
        contact = self.make_contact("Employé")
        link = self.env["dunning.link"]._get_link(contact, self.partner, self.company)
        self.assertEqual(self.page(link).status_code, 200)
        contact.parent_id = self.stranger
        response = self.page(link)
        self.assertEqual(response.status_code, 410)
        self.assertFalse(self.leaks(response, self.move.name, self.secret.name))

    def test_200_wrong_tokens_in_a_row(self):
        number = self.link._get_code().partition("-")[0]
        found = [
            self.url_open(f"/d/{number}-{index:016d}").status_code
            for index in range(200)
        ]
        self.assertEqual(found[:20], [404] * 20)
        self.assertEqual(set(found[20:]), {429})
        # an office, a telephone network or a proxy is one address: who has a link of
        # its own is not kept out by who guesses, and 96 bits are not guessed
        self.assertIn(self.move.name, self.page().text)
        self.assertTrue(self.begin(self.code(self.move)))

    def test_counters_know_nobody_and_go_away(self):
        throttle = self.env["dunning.throttle"].sudo()
        self.url_open("/d/1-wrong")
        [row] = throttle.search([])
        self.assertNotIn("127", row.key.partition(":")[2])
        self.assertEqual(throttle._get_count("wrong", "127.0.0.1"), 1)
        row.date_end = days(-1)
        self.env.flush_all()
        self.assertEqual(throttle._get_count("wrong", "127.0.0.1"), 0)
        self.assertEqual(throttle._count("wrong", "127.0.0.1", 15), 1)
        row.invalidate_recordset()
        row.date_end = days(-1)
        self.env.flush_all()
        throttle._gc_over()
        self.assertFalse(throttle.search([]))

    def test_networks(self):
        network = self.env["dunning.throttle"]._get_network
        self.assertEqual(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"))
        self.assertNotEqual(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"))
        self.assertEqual(network("::ffff:192.0.2.7"), "192.0.2.7")
        self.assertEqual(network(None), "")

    # === THE PORTAL ===

    def portal_user(self, partner):
        return new_test_user(
            self.env, "page_portal", groups="base.group_portal", partner_id=partner.id
        )

    def test_portal_user_sees_its_own_page(self):
        contact = self.make_contact("Comptable", lang="en_US")
        self.portal_user(contact)
        self.authenticate("page_portal", "page_portal")
        page = self.url_open("/my/dunning")
        self.assertTrue(page.url.endswith(f"/my/dunning/company/{self.company.id}"))
        self.assertIn(self.move.name, page.text)
        self.assertFalse(self.leaks(page, self.secret.name))
        self.assertNotIn("/d/", self.tree(page).xpath("//form/@action")[0])
        home = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["dunning_count"]}
        )
        self.assertEqual(home["dunning_count"], 1)

    def test_portal_user_guessing_numbers(self):
        self.portal_user(self.make_contact("Comptable"))
        self.authenticate("page_portal", "page_portal")
        action = self.night().filtered(lambda found: found.partner_id == self.stranger)
        [item] = self.ids(self.secret)
        base = f"/my/dunning/company/{self.company.id}"
        paths = [
            f"{base}/invoice/{self.secret.id}",
            f"{base}/code/{item}",
            f"{base}/pay/{item}_77.00",
            f"/my/dunning/{action.id}",
            f"/my/dunning/{action.id}?access_token={'0' * 36}",
            f"/d/{self.link.id:x}-{'A' * 16}",
        ]
        other = self.setup_other_company(name="Other")["company"]
        for path in (*paths, f"/my/dunning/company/{other.id}"):
            with self.subTest(path):
                response = self.url_open(path)
                self.assertIn(response.status_code, (404, 422))
                self.assertFalse(
                    self.leaks(response, self.secret.name, "777.00", "Autre Client")
                )

    def test_stranger_must_log_in_for_the_account(self):
        response = self.url_open(f"/my/dunning/company/{self.company.id}")
        self.assertIn("/web/login", response.url)

    # === FORMS AND FILES ===

    def test_form_without_its_key_is_refused(self):
        for token in ("", "forged"):
            with mute_logger("odoo.http"):
                response = self.answer(
                    "promise",
                    csrf_token=token,
                    line=self.ids(self.move),
                    date=str(days(3)),
                )
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.env["dunning.promise"].search([]))

    def send(self, name, content, count=1, mimetype="application/pdf"):
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_price")
        return self.answer(
            "dispute",
            line=self.ids(self.move),
            reason=reason.id,
            files=[("files", (name, content, mimetype))] * count,
        )

    def test_files_that_are_not_what_they_say(self):
        before = self.env["ir.attachment"].search_count([])
        exe = (
            b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
            + b"\x00" * 200
        )
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name, content in (
            ("page.html", b"<html><body><script>alert(1)</script></body></html>"),
            ("page.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
            ("logo.svg", svg),
            ("logo.png", svg),
            ("virus.pdf", exe),
            ("macro.pdf", b"#!/bin/sh\nrm -rf /\n"),
            ("archive.pdf", b"PK\x03\x04" + b"\x00" * 60),
            ("empty.pdf", b""),
            ("text.pdf", b"just words"),
        ):
            with self.subTest(name):
                response = self.send(name, content)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(self.notice(response)[0], "problem")
        self.assertFalse(self.env["dunning.dispute"].search([]))
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_files_too_big_or_too_many(self):
        self.company.dunning_page_file_size = 1
        response = self.send("big.pdf", PDF + b"\n" * 1024 * 1024)
        self.assertIn("1 MB", self.notice(response)[1])
        self.assertIn("5", self.notice(self.send("many.pdf", PDF, count=6))[1])
        self.assertFalse(self.env["dunning.dispute"].search([]))
        self.assertEqual(self.notice(self.send("good.pdf", PDF))[0], "answered")

    # === WHAT BROWSERS AND SERVERS KEEP ===

    def test_nothing_is_kept_or_told(self):
        code = self.code(self.move)
        for end in ("", f"/pay/{code}", "/invoice/0"):
            with self.subTest(end):
                headers = self.get(end).headers
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("noindex", headers["X-Robots-Tag"])
                self.assertEqual(headers["X-Frame-Options"], "DENY")

    def test_no_request_to_a_third_party(self):
        for end in ("", f"/pay/{self.code(self.move)}"):
            tree = self.tree(self.get(end))
            sources = tree.xpath(
                "//script/@src | //link/@href | //img/@src | //iframe/@src | //form/@action"
            )
            self.assertTrue(sources)
            base = self.base_url()
            strangers = [
                source
                for source in sources
                if not source.startswith(("/", "data:", base))
                or source.startswith("//")
            ]
            self.assertFalse(strangers)

    def test_page_is_readable_without_eyes_or_mouse(self):
        tree = self.tree()
        self.assertEqual(len(tree.xpath("//main//h1")), 1)
        fields = tree.xpath(
            "//main//*[self::input[not(@type='hidden')] or self::select or self::textarea]"
        )
        self.assertTrue(fields)
        for field in fields:
            labels = tree.xpath("//label[@for=$id]", id=field.get("id") or "")
            self.assertTrue(
                labels or field.get("aria-label"), field.get("id") or field.get("name")
            )
        ids = tree.xpath("//main//*/@id")
        self.assertEqual(len(ids), len(set(ids)), "an id names one thing")

    def test_links_are_not_written_in_logs(self):
        with self.assertLogs("werkzeug", logging.INFO) as logs:
            self.page()
            action = self.night()[0]
            token = action._ensure_old_token()
            self.url_open(f"/my/dunning/{action.id}?access_token={token}")
        lines = "\n".join(logs.output)
        self.assertIn("/d/***", lines)
        self.assertNotIn(self.link._sign(), lines)
        self.assertNotIn(token, lines)

    # === RIGHTS ===

    def test_rights_on_links(self):
        reader = self.make_user("page_reader", "account.group_account_readonly")
        collector = self.make_user(
            "page_collector", "relance_avancee.relance_avancee_group_user"
        )
        link = self.link.with_user(collector)
        self.assertTrue(link.url)
        for user in (reader, collector):
            with self.assertRaises(AccessError):
                self.link.with_user(user).write({"date_expiry": days(900)})
            with self.assertRaises(AccessError):
                _nonce = self.link.with_user(user).nonce
            with self.assertRaises(AccessError):
                self.env["dunning.link"].with_user(user).create({})
        with self.assertRaises(AccessError):
            self.link.with_user(reader).action_revoke()
        link.action_extend()
        link.action_revoke()
        self.assertEqual(self.link.state, "revoked")
        self.assertEqual(self.link.revoked_by_id, collector)

    def test_links_of_another_company_are_not_seen(self):
        other = self.setup_other_company(name="Other")["company"]
        theirs = self.env["dunning.link"]._get_link(self.partner, self.partner, other)
        collector = self.make_user(
            "page_collector", "relance_avancee.relance_avancee_group_user"
        )
        found = self.env["dunning.link"].with_user(collector).search([])
        self.assertIn(self.link, found)
        self.assertNotIn(theirs, found)
        with self.assertRaises(AccessError):
            theirs.with_user(collector).action_revoke()

    def test_portal_users_have_no_right_on_links(self):
        user = self.portal_user(self.partner)
        with self.assertRaises(AccessError):
            self.env["dunning.link"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.throttle"].with_user(user).search([])

    def test_button_of_the_customer(self):
        collector = self.make_user(
            "page_collector", "relance_avancee.relance_avancee_group_user"
        )
        contact = self.make_contact("Comptable")
        action = contact.with_user(collector).action_dunning_links()
        links = self.env["dunning.link"].with_user(collector).search(action["domain"])
        self.assertEqual(links.contact_id, self.partner | contact)
