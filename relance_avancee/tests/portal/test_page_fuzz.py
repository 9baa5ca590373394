"""Anything at all sent to the pages of customers: never an error, never an unexplained write."""

import json
from contextlib import contextmanager
from urllib.parse import quote, quote_from_bytes, urlencode

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import days
from ..page_common import PageCommon

# the same examples each time, few enough for a slow machine
BOUNDED = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}
ODD = (
    *("", " ", "0", "-1", "1e9", "NaN", "inf", "-inf", "9" * 30, "9" * 5000, "²", "٣"),
    *("1\x00", "\x00", "\ud800", "é" * 3000, "<script>alert(1)</script>", "' OR 1=1--"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "31/12/2026", "١٢/١٢/٢٠٢٦", "on"),
    *("-5", "-0.01", "1,234", "1.234,56", "1 000", "a@b.fr", "a\x00@b.fr", "{{7*7}}"),
    *("${7*7}", "../../etc/passwd", "\r\nX: y", "[]", "{}", "null", "true", "%", "%00"),
)
FIELDS = (
    *("line", "date", "amount", "note", "name", "email", "phone", "reason", "cause"),
    *("count", "rhythm", "date_first", "amount_first", "reference", "fingerprint"),
    *("agreed", "lang", "code", "company_id", "kind", "plan_id", "csrf_token"),
)
KINDS = ("promise", "plan", "dispute", "paid", "contact", "cause", "x", "_kinds", "é")


def raw(text):
    """What a program sends and no browser would."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


@tagged("post_install", "-at_install")
class TestPageFuzz(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"dunning_page_answers": 100_000, "dunning_hold_on_reply": True}
        )
        cls.stranger = cls.make_partner("Autre Client")
        cls.secret = cls.make_invoice(partner=cls.stranger, amount=777.0)
        cls.plan = cls.env["dunning.payment.plan"].create(
            {
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "move_ids": cls.make_invoice(amount=50.0).ids,
                "date_first": days(2),
            }
        )
        cls.plan.action_compute()
        cls.plan.action_propose()
        cls.own = [str(number) for number in cls.receivable(cls.move).ids]
        cls.others = [
            *map(str, cls.receivable(cls.secret).ids),
            *(str(cls.secret.id), str(cls.stranger.id)),
        ]
        cls.values = (
            st.sampled_from([*ODD, *cls.own, *cls.others, str(days(3)), "10"])
            | st.sampled_from(cls.own)
            | st.text(max_size=20)
        )
        cls.forms = st.lists(st.tuples(st.sampled_from(FIELDS), cls.values), max_size=8)

    # === WHAT IS WRITTEN ===

    def tables(self):
        """Everything an answer may write, and what it may not."""
        names = {
            model._table
            for name, model in self.env.registry.items()
            if name.startswith("dunning.")
            and not (model._abstract or model._transient)
            and model._auto
            and name
            not in ("dunning.throttle", "dunning.link", "dunning.dashboard.kept")
        }
        return sorted(
            names
            | {
                "account_move",
                "account_move_line",
                "payment_transaction",
                "res_partner",
            }
            | {"mail_message", "mail_activity", "mail_mail", "ir_attachment"}
        )

    def written(self):
        """How much there is of each, and a sum of all it says."""
        self.env.flush_all()
        counts = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, COUNT(*), SUM(HASHTEXT((TO_JSONB(t) - %s)::text)::bigint)"
                " FROM %s t",
                table,
                # tries are counted, that is what they are for
                ["page_tries", "page_day", "write_date", "write_uid"],
                SQL.identifier(table),
            )
            for table in self.tables()
        )
        self.env.cr.execute(counts)
        return sorted(self.env.cr.fetchall())

    @contextmanager
    def nothing_unexplained(self):
        """Refused: nothing is written. Taken: the page says so."""
        before, answers = self.written(), []
        yield answers.append
        for response in answers:
            self.assertLess(response.status_code, 500, response.text[:2000])
            for secret in (self.secret.name, "777.00"):
                self.assertNotIn(secret, response.text)
        # savepoints of requests end when they do: what was kept is seen here
        self.env.invalidate_all()
        if not any('name="answered"' in response.text for response in answers):
            self.assertEqual(self.written(), before)

    def post(self, path, fields, files=None):
        body = "&".join(f"{raw(name)}={raw(value)}" for name, value in fields)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if files:
            return self.opener.post(self.base_url() + path, dict(fields), files=files)
        return self.opener.post(self.base_url() + path, body, headers=headers)

    def key(self):
        [value, *_others] = self.tree().xpath("//input[@name='csrf_token']/@value")
        return value

    # === FORMS ===

    @mute_logger("odoo.http", "werkzeug")
    def test_answers(self):
        key = self.key()
        base = self.link._get_path()

        @settings(max_examples=60, **BOUNDED)
        @given(st.sampled_from(KINDS), self.forms, st.booleans())
        def answer(kind, form, known):
            fields = [*form, *([("csrf_token", key)] if known else [])]
            # the first of several counts
            fields = sorted(fields, key=lambda field: field[1] != key)
            with self.nothing_unexplained() as said:
                said(self.post(f"{base}/answer/{quote(kind)}", fields))

        answer()
        self.assertEqual(self.page().status_code, 200)

    @mute_logger("odoo.http", "werkzeug")
    def test_answers_that_are_almost_right(self):
        """One field wrong in a form that would be taken."""
        key = self.key()
        base = self.link._get_path()
        reason = self.env.ref("relance_avancee.dunning_dispute_reason_price").id
        cause = self.env.ref("relance_avancee.dunning_cause_cash").id
        right = {
            "promise": {"line": self.own[0], "date": str(days(3)), "amount": "10"},
            "dispute": {"line": self.own[0], "reason": str(reason), "amount": "10"},
            "paid": {"line": self.own[0], "date": str(days(-3)), "amount": "10"},
            "plan": {"line": self.own[0], "count": "2", "rhythm": "month"},
            "contact": {"email": "a@b.fr", "phone": "1", "name": "Jean"},
            "cause": {"cause": str(cause), "note": "x"},
        }
        cases = st.sampled_from(sorted(right)).flatmap(
            lambda kind: st.tuples(
                st.just(kind), st.sampled_from([*right[kind], "note"]), self.values
            )
        )

        @settings(max_examples=60, **BOUNDED)
        @given(cases)
        def answer(case):
            kind, wrong, value = case
            fields = [("csrf_token", key), *(right[kind] | {wrong: value}).items()]
            with self.nothing_unexplained() as said:
                said(self.post(f"{base}/answer/{kind}", fields))
                self.env.cr.execute(
                    "SELECT COUNT(*) FROM dunning_promise WHERE amount <= 0"
                )
                self.assertEqual(self.env.cr.fetchall(), [(0,)])

        answer()

    @mute_logger("odoo.http", "werkzeug")
    def test_files(self):
        key = self.key()
        contents = st.sampled_from(
            [
                b"",
                b"%PDF",
                b"\x89PNG\r\n\x1a\n",
                b"\xff\xd8\xff",
                b"GIF89a",
                b"\0" * 100,
            ]
        )
        files = st.lists(
            st.tuples(self.values, contents | st.binary(max_size=60)), max_size=7
        )

        @settings(max_examples=20, **BOUNDED)
        @given(st.sampled_from(["dispute", "paid", "contact"]), files)
        def send(kind, sent):
            fields = {"csrf_token": key, "line": self.own[0], "date": str(days(-1))}
            named = [
                ("files", (name.encode(errors="replace").decode(), content))
                for name, content in sent
            ]
            with self.nothing_unexplained() as said:
                path = f"{self.link._get_path()}/answer/{kind}"
                said(self.post(path, fields.items(), named))

        send()

    @mute_logger("odoo.http", "werkzeug")
    def test_plan_is_accepted_by_its_form_alone(self):
        key = self.key()
        base = f"{self.link._get_path()}/plan"
        numbers = st.sampled_from(
            [str(self.plan.id), "0", "9" * 20, *self.others, "x", "-1"]
        )

        @settings(max_examples=30, **BOUNDED)
        @given(numbers, st.sampled_from(["accept", "decline", "pdf", "x"]), self.forms)
        def send(number, what, form):
            fields = [("csrf_token", key), *form]
            if what == "decline" and number == str(self.plan.id):
                # declining needs no more than the press of a button
                fields = form
            with self.nothing_unexplained() as said:
                said(self.post(f"{base}/{number}/{what}", fields))

        send()
        self.assertEqual(self.plan.state, "proposed")

    # === ADDRESSES ===

    @mute_logger("odoo.http", "werkzeug")
    def test_addresses(self):
        base = self.link._get_path()
        ends = (
            *(
                "",
                "/pay",
                "/pay/{}",
                "/invoice/{}",
                "/code/{}",
                "/plan/{}",
                "/plan/{}/pdf",
            ),
            *("/answer/{}", "/transaction/{}", "/pay/{}/give-up"),
        )
        starts = (
            base,
            "/d/{}",
            f"/my/dunning/company/{self.company.id}",
            "/my/dunning/{}",
        )
        queries = st.lists(
            st.tuples(
                st.sampled_from(
                    [*FIELDS, "simulate", "paid", "access_token", "company_id"]
                ),
                self.values,
            ),
            max_size=5,
        )

        @settings(max_examples=70, **BOUNDED)
        @given(st.sampled_from(starts), st.sampled_from(ends), self.values, queries)
        def get(start, end, value, query):
            # Odoo itself has no answer to NUL in an address that is no route of anybody
            value = value.replace("\x00", "")[:300]
            path = (start + end).replace("{}", raw(value) or "x")
            found = "&".join(f"{raw(name)}={raw(text)}" for name, text in query)
            with self.nothing_unexplained() as said:
                said(self.opener.get(f"{self.base_url()}{path}?{found}"))

        get()

    @mute_logger("odoo.http", "werkzeug")
    def test_repeats(self):
        base = self.link._get_path()
        for name in ("line", "simulate", "lang", "paid", "amount"):
            many = urlencode([(name, value) for value in ("1", "", "x", "2") * 50])
            for end in ("", "/pay"):
                with self.nothing_unexplained() as said:
                    said(self.opener.get(f"{self.base_url()}{base}{end}?{many}"))

    # === JSON ===

    @mute_logger("odoo.http", "werkzeug")
    def test_transactions(self):
        """Answers to JSON always have status 200: an error of ours has a name."""
        base = self.link._get_path()
        good = self.code(self.move)
        odd = (
            st.none()
            | st.booleans()
            | st.integers()
            | st.integers(min_value=10**20, max_value=10**40)
            | st.floats()
            | self.values
        )
        anything = st.recursive(
            odd,
            lambda inside: st.lists(inside, max_size=3)
            | st.dictionaries(st.text(max_size=5), inside, max_size=3),
            max_leaves=4,
        )
        names = st.sampled_from(
            [
                *("provider_id", "payment_method_id", "token_id", "amount", "flow"),
                *("tokenization_requested", "landing_route", "is_validation", "lang"),
                *("access_token", "csrf_token", "code", "company_id", "partner_id"),
            ]
        )
        codes = st.sampled_from(
            [good, "x", "1_1", f"{self.others[0]}_777.00", "9" * 500]
        )
        right = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": 100.0,
            "flow": "direct",
            "tokenization_requested": False,
            "is_validation": False,
        }

        @settings(max_examples=60, **BOUNDED)
        @given(codes, st.dictionaries(names, anything, min_size=1, max_size=4))
        def begin(code, params):
            messages = self.env["mail.message"].sudo()
            last = messages.search([], order="id desc", limit=1).id
            with self.nothing_unexplained() as said:
                response = self.opener.post(
                    f"{self.base_url()}{base}/transaction/{raw(code)}",
                    json.dumps({"params": right | params}),
                    headers={"Content-Type": "application/json"},
                )
                body = response.json() if response.status_code == 200 else {}
                if "result" in body:
                    # a payment begun: the form is told which one
                    self.assertTrue(body["result"].get("reference"))
                    self.transactions().unlink()
                    self.env.cr.execute("DELETE FROM payment_transaction")
                    # the invoice's history says that a payment was begun
                    messages.search([("id", ">", last)]).unlink()
                elif "error" in body:
                    kind = body["error"].get("data", {}).get("name", "")
                    self.assertTrue(
                        kind.startswith(("odoo.exceptions.", "werkzeug.exceptions.")),
                        f"{kind} {params}: {body['error']['data'].get('debug', '')[-1500:]}",
                    )
                    self.assertNotIn(self.secret.name, response.text)
                if "result" not in body:
                    said(response)

        begin()
