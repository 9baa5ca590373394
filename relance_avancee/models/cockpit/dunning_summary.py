"""The door of the weekly summary; the text and its sums are in :mod:`week`."""

from odoo import api, models

from . import week


class DunningSummary(models.AbstractModel):
    """Door of the weekly summary, called by its job; modules add rows of their own.

    A row is a name in :meth:`_get_labels` and what :meth:`_read_week` counts for it.
    """

    _name = "dunning.summary"
    _description = "Weekly summary of a collector"

    @api.model
    def _cron_weekly(self):
        """Write to every collector, company by company, once a week."""
        week.cron_weekly(self.env)

    @api.model
    def _send_company(self, root, today=None):
        """Summaries of one company; returns the mails."""
        return week.send_company(self.env, root, today)

    def _prepare_summary(self, root, user, rows, today):
        """Values of the text; a module adds its own rows in ``_read_week``."""
        return week.prepare_summary(self.env, root, user, rows, today)

    @api.model
    def _get_labels(self):
        """What is counted, in the order in which it is read."""
        return {
            "to_approve": self.env._("Messages to approve"),
            "calls": self.env._("Calls to make"),
            "failed": self.env._("Messages that could not be delivered"),
            "replies": self.env._("Replies to read"),
            "broken": self.env._("Promises broken this week"),
            "disputes": self.env._("Disputes whose deadline has passed"),
            "credits": self.env._("Credit notes to post after a dispute"),
            "sent": self.env._("Reminders sent this week"),
            "kept": self.env._("Promises kept this week"),
            "coming": self.env._("Reminders of the next seven days, if nobody pays"),
        }

    def _read_week(self, root, today):
        """(count, amount in company currency) by user id and name of ``_get_labels``."""
        return week.read_week(self.env, root, today)
