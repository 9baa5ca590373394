"""The entry points of the engine: plan, process, the night, the forecast."""

import logging
import random
import time

from odoo import api, models

from ...const import PENDING_STATES
from ...isolation import beginning_again, is_conflict
from . import invoice_files

_logger = logging.getLogger(__name__)

CRON_BATCH = 50
# After that many conflicts with other workers a piece of the night is cut in two.
TRIES = 3


class DunningRun(models.AbstractModel):
    """Mixin of ``dunning.action``: what the cron, the buttons and tests call."""

    _name = "dunning.run"
    _description = "Runs of dunning"

    @api.model
    def _plan(self, today=None):
        """Plan what is due on ``today`` for ``env.companies``; sends nothing.

        Idempotent: planning twice gives the same actions once.

        :param datetime.date today: default: each company's date today
        :return: the new actions
        """
        planner = self.env["dunning.planner"]
        actions = self.browse()
        for root in self.env.companies.root_id:
            scoped = planner.with_company(root)
            actions |= self.browse(
                scoped._plan_company(
                    root, today or root._dunning_today(), self.env.companies
                ).ids
            )
        return actions

    def _process(self, today=None):
        """Send what is still due, under lock, after asking the rules again.

        Rows another worker holds are left to it. What is no longer due is cancelled
        with its reason; in simulation nothing is sent.

        :return: the actions done
        """
        if not self.env.context.get("dunning_files_made"):
            invoice_files.make_missing(self)
        # sudo: the rules decide what leaves, whoever starts the run; buttons check rights
        locked = self.sudo().exists().try_lock_for_update()
        locked.invalidate_recordset()
        # Odoo lists and sends mails newest first: made last to first, they leave in the
        # order in which they were planned
        locked = locked.sorted(
            lambda action: (action.date_planned, action.id), reverse=True
        )
        done = self.browse()
        for root, actions in locked.grouped(
            lambda action: action.company_id.root_id
        ).items():
            day = today or root._dunning_today()
            scoped = actions.with_company(root)
            due = scoped.filtered(
                lambda action: action.state == "planned" and action.date_planned <= day  # noqa: B023
            )
            if due and root.dunning_mode != "simulation":
                planner = self.env["dunning.planner"].with_company(root)
                due._replace_leavers()
                standing = planner._redecide(root, due, day, sending=True)
                done |= standing._deliver(day)
        return self.browse(done.ids)

    @api.model
    def _forecast(self, days, today=None):
        """What would be sent on which day if nobody paid; writes nothing.

        :param int days: number of days looked at, today included
        :return: list of dicts, by date: date, company_id, partner_id, currency_id,
            scenario_id, step_id, channels, amount, line_ids (journal items claimed)
        """
        planner = self.env["dunning.planner"]
        found = []
        for root in self.env.companies.root_id:
            day = today or root._dunning_today()
            found += [
                {
                    "date": planned.date,
                    "company_id": root.id,
                    "partner_id": planned.message.debtor.partner_id,
                    "currency_id": planned.message.currency_id,
                    "scenario_id": planned.message.step.scenario_id,
                    "step_id": planned.message.step.id,
                    "channels": list(planned.message.channels),
                    "amount": sum(line.amount for line in planned.message.lines),
                    "line_ids": [
                        line.debt.id
                        for line in planned.message.lines
                        if line.step and not line.debt.plan_id
                    ],
                }
                for planned in planner._forecast_company(root, days, day)
            ]
        return sorted(found, key=lambda item: (item["date"], item["partner_id"]))

    @api.model
    def _cron_dunning(self):
        """The night, company by company: plan, then send, in pieces that commit.

        One company that cannot plan never stops the others, and one batch that
        cannot be sent never stops the next. Reasons are written in the company's
        language, not in the job's. See ``dunning.night``.
        """
        self.env["dunning.night"]._run()

    @api.model
    def _cron_dunning_help(self):
        """Send beside the night's own job: one of several workers, on any host."""
        self.env["dunning.night"]._help()

    def _send_waiting(self, company, domain=None):
        """Send the company's planned actions, batch by batch, each committed.

        The invoices a batch carries are printed before its rows are locked.

        :return: False when the job's time is over before the end
        """
        domain = domain or self._get_to_send_domain(company)
        waiting = self.search(domain, order="date_planned, id")
        cron, left = self.env["ir.cron"], len(waiting)
        for batch in waiting._cut_for_sending():
            if not batch._make_files(company):
                return False
            ready = invoice_files.filter_ready(batch)
            self._process_apart(ready.with_context(dunning_files_made=True), company)
            left -= len(batch)
            if not cron._commit_progress(len(batch), remaining=left) and left:
                return False
        return True

    def _cut_for_sending(self):
        """Batches of :const:`CRON_BATCH` messages; fewer when they are drawn under lock."""
        known = self.env["dunning.channel"]._get_registry()
        batch, weight = self.browse(), 0
        for action in self:
            own = known[action.channel].weight
            if batch and weight + own > CRON_BATCH:
                yield batch
                batch, weight = self.browse(), 0
            batch, weight = batch | action, weight + own
        if batch:
            yield batch

    def _make_files(self, company):
        """Print the invoices that these messages carry, one a transaction.

        :return: False when the job's time is over
        """
        for move in invoice_files.get_missing(self):
            error = self._in_own_transaction(
                lambda: invoice_files.make(self, move),  # noqa: B023
                company,
            )
            if error is not None and not is_conflict(error):
                text = self.env["dunning.explanation"]._error_text(error)
                self._in_own_transaction(
                    lambda: invoice_files.say(self, move, text),  # noqa: B023
                    company,
                )
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(self)):
                return False
        return True

    def _process_apart(self, batch, company):
        """Send a batch and commit it; what the database refuses is found by halves.

        Most faults are caught action by action before (:meth:`_deliver`): what is left
        is what only the commit says. The one that cannot leave is marked as failed.
        """
        if not batch:
            return
        error = self._in_own_transaction(batch._process, company)
        if error is None:
            return
        if len(batch) > 1:
            middle = len(batch) // 2
            self._process_apart(batch[:middle], company)
            self._process_apart(batch[middle:], company)
        elif not is_conflict(error):
            # sudo: the rules decide what leaves, whoever starts the run
            self._in_own_transaction(
                lambda: batch.sudo().exists()._deliver_failed(error), company
            )

    def _get_to_send_domain(self, company):
        """Planned actions to hand over; extended by modules with channels.

        Calls and tasks are handed to their collector once, then wait for somebody.
        """
        if company.dunning_mode == "simulation":
            return [("id", "=", 0)]
        known = self.env["dunning.channel"]._get_registry()
        return [
            ("company_id", "child_of", company.id),
            ("state", "=", "planned"),
            ("date_planned", "<=", company._dunning_today()),
            "|",
            ("channel", "in", self._get_automatic_channels()),
            "&",
            "&",
            ("channel", "in", known.activities),
            ("is_reconcile", "=", False),
            ("activity_ids", "=", False),
        ]

    def _review_waiting(self, company):
        """Ask again about actions that wait for somebody, so that none outlives its debt."""
        waiting = self.search(
            [("company_id", "child_of", company.id), ("state", "in", PENDING_STATES)]
        )
        if company.dunning_mode != "simulation":
            waiting = waiting.filtered(
                lambda action: action.state == "to_approve"
                or action.channel not in self._get_automatic_channels()
            )
        self._in_own_transaction(
            lambda: self._refresh_actions(company, waiting), company
        )

    def _in_own_transaction(self, work, company):
        """Run one piece of the night and commit it; a fault is logged, not spread.

        A conflict with another worker is no fault: the piece is begun again.

        :return: the error that stopped it; None when it is done
        """
        cron = self.env["ir.cron"]
        for tries in range(1, TRIES + 1):
            try:
                with beginning_again(tries < TRIES):
                    work()
                cron._commit_progress()
                return None
            except Exception as error:
                self.env.cr.rollback()
                self.env.transaction.clear()
                if is_conflict(error) and tries < TRIES:
                    time.sleep(random.uniform(0.0, 0.1 * 2**tries))  # noqa: S311
                    continue
                # the text of an error may quote the debtor
                _logger.warning(
                    "Dunning of company %s: this part is left for later: %s",
                    company.id,
                    type(error).__name__,
                    exc_info=not is_conflict(error),
                )
                return error
        return None
