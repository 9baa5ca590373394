from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...core.decide import experiments
from ...core.values import OPEN, Trial
from ..engine.dunning_ledger import INVOICE_TYPES, Item
from ..records import (
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)

STATES = [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")]

KINDS = [("text", "Two texts"), ("delay", "Two delays")]

COMPARED = {"company_id", "kind", "step_id", "template_b_id", "share_b", "delay_b"}


class DunningExperiment(models.Model):
    """Two texts or two delays of one step, each for some debtors: what brings the money.

    Who gets which is a stable hash of the debtor (:mod:`~core.decide.experiments`): nothing
    is stored, nobody chooses, and a debtor stays with its variant.
    """

    _name = "dunning.experiment"
    _description = "A/B test of two texts or delays"
    _inherit = [
        "dunning.evidence",
        "dunning.named",
    ]
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
        "This step already has an A/B test: stop the other one first.",
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
        # sudo: only said in words: who writes the rest is the engine
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
            # sudo: the right was asked above, the result is the engine's
            experiment.sudo().write({"state": "stopped", "date_to": today})

    # === TRIALS OF A DELAY ===
    # Two delays of one step: does a reminder bring more when it comes sooner or later?
    # Intention to treat, with one clock for both: a debtor enters with its first debt
    # still open on the earlier of the two days, before anything differs between A and
    # B, and succeeds when that debt is settled so many days after that same day,
    # whatever was sent meanwhile. Counting from each one's own message would give the
    # later one more debts that pay by themselves out of its way.

    delay_a = fields.Integer(
        "Days A (the step's)", compute="_compute_delay_a", store=True
    )
    delay_b = fields.Integer(
        "Days B", help="Days from the due date; negative: before it."
    )
    compared = fields.Char("B instead of A", compute="_compute_compared")

    @api.depends("step_id.delay_days", "state")
    def _compute_delay_a(self):
        """The step's while nothing runs; then that of the comparison, for its result."""
        for experiment in self:
            if experiment.state == "draft" or not experiment.date_from:
                experiment.delay_a = experiment.step_id.delay_days
            else:
                experiment.delay_a = experiment.delay_a

    @api.depends("kind", "delay_a", "delay_b", "template_a_id", "template_b_id")
    @api.depends_context("lang")
    def _compute_compared(self):
        for experiment in self:
            if experiment.kind == "delay":
                values = {"b": experiment._say_delay("b"), "a": experiment._say_delay()}
            else:
                values = {
                    "b": experiment.template_b_id.name or "",
                    "a": experiment.template_a_id.name or "",
                }
            experiment.compared = self.env._("%(b)s instead of %(a)s", **values)

    def _say_delay(self, variant="a"):
        return self.env._("D%(days)+d", days=self[f"delay_{variant}"])

    @api.constrains("kind", "step_id", "delay_b", "within_days", "state")
    def _check_delays(self):
        """Another delay than the step's, and one that keeps the order of the steps."""
        for experiment in self:
            if experiment.kind != "delay" or experiment.state == "stopped":
                continue
            experiment._check_delay()

    def _check_delay(self):
        step, scenario = self.step_id, self.step_id.scenario_id
        if scenario.is_plan:
            raise ValidationError(
                self.env._("Delays of payment plans are agreed with each customer.")
            )
        if step not in scenario.step_ids or step.delay_days != self.delay_a:
            raise ValidationError(
                self.env._(
                    "“%(step)s” has an A/B test (%(name)s): stop it before you change "
                    "the step.",
                    step=step.name,
                    name=self.name,
                )
            )
        if self.delay_b == self.delay_a:
            raise ValidationError(self.env._("The delay B must be another one."))
        first, last = experiments.delay_limits(self._get_rivals(), step.id)
        if (first is not None and self.delay_b < first) or (
            last is not None and self.delay_b > last
        ):
            raise ValidationError(self._describe_limits(first, last))
        if self.within_days <= abs(self.delay_b - self.delay_a):
            raise ValidationError(
                self.env._(
                    "Count the payments of more than %(days)s days: before that, the "
                    "later of the two has not left yet.",
                    days=abs(self.delay_b - self.delay_a),
                )
            )

    def _get_rivals(self):
        """The step's scenario with the other delays being compared in it."""
        found = self._search_trials(self.company_id.root_id)
        rivals = (found - self).filtered(
            lambda item: item.step_id.scenario_id == self.step_id.scenario_id
        )
        # sudo: the order of the steps is the same for everybody
        scenario = self.step_id.scenario_id.sudo()._to_core()
        return scenario._replace(trials=tuple(map(self._to_trial, rivals)))

    def _describe_limits(self, first, last):
        values = {"step": self.step_id.name, "first": first, "last": last}
        if last is None:
            text = self.env._(
                "“%(step)s” may leave from day %(first)s on: it must stay between the "
                "steps before and after it.",
                **values,
            )
        elif first is None:
            text = self.env._(
                "“%(step)s” may leave up to day %(last)s: it must stay between the steps "
                "before and after it, and before the due date.",
                **values,
            )
        else:
            text = self.env._(
                "“%(step)s” may leave from day %(first)s to day %(last)s: it must stay "
                "between the steps before and after it.",
                **values,
            )
        return text

    # === WHO GETS WHAT ===

    @api.model
    def _search_trials(self, root):
        """Comparisons of delays running for a company tree."""
        # sudo: whoever plans, what runs is the company's
        return self.sudo().search(
            [
                ("company_id", "child_of", root.id),
                ("kind", "=", "delay"),
                ("state", "=", "running"),
            ]
        )

    @api.model
    @tools.ormcache("root_id")
    def _get_trials(self, root_id):
        """Trials running, by scenario id; read once, nothing to pay when there is none."""
        root = self.env["res.company"].browse(root_id)
        return self._group_trials(self._search_trials(root))

    @api.model
    def _get_trials_as_of(self, root, day):
        """Those that ran during the night of a past day: it began that day."""
        # sudo: whoever asks why, what ran is the company's
        found = self.sudo().search(
            [
                ("company_id", "child_of", root.id),
                ("kind", "=", "delay"),
                ("date_from", "<", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        return self._group_trials(found)

    def _group_trials(self, found):
        return {
            scenario.id: tuple(map(self._to_trial, items))
            for scenario, items in found.grouped(
                lambda item: item.step_id.scenario_id
            ).items()
        }

    def _to_trial(self, experiment):
        return Trial(
            str(experiment._origin.id),
            experiment.step_id.id,
            experiment.delay_b,
            experiment.share_b / 100,
        )

    # === RESULT ===

    def _read_first_delay(self):
        """(debtor, whether it paid in time) of each debtor's first debt that counts.

        Nothing here depends on what was sent: the scenario is the one that applies, not
        the level reached.
        """
        self.env.flush_all()
        # sudo: settings of the company, whoever looks at the result
        root = self.company_id.root_id.sudo()
        ledger = self.env["dunning.ledger"]
        scope = ledger._get_scope(root, None)
        rows = self._read_open_debts(scope)
        items = [Item(*row[:-1]) for row in rows]
        in_time = {row[0]: row[-1] for row in rows}
        partners = ledger._read_partners(scope, root, {i.partner_id for i in items})
        scenarios, rules = ledger._read_scenarios(root)
        debts = ledger._make_debts(items, partners, scenarios, rules, root)
        for partner_id, found in debts.items():
            mine = [
                debt
                for debt in found
                if debt.status == OPEN
                and debt.scenario_id == self.step_id.scenario_id.id
            ]
            if mine:
                first = min(mine, key=lambda debt: (debt.date_due, debt.id))
                yield partner_id, in_time[first.id]

    def _read_open_debts(self, scope):
        """Debts that were open on the earlier day, as rows of the ledger then.

        Both days fell within the comparison, the later one too: what a stop cut short
        was reminded alike. The columns of :class:`~.dunning_ledger.Item`, then whether
        the debt was settled in time by the dates of what was matched with it.
        """
        earlier, later = sorted((self.delay_a, self.delay_b))
        today = self.company_id._dunning_today()
        return self.env.execute_query(
            SQL(
                """
                SELECT aml.id, partner.commercial_partner_id, aml.move_id,
                       aml.company_id, aml.currency_id, due.date,
                       (aml.amount_currency - known.amount)::float8,
                       (aml.balance - known.company)::float8, move.move_type,
                       CASE WHEN move.payment_state IN ('blocked', 'invoicing_legacy')
                            THEN move.payment_state ELSE 'not_paid' END,
                       aml.no_followup, move.journal_id, move.dunning_scenario_id,
                       move.amount_total_signed::float8, move.reversed_entry_id,
                       aml.amount_currency - in_time.amount < 0.000001
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN res_partner partner ON partner.id = aml.partner_id
            CROSS JOIN LATERAL (
                       SELECT COALESCE(aml.date_maturity, aml.date) AS date) due
            CROSS JOIN LATERAL (%(known)s) known
            CROSS JOIN LATERAL (%(in_time)s) in_time
                 WHERE aml.company_id IN %(companies)s
                   AND aml.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable')
                   AND aml.display_type = 'payment_term'
                   AND aml.parent_state = 'posted' AND aml.balance > 0
                   AND move.move_type IN %(types)s
                   AND aml.date <= due.date + %(earlier)s
                   AND due.date + %(earlier)s > %(start)s
                   AND due.date + %(later)s <= %(end)s
                   AND due.date + %(earlier)s + %(within)s < %(today)s
                   AND aml.amount_currency - known.amount > 0.000001
                """,
                known=self._settled(SQL("<"), earlier),
                in_time=self._settled(SQL("<="), earlier + self.within_days),
                companies=scope["companies"],
                types=INVOICE_TYPES,
                earlier=earlier,
                later=later,
                start=self.date_from,
                end=self.date_to or today,
                within=self.within_days,
                today=today,
            )
        )

    def _settled(self, operator, days):
        """What was matched with an item up to so many days after its due date."""
        return SQL(
            """
            SELECT COALESCE(SUM(debit_amount_currency), 0) AS amount,
                   COALESCE(SUM(amount), 0) AS company
              FROM account_partial_reconcile
             WHERE debit_move_id = aml.id AND max_date %s due.date + %s
            """,
            operator,
            days,
        )
