from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_time

from ...core.decide import comparison
from ...models.records import dunning_wizard  # noqa: F401 - inherited
from ...tools import bulk_insert

DAYS = 30
# Open debts from which nobody is made to wait: a second's work, or a little more.
MANY = 1_000
# Reminders from which a list by day is shown first.
DRAWN = 500
CHANGES = [("same", "Unchanged"), ("added", "New"), ("dropped", "No more")]


class DunningComing(models.TransientModel):
    """A message that would leave if nobody paid: a picture, made anew when opened."""

    _name = "dunning.coming"
    _inherit = ["dunning.wizard"]
    _description = "Upcoming reminder"
    _order = "date, partner_id, id"
    # the night's picture serves the whole day
    _transient_max_hours = 30.0

    date = fields.Date("Leaves on")
    company_id = fields.Many2one("res.company")
    partner_id = fields.Many2one("res.partner", "Customer")
    user_id = fields.Many2one("res.users", "Collector")
    scenario_id = fields.Many2one("dunning.scenario")
    step_id = fields.Many2one("dunning.step")
    channels = fields.Char("By")
    debt_count = fields.Integer("Debts")
    amount = fields.Monetary("Claimed")
    currency_id = fields.Many2one("res.currency")
    change = fields.Selection(CHANGES, help="Against what is planned today.")
    dry_run_id = fields.Many2one("dunning.dry.run", index=True, ondelete="cascade")

    @api.depends("partner_id.name", "step_id.name")
    def _compute_display_name(self):
        for coming in self:
            parts = (coming.partner_id.name, coming.step_id.name)
            coming.display_name = " – ".join(filter(None, parts))

    @api.model
    def _get_own_domain(self, operation):
        """One's own; the night's picture is for everybody of the company, to be read."""
        own = super()._get_own_domain(operation)
        if operation != "read":
            return own
        return own | Domain(
            [
                ("create_uid", "=", SUPERUSER_ID),
                ("dry_run_id", "=", False),
                ("company_id", "parent_of", self.env.companies.ids),
            ]
        )

    @api.model
    def action_open(self):
        """The calendar of the coming days: worked out now, or last night where it is long."""
        kept = self._get_kept()
        if not kept:
            return self.action_work_out()
        [(made_at, count)] = kept
        action = self._get_action(SUPERUSER_ID, count)
        time = format_time(self.env, made_at, time_format="short")
        # the web client takes one for the window's title, the other for the breadcrumb
        title = self.env._("Upcoming reminders, as of %s", time)
        action["name"] = action["display_name"] = title
        return action

    @api.model
    def action_work_out(self):
        """The calendar as the ledger is now; a minute for some forty thousand customers."""
        return self._get_action(self.env.uid, len(self._refresh()))

    def _get_action(self, author_id, count):
        """Window on somebody's picture; a month of so many cannot be drawn as a calendar."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_coming_action"
        )
        action["domain"] = [
            ("dry_run_id", "=", False),
            ("create_uid", "=", author_id),
            ("company_id", "in", self.env.companies.root_id.ids),
        ]
        if count > DRAWN:
            action["views"].sort(key=lambda view: view[1] != "list")
            action["context"] = {"group_by": ["date:day", "step_id"]}
        return action

    # === THE NIGHT'S PICTURE ===

    def _get_kept(self):
        """[(when the oldest was made, rows)] of last night's pictures; [] to be made now.

        Only of companies too big for one to wait: the others' are always of this moment.
        """
        rows = self._read_group(
            [
                ("create_uid", "=", SUPERUSER_ID),
                ("dry_run_id", "=", False),
                ("company_id", "in", self.env.companies.root_id.ids),
            ],
            ["company_id"],
            ["create_date:min", "__count"],
        )
        today = self.env.company._dunning_today()
        found = [row for row in rows if row[1].date() >= today]
        if len(found) < len(self.env.companies.root_id):
            return []
        return [(min(row[1] for row in found), sum(row[2] for row in found))]

    @api.model
    def _keep(self, root):
        """Every night: the picture of a company with many open debts, for everybody."""
        self.env.execute_query(
            SQL(
                "DELETE FROM dunning_coming WHERE company_id = %s AND create_uid = %s"
                " AND dry_run_id IS NULL RETURNING id",
                root.id,
                SUPERUSER_ID,
            )
        )
        self.invalidate_model()
        if self._count_debts(root) <= MANY:
            return
        planned = self.env["dunning.planner"]._forecast_company(
            root, DAYS, root._dunning_today()
        )
        # sudo: the night's picture is the system's, made at night
        self.with_user(SUPERUSER_ID)._write_rows(
            root, [comparison.Difference("same", item) for item in planned]
        )

    def _count_debts(self, root):
        """Open debts of a company, counted no further than needed."""
        return self.env["account.move.line"].search_count(
            [
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("parent_state", "=", "posted"),
                ("amount_residual", ">", 0),
                ("company_id", "child_of", root.id),
            ],
            limit=MANY + 1,
        )

    @api.model
    def _refresh(self, days=DAYS):
        """Work out the coming days of the current companies for this user."""
        self.search(
            [("dry_run_id", "=", False), ("create_uid", "=", self.env.uid)]
        ).unlink()
        planner = self.env["dunning.planner"]
        ids = []
        for root in self.env.companies.root_id:
            planned = planner._forecast_company(root, days, root._dunning_today())
            differences = [comparison.Difference("same", item) for item in planned]
            ids += self._write_rows(root, differences)
        return self.browse(ids)

    @api.model
    def _write_rows(self, root, differences, **values):
        """Rows in bulk: thousands of them are looked at once, then thrown away."""
        labels = dict(
            self.env["dunning.action"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        collectors = self.env["dunning.planner"]._get_collectors(
            root, {item.planned.message.debtor.partner_id for item in differences}
        )
        return bulk_insert(
            self,
            [
                {
                    "dry_run_id": None,
                    **values,
                    **self._prepare_row(root, item, labels, collectors),
                }
                for item in differences
            ],
        )

    def _prepare_row(self, root, difference, labels, collectors):
        day, message = difference.planned
        return {
            "date": day,
            "company_id": root.id,
            "partner_id": message.debtor.partner_id,
            "user_id": collectors.get(message.debtor.partner_id),
            "scenario_id": message.step.scenario_id,
            "step_id": message.step.id,
            "channels": ", ".join(labels[channel] for channel in message.channels),
            "debt_count": sum(1 for line in message.lines if line.step),
            "amount": sum(line.amount for line in message.lines),
            "currency_id": message.currency_id,
            "change": difference.change,
        }

    def action_open_debtor(self):
        """The customer behind a coming reminder."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def _count(self):
        """How many of these are the same, new, or no more."""
        return Counter(self.mapped("change"))
