from odoo import api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningGoLive(models.TransientModel):
    """The guided start: scenario, sender, test address, go live.

    What would leave first stays in front of the user's eyes before anything does.
    """

    _name = "dunning.go.live"
    _inherit = ["dunning.wizard"]
    _description = "Start dunning"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id
    )
    mode = fields.Selection(related="company_id.dunning_mode")
    scenario_id = fields.Many2one(
        "dunning.scenario",
        "1. Scenario",
        required=True,
        domain=[("is_plan", "=", False)],
    )
    scenario_description = fields.Text(related="scenario_id.description")
    sender = fields.Char("2. Sender", required=True)
    test_email = fields.Char("3. Test address", required=True)
    line_ids = fields.One2many(
        "dunning.go.live.line", "wizard_id", compute="_compute_line_ids", store=True
    )
    date_first = fields.Date("Would leave on", compute="_compute_line_ids", store=True)
    is_today = fields.Boolean(compute="_compute_is_today")
    message_count = fields.Integer("Messages", compute="_compute_totals")
    task_count = fields.Integer(compute="_compute_totals")
    proxy_problem = fields.Char(compute="_compute_proxy_problem")

    @api.model
    def default_get(self, names):
        company = self.env.company.root_id
        values = super().default_get(names)
        scenario = company.dunning_scenario_id or self.env.ref(
            "relance_avancee.dunning_scenario_standard", False
        )
        return values | {
            "scenario_id": scenario.id if scenario else False,
            "sender": company.dunning_email or company.email,
            "test_email": company.dunning_test_email or self.env.user.email,
        }

    @api.model
    def _check_named(self, values):
        """Whose debtors are shown and written to: one must be in that very company."""
        result = super()._check_named(values)
        if not self.env.su and values.get("company_id"):
            self.env["res.company"].browse(values["company_id"]).check_access("read")
        return result

    @api.depends("scenario_id", "company_id")
    def _compute_line_ids(self):
        planner = self.env["dunning.planner"]
        for wizard in self:
            wizard.date_first, messages = planner._preview_first(
                wizard.company_id, wizard.scenario_id
            )
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(values) for values in messages
            ]

    @api.depends("date_first", "company_id")
    def _compute_is_today(self):
        for wizard in self:
            today = wizard.company_id._dunning_today()
            wizard.is_today = wizard.date_first == today

    @api.depends("line_ids")
    def _compute_totals(self):
        for wizard in self:
            wizard.message_count = len(
                wizard.line_ids.filtered(lambda line: not line.is_task)
            )
            wizard.task_count = len(wizard.line_ids) - wizard.message_count

    @api.depends_context("uid", "lang")
    def _compute_proxy_problem(self):
        self.proxy_problem = self.env["dunning.throttle"]._get_proxy_problem()

    def _save(self, mode):
        return self.company_id._dunning_start(
            mode, self.scenario_id, self.sender, self.test_email
        )

    def action_save(self):
        """Keep simulating: save the choices, plan, send nothing."""
        return self._save("simulation")

    def action_test(self):
        """Send today's reminders to the test address."""
        return self._save("test")

    def action_go_live(self):
        """From now on reminders leave for customers."""
        return self._save("live")


class DunningGoLiveLine(models.TransientModel):
    _name = "dunning.go.live.line"
    _inherit = ["dunning.wizard"]
    _description = "Message that would leave"
    _order = "amount desc, id"

    wizard_id = fields.Many2one("dunning.go.live", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer")
    step_id = fields.Many2one("dunning.step", "Step")
    needs_approval = fields.Boolean("To approve", related="step_id.needs_approval")
    channels = fields.Char()
    recipient = fields.Char()
    debt_count = fields.Integer("Invoices")
    amount = fields.Monetary("Claimed")
    currency_id = fields.Many2one("res.currency")
    is_task = fields.Boolean()
    note = fields.Char()
