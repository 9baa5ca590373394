"""One company's night, in phases that commit: what was begun is gone on with."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...languages import spoken
from ..records import dunning_evidence  # noqa: F401 - inherited
from . import invoice_files, night

_logger = logging.getLogger(__name__)

# In order; each is a method ``_phase_<code>`` that says whether it is over.
PHASES = [
    ("settle", "What the date changes"),
    ("plan", "Planning"),
    ("review", "Re-evaluation"),
    ("send", "Sending"),
    ("close", "Worklist"),
    ("done", "Done"),
    ("stopped", "Stopped"),
]
OVER = ("done", "stopped")
NEXT = dict(
    zip(
        (code for code, _label in PHASES),
        (code for code, _label in PHASES[1:]),
        strict=False,
    )
)
KEPT_DAYS = 90


class DunningNight(models.Model):
    """What the nightly job did for one company tree, and where it is.

    A scheduled job has some seconds a call, and its worker may be killed at any moment:
    every phase commits as it goes, and the next call goes on where the last one stopped.
    Settling, planning, re-evaluation and worklist are thereby worked out once a night,
    however many calls the sending takes.
    """

    _name = "dunning.night"
    _description = "Night of reminders"
    _inherit = ["dunning.evidence"]
    _order = "id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", "Company", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Day", required=True)
    phase = fields.Selection(PHASES, required=True, default="settle", index=True)
    planned_until = fields.Integer(
        default=0,
        help="Debtors up to this one are planned: where the next call goes on.",
    )
    date_begun = fields.Datetime("Begun", required=True, default=fields.Datetime.now)
    date_over = fields.Datetime("Over")
    planned = fields.Integer("Reminders planned")
    files = fields.Integer("Invoices printed", compute="_compute_files")
    files_left = fields.Integer("To print", compute="_compute_files_left")
    to_send = fields.Integer("Reminders due")
    sent = fields.Integer("Reminders done")
    failed = fields.Integer("Reminders failed")
    problem = fields.Char(
        help="A part of the night that failed; the others went on. Details are in the "
        "server's log."
    )

    def _compute_files(self):
        """How many invoice PDFs were stored between the night's begin and its end."""
        # sudo: a number, of files whose names are not told
        attachments = self.env["ir.attachment"].sudo()
        for one in self:
            one.files = attachments.search_count(
                [
                    ("res_model", "=", "account.move"),
                    ("res_field", "=", "invoice_pdf_report_file"),
                    ("company_id", "child_of", one.company_id.id),
                    ("create_date", ">=", one.date_begun),
                    ("create_date", "<=", one.date_over or fields.Datetime.now()),
                ]
            )

    def _compute_files_left(self):
        """How many invoice PDFs are missing for the e-mails to send tonight."""
        for one in self:
            # sudo: a number, of what the night is about to send
            scoped = one.sudo()._scoped()
            waiting = scoped
            if one.phase == "send":
                waiting = scoped.search(scoped._get_to_send_domain(one.company_id))
            one.files_left = len(invoice_files.get_missing(waiting))

    # === THE JOB ===

    @api.model
    def _run(self):
        """Go on with tonight's nights, or begin them; one company after the other.

        :return: whether all are over; if not, the job asks to be called again
        """
        for one in self._begin():
            if not one._work():
                self._call_again()
                return False
        self.env["ir.cron"]._commit_progress(remaining=0)
        return True

    @api.model
    def _help(self):
        """Send what is planned, in a second worker beside the night's own job.

        :return: whether nothing is left to send
        """
        # sudo: the job's own records
        for one in self.sudo().search([("phase", "=", "send")], order="id"):
            if not one._scoped()._send_waiting(one.company_id):
                self._call_again()
                return False
        self.env["ir.cron"]._commit_progress(remaining=0)
        return True

    @api.model
    def _begin(self):
        """Tonight's unfinished nights; new ones for every company when there are none.

        What an earlier day left unfinished is stopped: the new day decides anew.
        """
        found = []
        night.in_own_transaction(
            self, lambda: found.append(self._take_or_create()), self.env.company
        )
        # sudo: the job's own records
        return self.sudo().browse(found[-1] if found else ())

    def _take_or_create(self):
        """Ids of the nights to work on; two workers begin together make them once."""
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(hashtext('relance_avancee.night'))")
        )
        # sudo: the job's own records
        nights = self.sudo().search([("phase", "not in", OVER)], order="id")
        late = nights.filtered(lambda one: one.date != one.company_id._dunning_today())
        late.write({"phase": "stopped", "date_over": fields.Datetime.now()})
        if nights - late:
            return (nights - late).ids
        # sudo: every company has its night
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        # sudo: the job's own records
        return (
            self.sudo()
            .create(
                [
                    {"company_id": company.id, "date": company._dunning_today()}
                    for company in companies
                ]
            )
            .ids
        )

    @api.model
    def _call_again(self):
        """Trigger this job again: it continues once the other jobs have run."""
        cron_id = self.env.context.get("cron_id")
        # sudo: the job wakes itself
        job = self.env["ir.cron"].sudo().browse(cron_id or ()).exists()
        if job:
            job._trigger()
        self.env["ir.cron"]._commit_progress(remaining=1)

    # === ITS PHASES ===

    def _work(self):
        """Go through the phases that are left.

        A phase is kept in the database where beginning again would cost: before the
        sending, and where time is over. What a killed call leaves out is done again.

        :return: False when time is over before the end
        """
        self.ensure_one()
        phase = self.phase
        while phase not in OVER:
            if not self._do_phase(phase):
                self._keep(phase)
                return False
            phase = NEXT[phase]
            if phase == "send" or phase in OVER:
                self._keep(phase)
        return True

    def _do_phase(self, phase):
        """Run one phase; an unexpected error is noted, and the next phases run.

        :return: False when time is over before the end
        """
        try:
            return getattr(self, f"_phase_{phase}")()
        except Exception as error:
            self.env.cr.rollback()
            self.env.transaction.clear()
            company_id = self.company_id.id
            _logger.warning(
                "Dunning of company %s, %s failed", company_id, phase, exc_info=True
            )
            self._note(error)
            return True

    def _keep(self, phase):
        """Store the phase at which the next call continues; the figures at the end."""

        def write():
            # another worker may have ended it already
            if self.phase in OVER:
                return
            values = {"phase": phase}
            if phase == "send":
                domain = self._scoped()._get_to_send_domain(self.company_id)
                waiting = self.env["dunning.action"].search_count(domain)
                values["to_send"] = max(waiting, self.to_send)
            if phase in OVER:
                values |= {"date_over": fields.Datetime.now(), **self._count()}
            self.write(values)

        self._apart(write)

    def _phase_settle(self):
        """Promises kept or broken, plan lines missed, holds ended, failures tried again."""
        action, today = self._scoped(), self.date
        self._apart(lambda: action._settle(self.company_id, today))
        return True

    def _phase_plan(self):
        """Decide and plan, a group of debtors a transaction."""
        planner = self._scoped().env["dunning.planner"]
        root, cron = self.company_id, self.env["ir.cron"]
        groups = []
        self._apart(
            lambda: groups.extend(
                planner._get_groups(root, self.date, self.planned_until)
            )
        )
        for number, group in enumerate(groups, 1):
            self._apart(lambda: self._plan_group(planner, group))  # noqa: B023
            if not cron._commit_progress(1, remaining=1) and number < len(groups):
                return False
        return True

    def _plan_group(self, planner, group):
        actions = planner._plan_group(self.company_id, self.date, group)
        if actions is not None:
            self.planned += len(actions)
            self.planned_until = max(group.partner_ids or [self.planned_until])

    def _phase_review(self):
        """Re-evaluate the reminders that wait for a user; cancel those no longer due."""
        night.reevaluate_waiting(self._scoped(), self.company_id)
        return True

    def _phase_send(self):
        """Hand over what is due, in batches; other workers may help."""
        self._wake_helpers()
        return self._scoped()._send_waiting(self.company_id)

    def _phase_close(self):
        """What follows the sending; extended by parts that list what is left to do."""
        return True

    def _wake_helpers(self):
        """The jobs that send beside this one, on whatever host has a free cron worker."""
        # sudo: the job wakes its helpers
        jobs = self.env["ir.cron"].sudo()._get_dunning_helpers()
        for job in jobs:
            job._trigger()

    # === MEANS ===

    def _scoped(self):
        """Actions as the company's night writes them: its tree, its language."""
        self.ensure_one()
        root = self.company_id
        return (
            self.env["dunning.action"]
            .with_company(root)
            .with_context(
                allowed_company_ids=self.env["res.company"]
                .search([("id", "child_of", root.id)])
                .ids,
                lang=spoken(self.env, root.partner_id.lang),
            )
        )

    def _apart(self, work):
        """Run one piece of the night in its own transaction; note its error, if any."""
        error = night.in_own_transaction(self, work, self.company_id)
        if error is not None:
            self._note(error)
        return error

    def _note(self, error):
        # the text of an error may quote the debtor
        problem = type(error).__name__
        night.in_own_transaction(
            self, lambda: self.write({"problem": problem}), self.company_id
        )

    def _count(self):
        """Numbers of reminders done and failed that night, for the list of nights."""
        if not self.to_send:
            return {}
        # sudo: figures of the whole night, of every branch
        action = self.env["dunning.action"].sudo()
        day = [
            ("company_id", "child_of", self.company_id.id),
            ("date_planned", "<=", self.date),
            ("write_date", ">=", self.date_begun),
        ]
        return {
            "sent": action.search_count(
                [*day, ("state", "=", "done"), ("date_done", "=", self.date)]
            ),
            "failed": action.search_count([*day, ("state", "=", "failed")]),
        }

    @api.autovacuum
    def _gc_old(self):
        """Nights of the past are forgotten after some months."""
        before = fields.Date.today() - timedelta(days=KEPT_DAYS)
        self.search([("date", "<", before)]).unlink()
