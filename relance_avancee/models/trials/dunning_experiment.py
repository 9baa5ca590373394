from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...core.decide import experiments

STATES = [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")]
KINDS = [("text", "Two texts"), ("delay", "Two delays")]

COMPARED = {"company_id", "kind", "step_id", "template_b_id", "share_b", "delay_b"}


class DunningExperiment(models.Model):
    """Two texts or two delays of one step, each for some debtors: what brings the money.

    Who gets which is a stable hash of the debtor (:mod:`~core.decide.experiments`): nothing
    is stored, nobody chooses, and a debtor stays with its variant.
    """

    _name = "dunning.experiment"
    _description = "Comparison of two texts or delays"
    _inherit = ["dunning.evidence"]
    _order = "state, date_from desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    kind = fields.Selection(KINDS, "Compare", default="text", required=True)
    step_id = fields.Many2one(
        "dunning.step",
        required=True,
        ondelete="restrict",
        domain="[('scenario_id.is_plan', '=', False)]",
    )
    template_a_id = fields.Many2one(
        related="step_id.mail_template_id", string="Text A (the step's)"
    )
    template_b_id = fields.Many2one(
        "mail.template",
        "Text B",
        domain="[('model', '=', 'dunning.action')]",
        ondelete="restrict",
    )
    share_b = fields.Integer(
        "Debtors who get B (%)", default=50, help="The others get the step as it is."
    )
    within_days = fields.Integer(
        "Paid within (days)", default=15, help="What counts as success."
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False
    )
    date_from = fields.Date("Running since", readonly=True, copy=False)
    date_to = fields.Date("Stopped on", readonly=True, copy=False)
    debtors_a = fields.Integer("Debtors, A", compute="_compute_result")
    debtors_b = fields.Integer("Debtors, B", compute="_compute_result")
    share_paid_a = fields.Float("Paid, A", compute="_compute_result")
    share_paid_b = fields.Float("Paid, B", compute="_compute_result")
    verdict = fields.Selection(
        [
            ("too_few", "Too few to say"),
            ("no_difference", "No difference to be seen"),
            ("a_better", "A is better"),
            ("b_better", "B is better"),
        ],
        compute="_compute_result",
    )
    result_text = fields.Char("Result", compute="_compute_result")

    _share_possible = models.Constraint(
        "CHECK(share_b > 0 AND share_b < 100)", "Both variants need some debtors."
    )
    _days_positive = models.Constraint(
        "CHECK(within_days > 0)", "Give customers some days to pay."
    )
    _one_running = models.UniqueIndex(
        "(company_id, step_id) WHERE state = 'running'",
        "This step is already being compared: stop the other comparison first.",
    )

    @api.constrains("kind", "step_id", "template_b_id")
    def _check_texts(self):
        for experiment in self.filtered(lambda item: item.kind == "text"):
            if not experiment.step_id.send_email or not experiment.template_b_id:
                raise ValidationError(
                    self.env._("Choose a step with an e-mail, and its text B.")
                )
            if experiment.template_b_id == experiment.template_a_id:
                raise ValidationError(self.env._("Text B must be another one."))

    def _get_by_hand(self):
        """What is compared, before it starts: a result is not arranged afterwards."""
        by_hand = super()._get_by_hand() | {"name", "within_days"}
        draft = all(item.state == "draft" for item in self.sudo())
        return by_hand | (COMPARED if draft else set())

    # === WHO GETS WHAT ===

    @api.model
    @tools.ormcache()
    def _get_running(self):
        """(root company, step) of what runs: (id, text B, share of B); read once."""
        # sudo: whoever sends, what runs is the company's
        found = self.sudo().search([("state", "=", "running"), ("kind", "=", "text")])
        return {
            (item.company_id.root_id.id, item.step_id.id): (
                item.id,
                item.template_b_id.id,
                item.share_b / 100,
            )
            for item in found
        }

    def _forget_running(self):
        self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        experiments_made = super().create(vals_list)
        self._forget_running()
        return experiments_made

    def write(self, vals):
        result = super().write(vals)
        self._forget_running()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_running()
        return result

    # === RESULT ===

    @api.depends("state", "kind", "within_days", "share_b", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_result(self):
        for experiment in self:
            found = experiments.compare(*experiment._get_outcomes())
            experiment.debtors_a = found.a.debtors
            experiment.debtors_b = found.b.debtors
            experiment.share_paid_a = found.a.share or 0.0
            experiment.share_paid_b = found.b.share or 0.0
            experiment.verdict = found.verdict
            experiment.result_text = experiment._describe(found)

    def _get_outcomes(self):
        """What became of the debtors of each variant; each counts once.

        Only what has had all its days to be paid: the youngest would look worse.
        """
        counts = {variant: [0, 0] for variant in experiments.VARIANTS}
        if self.date_from and self.id:
            for partner_id, paid in getattr(self, f"_read_first_{self.kind}")():
                count = counts[self._get_variant(partner_id)]
                count[0] += 1
                count[1] += paid
        return tuple(experiments.Outcome(*counts[key]) for key in experiments.VARIANTS)

    def _get_variant(self, partner_id):
        return experiments.variant(str(self._origin.id), partner_id, self.share_b / 100)

    def _read_first_text(self):
        """(debtor, whether all its first contact claimed was paid in time)."""
        today = self.company_id._dunning_today()
        last = fields.Date.subtract(today, days=self.within_days)
        rows = (
            self.env["dunning.report.contact"]
            .with_context(dunning_within=self.within_days)
            ._read_group(
                [
                    ("company_id", "child_of", self.company_id.root_id.id),
                    ("step_id", "=", self.step_id.id),
                    ("channel", "=", "email"),
                    ("date", ">=", self.date_from),
                    ("date", "<=", min(self.date_to or last, last)),
                ],
                ["partner_id", "date:day"],
                ["amount:sum", "paid_amount:sum"],
                order="date:day",
            )
        )
        first = {}
        for partner, _day, amount, paid in rows:
            first.setdefault(partner.id, paid >= amount - 0.004)
        return first.items()

    def _describe(self, found):
        """The result in one sentence that claims no more than the numbers do."""
        if found.verdict == "too_few":
            return self.env._(
                "Too few debtors to say anything: %(missing)s more are needed with each "
                "variant.",
                missing=found.missing,
            )
        values = {
            "difference": f"{found.difference * 100:+.1f}",
            "low": f"{found.low * 100:+.1f}",
            "high": f"{found.high * 100:+.1f}",
        }
        if found.verdict == "no_difference":
            return self.env._(
                "No difference that these numbers could show: B %(difference)s points, "
                "between %(low)s and %(high)s (95%% interval).",
                **values,
            )
        return self.env._(
            "With B %(difference)s points of debtors paid in time, between %(low)s and "
            "%(high)s (95%% interval).",
            **values,
        )

    # === BUTTONS ===

    def action_start(self):
        """From tonight on, some debtors get B."""
        self.check_access("write")
        for experiment in self.filtered(lambda item: item.state == "draft"):
            today = experiment.company_id._dunning_today()
            # sudo: the button starts it, nobody writes that it started
            experiment.sudo().write({"state": "running", "date_from": today})

    def action_stop(self):
        """Everybody gets the step as it is again; the result stays."""
        self.check_access("write")
        for experiment in self.filtered(lambda item: item.state == "running"):
            today = experiment.company_id._dunning_today()
            experiment.sudo().write({"state": "stopped", "date_to": today})
