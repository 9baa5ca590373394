"""The same measures of account_credit_control; prints one JSON object."""

import json
import os
import sys

from session import Meter, next_working_day, odoo_env, web_server, working_day

from odoo import Command

EMAILS = 100
LETTERS = int(os.environ.get("BENCH_LETTERS", "100"))


class Peer:
    def __init__(self, env):
        self.env = env
        self.meter = Meter(env)
        self.today = working_day()

    def run(self):
        """First night, e-mails, and the night after."""
        self.set_up()
        run = self.new_run(self.today)
        self.meter.measure("first_night", run.generate_credit_lines)
        self.meter.results["first_night"]["count"] = len(run.line_ids)
        run.line_ids[:EMAILS].write({"state": "to_be_sent"})
        self.env.cr.commit()
        lines = run.line_ids[:EMAILS]
        messages = self.meter.measure("emails", lambda: self.send(lines), count=len)
        with web_server():
            self.meter.measure("letters", lambda: self.letters(messages), count=len)
        self.pretend_all_sent()
        later = self.new_run(next_working_day(self.today))
        self.meter.measure("quiet_all_sent", later.generate_credit_lines)
        self.meter.results["quiet_all_sent"]["count"] = len(later.line_ids)
        return self.meter.results

    def set_up(self):
        """Its three-step policy for our company and receivable accounts, no PDF."""
        env = self.env
        self.company = env.ref("base.main_company")
        self.policy = env.ref("account_credit_control.credit_control_3_time")
        accounts = env["account.account"].search(
            [("account_type", "=", "asset_receivable")]
        )
        self.policy.write(
            {
                "company_id": self.company.id,
                "account_ids": [Command.set(accounts.ids)],
                "apply_max_policy_level": False,
            }
        )
        self.company.write(
            {"credit_policy_id": self.policy.id, "credit_control_tolerance": 0.1}
        )
        env.ref(
            "account_credit_control.email_template_credit_control_base"
        ).report_template_ids = [Command.clear()]
        env.cr.commit()

    def new_run(self, day):
        run = self.env["credit.control.run"].create(
            {
                "date": day,
                "company_id": self.company.id,
                "policy_ids": [Command.set(self.policy.ids)],
            }
        )
        self.env.cr.commit()
        return run

    def send(self, lines):
        """Queue the messages of some lines: what its button does, without SMTP."""
        messages = self.env["credit.control.communication"]
        messages = messages._generate_comm_from_credit_lines(lines)
        messages.with_context(mail_notify_force_send=False)._generate_emails()
        return messages

    def letters(self, messages):
        """Its PDFs, one a call: Debian's wkhtmltopdf takes no more."""
        report = self.env["ir.actions.report"]
        name = "account_credit_control.report_credit_control_summary"
        return [
            report._render_qweb_pdf(name, message.ids) for message in messages[:LETTERS]
        ]

    def pretend_all_sent(self):
        """The rest of the night, without waiting for it."""
        self.env.cr.execute("UPDATE credit_control_line SET state = 'sent'")
        self.env.cr.commit()
        self.env.invalidate_all()


if __name__ == "__main__":
    with odoo_env(sys.argv[1]) as environment:
        print(json.dumps(Peer(environment).run()))
