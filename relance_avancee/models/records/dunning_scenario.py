from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import CATCH_UPS, DEBTOR_KINDS, GROUPINGS, RISKS
from ...core.decide import assignment
from ...core.values import Scenario


class DunningScenario(models.Model):
    _name = "dunning.scenario"
    _description = "Dunning scenario"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first scenario whose rules match a debt is used."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: usable by every company."
    )
    description = fields.Text(translate=True)
    step_ids = fields.One2many("dunning.step", "scenario_id", "Steps", copy=True)
    grouping = fields.Selection(GROUPINGS, default="debtor", required=True)
    min_amount = fields.Float(
        "Minimum amount",
        digits="Account",
        default=1.0,
        help="In company currency. A message that would claim less is not sent.",
    )
    min_gap_days = fields.Integer(
        "Minimum gap (days)",
        default=7,
        help="Days between two contacts of one customer, all channels and scenarios together.",
    )
    catch_up = fields.Selection(
        CATCH_UPS,
        "Old debts",
        default="sequential",
        required=True,
        help="How a debt that is already late enters the scenario.",
    )
    category_ids = fields.Many2many("res.partner.category", string="Customer tags")
    debtor_kind = fields.Selection(DEBTOR_KINDS, "Kind of customer")
    country_ids = fields.Many2many("res.country", string="Countries")
    risk = fields.Selection(RISKS, "Risk class")
    cause_ids = fields.Many2many(
        "dunning.cause",
        string="Late payment reasons",
        help="What the customer last said, on the phone or in a reply.",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        domain="[('type', '=', 'sale')]",
    )
    amount_from = fields.Float("Invoices from", digits="Account")
    amount_to = fields.Float("Invoices up to", digits="Account")
    step_count = fields.Integer(compute="_compute_step_count")

    _gap_not_negative = models.Constraint(
        "CHECK(min_gap_days >= 0)", "The minimum gap cannot be negative."
    )
    _amount_not_negative = models.Constraint(
        "CHECK(min_amount >= 0)", "The minimum amount cannot be negative."
    )

    @api.depends("step_ids")
    def _compute_step_count(self):
        for scenario in self:
            scenario.step_count = len(scenario.step_ids)

    @api.constrains("step_ids")
    def _check_steps(self):
        self.step_ids._check_order()

    @api.constrains("amount_from", "amount_to")
    def _check_amounts(self):
        for scenario in self:
            if scenario.amount_to and scenario.amount_to < scenario.amount_from:
                raise ValidationError(
                    self.env._("The largest amount must not be below the smallest one.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: used in any company counts
        used = (
            self.env["dunning.action"]
            .sudo()
            .search([("scenario_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "The scenario “%(name)s” has already been used: its history must stay. "
                    "Archive it instead (Action menu).",
                    name=used.scenario_id.name,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for scenario, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%(name)s (copy)", name=scenario.name)
        return vals_list

    # === TO THE RULES ===

    def _to_cores(self):
        """These scenarios by id, and the rules that ask for something.

        :return: dict of :class:`~core.values.Scenario`, list of
            :class:`~core.decide.assignment.Rule`
        """
        steps = {step.id: step for step in self.step_ids._to_cores()}
        scenarios = {
            scenario.id: scenario._to_core(tuple(map(steps.get, scenario.step_ids.ids)))
            for scenario in self
        }
        rules = [scenario._to_core_rule() for scenario in self]
        return scenarios, assignment.asking(rules)

    def _to_core(self, steps=None):
        """The scenario as the rules know it (:class:`~core.values.Scenario`).

        :param steps: its steps, where they are already known
        """
        self.ensure_one()
        return Scenario(
            self.id,
            self.step_ids._to_cores() if steps is None else steps,
            self.grouping,
            self.min_amount,
            self.min_gap_days,
            self.catch_up,
            for_plans=self.is_plan,
        )

    def _to_core_rule(self):
        """For whom the scenario is meant.

        An extension that adds a criterion overrides this and
        :class:`~core.decide.assignment.Rule`.
        """
        self.ensure_one()
        return assignment.Rule(
            self.id,
            frozenset(filter(None, [self.debtor_kind])),
            frozenset(self.country_ids.ids),
            frozenset(self.category_ids.ids),
            frozenset(filter(None, [self.risk])),
            frozenset(self.journal_ids.ids),
            self.amount_from,
            self.amount_to,
            frozenset(self.cause_ids.ids),
        )

    # === DRY RUN ===

    def action_dry_run(self):
        """What this scenario would send, and how that differs from today."""
        self.ensure_one()
        return self.env["dunning.dry.run"]._open(self)

    # === PAYMENT PLANS ===
    # The small scenario of payment plans: when instalments are spoken of.

    is_plan = fields.Boolean(
        "For payment plans",
        help="Its days count from each instalment; no invoice is reminded by it.",
    )

    @api.constrains("is_plan", "step_ids")
    def _check_plan_steps(self):
        self.filtered("is_plan").step_ids._check_plan()
