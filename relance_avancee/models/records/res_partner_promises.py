from datetime import timedelta

from odoo import api, fields, models

from ...core.pay import promises as rules
from .account_move import READERS

# Older promises say little about how a customer pays today.
PERIOD = timedelta(days=730)


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_promise_ids = fields.One2many(
        "dunning.promise", "partner_id", "Promises", groups=READERS
    )
    dunning_promise_count = fields.Integer(
        compute="_compute_dunning_promises", groups=READERS
    )
    dunning_promise_record = fields.Char(
        "Promises kept", compute="_compute_dunning_promises", groups=READERS
    )

    @api.depends("dunning_promise_ids.state", "dunning_promise_ids.kept_amount")
    @api.depends_context("company", "lang")
    def _compute_dunning_promises(self):
        found = self._dunning_promise_record(self.env.company)
        for partner in self:
            record = found.get(partner.commercial_partner_id.id)
            partner.dunning_promise_count = record["total"] if record else 0
            partner.dunning_promise_record = record and record["message"]

    def _dunning_promise_reliability(self, company):
        """How this customer kept its promises over the last two years.

        :return: dict: total (every promise), open, count (decided), kept, partly,
            broken, put_off, amount and kept_amount (company currency), rate (kept ÷
            decided, 0 to 1; None without any) and amount_rate, message (a sentence)
        """
        self.ensure_one()
        found = self._dunning_promise_record(company)
        return found.get(self.commercial_partner_id.id) or self._prepare_reliability(
            company, self.env["dunning.promise"]
        )

    def _dunning_promise_record(self, company):
        """The same for many customers, in one search; by debtor id."""
        root = company.root_id
        # sudo: the customer's word is the same whichever branch it was given to
        promises = (
            self.env["dunning.promise"]
            .sudo()
            .search(
                [
                    ("debtor_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "child_of", root.id),
                    ("date_made", ">", root._dunning_today() - PERIOD),
                ]
            )
        )
        return {
            partner.id: self._prepare_reliability(root, found)
            for partner, found in promises.grouped("debtor_id").items()
        }

    def _prepare_reliability(self, company, promises):
        found = rules.reliability(
            rules.Decided(
                promise.state,
                promise._in_company_currency(promise.amount),
                promise._in_company_currency(promise.kept_amount),
            )
            for promise in promises
        )
        values = {
            "total": len(promises),
            "open": len(promises.filtered(lambda promise: promise.state == "open")),
            **found._asdict(),
            "put_off": len(promises.filtered("replaced_by_id")),
            "rate": found.rate,
            "amount_rate": found.amount_rate,
        }
        currency = company.currency_id
        return values | {
            "message": self.env["dunning.explanation"]._reliability(values, currency)
        }
