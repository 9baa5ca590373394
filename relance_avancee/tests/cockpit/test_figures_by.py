"""Every figure by company, collector, scenario, segment and month.

First on a small ledger worked out by hand, then on random ones against loops over each
debt, promise and dispute.
"""

import datetime as dt
import random

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...models.cockpit.figure_sums import DIMENSIONS
from ..common import TODAY, DunningCommon
from .test_figures_random import FIRST, RandomLedger, expected_kpis

JANUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


class SaidCommon:
    """What customers say, with the dates one wants."""

    def promise(self, moves, day, state=None, amount=None, partner=None):
        with freeze_time(f"{day} 10:00:00"):
            promise = self.env["dunning.promise"].create(
                {
                    "move_ids": moves.ids,
                    "partner_id": (partner or moves.commercial_partner_id).id,
                    "company_id": self.company.id,
                    "date": day,
                    **({"amount": amount} if amount else {}),
                }
            )
            if state:
                promise._close(state, day)
        return promise

    def dispute(self, move, opened, closed=None, amount=0.0, state="resolved"):
        dispute = (
            self.env["dunning.dispute"]
            .sudo()
            .create({"move_id": move.id, "amount": amount, "date_opened": opened})
        )
        if closed:
            dispute._end(state, "rejected", closed)
        return dispute


@tagged("post_install", "-at_install")
class TestFiguresBy(SaidCommon, DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.make_user(
            "autre", "relance_avancee.relance_avancee_group_user"
        )
        cls.person = cls.make_partner(
            "Mme Martin", is_company=False, dunning_debtor_kind="consumer"
        )
        cls.person.with_company(cls.company).write(
            {"dunning_user_id": cls.collector.id, "dunning_risk": "C"}
        )
        cls.other_scenario = cls.make_scenario(5, company_id=cls.company.id)
        cls.mine = cls._invoice(dt.date(2026, 1, 10), 1000.0)
        cls.second = cls._invoice(dt.date(2026, 2, 20), 400.0)
        cls.hers = cls._invoice(
            dt.date(2026, 2, 10),
            600.0,
            partner=cls.person,
            dunning_scenario_id=cls.other_scenario.id,
        )

    @classmethod
    def _invoice(cls, due, amount, **values):
        return cls.make_invoice(days_late=(TODAY - due).days, amount=amount, **values)

    def by(self, dimension, first=JANUARY, last=MARCH):
        return self.company._dunning_kpis(first, last, by=dimension)

    def test_promises_kept(self):
        # two thirds of a promise were about his second invoice and mine, one broken
        self.promise(self.mine | self.second, dt.date(2026, 3, 5), "kept")
        self.promise(self.second, dt.date(2026, 3, 6), "broken", amount=400.0)
        self.promise(self.hers, dt.date(2026, 3, 7), "kept")
        self.promise(self.hers, dt.date(2026, 3, 8))
        # all she owes, no invoice named: hers by person and collector all the same
        everything = self.env["account.move"]
        self.promise(
            everything, dt.date(2026, 3, 9), "broken", amount=5.0, partner=self.person
        )
        for dimension, his, hers in (
            ("user_id", self.company.dunning_user_id, self.collector),
            ("debtor_kind", "company", "consumer"),
        ):
            found = self.by(dimension)
            self.assertAlmostEqual(found[his]["promise_keep_rate"], 0.5)
            self.assertAlmostEqual(found[hers]["promise_keep_rate"], 0.5)
        found = self.by("risk")
        self.assertAlmostEqual(found["C"]["promise_keep_rate"], 0.5)
        found = self.by("scenario_id")
        # half of what no scenario reached: kept once, broken twice
        nothing = self.env["dunning.scenario"]
        self.assertAlmostEqual(found[nothing]["promise_keep_rate"], 1 / 3)
        self.assertAlmostEqual(found[self.other_scenario]["promise_keep_rate"], 1.0)
        self.assertAlmostEqual(
            self.by("company_id")[self.company]["promise_keep_rate"], 0.5
        )
        rows = self.env["dunning.report.promise"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(sorted(rows.mapped("promises")), [0.5, 0.5, 1.0])
        self.assertEqual(sum(rows.mapped("amount")), 1400.0 + 400.0)

    def test_a_promise_without_invoice_follows_the_customer_s_own_scenario(self):
        self.person.with_company(self.company).dunning_scenario_id = self.other_scenario
        promise = self.promise(
            self.env["account.move"], TODAY, amount=50.0, partner=self.person
        )
        row = self.env["dunning.report.promise"].search(
            [("promise_id", "=", promise.id)]
        )
        self.assertEqual(row.scenario_id, self.other_scenario)
        self.assertFalse(row.move_id)
        self.assertEqual((row.promises, row.amount), (1.0, 50.0))
        self.assertEqual(row.action_open_promise()["res_id"], promise.id)

    def test_disputes(self):
        self.dispute(self.mine, dt.date(2026, 1, 20), dt.date(2026, 2, 1), 250.0)
        self.dispute(self.hers, dt.date(2026, 2, 20), dt.date(2026, 3, 2))
        self.dispute(
            self.second, dt.date(2026, 3, 1), dt.date(2026, 3, 2), state="cancelled"
        )
        found = self.by("user_id")
        mine = found[self.company.dunning_user_id]
        # 250 of 1000 + 400 invoiced; from 20 January to 1 February
        self.assertAlmostEqual(mine["dispute_rate"], 250 / 1400)
        self.assertAlmostEqual(mine["dispute_length"], 12)
        hers = found[self.collector]
        self.assertAlmostEqual(hers["dispute_rate"], 1.0)
        self.assertAlmostEqual(hers["dispute_length"], 10)
        by_scenario = self.by("scenario_id")
        self.assertAlmostEqual(by_scenario[self.other_scenario]["dispute_length"], 10)

    def test_month_by_month(self):
        """The cut of each month, worked out by hand."""
        self.dispute(self.mine, dt.date(2026, 1, 20), dt.date(2026, 2, 1), 250.0)
        self.promise(self.mine, dt.date(2026, 1, 31), "broken")
        self.promise(self.second, dt.date(2026, 2, 28), "kept")
        self.pay(self.mine, amount=600.0, date=dt.date(2026, 2, 9))
        self.pay(self.second, date=dt.date(2026, 3, 2))
        found = self.by("month", dt.date(2026, 1, 5), TODAY)
        january, february, march = (found[dt.date(2026, n, 1)] for n in (1, 2, 3))
        self.assertEqual(len(found), 3)
        self.assertEqual(
            [month["open"] for month in (january, february, march)],
            [1000.0, 1400.0, 1000.0],
        )
        self.assertEqual(
            [month["invoiced"] for month in (january, february, march)],
            [1000.0, 1000.0, 0.0],
        )
        # 5 to 31 January: 27 days
        self.assertAlmostEqual(january["dso"], 27.0)
        self.assertAlmostEqual(february["dso"], 1400 / 1000 * 28)
        self.assertIsNone(march["dso"])
        # February's 1000 is not enough for 1400: then 400 of January's 1000
        self.assertAlmostEqual(february["dso_count_back"], 28 + 400 / 1000 * 31)
        self.assertAlmostEqual(january["dso_count_back"], 31)
        self.assertIsNone(january["average_days_late"])
        self.assertAlmostEqual(february["average_days_late"], 30)
        self.assertAlmostEqual(march["average_days_late"], 10)
        # opening 1000, invoiced 1000, closing 1400, all of it due
        self.assertAlmostEqual(february["cei"], (2000 - 1400) / 2000 * 100)
        self.assertEqual(january["promise_keep_rate"], 0.0)
        self.assertEqual(february["promise_keep_rate"], 1.0)
        self.assertAlmostEqual(january["dispute_rate"], 0.25)
        self.assertAlmostEqual(february["dispute_length"], 12)

    # === ON THE DASHBOARD ===

    def table(self, by, **filters):
        dashboard = self.env["dunning.dashboard"].with_company(self.company)
        data = dashboard.read_section("breakdown", {"by": by, **filters})
        return {row["id"]: row for row in data["rows"]}, data

    def rows(self, name, **details):
        dashboard = self.env["dunning.dashboard"].with_company(self.company)
        action = dashboard.open_rows(name, {"period": "quarter"}, **details)
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search(action["domain"])
        )

    def test_every_cell_of_the_table_opens_its_rows(self):
        self.promise(self.hers, dt.date(2026, 3, 7), "kept")
        self.dispute(self.mine, dt.date(2026, 1, 20), dt.date(2026, 2, 1), 250.0)
        for by, key in (
            ("user_id", self.collector.id),
            ("debtor_kind", "consumer"),
            ("risk", "C"),
            ("scenario_id", self.other_scenario.id),
        ):
            with self.subTest(by=by):
                row = self.table(by)[0][key]
                self.assertEqual(row["values"]["open"], 600.0)
                self.assertEqual(row["values"]["promise_keep_rate"], 1.0)
                self.assertEqual(row["values"]["dispute_length"], None)
                self.assertEqual(self.rows("open", by=by, key=key).move_id, self.hers)
                self.assertEqual(
                    self.rows("promise_keep_rate", by=by, key=key).move_id, self.hers
                )
                self.assertFalse(self.rows("dispute_length", by=by, key=key))
        found = self.rows("dispute_length", by="scenario_id", key=False)
        self.assertEqual(found.move_id, self.mine)

    def test_a_month_of_the_table_opens_that_month(self):
        table, data = self.table("month", period="quarter")
        self.assertEqual(
            [row["id"] for row in data["rows"]],
            ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"],
        )
        self.assertEqual(table["2026-01-01"]["values"]["invoiced"], 1000.0)
        self.assertEqual(
            self.rows("invoiced", by="month", key="2026-01-01").move_id, self.mine
        )
        self.assertEqual(
            self.rows("invoiced", by="month", key="2026-02-01").move_id,
            self.second | self.hers,
        )
        self.assertEqual(
            self.rows("open", by="month", key="2026-01-01").move_id, self.mine
        )

    def test_what_may_be_chosen(self):
        dashboard = self.env["dunning.dashboard"]
        names = [item["name"] for item in dashboard.get_options()["dimensions"]]
        self.assertEqual(names, [*DIMENSIONS, "month"])
        self.assertEqual(self.table("password")[1]["by"], "user_id")
        with self.assertRaises(ValueError):
            dashboard.open_rows("open", {}, by="partner_id.name", key="x")

    def test_rows_of_other_companies_are_not_seen(self):
        self.promise(self.hers, TODAY)
        self.dispute(self.mine, TODAY)
        other = self.setup_other_company()["company"]
        reader = self.make_user("lecteur", "account.group_account_readonly")
        reports = ("dunning.report.promise", "dunning.report.dispute")
        for model in reports:
            self.assertTrue(self.env[model].with_user(reader).search([]))
        reader.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in reports:
            self.assertFalse(self.env[model].with_user(reader).search([]))
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.make_user(model)).search([])


def expected_said(promises, disputes, items, date_from, date_to):
    """The figures on what was promised, disputed and reminded, one loop each."""

    def within(day):
        return day and date_from <= day <= date_to

    decided = [
        (share, state)
        for share, state, day in promises
        if within(day) and state in ("kept", "broken")
    ]
    total = sum(share for share, _state in decided)
    sales = sum(item["amount"] for item in items if within(item["date"]))
    disputed = sum(amount for amount, opened, _closed in disputes if within(opened))
    lengths = [
        (closed - opened).days for _amount, opened, closed in disputes if within(closed)
    ]
    reminded = recovered = collected = contacts = 0.0
    for item in items:
        first = min((day for day, _amount, _share in item["contacts"]), default=None)
        contacts += sum(share for day, _a, share in item["contacts"] if within(day))
        collected += sum(
            amount
            for day, amount in item["matches"]
            if item["amount"] > 0 and within(day) and first and first <= day
        )
        if within(first):
            claimed = next(a for day, a, _s in item["contacts"] if day == first)
            reminded += claimed
            recovered += min(
                claimed,
                sum(
                    amount
                    for day, amount in item["matches"]
                    if first <= day <= first + dt.timedelta(days=30)
                ),
            )
    kept = sum(share for share, state in decided if state == "kept")
    return {
        "promise_keep_rate": kept / total if total else None,
        "dispute_rate": disputed / sales if sales > 0 else None,
        "dispute_length": sum(lengths) / len(lengths) if lengths else None,
        "recovery_rate": recovered / reminded if reminded else None,
        "contacts_per_thousand": contacts / collected * 1000 if collected else None,
    }


@tagged("post_install", "-at_install")
class TestFiguresByRandom(SaidCommon, RandomLedger):
    def setUp(self):
        super().setUp()
        self.collector = self.make_user(
            "autre", "relance_avancee.relance_avancee_group_user"
        )
        self.scenarios = self.make_scenario(
            5, 25, company_id=self.company.id
        ) | self.make_scenario(10, company_id=self.company.id)
        self.company.dunning_scenario_id = self.scenarios[0]
        self.customers = self.make_partner("Un") | self.make_partner(
            "Deux", is_company=False, dunning_debtor_kind="consumer"
        )
        self.customers |= self.make_partner("Trois")
        here = self.customers.with_company(self.company)
        here[1].dunning_user_id = self.collector
        here[1].dunning_risk = "D"
        here[2].dunning_risk = "A"
        here[2].dunning_scenario_id = self.scenarios[1]
        self.all_moves = self.env["account.move"]
        self.promises, self.disputes = [], []

    def _invoices(self, rng):
        moves = self.env["account.move"]
        for customer in self.customers:
            self.partner = customer
            for _number in range(6):
                move = self._document(rng)
                if rng.random() < 0.3:
                    move.dunning_scenario_id = self.scenarios[1]
                moves |= move
        return moves

    def _remind(self, rng):
        for _number in range(4):
            self.deliver(self.night(self._day(rng)))

    def _pay(self, rng, moves):
        for move in moves:
            if rng.random() < 0.7:
                part = rng.choice((1, 1, 0.37))
                day = self._day(rng, move.invoice_date)
                self.pay(move, amount=move.amount_residual * part, date=day)
        note = self._document(rng, "out_refund")
        target = moves.filtered(
            lambda move: move.partner_id == self.partner and move.amount_residual
        )
        self.match(note, target[:1])
        return note

    def _say(self, rng, moves):
        """Promises and disputes, kept as the loops need them."""
        for partner in self.customers:
            mine = moves.filtered(
                lambda move, partner=partner: move.partner_id == partner
            )
            for currency in mine.currency_id:
                some = mine.filtered(lambda move, c=currency: move.currency_id == c)
                named = some[: rng.randrange(1, 4)]
                state = rng.choice(("kept", "broken", None))
                promise = self.promise(named, self._day(rng), state, amount=10.0)
                self.promises += [(move, 1 / len(named), promise) for move in named]
            move = rng.choice(mine)
            opened = self._day(rng, move.invoice_date)
            closed = rng.choice((None, self._day(rng, opened)))
            amount = rng.choice((0.0, 12.5))
            dispute = self.dispute(move, opened, closed, amount)
            self.disputes.append((move, dispute))

    def _list_said(self, mine):
        """What the loops need of what customers said about some invoices."""
        promises = [
            (share, promise.state, promise.date)
            for move, share, promise in self.promises
            if mine(move)
        ]
        disputes = [
            (
                move.amount_total_signed
                * (dispute.amount / move.amount_total if dispute.amount else 1),
                dispute.date_opened,
                dispute.date_closed if dispute.state == "resolved" else None,
            )
            for move, dispute in self.disputes
            if mine(move)
        ]
        return promises, disputes

    def _with_contacts(self, moves):
        """The items of the ledger, each with the contacts made about it."""
        lines = self.receivable(moves)
        contacts = self.env["dunning.action.line"].search(
            [("line_id", "in", lines.ids), ("state", "=", "done")], order="id"
        )
        found = []
        for line, item in zip(lines, self._items(moves), strict=True):
            item["move"] = line.move_id
            item["contacts"] = [
                (
                    contact.action_id.date_done,
                    contact.amount * line.balance / line.amount_currency,
                    1 / len(contact.action_id.claimed_line_ids),
                )
                for contact in contacts
                if contact.line_id == line and contact.step_id
            ]
            found.append(item)
        return found

    def _get_keys(self, move):
        partner = move.commercial_partner_id.with_company(self.company)
        return {
            "company_id": self.company,
            "user_id": partner.dunning_user_id or self.company.dunning_user_id,
            "scenario_id": move.dunning_step_id.scenario_id
            or move.dunning_scenario_id
            or partner.dunning_scenario_id,
            "debtor_kind": partner.dunning_debtor_kind,
            "risk": partner.dunning_risk or False,
        }

    def test_figures_of_random_ledgers(self):
        for seed in (1, 2):
            rng = random.Random(seed)
            moves = self._invoices(rng)
            self._remind(rng)
            self._say(rng, moves)
            # each seed adds to the ledger of the one before
            self.all_moves |= moves | self._pay(rng, moves)
            items = self._with_contacts(self.all_moves)
            self.assertTrue(any(item["contacts"] for item in items))
            for by in DIMENSIONS:
                self._check_by(by, items)
            self._check_months(items)

    def _check_by(self, by, items):
        found = self.company._dunning_kpis(FIRST, TODAY, by=by)
        keys = {self._get_keys(item["move"])[by] for item in items}
        self.assertEqual(set(found), keys)
        for key in keys:

            def mine(move, key=key):
                return self._get_keys(move)[by] == key

            self._check_one(
                found[key],
                [item for item in items if mine(item["move"])],
                *self._list_said(mine),
                (FIRST, TODAY),
                (by, key),
            )

    def _check_months(self, items):
        start = dt.date(2025, 11, 12)
        found = self.company._dunning_kpis(start, TODAY, by="month")
        self.assertEqual(len(found), 5)
        for first, values in found.items():
            last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            self._check_one(
                values,
                items,
                *self._list_said(bool),
                (max(first, start), min(last, TODAY)),
                first,
            )

    def _check_one(self, found, items, promises, disputes, period, what):
        expected = expected_kpis(items, *period)
        expected |= expected_said(promises, disputes, items, *period)
        self.assertEqual(set(expected), set(found))
        for name, value in expected.items():
            with self.subTest(figure=name, of=what):
                if value is None:
                    self.assertIsNone(found[name])
                else:
                    self.assertIsNotNone(found[name])
                    self.assertAlmostEqual(found[name], value, 2)
