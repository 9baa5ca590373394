"""Whether one more promise is accepted, and what becomes of the one before."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.pay import promises as rules

MANAGER = "relance_avancee.relance_avancee_group_manager"
YEAR = timedelta(days=365)


class DunningPromiseLimits(models.AbstractModel):
    """Mixin of ``dunning.promise``: the company's limits, and how far to believe one."""

    _name = "dunning.promise.limits"
    _description = "Limits of promises to pay"

    reliability = fields.Char("Earlier promises", compute="_compute_reliability")
    is_unreliable = fields.Boolean(compute="_compute_reliability")

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_reliability(self):
        """What is known of this customer, where a new promise is about to be accepted."""
        for company, promises in self.grouped("company_id").items():
            found = promises.partner_id._dunning_promise_record(
                company or self.env.company
            )
            for promise in promises:
                record = found.get(promise.partner_id.commercial_partner_id.id)
                promise.reliability = record and record["message"]
                promise.is_unreliable = bool(
                    record and record["rate"] is not None and record["rate"] < 0.5
                )

    @api.constrains("date")
    def _check_date(self):
        for promise in self.filtered(lambda promise: promise.state == "open"):
            root = promise.company_id.root_id
            limits = rules.Limits(max_days=root.dunning_promise_max_days)
            made = promise.date_made or root._dunning_today()
            if root._dunning_today() > promise.date:
                promise._refuse("past")
            promise._refuse(rules.refusal(promise.date, made, 0, 0, limits))

    def _check_accepted(self):
        """How many promises, and kept how well: a manager alone may accept more."""
        # not env.su: a promise made on the customer's page is made as root
        if self.env.user.has_group(MANAGER):
            return
        for promise in self:
            root = promise.company_id.root_id
            earlier = promise._get_earlier()
            under_way = earlier.filtered(
                lambda other: other.state == "open" and not promise._covers(other)  # noqa: B023
            )
            limits = rules.Limits(
                max_open=root.dunning_promise_max_open,
                max_failed=root.dunning_promise_max_failed,
            )
            failed = promise._count_failed(earlier)
            promise._refuse(
                rules.refusal(
                    promise.date, promise.date_made, len(under_way), failed, limits
                )
            )

    def _get_earlier(self):
        """The customer's other promises, open or made over the last year."""
        return self.search(
            [
                ("id", "!=", self.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                "|",
                ("state", "=", "open"),
                ("date_made", ">", self.company_id._dunning_today() - YEAR),
            ]
        )

    def _count_failed(self, earlier):
        """Promises of the last year broken, or put off to a later day."""
        failed = earlier.filtered(
            lambda other: other.state == "broken"
            or (other.replaced_by_id and other.replaced_by_id.date > other.date)
        )
        return len(failed)

    def _refuse(self, code):
        """Say in words why a promise is not accepted; nothing when there is no reason."""
        if not code:
            return
        root = self.company_id.root_id
        texts = {
            "past": self.env._("A promise cannot be for a day already past."),
            "too_far": self.env._(
                "A promise may not go beyond %(days)s days: agree on a payment plan.",
                days=root.dunning_promise_max_days,
            ),
            "too_many": self.env._(
                "%(customer)s already has %(count)s promises under way: wait for them, "
                "or ask a dunning manager.",
                customer=self.partner_id.name,
                count=root.dunning_promise_max_open,
            ),
            "not_believed": self.env._(
                "%(customer)s has broken or put off %(count)s promises in a year: ask "
                "for a payment, agree on a payment plan, or ask a dunning manager.",
                customer=self.partner_id.name,
                count=root.dunning_promise_max_failed,
            ),
        }
        raise ValidationError(texts[code])

    # === ONE AFTER THE OTHER ===

    def _covers(self, other):
        """Whether this promise is about everything another one is about."""
        if other.currency_id != self.currency_id:
            return False
        if not self.move_ids:
            return True
        return bool(other.move_ids) and other.move_ids <= self.move_ids

    def _overlaps(self, other):
        if other.currency_id != self.currency_id:
            return False
        return not (self.move_ids and other.move_ids) or bool(
            self.move_ids & other.move_ids
        )

    def _replace_earlier(self):
        """A customer who promises again about the same invoices puts off its promise.

        One payment would otherwise keep both. A promise that is about other invoices
        too is not withdrawn behind somebody's back.
        """
        for promise in self:
            others = promise._get_earlier().filtered(
                lambda other: other.state == "open" and promise._overlaps(other)  # noqa: B023
            )
            replaced = others.filtered(promise._covers)
            for other in others - replaced:
                raise ValidationError(
                    self.env._(
                        "There is already a promise of %(promise)s about these invoices "
                        "and others: withdraw it first.",
                        promise=other._describe(),
                    )
                )
            # sudo: replaced by the engine, whoever wrote the new one down
            replaced.sudo().write({"replaced_by_id": promise.id})
            replaced._close("cancelled")
