from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.figures import priority
from ...tools import bulk_upsert
from . import debtor_card, timeline, waiting


class DunningWork(models.Model):
    """One debtor on whom somebody has to act, and how pressing it is.

    Stored because users sort, filter and group by it; made anew from the ledger and
    from what waits, every night and whenever the list is opened. The card shows the
    things themselves, never a copy.
    """

    _name = "dunning.work"
    _description = "Debtor to work on"
    _order = "priority desc, id"
    _log_access = False

    user_id = fields.Many2one("res.users", "Collector", index=True, ondelete="set null")
    # the sum of a group would mean nothing
    priority = fields.Float(digits=(5, 1), aggregator=None)
    factors = fields.Json(help="Code, value and points of each reason.")
    counts = fields.Json(help="How many things wait, by kind of work.")
    kind_id = fields.Many2one(
        "dunning.work.kind", "Most pressing", ondelete="cascade", index=True
    )
    kind_ids = fields.Many2many(
        "dunning.work.kind", "dunning_work_kind_rel", "work_id", "kind_id", "To do"
    )
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")
    reason = fields.Text("Why", compute="_compute_reason")
    todo = fields.Char("What waits", compute="_compute_todo")

    _one_per_debtor = models.UniqueIndex(
        "(company_id, partner_id)", "This customer is already in the list."
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for work in self:
            work.display_name = work.partner_id.display_name

    # === WORDS ===

    @api.depends("factors")
    @api.depends_context("lang")
    def _compute_reason(self):
        kinds = {
            kind.code: kind.name for kind in self.env["dunning.work.kind"].search([])
        }
        for work in self:
            work.reason = ", ".join(
                self.env._(
                    "%(reason)s (+%(points)s)",
                    reason=text,
                    points=format(round(points), "d"),
                )
                for code, value, points in work.factors or ()
                if (text := work._describe(code, value, kinds))
            )

    def _describe(self, code, value, kinds):
        """Words of one reason; a module with a factor of its own extends this."""
        if code == "work":
            return kinds.get(value)
        if code == "amount":
            currency = self.company_id.currency_id
            return self.env._("%s overdue", currency.format(value))
        if code == "silence" and value < 0:
            return self.env._("never contacted")
        text = {
            "delay": self.env._("%s days late"),
            "risk": self.env._("risk class %s"),
            "promise": self.env._("promise broken"),
            "limitation": self.env._("possible time bar in %s days"),
            "silence": self.env._("no contact for %s days"),
        }.get(code, "")
        return text % value if "%s" in text else text

    @api.depends("counts")
    @api.depends_context("lang")
    def _compute_todo(self):
        for work in self:
            counts = work.counts or {}
            work.todo = " · ".join(
                f"{kind.name} ({counts[kind.code]})"
                if counts.get(kind.code, 0) > 1
                else kind.name
                for kind in work.kind_ids
            )

    # === REFRESHING ===

    @api.model
    def _open(self):
        """The day's list, up to date; the user's own customers when there are any."""
        self._refresh(self.env.companies.root_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_work_action"
        )
        mine = self.search_count([("user_id", "=", self.env.uid)], limit=1)
        action["context"] = {"search_default_mine": 1} if mine else {}
        return action

    @api.model
    def _refresh(self, roots, today=None):
        """Make the rows of these companies anew: a fixed number of statements each.

        Rows that stay the same are not written.
        """
        # sudo: the rows are the ledger's, whoever opens the list; rules say who sees them
        work = self.sudo()
        for root in roots.sudo():
            work.with_company(root)._refresh_company(
                root, today or root._dunning_today()
            )

    def _refresh_company(self, root, today):
        pending = self._read_waiting(root, today)
        standings = waiting.read_standings(self.env, root, today, pending)
        counts = {}
        for (partner_id, kind), count in pending.items():
            counts.setdefault(partner_id, {})[kind] = count
        collectors = self.env["dunning.planner"]._get_collectors(root, list(counts))
        kinds = {kind.code: kind for kind in self.env["dunning.work.kind"].search([])}
        weights = root._get_dunning_weights()
        rows = {}
        for partner_id, found in counts.items():
            pressing = {code: kinds[code].weight for code in found}
            factors = priority.factors(standings[partner_id], pressing, weights)
            rows[partner_id] = {
                "company_id": root.id,
                "partner_id": partner_id,
                "user_id": collectors.get(partner_id),
                "priority": priority.total(factors),
                "factors": [list(factor) for factor in factors],
                "counts": found,
                "kind_id": kinds[max(sorted(found), key=pressing.get)].id,
            }
        self._store(root, rows)
        self._store_kinds(root, kinds)

    def _store(self, root, rows):
        """Insert, change or delete what differs from the rows there are."""
        bulk_upsert(self, ("company_id", "partner_id"), list(rows.values()))
        self.search(
            [("company_id", "=", root.id), ("partner_id", "not in", list(rows))]
        ).unlink()

    def _store_kinds(self, root, kinds):
        """The kinds of work of each row, as its counts have them."""
        works = self.search([("company_id", "=", root.id)])
        wanted = {
            (work.id, kinds[code].id) for work in works for code in work.counts or ()
        }
        known = set(
            self.env.execute_query(
                SQL(
                    "SELECT work_id, kind_id FROM dunning_work_kind_rel"
                    " WHERE work_id = ANY(%s)",
                    works.ids,
                )
            )
        )
        cr = self.env.cr._obj
        if gone := known - wanted:
            execute_values(
                cr,
                "DELETE FROM dunning_work_kind_rel rel USING (VALUES %s) gone (w, k)"
                " WHERE rel.work_id = gone.w AND rel.kind_id = gone.k",
                sorted(gone),
            )
        if new := wanted - known:
            execute_values(
                cr,
                "INSERT INTO dunning_work_kind_rel (work_id, kind_id) VALUES %s"
                " ON CONFLICT DO NOTHING",
                sorted(new),
            )
        self.invalidate_model(["kind_ids"])

    # === THE CARD (debtor_card, timeline) ===
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
            card.move_ids = debtor_card.get_items(card).move_id

    def _get_sources(self):
        """(field, model, domain) of what the card lists; extended with others."""
        return debtor_card.get_sources(self)

    # === WHAT IS OWED, BY AGE ===

    def _compute_aged_html(self):
        for card in self:
            card.aged_html = self.env["ir.qweb"]._render(
                "relance_avancee.card_aged", {"ranges": card._prepare_ranges()}
            )

    def _prepare_ranges(self):
        """(label, amount in company currency, share in %) of each range of ages."""
        return debtor_card.prepare_ranges(self)

    # === WHAT WAS SAID AND SENT ===

    def _compute_timeline_html(self):
        for card in self:
            rows = timeline.get_rows(self.env, card.partner_id, card.company_id)
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
        return debtor_card.get_form(self, "res.partner", res_id=self.partner_id.id)

    def action_promise(self):
        """Note a promise to pay."""
        return debtor_card.get_form(self, "dunning.promise", target="new")

    def action_plan(self):
        """Agree on instalments for what is owed."""
        moves = debtor_card.get_items(self).move_id
        return debtor_card.get_form(
            self, "dunning.payment.plan", default_move_ids=[(6, 0, moves.ids)]
        )

    def action_dispute(self):
        """Note a dispute about the oldest invoice; another may be chosen."""
        moves = debtor_card.get_items(self).move_id
        return debtor_card.get_form(
            self, "dunning.dispute", target="new", default_move_id=moves[:1].id
        )

    # === WHAT WAITS (waiting) ===

    def _read_waiting(self, root, today):
        """Number of things that wait, by (debtor id, code of the kind of work)."""
        return waiting.read_waiting(self.env, root, today)

    def _read_overdue(self, root, today, partner_ids):
        """(overdue amount in company currency, oldest due date) by debtor."""
        return waiting.read_overdue(self.env, root, today, partner_ids)
