"""The dashboard: its numbers are those of the rows a click opens."""

import datetime as dt
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.cockpit import aged_balance
from ..common import TODAY, DunningCommon, days

FILTERS = {"period": "quarter"}


@tagged("post_install", "-at_install")
class TestDashboard(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_collector = cls.make_user(
            "autre", "relance_avancee.relance_avancee_group_user"
        )
        cls.late = cls.make_invoice(days_late=40, amount=1000.0)
        cls.young = cls.make_invoice(days_late=-10, amount=400.0, invoice_date=days(-1))
        cls.other = cls.make_partner("Autre client")
        cls.other.with_company(cls.company).dunning_user_id = cls.other_collector
        cls.theirs = cls.make_invoice(days_late=5, amount=200.0, partner=cls.other)
        cls.dashboard = cls.env["dunning.dashboard"].with_company(cls.company)

    def section(self, section, **filters):
        return self.dashboard.read_section(section, {**FILTERS, **filters})

    def rows(self, what, filters=None, **details):
        """The records a click opens."""
        action = self.dashboard.open_rows(
            what, {**FILTERS, **(filters or {})}, **details
        )
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search(action["domain"])
        )

    def card(self, name, **filters):
        cards = {
            card["name"]: card for card in self.section("kpis", **filters)["cards"]
        }
        return cards[name]["value"]

    def test_figures_lead_to_their_rows(self):
        self.pay(self.late, amount=300.0, date=days(-2))
        self.assertEqual(self.card("open"), 1300.0)
        self.assertEqual(sum(self.rows("open").mapped("residual")), 1300.0)
        self.assertEqual(self.card("average_days_late"), 38)
        paid = self.rows("average_days_late")
        self.assertEqual(paid.move_id, self.late)
        self.assertEqual((paid.amount, paid.days_late), (300.0, 38))
        invoiced = self.rows("invoiced")
        self.assertEqual(sum(invoiced.mapped("amount")), self.card("invoiced"))

    def test_every_card_opens_something(self):
        for card in self.section("kpis")["cards"]:
            with self.subTest(card=card["name"]):
                self.assertTrue(card["definition"])
                action = self.dashboard.open_rows(card["name"], FILTERS)
                self.env[action["res_model"]].with_context(**action["context"]).search(
                    action["domain"], limit=1
                )

    def test_aged_balance_and_its_rows(self):
        amounts = {row["name"]: row["amount"] for row in self.section("aged")}
        self.assertEqual(amounts["31-60"], 1000.0)
        self.assertEqual(amounts["not_due"], 400.0)
        self.assertEqual(self.rows("aged", name="31-60").move_id, self.late)
        self.assertEqual(self.rows("overdue").move_id, self.late | self.theirs)

    def test_aged_balance_of_a_past_day(self):
        self.pay(self.late, date=days(-2))
        past = {"date_to": str(days(-3))}
        amounts = {row["name"]: row["amount"] for row in self.section("aged", **past)}
        self.assertEqual(amounts["31-60"], 1000.0)
        self.assertEqual(self.rows("aged", past, name="31-60").move_id, self.late)
        self.assertFalse(self.rows("aged", name="31-60"))

    def test_filter_by_collector(self):
        mine = self.company.dunning_user_id.id
        self.assertEqual(self.card("open", user_id=mine), 1400.0)
        self.assertEqual(self.card("open", user_id=self.other_collector.id), 200.0)
        rows = self.section("breakdown")["rows"]
        self.assertEqual(
            {row["id"]: row["values"]["open"] for row in rows},
            {mine: 1400.0, self.other_collector.id: 200.0},
        )
        found = self.rows("open", user_id=self.other_collector.id)
        self.assertEqual(found.move_id, self.theirs)

    def test_dso_of_past_months(self):
        self.pay(self.late, date=days(-2))
        months = self.section("dso")
        self.assertEqual(len(months), 12)
        by_month = {row["month"]: row for row in months}
        february = by_month[dt.date(2026, 2, 28)]
        self.assertEqual(february["open"], 1000.0)
        self.assertEqual(by_month[TODAY]["open"], 600.0)
        rows = self.rows("dso_month", month="2026-02-28")
        self.assertEqual(sum(rows.mapped("residual")), 1000.0)

    def test_what_works(self):
        self.deliver(self.night(days(-35)))
        self.pay(self.late, amount=600.0, date=days(-30))
        works = self.section("works")
        [row] = works["rows"]
        self.assertEqual(
            (row["contacts"], row["amount"], row["paid"]), (1, 1000.0, 600.0)
        )
        self.assertEqual(row["median_days"], 5)
        contacts = self.rows(
            "works",
            step_id=row["step_id"],
            channel=row["channel"],
            date_from=str(works["date_from"]),
            date_to=str(works["date_to"]),
        )
        self.assertEqual(contacts.move_id, self.late)

    def test_what_is_paid_after_the_next_contact_belongs_to_it(self):
        self.deliver(self.night(days(-35)))
        first = self.Action.search([("state", "=", "done")])
        self.deliver(self.night(days(-22)))
        second = self.Action.search([("state", "=", "done")]) - first
        self.assertTrue(second)
        self.pay(self.late, date=days(-20))
        contacts = self.env["dunning.report.contact"].search(
            [("move_id", "=", self.late.id)], order="date"
        )
        self.assertEqual(contacts.mapped("paid_amount"), [0.0, 1000.0])
        self.assertEqual(contacts.mapped("is_first"), [True, False])

    def test_contacts_too_young_are_left_out(self):
        self.deliver(self.night(TODAY))
        self.assertFalse(self.section("works")["rows"])

    def test_forecast_and_its_rows(self):
        weeks = self.section("forecast")["weeks"]
        self.assertEqual(len(weeks), 15)
        self.assertEqual(weeks[0]["contractual"], 1200.0)
        [week] = [row for row in weeks if row["contractual"] == 400.0]
        self.assertEqual(week["start"], dt.date(2026, 3, 16))
        found = self.rows(
            "forecast", place="week", start="2026-03-16", view="contractual"
        )
        self.assertEqual(found.move_id, self.young)

    def test_forecast_says_promises_apart(self):
        self.env["dunning.promise"].create(
            {
                "move_ids": self.late.ids,
                "amount": 700.0,
                "date": days(8),
                "company_id": self.company.id,
            }
        )
        weeks = self.section("forecast")["weeks"]
        committed = {
            row["start"]: row["committed"] for row in weeks if row["committed"]
        }
        self.assertEqual(committed, {dt.date(2026, 3, 16): 700.0})

    def test_how_last_month_s_forecast_turned_out(self):
        forecast = self.env["dunning.forecast"].sudo()
        made = dt.date(2026, 2, 2)
        forecast._keep(self.company, made)
        forecast._keep(self.company, days(-1))
        self.pay(self.late, date=dt.date(2026, 2, 12))
        outcome = self.section("forecast")["outcome"]
        self.assertEqual(outcome["made_on"], made)
        actual = {week["start"]: week["actual"] for week in outcome["weeks"]}
        self.assertEqual(actual[dt.date(2026, 2, 9)], 1000.0)
        self.assertEqual(sum(actual.values()), 1000.0)
        rows = self.rows("outcome", start="2026-02-09", made_on=str(made))
        self.assertEqual(rows.move_id, self.late)

    def test_last_night_s_forecast_replaces_the_one_before(self):
        forecast = self.env["dunning.forecast"].sudo()
        for ago in (3, 2, 1):
            forecast._keep(self.company, days(-ago))
        mine = [("company_id", "=", self.company.id)]
        self.assertEqual(
            set(forecast.search(mine).mapped("made_on")), {days(-3), days(-1)}
        )

    def test_by_risk_class(self):
        self.partner.dunning_risk = "D"
        self.env["dunning.behaviour"].sudo()._night(self.company, TODAY)
        rows = {row["risk"]: row for row in self.section("risks")}
        self.assertEqual((rows["D"]["open"], rows["D"]["overdue"]), (1400.0, 1000.0))
        self.assertEqual(self.rows("risk", risk="D").partner_id, self.partner)

    def test_workbook_has_the_same_numbers(self):
        content = self.dashboard._make_workbook(FILTERS)
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        values = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4)}
        self.assertEqual(values["Receivables"], 1600.0)

    def test_document_by_customer(self):
        prepared = aged_balance.prepare(self.env, self.dashboard._get_scope(FILTERS))
        self.assertEqual(
            [line["name"] for line in prepared["lines"]], ["Client Un", "Autre client"]
        )
        content, _name = self.dashboard._render_aged_balance(FILTERS)
        self.assertTrue(content.startswith(b"%PDF"))

    def test_no_figures_without_an_accounting_right(self):
        plain = self.make_user("sans")
        with self.assertRaises(AccessError):
            self.dashboard.with_user(plain).read_section("kpis", FILTERS)
        with self.assertRaises(ValueError):
            self.dashboard.read_section("scope", FILTERS)
        with self.assertRaises(ValueError):
            self.dashboard.open_rows("figures", FILTERS)

    def test_other_companies_do_not_count(self):
        other = self.setup_other_company()["company"]
        reader = self.make_user("lecteur", "account.group_account_readonly")
        reader.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        theirs = self.dashboard.with_user(reader).with_context(
            allowed_company_ids=other.ids
        )
        cards = theirs.read_section("kpis", FILTERS)["cards"]
        self.assertEqual(cards[0]["value"], 0)
