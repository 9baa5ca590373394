"""What a collector has before the eyes while the phone rings."""

from odoo import api, models
from odoo.tools import format_date, html_sanitize

from ....core.mail import calls
from ....core.values import MONEY_BACK
from ....languages import spoken

HISTORY = 8


class DunningBriefing(models.AbstractModel):
    _name = "dunning.briefing"
    _description = "Briefing before a call"

    @api.model
    def _get_items(self, partner, root):
        """Open receivable items of a debtor, oldest first."""
        debtor = partner.commercial_partner_id
        found = self.env["dunning.ledger"]._read_positions(
            root, root._dunning_today(), debtor.ids
        )
        items = sorted(
            (item.debt.date_due, item.debt.id)
            for position in found.get(debtor.id, {}).values()
            for item in position.items
            if item.debt.status not in ("no_followup", MONEY_BACK)
        )
        # sudo: the debtor's debts in every branch, whichever the collector looks at
        return self.env["account.move.line"].sudo().browse(key for _due, key in items)

    @api.model
    def _get_debts(self, partner, root):
        """Rows of the table of debts: number, due date, days late, level, amount."""
        today = root._dunning_today()
        items = self._get_items(partner, root)
        return [
            {
                "move": item.move_id,
                "number": item._dunning_get_reference(),
                "date_due": format_date(self.env, item.date_maturity or item.date),
                "days_late": (today - (item.date_maturity or item.date)).days,
                "level": item.move_id.dunning_step_id.name or "",
                "is_held": item.move_id.dunning_is_held,
                "amount": item.currency_id.format(item.amount_residual_currency),
            }
            for item in items
        ]

    @api.model
    def _get_history(self, partner, root):
        """What was said and sent, newest first: (date, what, detail, kind)."""
        found = [
            *self._get_past_actions(partner, root, HISTORY),
            *self._get_past_calls(partner, root, HISTORY),
            *self._get_commitments(partner, root, HISTORY),
        ]
        found.sort(key=lambda row: row["date"], reverse=True)
        return [
            row | {"date": format_date(self.env, row["date"])}
            for row in found[:HISTORY]
        ]

    def _get_past_actions(self, partner, root, limit):
        actions = self.env["dunning.action"].search(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
                ("company_id", "child_of", root.id),
                ("state", "in", ("done", "failed")),
                ("channel", "!=", "call"),
            ],
            order="id desc",
            limit=limit,
        )
        return [self._describe_action(action) for action in actions]

    def _describe_action(self, action):
        """One row about a message or letter: date, what, what became of it."""
        channel = self._labels("dunning.action", "channel")[action.channel]
        states = self._labels("dunning.action", "state")
        delivery = self._labels("dunning.action", "delivery_state")
        return {
            "date": action.date_done or action.date_planned,
            "what": " – ".join(filter(None, [channel, action.step_id.name])),
            "detail": delivery.get(action.delivery_state) or states[action.state],
            "icon": self.env["dunning.channel"]._get_registry()[action.channel].icon,
        }

    def _get_past_calls(self, partner, root, limit):
        made = self.env["dunning.call"].search(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
                ("company_id", "child_of", root.id),
            ],
            limit=limit,
        )
        return [
            {
                "date": call.day,
                "what": self.env._("Phone call – %s", call.outcome_id.name or ""),
                "detail": call.note or "",
                "icon": "fa-phone",
            }
            for call in made
        ]

    def _get_commitments(self, partner, root, limit):
        """Last promises, disputes and plans, with what became of them."""
        rows = []
        for model, icon in (
            ("dunning.promise", "fa-handshake-o"),
            ("dunning.dispute", "fa-gavel"),
            ("dunning.payment.plan", "fa-calendar-check-o"),
        ):
            states = self._labels(model, "state")
            records = self.env[model].search(
                [
                    (
                        "partner_id.commercial_partner_id",
                        "=",
                        partner.commercial_partner_id.id,
                    ),
                    ("company_id", "child_of", root.id),
                ],
                order="id desc",
                limit=limit,
            )
            rows += [
                {
                    "date": record.create_date.date(),
                    "what": self._describe_commitment(record),
                    "detail": states[record.state],
                    "icon": icon,
                }
                for record in records
            ]
        return rows

    def _describe_commitment(self, record):
        if record._name == "dunning.promise":
            return self.env._(
                "Promise of %(amount)s for %(date)s",
                amount=record.currency_id.format(record.amount),
                date=format_date(self.env, record.date),
            )
        if record._name == "dunning.dispute":
            return self.env._("Dispute: %s", record.display_name)
        return self.env._(
            "Payment plan of %s", record.currency_id.format(record.amount_total)
        )

    def _labels(self, model, field):
        return dict(self.env[model]._fields[field]._description_selection(self.env))

    # === SCRIPT ===

    @api.model
    def _get_script(self, action, partner=None, root=None, contact=None):
        """The step's script, or the ready one, in the debtor's language."""
        partner = partner or action.partner_id
        root = root or action.company_id.root_id
        contact = contact or action.contact_id or partner
        lang = spoken(self.env, contact.lang, partner.lang)
        scoped = self.with_context(lang=lang)
        step = action.step_id.with_context(lang=lang)
        text = step.call_script
        if not text:
            text = scoped.env["ir.qweb"]._render(
                "relance_avancee.call_script_default", {"tone": step.tone or "neutral"}
            )
        values = scoped._prepare_script_values(action, partner, root, contact)
        return html_sanitize(calls.fill(str(text), values))

    def _prepare_script_values(self, action, partner, root, contact):
        """Words a script may use between double braces; extended with others."""
        items = self._get_items(partner, root)
        today = root._dunning_today()
        late = items.filtered(lambda i: (i.date_maturity or i.date) < today) or items
        oldest = late[:1]
        currency = action.currency_id or oldest.currency_id or root.currency_id
        amount = action.amount or sum(
            late.filtered(lambda i: i.currency_id == currency).mapped(
                "amount_residual_currency"
            )
        )
        return {
            "company": root.name,
            "collector": self.env.user.name,
            "customer": partner.name,
            "contact": contact.name,
            "amount": currency.with_env(self.env).format(amount),
            "count": len(late),
            "oldest": oldest.move_id.name or "",
            "date_due": format_date(self.env, oldest.date_maturity) if oldest else "",
            "days_late": max((today - oldest.date_maturity).days, 0) if oldest else 0,
        }
