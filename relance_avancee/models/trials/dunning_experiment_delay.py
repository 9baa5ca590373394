from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...core.decide import experiments
from ...core.values import OPEN, Trial
from ..engine.dunning_ledger import INVOICE_TYPES, Item


class DunningExperiment(models.Model):
    """Two delays of one step: does a reminder bring more when it comes sooner or later?

    Intention to treat, with one clock for both: a debtor enters with its first debt
    still open on the earlier of the two days, before anything differs between A and B,
    and succeeds when that debt is settled so many days after that same day, whatever was
    sent meanwhile. Counting from each one's own message would give the later one more
    debts that pay by themselves out of its way.
    """

    _inherit = "dunning.experiment"

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
                    "“%(step)s” is being compared (%(name)s): stop that comparison "
                    "before you change the step.",
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
        scenarios, _steps, rules = ledger._read_scenarios(root)
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
