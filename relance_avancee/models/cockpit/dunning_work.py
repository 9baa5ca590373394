from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.figures import priority
from ...tools import bulk_upsert
from . import (
    dunning_card,  # noqa: F401 - inherited
    dunning_work_reader,  # noqa: F401 - inherited
)


class DunningWork(models.Model):
    """One debtor on whom somebody has to act, and how pressing it is.

    Stored because users sort, filter and group by it; made anew from the ledger and
    from what waits, every night and whenever the list is opened. The card shows the
    things themselves, never a copy.
    """

    _name = "dunning.work"
    _description = "Debtor to work on"
    _inherit = ["dunning.work.reader", "dunning.card"]
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
        waiting = self._read_waiting(root, today)
        standings = self._read_standings(root, today, waiting)
        counts = {}
        for (partner_id, kind), count in waiting.items():
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
