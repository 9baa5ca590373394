from collections import Counter

from odoo import api, fields, models

from ..core import comparison
from ..tools import bulk_insert

DAYS = 30
CHANGES = [("same", "Unchanged"), ("added", "New"), ("dropped", "No more")]


class DunningComing(models.TransientModel):
    """A message that would leave if nobody paid: a picture, made anew when opened."""

    _name = "dunning.coming"
    _description = "Coming reminder"
    _order = "date, partner_id"

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
    def action_open(self):
        """The calendar of the coming days, worked out now."""
        self._refresh()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_coming_action"
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
