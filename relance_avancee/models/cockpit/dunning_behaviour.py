from odoo import api, fields, models

from ...const import RISKS
from ...core.figures import risk
from ...languages import spoken
from . import (
    alerts,
    behaviours,
    expectation,
)

# What a customer is when the ledger says nothing of it.
NOTHING = {
    "payments": 0,
    "paid_amount": 0.0,
    "average_days_late": None,
    "share_late": None,
    "trend": None,
    "quantiles": None,
    "reminders_before_payment": None,
    "promises_kept": 0,
    "promises_broken": 0,
    "exposure": 0.0,
    "overdue": 0.0,
    "oldest_date": None,
    "credit_limit": 0.0,
}


class DunningBehaviour(models.Model):
    """How one customer pays one company (with its branches); recomputed every night.

    Written by :meth:`_recompute` alone, in sets, and only where something changed.
    """

    _name = "dunning.behaviour"
    _description = "Payment behaviour of a customer"
    _order = "score desc nulls last, overdue desc, id"
    _log_access = False
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    risk = fields.Selection(
        RISKS,
        "Risk class",
        help="From the score below. For information: no decision with a legal effect on "
        "a person may be taken from it alone (GDPR, article 22).",
    )
    score = fields.Integer(
        aggregator="avg", help="0 pays on time, 100 at risk. The reasons are listed."
    )
    reasons = fields.Json(
        "Criteria", help="Criterion, value and points, as they were that night."
    )
    reason_text = fields.Text("Reasons", compute="_compute_reason_text")
    average_days_late = fields.Float(
        digits=(8, 1),
        aggregator="avg",
        help="Over the last twelve months, weighted by amount; early payments count "
        "negative.",
    )
    share_late = fields.Float(
        "Paid late", aggregator="avg", help="Share of the amounts paid after due date."
    )
    trend = fields.Float(
        "Trend (days)",
        digits=(8, 1),
        aggregator="avg",
        help="By how many days the last three months are later than the months before.",
    )
    payments = fields.Integer(help="Payments of the last twelve months.")
    paid_amount = fields.Monetary("Paid in twelve months")
    quantiles = fields.Json(help="Deciles of the delays, in days from due date.")
    reminders_before_payment = fields.Float(
        digits=(8, 1),
        aggregator="avg",
        help="Contacts made about an invoice before it was paid, on average.",
    )
    promises_kept = fields.Integer()
    promises_broken = fields.Integer()
    oldest_date = fields.Date("Oldest overdue debt", help="Its due date.")
    oldest_days_late = fields.Integer(compute="_compute_oldest_days_late")
    exposure = fields.Monetary(
        "Owed",
        help="All that is owed, due or not, less what is to the customer's credit.",
    )
    overdue = fields.Monetary()
    credit_limit = fields.Monetary(help="0: none, or not used by the company.")
    alerted_on = fields.Date(
        "Alert given on", help="Sudden worsening; told once, until it gets better."
    )
    _one_per_company = models.UniqueIndex(
        "(company_id, partner_id)", "This customer already has its behaviour."
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for behaviour in self:
            behaviour.display_name = behaviour.partner_id.display_name

    @api.depends("oldest_date")
    def _compute_oldest_days_late(self):
        for behaviour in self:
            today = behaviour.company_id._dunning_today()
            oldest = behaviour.oldest_date
            behaviour.oldest_days_late = max(0, (today - oldest).days) if oldest else 0

    # === REASONS ===

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        texts = self._get_reason_texts()
        for behaviour in self:
            behaviour.reason_text = "\n".join(
                behaviour._reason_line(texts, reason)
                for reason in risk.as_reasons(behaviour.reasons)
                if reason.code in texts
            )

    def _reason_line(self, texts, reason):
        factor = 100 if reason.code in ("late", "promises", "exposure") else 1
        text = texts[reason.code] % {"value": round(reason.value * factor)}
        return self.env._(
            "%(reason)s: %(points)s points", reason=text, points=round(reason.points)
        )

    @api.model
    def _get_reason_texts(self):
        """A sentence by criterion; a module with a criterion of its own adds to it."""
        return {
            "delay": self.env._("Pays %(value)s days late on average"),
            "late": self.env._("%(value)s%% of the amounts paid late"),
            "trend": self.env._("Last three months: %(value)s days later than before"),
            "promises": self.env._("%(value)s%% of the promises broken"),
            "reminders": self.env._("%(value)s reminders before it pays"),
            "oldest": self.env._("Oldest debt %(value)s days late"),
            "exposure": self.env._("Owes %(value)s%% of its credit limit"),
        }

    # === BUTTONS ===

    def action_open_history(self):
        """How the score went, month by month."""
        self.ensure_one()
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Month by month"),
            "res_model": "dunning.behaviour.history",
            "view_mode": "graph,list",
            "domain": domain,
        }

    def action_open_payments(self):
        """The payments behind the figures."""
        self.ensure_one()
        service = self.env["dunning.figures"]
        return service._get_rows_action(
            "average_days_late",
            service._get_domain(self.company_id, self.partner_id.ids),
            *service._get_year(self.company_id._dunning_today()),
        )

    # === EVERY NIGHT ===

    @api.model
    def _cron_recompute(self):
        """All companies, each in its own transaction."""
        for root in self.env["res.company"].search([("parent_id", "=", False)]):
            scoped = self.with_company(root).with_context(
                lang=spoken(self.env, root.partner_id.lang)
            )
            self.env["dunning.action"]._in_own_transaction(
                lambda: scoped._night(root, root._dunning_today()),  # noqa: B023
                root,
            )

    @api.model
    def _night(self, root, today):
        """One company's night: behaviour, alerts, and once a month what it was.

        Extended by what else is measured every night.
        """
        self._recompute(root, today)
        self.env["dunning.behaviour.history"]._keep(root, today)
        self.env["dunning.forecast"]._keep(root, today)
        self.env["dunning.dashboard.kept"]._renew(root, today)
        self.env["dunning.coming"]._keep(root)

    @api.model
    def _recompute(self, root, today, partner_ids=None):
        """Behaviour and risk of the customers of one company tree.

        A fixed number of statements; rows that stay the same are not written.

        :param partner_ids: only these commercial partners; None = all
        """
        found = self._read_behaviours(root, today, partner_ids)
        criteria = self.env["dunning.risk.criterion"]._get_criteria(root)
        limits = root._get_dunning_risk_limits()
        past = alerts.read_past_scores(self.env, root, today)
        alerted = alerts.read_alerted(self.env, root)
        rows, worse = [], []
        for partner_id, values in found.items():
            values = NOTHING | values
            assessed = risk.assess(self._to_core(values, today), criteria, limits)
            sudden = risk.worsened(
                assessed.score, past.get(partner_id, ()), root.dunning_risk_alert_points
            )
            if sudden and not alerted.get(partner_id):
                worse.append(partner_id)
            rows.append(
                {
                    "company_id": root.id,
                    "partner_id": partner_id,
                    **values,
                    "score": assessed.score,
                    "risk": assessed.risk,
                    "reasons": [list(reason) for reason in assessed.reasons],
                    "alerted_on": (alerted.get(partner_id) or today)
                    if sudden
                    else None,
                }
            )
        behaviours.store(self.env, rows)
        behaviours.forget_others(self.env, root, set(found), partner_ids)
        if partner_ids is None:
            self.env["dunning.payment.norm"]._store(
                root, behaviours.read_norms(self.env, root, today)
            )
        alerts.tell_worse(self.env, root, worse)

    def _to_core(self, values, today):
        """The values the score is made of; a module with a criterion extends this."""
        decided = values["promises_kept"] + values["promises_broken"]
        oldest = values["oldest_date"]
        return risk.Behaviour(
            delay=values["average_days_late"],
            late=values["share_late"],
            trend=values["trend"],
            promises=values["promises_broken"] / decided if decided else None,
            reminders=values["reminders_before_payment"],
            oldest=max(0, (today - oldest).days) if oldest else 0,
            exposure=max(0.0, values["exposure"]) / values["credit_limit"]
            if values["credit_limit"] > 0
            else None,
        )

    # === READ AND EXPECTED (behaviours, expectation) ===

    def _read_behaviours(self, root, today, partner_ids=None):
        """What is known of each customer of one company tree."""
        return behaviours.read_behaviours(self.env, root, today, partner_ids)

    @api.model
    def _expect(self, root, debts, today):
        """Expected day of each debt, in a fixed number of statements."""
        return expectation.expect(self.env, root, debts, today)

    def _get_histories(self, root, partner_ids):
        """Delays that may speak for each customer: its own, its segment's, everybody's."""
        return expectation.get_histories(self.env, root, partner_ids)
