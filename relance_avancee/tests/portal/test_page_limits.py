"""What is refused: clearly, with what was typed, until when, and at little cost."""

import io
import logging
import re
import struct
import time
import zlib
from types import SimpleNamespace
from unittest.mock import patch

from lxml import html
from markupsafe import Markup
from PIL import Image

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ...core.mail import pictures
from ..common import days
from ..page_common import PageCommon

STRICT = ("script-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")


def png(width, height):
    """A picture that is all of one colour: little to send, much to unpack."""

    def chunk(kind, data):
        end = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + end

    packer = zlib.compressobj(9)
    row = b"\0" * (width * 3 + 1)
    rows = [packer.compress(row) for _row in range(height)] + [packer.flush()]
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", b"".join(rows))
        + chunk(b"IEND", b"")
    )


@tagged("post_install", "-at_install")
class TestPageLimits(PageCommon):
    def wrong(self, index=0):
        return self.url_open(f"/d/1-{index:016d}")

    # === GUESSING ===

    def test_a_code_that_fits_always_opens(self):
        plan_path = self.link._get_path()
        for index in range(25):
            last = self.wrong(index)
        self.assertEqual(last.status_code, 429)
        self.assertIn(self.move.name, self.page().text)
        response = self.url_open(f"{plan_path}/invoice/{self.move.id}")
        self.assertNotEqual(response.status_code, 429)

    def test_it_says_until_when(self):
        for index in range(21):
            last = self.wrong(index)
        wait = int(last.headers["Retry-After"])
        self.assertTrue(0 < wait <= 15 * 60)
        self.assertIn(f"in {-(-wait // 60)} minutes", self.text(last))

    def test_employees_are_not_counted(self):
        self.make_user("page_employee")
        self.authenticate("page_employee", "page_employee")
        for index in range(25):
            self.assertEqual(self.wrong(index).status_code, 404)
        self.assertFalse(self.env["dunning.throttle"].search([]))

    def test_a_wrong_code_writes_nothing_but_its_count(self):
        action = self.night()
        action.access_token = False
        link_count = self.env["dunning.link"].search_count([])
        for code in (f"{action.id:x}-x", f"{action.id:x}-{'A' * 16}", "é-é", "1-%FF"):
            self.assertEqual(self.url_open(f"/d/{code}").status_code, 404)
            path = f"/my/dunning/{action.id}?access_token={code}"
            self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.url_open(f"/my/dunning/{'9' * 20}").status_code, 404)
        action.invalidate_recordset()
        self.assertFalse(action.access_token)
        self.assertEqual(self.env["dunning.link"].search_count([]), link_count)
        self.assertEqual(len(self.env["dunning.throttle"].search([])), 1)

    def test_proxy_that_odoo_does_not_know(self):
        wizard = self.env["dunning.go.live"].new({})
        self.assertFalse(wizard.proxy_problem)
        target = "odoo.addons.relance_avancee.models.portal.dunning_throttle.request"
        forwarded = {"X-Forwarded-For": "192.0.2.7"}
        known = forwarded | {"X-Forwarded-Host": "x.example.com"}
        for mode, headers, wanted in (
            (False, {}, ""),
            (False, known, "proxy_mode = True"),
            (True, known, ""),
            (True, forwarded, "X-Forwarded-Host"),
        ):
            with (
                self.subTest(mode=mode, headers=headers),
                patch(
                    target, new=SimpleNamespace(httprequest=SimpleNamespace())
                ) as request,
                patch.dict(config.options.maps[0], {"proxy_mode": mode}),
            ):
                request.httprequest.headers = headers
                wizard = self.env["dunning.go.live"].new({})
                self.assertIn(wanted, wizard.proxy_problem)
                self.assertEqual(bool(wanted), bool(wizard.proxy_problem))
                settings = self.env["res.config.settings"].new({})
                self.assertEqual(settings.dunning_proxy_problem, wizard.proxy_problem)

    # === ANSWERS ===

    def test_answers_say_until_when(self):
        self.company.dunning_page_answers = 1
        self.answer("contact", phone="1")
        answer = self.answer("contact", phone="2", name="Jean Typé")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.headers["Retry-After"], str(24 * 3600))
        self.assertIn("in 24 hours", self.notice(answer)[1])
        [name] = self.tree(answer).xpath("//input[@id='contact_name']/@value")
        self.assertEqual(name, "Jean Typé")

    def test_what_ends_in_an_error_counts(self):
        self.company.dunning_page_answers = 2
        found = [self.answer("contact").status_code for _try in range(11)]
        self.assertEqual(found, [422] * 10 + [429])

    @mute_logger("odoo.http")
    def test_even_an_error_of_ours_counts(self):
        model = type(self.env["dunning.link"])
        throttle = type(self.env["dunning.throttle"])
        with (
            patch.object(model, "_answer_contact", side_effect=ZeroDivisionError),
            # kept by a transaction of its own, which tests have not
            patch.object(throttle, "_count_apart") as count,
        ):
            self.answer("contact", phone="1")
        count.assert_called_once_with("try", self.link.id, 24 * 60)

    def test_a_stale_form_keeps_what_was_typed(self):
        with mute_logger("odoo.http"):
            for key in ("", "forged", "é", "o99999999999"):
                answer = self.answer(
                    "contact", csrf_token=key, name="Jean Typé", note="Mes mots"
                )
                self.assertEqual(answer.status_code, 400)
                self.assertIn("open for too long", self.notice(answer)[1])
                text = self.tree(answer)
                self.assertEqual(
                    text.xpath("//textarea[@id='contact_note']/text()"), ["Mes mots"]
                )
                self.assertTrue(text.xpath("//input[@value='Jean Typé']"))
        self.assertFalse(self.env["dunning.throttle"].search([]))

    def test_refused_acceptance_keeps_what_was_typed(self):
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
        path = f"{self.link._get_path()}/plan/{plan.id}"
        key = self.tree(self.url_open(path)).xpath("//input[@name='csrf_token']/@value")
        typed = {"name": "Jeanne <b>", "agreed": "1"}
        for form, status in (
            (typed | {"csrf_token": "x"}, 400),
            (typed | {"csrf_token": key[0]}, 422),
        ):
            answer = self.url_open(f"{path}/accept", form)
            self.assertEqual(answer.status_code, status)
            [field] = self.tree(answer).xpath("//input[@name='name']")
            self.assertEqual(field.get("value"), "Jeanne <b>")
            self.assertTrue(self.tree(answer).xpath("//input[@checked]"))
            self.assertEqual(plan.state, "proposed")
        answer = self.url_open(
            f"{path}/decline", {"note": "Six mois", "csrf_token": ""}
        )
        self.assertIn("Six mois", answer.text)
        self.assertEqual(plan.state, "proposed")
        plan.sudo().write({"page_tries": 20, "page_day": plan._get_today()})
        answer = self.url_open(f"{path}/accept", typed | {"csrf_token": key[0]})
        self.assertEqual(answer.status_code, 429)
        self.assertTrue(0 < int(answer.headers["Retry-After"]) <= 24 * 3600)

    # === PICTURES ===

    def send(self, *contents):
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_price")
        return self.answer(
            "dispute",
            line=self.ids(self.move),
            reason=reason.id,
            files=[
                ("files", ("photo.png", content, "image/png")) for content in contents
            ],
        )

    def test_pictures_that_unpack_to_too_much(self):
        big = png(10000, 6000)
        self.assertLess(len(big), 300_000)
        with patch.object(Image.Image, "load", side_effect=AssertionError("unpacked")):
            for contents in ([big], [png(6000, 5000)] * 2, [png(60000, 60)] * 15):
                answer = self.send(*contents)
                self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.env["dunning.dispute"].search([]))

    def test_pictures_are_kept_as_they_were_sent(self):
        content = png(5000, 4000)
        with patch.object(Image.Image, "load", side_effect=AssertionError("unpacked")):
            started = time.monotonic()
            answer = self.send(content, content)
        self.assertEqual(self.notice(answer)[0], "answered")
        self.assertLess(time.monotonic() - started, 5)
        evidence = self.env["dunning.dispute"].search([]).evidence_ids
        self.assertEqual(evidence.mapped("raw"), [content, content])

    def test_pictures_that_are_none(self):
        header = png(4, 4)[:20]
        for content in (header, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\xff\xd8\xff\xe0"):
            self.assertEqual(self.send(content).status_code, 422)

    def test_size_is_told_by_the_header(self):
        jpeg = io.BytesIO()
        Image.new("RGB", (30, 20)).save(jpeg, "JPEG")
        self.assertEqual(pictures.count_pixels(jpeg.getvalue()), 600)
        self.assertEqual(pictures.count_pixels(png(30, 20)), 600)
        self.assertIsNone(pictures.count_pixels(b"%PDF-1.4"))
        claims = png(1, 1).replace(
            struct.pack(">II", 1, 1), struct.pack(">II", 2**31 - 1, 2**31 - 1), 1
        )
        self.assertNotEqual(pictures.count_pixels(claims), 1)

    # === BROWSERS ===

    def test_policy_of_both_pages(self):
        plan = self.env["dunning.payment.plan"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "move_ids": self.make_invoice(amount=10.0).ids,
                "date_first": days(2),
            }
        )
        plan.action_compute()
        plan.action_propose()
        base = self.link._get_path()
        for path in (base, f"{base}/plan/{plan.id}", f"{base}/invoice/0", "/d/1-x"):
            with self.subTest(path):
                response = self.url_open(path)
                headers = response.headers
                for wanted in STRICT:
                    self.assertIn(wanted, headers["Content-Security-Policy"])
                self.assertNotIn("unsafe-inline'; script", str(headers))
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("noindex", headers["X-Robots-Tag"])
                tree = html.fromstring(response.text)
                self.assertFalse(tree.xpath("//script | //iframe | //@onclick"))
                self.assertFalse(tree.xpath("//style"))

    def test_scripts_of_payment_have_a_key(self):
        response = self.url_open(f"{self.link._get_path()}/pay/{self.code(self.move)}")
        policy = response.headers["Content-Security-Policy"]
        [nonce] = re.findall(r"'nonce-([\w-]+)'", policy)
        [scripts] = re.findall(r"script-src [^;]*", policy)
        self.assertNotIn("unsafe-inline", scripts)
        tree = html.fromstring(response.text)
        inline = tree.xpath("//head/script[not(@src) and not(@data-src)]")
        self.assertEqual({script.get("nonce") for script in inline}, {nonce})
        other = self.url_open(f"{self.link._get_path()}/pay/{self.code(self.move)}")
        self.assertNotIn(nonce, other.headers["Content-Security-Policy"])

    def test_other_pages_of_the_portal_are_as_they_were(self):
        response = self.url_open("/web/login")
        self.assertNotIn("nonce", response.text)
        self.assertNotIn("script-src", str(response.headers))

    # === ODOO'S OWN DOORS ===

    @mute_logger("odoo.http")
    def test_no_token_opens_a_conversation_of_ours(self):
        action = self.night()
        token = action._ensure_old_token()
        messages = len(action.message_ids)
        action.message_post(body=Markup("Interne"), subtype_xmlid="mail.mt_comment")
        models = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("dunning.")
            and not model._abstract
            and "message_ids" in model._fields
        ]
        self.assertGreater(len(models), 3)
        for model in models:
            record = action if model == action._name else self.env[model].browse(1)
            for keys in ({"token": token}, {"hash": "0" * 64, "pid": self.partner.id}):
                thread = self.env[model]._get_thread_with_access(record.id, **keys)
                public = self.env(user=self.env.ref("base.public_user"))
                thread = public[model]._get_thread_with_access(record.id, **keys)
                self.assertFalse(thread, f"{model} {keys}")
        target = {"thread_model": action._name, "thread_id": action.id}
        for path, values in (
            ("/mail/chatter_fetch", {}),
            ("/portal/chatter_init", {}),
            (
                "/mail/message/post",
                {"post_data": {"body": "x", "message_type": "comment"}},
            ),
        ):
            response = self.opener.post(
                self.base_url() + path,
                json={"params": {**target, "token": token, **values}},
            )
            self.assertNotIn("Interne", response.text)
        self.assertEqual(len(action.message_ids), messages + 1)
        for path in (
            f"/mail/view?model=dunning.action&res_id={action.id}&access_token={token}",
            f"/web/content/dunning.action/{action.id}/debts_html?access_token={token}",
        ):
            self.assertNotIn(self.move.name, self.url_open(path).text)

    @mute_logger("odoo.http")
    def test_filters_that_cannot_be_read(self):
        self.make_user("page_manager", "relance_avancee.relance_avancee_group_manager")
        self.authenticate("page_manager", "page_manager")
        for filters in (
            '{"period":"xx"}',
            '{"period":["a"]}',
            '{"company_id":"x"}',
            '{"company_id":[1,"a"]}',
            '{"user_id":{"a":1}}',
            '{"user_id":99999999999999999999}',
            '{"date_to":"x"}',
            '{"date_to":5}',
            '{"date_to":"0001-01-01"}',
            '{"by":{"a":[]}}',
            "[1]",
            "x",
            '"\\ud800"',
        ):
            for file in ("dashboard.xlsx", "aged_balance.pdf"):
                with self.subTest(f"{file} {filters}"):
                    response = self.opener.get(
                        f"{self.base_url()}/relance_avancee/{file}",
                        params={"filters": filters, "companies": "9" * 30 + ",²,x"},
                    )
                    self.assertEqual(response.status_code, 200)

    # === LOGS ===

    def test_our_loggers_name_neither_codes_nor_people(self):
        names = ("odoo.addons.relance_avancee", "werkzeug", "odoo.http")
        self.partner.name = "Client Très Reconnaissable"
        code = self.link._get_code()
        with self.assertLogs(level=logging.DEBUG) as logs:
            self.page()
            self.answer("contact")
            self.answer("contact", phone="0102030405", name="Jean Reconnaissable")
            self.url_open(f"/d/{code[:-1]}{'A' if code[-1] != 'A' else 'B'}")
            self.url_open(f"/d/{code}/plan/1")
        lines = "\n".join(
            record.getMessage()
            for record in logs.records
            if record.name.startswith(names)
        )
        self.assertTrue(lines)
        for secret in (code, code[:-1], "Reconnaissable", "0102030405"):
            self.assertNotIn(secret, lines)
