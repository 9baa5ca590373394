"""Every report and every route of ours, over HTTP, by everybody.

Reports and routes are found in the database and in Odoo's routing, not listed: a new
one fails here until it is said who may have it.
"""

import json
import re
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..doors_common import COLLECTOR, SECRETS, DoorsCommon

PDF = "%PDF-1.7\n%%EOF\n"
CONVERTERS = ("html", "pdf", "text")
# While tests run Odoo answers a PDF with the page it would be made of, unless told so.
FORCED = json.dumps({"force_report_rendering": True})
# What every route of ours asks, and of whom. A route that is not here fails.
LINK = "the signed link, or the customer's own account: test_page_security"
TOKEN = "the plan's key: test_plan_portal"
ROUTES = {
    "/d/<string:code>": LINK,
    "/my/dunning/company/<int:company_id>": LINK,
    "/my/dunning": "the account's own companies: test_portal",
    "/my/dunning/<int:action_id>": "the key of an old message: test_page_security",
    "/my/dunning/plan/<int:plan_id>": TOKEN,
    "/relance_avancee/dashboard.xlsx": "the right to read the figures",
    "/relance_avancee/aged_balance.pdf": "the right to read the figures",
}


@tagged("post_install", "-at_install")
class TestDoorsReports(DoorsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ir.actions.report"].search(
            [
                "|",
                ("model", "=like", "dunning.%"),
                ("report_name", "=like", "relance_avancee%"),
            ],
            order="id",
        )
        # who is at the door matters here, not how the document is drawn
        Pdf = cls.env.registry["dunning.pdf"]
        cls.startClassPatcher(patch.object(Pdf, "_get_engine", lambda _pdf: "none"))
        cls.startClassPatcher(
            patch.object(Pdf, "_render", lambda _pdf, *_args: PDF.encode())
        )
        cls.startClassPatcher(
            patch.object(Pdf, "_merge", lambda _pdf, _parts: PDF.encode())
        )
        for user in cls.people.values():
            if user != cls.public:
                user.password = user.login

    def come_in(self, user):
        if user == self.public:
            self.authenticate(None, None)
        else:
            self.authenticate(user.login, user.login)

    def get(self, path, **options):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            # followed: first to the reader's language, then to the login page
            return self.url_open(path, **options)

    def assertNothingShown(self, response):
        for secret in SECRETS:
            self.assertNotIn(secret, response.text)
        self.assertNotIn(b"%PDF", response.content)

    def may_read(self, user, record):
        record.invalidate_recordset()
        return record.with_user(user).has_access("read")

    # === REPORTS ===

    def test_reports_are_for_accounting(self):
        self.assertGreaterEqual(len(self.reports), 4)
        outside = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        for report in self.reports:
            with self.subTest(report=report.report_name):
                self.assertTrue(report.group_ids)
                self.assertFalse(report.group_ids & outside)
                self.assertNotIn(self.env.ref("base.group_user"), report.group_ids)

    def test_who_may_not_read_gets_a_403(self):
        for name, user in self.people.items():
            self.come_in(user)
            for report in self.reports:
                record = self.get_secret_record(report.model)
                for converter in CONVERTERS:
                    with self.subTest(
                        user=name, report=report.report_name, converter=converter
                    ):
                        self._try_report(user, report, record, converter)

    def _try_report(self, user, report, record, converter):
        path = f"/report/{converter}/{report.report_name}/{record.id}"
        response = self.get(f"{path}?context={FORCED}")
        if user == self.public:
            # sent to the login page, as from any page of the kind
            self.assertIn("/web/login", response.url)
            self.assertNothingShown(response)
        elif self.may_read(user, record) and (
            # a letter not yet printed quotes a link, which auditors do not have
            report.model != "dunning.action" or user.has_group(COLLECTOR)
        ):
            self.assertEqual(response.status_code, 200)
        else:
            self.assertEqual(response.status_code, 403)
            self.assertNothingShown(response)

    def test_no_way_around(self):
        """Several ids, options, contexts, references, the download and the barcodes."""
        options = json.dumps({"docs": [1], "doc_model": "res.users", "engine": "html"})
        context = json.dumps({"dunning_letter": True, "su": True, "uid": 1})
        for user in (self.portal, self.plain, self.foreign):
            self.come_in(user)
            for report in self.reports:
                record = self.get_secret_record(report.model)
                xmlid = report.get_external_id()[report.id]
                for tail in (
                    f"{report.report_name}/{record.id},{record.id}",
                    f"{report.report_name}/0,{record.id}",
                    f"{report.report_name}/{record.id}?options={options}",
                    f"{report.report_name}/{record.id}?context={context}",
                    f"{xmlid}/{record.id}",
                ):
                    for converter in CONVERTERS:
                        with self.subTest(user=user.login, tail=tail, by=converter):
                            response = self.get(f"/report/{converter}/{tail}")
                            self.assertEqual(response.status_code, 403)
                            self.assertNothingShown(response)

    def test_companies_of_others_in_the_context(self):
        self.come_in(self.foreign)
        context = json.dumps({"allowed_company_ids": [self.company.id, self.other.id]})
        for report in self.reports:
            record = self.get_secret_record(report.model)
            response = self.get(
                f"/report/html/{report.report_name}/{record.id}?context={context}"
            )
            self.assertEqual(response.status_code, 403)

    @mute_logger("odoo.addons.web.controllers.report")
    def test_download_is_the_same_door(self):
        for user in (self.portal, self.plain, self.foreign):
            self.come_in(user)
            for report in self.reports:
                record = self.get_secret_record(report.model)
                for kind, converter in (("qweb-pdf", "pdf"), ("qweb-text", "text")):
                    with self.subTest(user=user.login, report=report.report_name):
                        path = f"/report/{converter}/{report.report_name}/{record.id}"
                        response = self.get(
                            f"/report/download?data={json.dumps([path, kind])}"
                        )
                        # Odoo tells the error in a page the web client reads
                        self.assertNothingShown(response)
                        self.assertNotIn("Content-Disposition", response.headers)

    def test_barcodes_draw_what_is_sent_and_nothing_else(self):
        self.come_in(self.public)
        response = self.get("/report/barcode/QR/dunning.action,1")
        self.assertNothingShown(response)

    def test_the_right_reader_still_gets_them(self):
        for report in self.reports:
            # a letter not yet printed quotes a link, which auditors do not have
            is_letter = report.model == "dunning.action"
            self.come_in(self.owner if is_letter else self.reader)
            record = self.get_secret_record(report.model)
            response = self.get(
                f"/report/pdf/{report.report_name}/{record.id}?context={FORCED}"
            )
            self.assertEqual(response.status_code, 200, report.report_name)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
            response = self.get(f"/report/html/{report.report_name}/{record.id}")
            self.assertEqual(response.status_code, 200, report.report_name)

    def test_a_letter_not_yet_printed_gives_an_auditor_no_link(self):
        self.assertFalse(self.action.letter_ids.attachment_id)
        for user, status in ((self.reader, 403), (self.colleague, 200)):
            user.password = user.login
            self.come_in(user)
            for kind in ("reminder", "formal_notice"):
                for way in CONVERTERS:
                    name = f"relance_avancee.report_letter_{kind}"
                    with self.subTest(user=user.login, kind=kind, way=way):
                        response = self.get(
                            f"/report/{way}/{name}/{self.action.id}?context={FORCED}"
                        )
                        self.assertEqual(response.status_code, status)
                        self.assertEqual(
                            response.content.startswith(b"%PDF"),
                            (way, status) == ("pdf", 200),
                        )

    # === ROUTES ===

    def get_routes(self):
        """(address, methods) of the routes whose controller is one of ours."""
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            function = getattr(rule.endpoint, "original_endpoint", rule.endpoint)
            if function.__module__.startswith("odoo.addons.relance_avancee"):
                found.setdefault(rule.rule, set()).update(rule.methods or {"GET"})
        return found

    def test_every_route_says_what_it_asks(self):
        routes = self.get_routes()
        self.assertGreater(len(routes), 10)
        for address in routes:
            with self.subTest(route=address):
                self.assertTrue(
                    any(
                        address == known or address.startswith(known + "/")
                        for known in ROUTES
                    )
                )

    def test_every_route_with_ids_of_others(self):
        company, action = self.company.id, self.action.id
        ids = {
            "company_id": company,
            "action_id": action,
            "plan_id": self.plan.id,
            "move_id": self.move.id,
            "item_id": self.line.id,
            # the right number with a wrong signature
            "code": f"{self.link.id:x}-AAAAAAAAAAAAAAAA",
            "basket": "1_1.00",
            "kind": "promise",
        }
        for name, user in self.people.items():
            self.env["dunning.throttle"].sudo().search([]).unlink()
            self.come_in(user)
            for address, methods in self.get_routes().items():
                path = re.sub(
                    r"<(?:\w+:)?(\w+)>",
                    lambda part: str(ids.get(part[1], self.plan.id)),
                    address,
                )
                with self.subTest(user=name, route=address):
                    if address.startswith("/relance_avancee/") and user.has_group(
                        "account.group_account_readonly"
                    ):
                        # figures of one's own companies: test_dashboard
                        continue
                    before = self.count_writes()
                    response = self._knock(path, methods)
                    self.assertLess(response.status_code, 500)
                    self.assertNothingShown(response)
                    self.assertGreaterEqual(self.count_writes(), before)
                    self.assertNothingChanged()

    def _knock(self, path, methods):
        if "GET" in methods:
            return self.get(path)
        return self.get(path, data={"csrf_token": "x"})

    def assertNothingChanged(self):
        """Of what the company knows; wrong tries are counted, which is no matter."""
        self.env.invalidate_all()
        self.assertEqual(self.plan.state, "draft")
        self.assertEqual(len(self.move.dunning_dispute_ids), 0)
        self.assertEqual(len(self.debtor.dunning_promise_ids), 1)

    def test_figures_are_for_who_may_read_them(self):
        for name, user in self.people.items():
            self.come_in(user)
            for address in ("dashboard.xlsx", "aged_balance.pdf"):
                path = f"/relance_avancee/{address}?companies={self.company.id}"
                with self.subTest(user=name, file=address):
                    if user.has_group("account.group_account_readonly"):
                        continue  # of one's own companies: test_figures
                    response = self.get(path)
                    if user == self.public:
                        self.assertIn("/web/login", response.url)
                    else:
                        self.assertEqual(response.status_code, 403)
                    self.assertNothingShown(response)
