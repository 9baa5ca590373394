"""One real night of the demo: the cron jobs, then what they did, in one table.

Run by setup/demo in `odoo shell`, with a mail server listening (smtp_sink.py).
"""

import datetime as dt
import os
import shutil
import sys
import textwrap
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from threading import Thread
from unittest.mock import patch

from werkzeug.serving import make_server

from odoo import http
from odoo.exceptions import UserError

from odoo.addons.relance_avancee.core import calendars

DAY = dt.timedelta(days=1)
COLUMNS = (("Debtor", 33), ("Overdue", 12), ("Decision", 12), ("Step", 26), ("Why", 0))
DECISIONS = (
    "sent",
    "failed",
    "to approve",
    "to call",
    "to reconcile",
    "held",
    "waiting",
    "paid",
)


def last_working_day(company, day=None):
    """The day itself if reminders may leave on it, else the last one before it."""
    day = day or company._dunning_today()
    while not calendars.is_sending_day(day, company.country_code):
        day -= DAY
    return day


@contextmanager
def clock(env, day):
    """The add-on's only clock shows ``day``: nothing leaves on a Sunday, not even here.

    It is then ten in the morning, whatever the hour of the demo: no SMS arrives at night.
    """
    company_class = type(env["res.company"])
    morning = dt.datetime.combine(day, dt.time(9))
    with (
        patch.object(company_class, "_dunning_today", lambda _company: day),
        patch.object(company_class, "_dunning_now", lambda _company: morning),
    ):
        yield


@contextmanager
def web_server():
    """The pages this process serves; wkhtmltopdf fetches the style of invoices there."""
    server = make_server("127.0.0.1", 0, http.root, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.port}"
    reports = "odoo.addons.base.models.ir_actions_report.IrActionsReport"
    with patch(f"{reports}._get_report_url", lambda _report, layout=None: url):
        yield
    server.shutdown()


class Night:
    """The night of one company and the report about it."""

    def __init__(self, env, day):
        self.env = env
        self.company = env.company
        self.day = day

    def run(self):
        """The cron jobs, exactly as the scheduler calls them."""
        before = self.find_sent()
        started = time.monotonic()
        self.trigger("relance_avancee.ir_cron_dunning")
        self.decided_in = time.monotonic() - started
        self.trigger("mail.ir_cron_mail_scheduler_action")
        self.trigger("sms.ir_cron_sms_scheduler_action")
        self.sent_in = time.monotonic() - started - self.decided_in
        self.sent = self.find_sent() - before

    def trigger(self, name):
        """Run a job now; one that a server beside us is running is waited for."""
        for attempt in range(60):
            try:
                answer = self.env.ref(name).method_direct_trigger()
                break
            except UserError:
                self.env.cr.rollback()
                if attempt == 59:
                    raise
                time.sleep(1)
        self.env.cr.commit()
        self.env.invalidate_all()
        if answer is not True:
            raise RuntimeError(answer["params"])

    def find_sent(self):
        """Reminders the mail server or the SMS gateway took."""
        return self.env["dunning.action"].search(
            [
                (
                    "channel",
                    "in",
                    self.env["dunning.channel"]._get_registry().automatic,
                ),
                ("delivery_state", "=", "sent"),
            ]
        )

    def count_letters(self):
        """Letters that wait to be printed and posted."""
        return self.env["dunning.action"].search_count(
            [("channel", "=", "letter"), ("state", "=", "planned")]
        )

    # === REPORT ===

    def report(self):
        """One row per debtor: name, overdue, decision, step, why."""
        open_moves = self.env["account.move"].search(
            [
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("company_id", "child_of", self.company.id),
            ],
            order="invoice_date_due",
        )
        explained = defaultdict(list)
        moves = {move.id: move for move in open_moves}
        for item in open_moves._dunning_explain(self.day):
            explained[moves[item["move_id"]].commercial_partner_id].append(item)
        rows = [
            self.row(partner, explained[partner])
            for partner in open_moves.commercial_partner_id
        ]
        return sorted(
            rows, key=lambda row: (DECISIONS.index(row[2]), row[0].casefold())
        )

    def row(self, partner, items):
        overdue = self.company.currency_id.format(partner.dunning_overdue_amount)
        decision, step, why = self.about_action(partner) or self.about_debts(items)
        return partner.name, overdue, decision, step, why

    def about_action(self, partner):
        """What tonight did, or what waits for somebody; None if nothing does."""
        found = self.env["dunning.action"].search(
            [
                ("partner_id", "=", partner.id),
                "|",
                ("id", "in", self.sent.ids),
                ("state", "in", ("failed", "to_approve", "planned")),
            ]
        )
        for action in found.sorted(lambda action: action not in self.sent):
            step = action.step_id.name or ""
            if action in self.sent:
                return "sent", step, self.describe(action)
            if action.state == "failed":
                return "failed", step, action.reason
            if action.is_reconcile:
                return "to reconcile", step, action.reason
            if action.state == "to_approve":
                return "to approve", step, self.describe(action)
            if action.channel == "call" and action.activity_ids:
                return "to call", step, self.describe(action)
            if action.reason_code == "quiet_hours":
                return "waiting", step, action.reason
        return None

    def describe(self, action):
        """The oldest invoice claimed, how many more, how late, for whom.

        The amount is said when it is not simply all that is overdue.
        """
        lines = action.line_ids.filtered("step_id").sorted("date_due")
        oldest = lines[:1]
        text = oldest.move_id.name or oldest.move_name
        if len(lines) > 1:
            text += f" +{len(lines) - 1}"
        text += f", J{oldest.days_late:+d}"
        overdue = action.partner_id.dunning_overdue_amount
        if action.currency_id.compare_amounts(action.amount, overdue):
            text += f", {action.currency_id.format(action.amount)}"
        return f"{text} → {self.describe_recipients(action)}"

    def describe_recipients(self, action):
        if action.channel == "sms":
            return f"SMS {action.phone_to}"
        if action.channel == "call":
            activity = action.activity_ids[:1]
            return f"{action.call_phone} ({activity.user_id.name})"
        return ", ".join(p.email or p.name for p in self.recipients(action))

    def recipients(self, action):
        sent_to = action.mail_mail_id.sudo().recipient_ids
        return sent_to or action._get_recipients()

    def about_debts(self, items):
        """The sentence of the debt that matters most: late ones, then the nearest."""
        if not items:
            return "paid", "", self.env["dunning.explanation"]._text("paid")
        late = [i for i in items if self.date_due(i) < self.day] or items
        item = min(
            late,
            key=lambda i: (
                i["decision"] != "hold",
                i["date"] or dt.date.max,
                i["line_id"],
            ),
        )
        decision = {"hold": "held", "wait": "waiting", "send": "waiting"}
        comes = item["date"] or item["decision"] == "hold"
        step = item["step"].name if comes else ""
        return decision[item["decision"]], step or "", item["message"]

    def date_due(self, item):
        return self.env["account.move.line"].browse(item["line_id"]).date_maturity


# === OUTPUT ===


def print_table(rows):
    width = max(shutil.get_terminal_size((160, 24)).columns, 120)
    widths = [size for _name, size in COLUMNS]
    widths[-1] = width - sum(widths) - 2 * (len(widths) - 1)
    print_row([name for name, _size in COLUMNS], widths)
    print("  ".join("─" * size for size in widths))
    for row in rows:
        print_row(row, widths)


def print_row(row, widths):
    """One row over as many lines as its cells need; amounts to the right."""
    cells = [
        textwrap.wrap(text or "", size) or [""]
        for text, size in zip(row, widths, strict=True)
    ]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = [
            part.rjust(size) if index == 1 else part.ljust(size)
            for index, (part, size) in enumerate(zip(parts, widths, strict=True))
        ]
        print("  ".join(padded).rstrip())


def summary(night, rows, outbox):
    """The night in one sentence."""
    count = Counter(row[2] for row in rows)
    files = len(list(outbox.glob("*.eml")))
    mails = night.sent.filtered(lambda action: action.channel == "email")
    texts = night.sent - mails
    root = os.environ["ROOT"]
    folder = os.path.relpath(outbox, root) if outbox.is_relative_to(root) else outbox
    others = ", ".join(f"{count[decision]} {decision}" for decision in DECISIONS[1:])
    text = (
        f"{len(mails)} e-mails sent ({files} files in {folder}, one for each "
        f"recipient), {len(texts)} SMS (.txt files there); {others}."
    )
    if letters := night.count_letters():
        text += (
            f"\n{letters} letter(s) to post: Invoicing ▸ Dunning ▸ Letters ▸"
            " Print today's letters."
        )
    if not night.sent:
        text += "\nNothing left: everything due by that night had already been sent."
    return text


def run(env, outbox):
    """Run the night and print what it did."""
    admin = env.ref("base.user_admin")
    env = env(context=dict(env.context, lang=admin.lang, tz=admin.tz))
    today = env.company._dunning_today()
    day = last_working_day(env.company)
    night = Night(env, day)
    note = f"Night of {day:%A %d %B %Y}"
    if day != today:
        note += (
            f": as of the last working day, because today ({today:%A %d %B}) is not one"
            " and reminders leave on working days only"
        )
    print(note, file=sys.stderr, flush=True)
    with clock(env, day), web_server():
        night.run()
        rows = night.report()
    print()
    print_table(rows)
    print()
    print(summary(night, rows, outbox))
    print(
        f"Deciding and writing, PDFs of invoices included, took {night.decided_in:.1f} s,"
        f" sending {night.sent_in:.1f} s."
    )
