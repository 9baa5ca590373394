"""Payment plans as the rules need them, beside the ledger."""

from odoo import models
from odoo.tools import SQL

from ...core.plan.plans import Plan
from ...core.values import Debt


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _read(self, company, today, partner_ids=None, ignore_action_ids=(), run=None):
        snapshot = super()._read(company, today, partner_ids, ignore_action_ids, run)
        # sudo: the rules look at the whole tree, whoever asks them
        root = company.root_id.sudo()
        scope = self._get_scope(root, partner_ids)
        if root.dunning_plan_broken_notice:
            self._escalate(snapshot.debts, self._read_broken(scope))
        return snapshot._replace(plans=self._read_plans(scope, root))

    def _make_debts(self, items, partner_rows, scenarios, rules, root):
        """No invoice is reminded by a scenario of payment plans, even if one chose it."""
        usual = {key: item for key, item in scenarios.items() if not item.for_plans}
        rules = [rule for rule in rules if rule.scenario_id in usual]
        return super()._make_debts(items, partner_rows, usual, rules, root)

    def _get_batches(self, root, today):
        """Debtors with a running plan too, even if no invoice of theirs is due yet."""
        batches = super()._get_batches(root, today)
        if batches == [None]:
            return batches
        # sudo: whoever plans, every plan of the company is looked at
        plans = self.env["dunning.payment.plan"].sudo()
        running = plans.search_fetch(
            [("state", "=", "active"), ("company_id", "child_of", root.id)],
            ["partner_id"],
        )
        left = set(running.debtor_id.ids).difference(*batches)
        return [*batches, sorted(left)] if left else batches

    def _read_plans(self, scope, root):
        """Running plans by debtor, with what is left of each instalment."""
        domain = [("state", "=", "active"), ("company_id", "in", scope["companies"])]
        if scope["partners"] is not None:
            domain.append(("debtor_id", "in", scope["partners"]))
        # sudo: whoever plans, every plan of the company is looked at
        found = self.env["dunning.payment.plan"].sudo().search(domain)
        scenario = root._get_dunning_plan_scenario()
        plans = {}
        for plan in found:
            plans.setdefault(plan.debtor_id.id, []).append(
                self._make_plan(plan, scenario)
            )
        return plans

    def _make_plan(self, plan, scenario):
        rounding = plan.currency_id.rounding
        debts = tuple(
            Debt(
                # never taken for a journal item, see core.plans
                -line.id,
                None,
                plan.debtor_id.id,
                plan.company_id.id,
                plan.currency_id.id,
                line.date,
                line.left,
                # no minimum applies to an instalment: the plan was agreed
                line.left,
                rounding,
                scenario_id=scenario.id,
                plan_id=plan.id,
            )
            for line in plan._get_instalments()
            if not plan.currency_id.is_zero(line.left)
        )
        return Plan(
            plan.id,
            plan.debtor_id.id,
            plan.company_id.id,
            frozenset(plan.move_ids.ids),
            debts,
        )

    def _read_broken(self, scope):
        """Invoices of plans that were not kept."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT rel.account_move_id
                  FROM account_move_dunning_payment_plan_rel rel
                  JOIN dunning_payment_plan plan ON plan.id = rel.dunning_payment_plan_id
                  JOIN res_partner partner ON partner.id = plan.partner_id
                 WHERE plan.state = 'broken' AND plan.company_id IN %s AND %s
                """,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )
        return {row[0] for row in rows}

    def _escalate(self, debts, broken):
        if not broken:
            return
        for partner_id, found in debts.items():
            if any(debt.move_id in broken for debt in found):
                debts[partner_id] = [
                    debt._replace(escalate=debt.move_id in broken) for debt in found
                ]
