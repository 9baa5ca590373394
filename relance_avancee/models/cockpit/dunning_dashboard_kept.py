"""Sections of the dashboard that take long, kept for the day and shown with their hour."""

import hashlib
import json
import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.json import json_default

from ...tools import bulk_upsert

_logger = logging.getLogger(__name__)

# Seconds: nobody notices a section that takes less, and it is always read live.
LONG = 1.0
# Who has not opened it for so long does not find it ready in the morning.
WANTED = timedelta(days=14)
# What a section reads: who may not read all of these gets none, who reads other
# records of them than somebody else has an answer of his own.
READ = (
    *("dunning.report.balance", "dunning.report.movement", "dunning.report.payment"),
    *("dunning.report.contact", "dunning.report.promise", "dunning.report.dispute"),
    *("dunning.promise", "dunning.dispute", "dunning.payment.plan", "dunning.forecast"),
)


class DunningDashboardKept(models.Model):
    """One section as it was worked out earlier today, for one set of filters.

    The rows behind a number are always read live: the hour is shown beside what is
    kept, with a button that works it out again.
    """

    _name = "dunning.dashboard.kept"
    _description = "Dashboard section worked out earlier"
    _log_access = False

    key = fields.Char(
        required=True, help="Section, filters, companies, rights, language."
    )
    section = fields.Char(required=True)
    filters = fields.Json()
    company_ids = fields.Json(help="Companies chosen, the current one first.")
    lang = fields.Char()
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", help="Who asked last."
    )
    asked_on = fields.Date(required=True)
    day = fields.Date(required=True, help="The company's date when it was worked out.")
    made_at = fields.Datetime(required=True)
    data = fields.Json()

    _one_per_question = models.UniqueIndex("(key)")

    @api.model
    def _read(self, section, filters, fresh=False):
        """A section: kept from earlier today, else worked out now.

        :param fresh: work it out whatever is kept
        :return: dict: data, as of ``dunning.dashboard.read_section``, and made_at, the
            UTC time when what is kept was worked out; False when it is of this moment
        """
        dashboard, today = self.env["dunning.dashboard"], self._get_today()
        for model in READ:
            self.env[model].check_access("read")
        # sudo: who may read all that the section reads may read what it said
        kept = self.sudo().search([("key", "=", self._get_key(section, filters))])
        if kept and kept.day == today and not fresh:
            if kept.asked_on != today:
                kept.write({"asked_on": today, "user_id": self.env.uid})
            return {"data": kept.data, "made_at": kept.made_at}
        started = time.monotonic()
        data = dashboard.read_section(section, filters)
        if time.monotonic() - started < LONG:
            kept.unlink()
            return {"data": data, "made_at": False}
        # two who ask at once store the same: the second waits, nobody gets an error
        bulk_upsert(kept, ("key",), [self._prepare(section, filters, data, today)])
        return {"data": data, "made_at": False}

    def _get_today(self):
        return self.env.company._dunning_today()

    def _get_key(self, section, filters):
        """What makes two answers the same: the question, and what its reader may read."""
        rules = self.env["ir.rule"]
        question = (
            section,
            sorted((filters or {}).items()),
            self.env.companies.ids,
            self.env.lang,
            [list(rules._compute_domain(model, "read")) for model in READ],
        )
        return hashlib.sha256(repr(question).encode()).hexdigest()

    def _prepare(self, section, filters, data, today):
        return {
            "key": self._get_key(section, filters),
            "section": section,
            "filters": filters or {},
            "company_ids": self.env.companies.ids,
            "lang": self.env.lang,
            "user_id": self.env.uid,
            "asked_on": today,
            "day": today,
            "made_at": self.env.cr.now(),
            "data": json.loads(json.dumps(data, default=json_default)),
        }

    # === EVERY NIGHT ===

    @api.model
    def _renew(self, root, today):
        """Work out again, each as its last reader, what was asked for lately."""
        # sudo: nobody has a right on what is kept, each reads it through its question
        mine = (
            self.sudo()
            .search([("day", "<", today)])
            .filtered(lambda kept: kept._get_company().root_id == root)
        )
        old = mine.filtered(
            lambda kept: kept.asked_on < today - WANTED or kept.filters.get("date_to")
        )
        for kept in mine - old:
            asked_on = kept.asked_on
            if kept._work_out():
                kept.exists().asked_on = asked_on
            else:
                old |= kept
        old.unlink()

    def _get_company(self):
        return self.env["res.company"].browse(self.company_ids[:1]).exists()

    def _work_out(self):
        """Whether its last reader may still read it."""
        reader = (
            self.browse()
            .with_user(self.user_id)
            .with_context(allowed_company_ids=self.company_ids, lang=self.lang)
        )
        try:
            with self.env.cr.savepoint():
                reader._read(self.section, self.filters, fresh=True)
        # whatever is wrong with one section, the others and the rest of the night go on;
        # its reader sees the error when he opens it
        except Exception as error:
            _logger.info("Section %s not kept: %s", self.section, type(error).__name__)
            return False
        return True
