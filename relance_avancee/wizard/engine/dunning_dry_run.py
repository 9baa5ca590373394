from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningDryRun(models.TransientModel):
    """Try a scenario on the real ledger, before it is switched on or after a change."""

    _name = "dunning.dry.run"
    _inherit = ["dunning.wizard"]
    _description = "Simulation of a scenario"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id
    )
    scenario_id = fields.Many2one(
        "dunning.scenario",
        "Try",
        required=True,
        context={"active_test": False},
    )
    replaced_id = fields.Many2one(
        "dunning.scenario",
        "Instead of",
        help="Whoever follows this one would follow the other. Empty: the company's "
        "default scenario.",
    )
    days = fields.Integer(default=30, required=True)
    line_ids = fields.One2many("dunning.coming", "dry_run_id", readonly=True)
    same_count = fields.Integer("Unchanged", readonly=True)
    added_count = fields.Integer("New", readonly=True)
    dropped_count = fields.Integer("No more", readonly=True)
    partner_count = fields.Integer("Customers", readonly=True)
    is_done = fields.Boolean()

    @api.depends("scenario_id.name")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Dry run: %s", wizard.scenario_id.name)

    @api.model
    def _open(self, scenario):
        """The dialog about a scenario: instead of itself means "as it is now"."""
        company = self.env.company.root_id
        wizard = self.create(
            {
                "scenario_id": scenario.id,
                "company_id": company.id,
                "replaced_id": company.dunning_scenario_id.id,
            }
        )
        return wizard._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry run"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_run(self):
        """Work it out; nothing is planned, nothing is sent."""
        self.ensure_one()
        if not 1 <= self.days <= 366:
            raise UserError(self.env._("Look at 1 to 366 days ahead."))
        self.company_id.check_access("read")
        Coming = self.env["dunning.coming"]
        self.line_ids.unlink()
        differences = self.env["dunning.planner"]._dry_run(
            self.company_id.root_id, self.scenario_id, self.replaced_id, self.days
        )
        rows = Coming.browse(
            Coming._write_rows(self.company_id.root_id, differences, dry_run_id=self.id)
        )
        counts = rows._count()
        self.write(
            {
                "is_done": True,
                "same_count": counts["same"],
                "added_count": counts["added"],
                "dropped_count": counts["dropped"],
                "partner_count": len(
                    rows.filtered(lambda row: row.change != "dropped").partner_id
                ),
            }
        )
        return True

    def action_open_lines(self):
        """The messages, as calendar, list or pivot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_coming_action"
        )
        return action | {
            "name": self.env._("Dry run: %s", self.scenario_id.name),
            "domain": [("dry_run_id", "=", self.id)],
            "context": {"search_default_group_change": 1},
        }
