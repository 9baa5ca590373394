"""The debtor's card: all that is known, and all that can be done, on one page."""

from odoo import api, fields, models

from ...const import PENDING_STATES
from ...core.figures import figures


class DunningCard(models.AbstractModel):
    """Mixin of ``dunning.work``: one debtor of one company, read live."""

    _name = "dunning.card"
    _description = "Debtor's card"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    overdue = fields.Monetary(compute="_compute_situation")
    step_id = fields.Many2one("dunning.step", "Level", compute="_compute_situation")
    explanation = fields.Char("What happens next", compute="_compute_situation")
    risk = fields.Char("Risk class", compute="_compute_situation")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    contact_ids = fields.Many2many(
        related="partner_id.dunning_contact_ids", string="Who receives reminders"
    )
    aged_html = fields.Html("By age", compute="_compute_aged_html", sanitize=False)
    timeline_html = fields.Html(
        "Said and sent", compute="_compute_timeline_html", sanitize=False
    )
    action_ids = fields.Many2many("dunning.action", compute="_compute_records")
    letter_ids = fields.Many2many("dunning.letter", compute="_compute_records")
    hold_ids = fields.Many2many("dunning.hold", compute="_compute_records")
    promise_ids = fields.Many2many("dunning.promise", compute="_compute_records")
    dispute_ids = fields.Many2many("dunning.dispute", compute="_compute_records")
    plan_ids = fields.Many2many("dunning.payment.plan", compute="_compute_records")
    move_ids = fields.Many2many("account.move", compute="_compute_records")

    def _compute_situation(self):
        for card in self:
            partner = card.partner_id.with_company(card.company_id)
            risks = dict(
                partner._fields["dunning_risk"]._description_selection(self.env)
            )
            card.overdue = partner.dunning_overdue_amount
            card.step_id = partner.dunning_step_id
            card.explanation = partner.dunning_explanation
            card.risk = risks.get(partner.dunning_risk)

    def _compute_records(self):
        """What is open, as the user may see it."""
        for card in self:
            for name, model, domain in card._get_sources():
                domain = [
                    (
                        "partner_id.commercial_partner_id",
                        "=",
                        card.partner_id.commercial_partner_id.id,
                    ),
                    ("company_id", "child_of", card.company_id.id),
                    *domain,
                ]
                card[name] = self.env[model].search(domain)
            card.move_ids = card._get_items().move_id

    def _get_sources(self):
        """(field, model, domain) of what the card lists; extended with others."""
        today = self.company_id._dunning_today()
        return [
            (
                "action_ids",
                "dunning.action",
                [
                    "|",
                    ("state", "in", ("to_approve", "failed")),
                    "&",
                    ("state", "in", PENDING_STATES),
                    ("date_planned", "<=", today),
                ],
            ),
            (
                "letter_ids",
                "dunning.letter",
                [
                    ("post", "!=", "plain"),
                    ("date_posted", "!=", False),
                    ("date_received", "=", False),
                    ("date_refused", "=", False),
                    ("is_dropped", "=", False),
                ],
            ),
            ("hold_ids", "dunning.hold", []),
            ("promise_ids", "dunning.promise", [("state", "in", ("open", "broken"))]),
            ("dispute_ids", "dunning.dispute", [("state", "=", "open")]),
            (
                "plan_ids",
                "dunning.payment.plan",
                [("state", "in", ("draft", "proposed", "active", "broken"))],
            ),
        ]

    def _get_items(self):
        # as the call sheet: the debts of every branch, for who may read the company
        self.company_id.check_access("read")
        return self.env["dunning.briefing"]._get_items(self.partner_id, self.company_id)

    # === WHAT IS OWED, BY AGE ===

    def _compute_aged_html(self):
        for card in self:
            card.aged_html = self.env["ir.qweb"]._render(
                "relance_avancee.card_aged", {"ranges": card._prepare_ranges()}
            )

    def _prepare_ranges(self):
        """(label, amount in company currency, share in %) of each range of ages."""
        today = self.company_id._dunning_today()
        totals = dict.fromkeys(("not_due", "1-30", "31-60", "61-90", "91+"), 0.0)
        for item in self._get_items():
            late = (today - (item.date_maturity or item.date)).days
            totals[figures.bucket(late)] += item.amount_residual
        whole = sum(totals.values())
        labels = {"not_due": self.env._("Not due"), "91+": self.env._("Over 90 days")}
        return [
            {
                "label": labels.get(key)
                or self.env._("%s days", key.replace("-", "–")),
                "amount": self.currency_id.format(amount),
                "share": round(100 * amount / whole) if whole else 0,
                "late": key != "not_due",
            }
            for key, amount in totals.items()
        ]

    # === WHAT WAS SAID AND SENT ===

    def _compute_timeline_html(self):
        for card in self:
            rows = self.env["dunning.timeline"]._get_rows(
                card.partner_id, card.company_id
            )
            card.timeline_html = self.env["ir.qweb"]._render(
                "relance_avancee.card_timeline", {"rows": rows}
            )

    # === BUTTONS: the partner's own, in the card's company ===

    def _get_partner(self):
        self.ensure_one()
        return self.partner_id.with_company(self.company_id)

    def action_call(self):
        """Ring now."""
        return self._get_partner().action_dunning_call()

    def action_send(self):
        """Remind now: choose, preview, send."""
        return self._get_partner().action_dunning_send()

    def action_hold(self):
        """Suspend reminders."""
        return self._get_partner().action_dunning_hold()

    def action_open_partner(self):
        """The customer's own form."""
        return self._get_form("res.partner", res_id=self.partner_id.id)

    def action_promise(self):
        """Note a promise to pay."""
        return self._get_form("dunning.promise", target="new")

    def action_plan(self):
        """Agree on instalments for what is owed."""
        moves = self._get_items().move_id
        return self._get_form(
            "dunning.payment.plan", default_move_ids=[(6, 0, moves.ids)]
        )

    def action_dispute(self):
        """Note a dispute about the oldest invoice; another may be chosen."""
        moves = self._get_items().move_id
        return self._get_form(
            "dunning.dispute", target="new", default_move_id=moves[:1].id
        )

    @api.model
    def _get_form(self, model, res_id=False, target="current", **defaults):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "view_mode": "form",
            "target": target,
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                **defaults,
            },
        }
