"""What a collector or a manager waits for on a big ledger; prints one JSON object.

Usage: screens.py DATABASE [--only WORD] [--explain]: after history.py. Each screen is
opened as the web client does: the fields of its list, the first page, the count.
``--explain`` prints the plans of the statements that took longest to standard error.
"""

import json
import sys
from datetime import timedelta

from explain import Slow
from session import Meter, odoo_env, working_day

from odoo.tools.safe_eval import safe_eval

PAGE = 80
COUNT_LIMIT = 10_000
SECTIONS = ("kpis", "aged", "dso", "forecast", "works", "breakdown", "risks")


class Screens:
    def __init__(self, env, only=""):
        self.meter = Meter(env)
        self.only = only
        self.night_env = env
        admin = env.ref("base.user_admin")
        company = env.company.root_id
        # as a user: record rules are part of what is waited for
        self.env = env(
            user=admin.id,
            context={**env.context, "allowed_company_ids": company.ids},
        )
        self.company = company.with_env(self.env)
        self.today = working_day()

    def run(self):
        for name, work in self.nightly().items():
            self.measure(name, work, repeat=1)
        for name, work in self.screens().items():
            self.measure(name, work)
        return self.meter.results

    def measure(self, name, work, repeat=2):
        if any(word in name for word in self.only.split("|")):
            self.meter.measure(name, work, repeat=repeat)
            took = self.meter.results[name]
            print(f"    {name}: {took['seconds']:.2f} s", file=sys.stderr, flush=True)

    def nightly(self):
        env, root = self.night_env, self.company.with_env(self.night_env)
        behaviour = env["dunning.behaviour"]
        return {
            "Night: behaviour and risk, the first time": lambda: behaviour._recompute(
                root, self.today
            ),
            "Night: behaviour and risk, nothing new": lambda: behaviour._recompute(
                root, self.today
            ),
            "Night: cash forecast": lambda: env["dunning.forecast"]._keep(
                root, self.today
            ),
            "Night: expected dates of every open invoice": self.expect_all,
            "Night: work of the collectors": lambda: env["dunning.work"]._refresh(root),
            "Night: calendar of 30 days": lambda: env["dunning.coming"]._keep(root),
        }

    def expect_all(self):
        root = self.company.with_env(self.night_env)
        forecast = self.night_env["dunning.forecast"]
        domain = self.night_env["dunning.figures"]._get_domain(root)
        debts = forecast._read_debts(domain, self.today)
        return forecast._read_expected(root, debts, self.today)

    def screens(self):
        """What is opened, by the name shown in the report."""
        past = {"date_to": str(self.today - timedelta(days=365))}
        mine = {"user_id": self.env.uid}
        found = {
            f"Dashboard, worked out: {name}": lambda name=name: self.section(name)
            for name in SECTIONS
        }
        # the first turn may have to work it out, the better one is what is opened
        found |= {
            f"Dashboard, opened: {name}": lambda name=name: self.kept(name)
            for name in SECTIONS
        }
        found |= {
            "Dashboard, worked out: breakdown by month": lambda: self.section(
                "breakdown", {"by": "month"}
            ),
            "Dashboard: filters": self.env["dunning.dashboard"].get_options,
            "Dashboard, worked out: kpis, a year ago": lambda: self.section(
                "kpis", past
            ),
            "Dashboard, worked out: aged, a year ago": lambda: self.section(
                "aged", past
            ),
            "Dashboard, worked out: kpis of one collector": lambda: self.section(
                "kpis", mine
            ),
            "Dashboard, worked out: forecast of one collector": lambda: self.section(
                "forecast", mine
            ),
            "Company figures (`_dunning_kpis`)": lambda: self.company._dunning_kpis(
                self.today - timedelta(days=89), self.today
            ),
        }
        for day, name in ((self.today, "today"), (self.year_ago(), "a year ago")):
            found[f"Aged balance, {name}"] = (
                lambda day=day: self.company._dunning_aged_balance(day)
            )
        for what in ("open", "invoiced", "late_rate", "recovery_rate"):
            found[f"Rows behind: {what}"] = lambda what=what: self.rows(what)
        found |= {
            "My day": self.my_day,
            "Today's actions": lambda: self.listed("dunning_action_action_today"),
            "Today's actions by step": lambda: self.grouped(
                "dunning_action_action_today", ["step_id"], ["amount:sum"]
            ),
            "Customers to remind": lambda: self.listed("res_partner_action_debtors"),
            "Payment behaviour": lambda: self.listed("dunning_behaviour_action"),
            "Calendar of 30 days": self.calendar,
            "Invoices with the dunning columns": self.invoices,
            "Invoices by level": self.invoices_by_level,
            "Why, on a past day": self.why,
            "The debtor's card": self.card,
            "Customer form": lambda: self.form(self.debtor()),
            "Invoice form": lambda: self.form(self.an_invoice()),
            "Accounting dashboard": self.journals,
        }
        for name in ("balance", "payment", "contact", "movement"):
            found |= self.report(name)
        return found

    def year_ago(self):
        return self.today - timedelta(days=365)

    # === DASHBOARD ===

    def section(self, name, filters=None):
        return self.env["dunning.dashboard"].read_section(name, filters or {})

    def kept(self, name):
        return self.env["dunning.dashboard"].read_kept(name, {})

    def rows(self, what):
        return self.opened(self.env["dunning.dashboard"].open_rows(what, {}))

    # === LISTS ===

    def listed(self, xmlid):
        return self.opened(
            self.env["ir.actions.act_window"]._for_xml_id(f"relance_avancee.{xmlid}")
        )

    def opened(self, action, order=None, domain=(), columns=()):
        """First page and count, with the columns the list shows."""
        model = self.env[action["res_model"]].with_context(**self.context(action))
        views = dict((kind, view) for view, kind in action["views"])
        arch = model.get_view(views.get("list") or None, "list")
        names = self.shown(model, arch["arch"]) | set(columns)
        return model.web_search_read(
            [*self.domain(action), *domain],
            {name: self.specification(model, name) for name in names},
            limit=PAGE,
            order=order,
            count_limit=COUNT_LIMIT + 1,
        )

    def context(self, action):
        context = action.get("context") or {}
        return safe_eval(context) if isinstance(context, str) else context

    def domain(self, action):
        """The action's own, and that of the filter it opens with."""
        domain = action.get("domain") or []
        domain = safe_eval(domain) if isinstance(domain, str) else list(domain)
        if "search_default_today" in self.context(action):
            domain += [
                ("state", "in", ("planned", "to_approve", "failed")),
                ("date_planned", "<=", self.today),
            ]
        if "search_default_year" in self.context(action):
            domain += [("date", ">", self.year_ago())]
        return domain

    def shown(self, model, arch):
        """Fields of a list that are not hidden until somebody asks for them."""
        from lxml import etree

        return {
            node.get("name")
            for node in etree.fromstring(arch).iter("field")
            if node.get("optional") != "hide" and node.get("name") in model._fields
        }

    def specification(self, model, name):
        kind = model._fields[name].type
        if kind in ("many2one", "many2many"):
            return {"fields": {"display_name": {}}}
        return {"fields": {}} if kind == "one2many" else {}

    def grouped(self, xmlid, groupby, aggregates):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"relance_avancee.{xmlid}"
        )
        return self.env[action["res_model"]].formatted_read_group(
            self.domain(action), groupby, ["__count", *aggregates]
        )

    def paged(self, xmlid, aggregates):
        """A list grouped by customer, as the client asks for it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"relance_avancee.{xmlid}"
        )
        return self.env[action["res_model"]].web_read_group(
            self.domain(action), ["partner_id"], aggregates, limit=PAGE
        )

    def report(self, name):
        """The list of a view, grouped by customer, and the pivot it opens with."""
        xmlid = f"dunning_report_{name}_action"
        measure = "residual:sum" if name == "balance" else "amount:sum"
        place = "bucket" if name == "balance" else "date:month"
        return {
            f"Analysis, {name}: list": lambda: self.listed(xmlid),
            f"Analysis, {name}: by {place}": lambda: self.grouped(
                xmlid, [place], [measure]
            ),
            f"Analysis, {name}: by customer": lambda: self.paged(xmlid, [measure]),
        }

    # === SCREENS OF THEIR OWN ===

    def my_day(self):
        action = self.env["dunning.work"]._open()
        return self.opened(action)

    def calendar(self):
        """A month of it: as many reminders as the client asks for."""
        action = self.env["dunning.coming"].action_open()
        return self.opened(action)

    def invoices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return self.opened(
            action,
            domain=[("payment_state", "=", "not_paid")],
            columns=("dunning_step_id", "dunning_last_date", "dunning_explanation"),
        )

    def invoices_by_level(self):
        return self.env["account.move"].web_read_group(
            [("move_type", "=", "out_invoice")],
            ["dunning_step_id"],
            ["amount_total_signed:sum"],
        )

    def why(self):
        return self.an_invoice()._dunning_explain_past(self.today - timedelta(days=20))

    def card(self):
        return self.form(self.env["dunning.work"].search([], limit=1))

    def debtor(self):
        return self.an_invoice().commercial_partner_id

    def an_invoice(self):
        domain = [("move_type", "=", "out_invoice"), ("payment_state", "=", "not_paid")]
        return self.env["account.move"].search(domain, limit=1, order="id desc")

    def journals(self):
        journals = self.env["account.journal"].search([("type", "=", "sale")])
        return journals._get_journal_dashboard_data_batched()

    def form(self, record):
        """Every field of the form, one2many with their lines as their lists have them."""
        names = self.env[record._name].get_view(None, "form")["models"][record._name]
        return record.web_read(
            {name: self.specification(record, name) for name in names}
        )


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    with odoo_env(sys.argv[1]) as env:
        # one process does all the work, so that its processor seconds are all there are
        env.cr.execute("SET max_parallel_workers_per_gather = 0")
        env.cr.commit()
        screens = Screens(env, only)
        if "--explain" in sys.argv:
            with Slow(env) as slow:
                screens.run()
            print(slow.explain(), file=sys.stderr)
        else:
            screens.run()
        print(json.dumps(screens.meter.results))


if __name__ == "__main__":
    main()
