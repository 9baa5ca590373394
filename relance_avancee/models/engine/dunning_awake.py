"""Which debtors the night looks at: most nights, few of them."""

from odoo import models
from odoo.tools import SQL

from ...core.decide import ladder, schedule
from ...core.values import Debtor

BATCH = 20_000  # debts read at once


class DunningAwake(models.AbstractModel):
    """Mixin of ``dunning.ledger``: debtors for whom something may have to be done."""

    _name = "dunning.awake"
    _description = "Debtors to look at tonight"

    def _get_batches(self, root, today):
        """Debtors somebody may have to act on, by groups of some BATCH debts.

        Groups, so that memory stays the same whatever the size of the ledger. Left out
        are those whose debts are all too young for any step, and those at rest.

        :return: lists of partner ids, in which no debtor is cut in two; [None] (all of
            them) when one group is enough
        """
        self.env.flush_all()
        # sudo: scenarios and settings are the company's, whoever plans
        root = root.sudo()
        scenarios, _steps, _rules = self._read_scenarios(root)
        counts = self._read_counts(root, self._get_horizon(root, scenarios, today))
        without_credit = {row[0] for row in counts if not (row[2] or row[3])}
        at_rest = self._get_at_rest(root, scenarios, today, without_credit)
        wanted = sorted(
            (partner_id, number)
            for partner_id, number, too_young, _has_credit in counts
            if not too_young and partner_id not in at_rest
        )
        if len(wanted) == len(counts) and sum(n for _partner, n in wanted) <= BATCH:
            return [None] if wanted else []
        batches, room = [], 0
        for partner_id, count in wanted:
            if room < count:
                batches.append([])
                room = BATCH
            batches[-1].append(partner_id)
            room -= count
        return batches

    def _read_counts(self, root, horizon):
        """(debtor, open items, whether all are too young, whether one is a credit)."""
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, COUNT(*),
                       MIN(COALESCE(aml.date_maturity, aml.date)) > %s,
                       MIN(aml.amount_residual_currency) < 0
                  FROM account_move_line aml
                  JOIN res_partner partner ON partner.id = aml.partner_id
                 WHERE %s
              GROUP BY partner.commercial_partner_id
                """,
                horizon,
                self._get_opened(self._get_scope(root, None)),
            )
        )

    def _get_horizon(self, root, scenarios, today):
        """No debt falling due after this day can have a step due today.

        Extended by modules with rules that act earlier.
        """
        return ladder.horizon(scenarios.values(), today)

    def _get_at_rest(self, root, scenarios, today, partner_ids):
        """Those for whom nothing can be done today, whatever their debts.

        Extended by modules whose rules write to somebody within the gap.

        :param partner_ids: debtors without any open credit
        """
        gaps = [scenario.min_gap_days for scenario in scenarios.values()]
        scope = self._get_scope(root, None)
        activity = self._read_activity(scope, root, today, scenarios, ())
        resting = {
            partner_id
            for partner_id in partner_ids.intersection(activity)
            if schedule.at_rest(
                Debtor(partner_id, root.id, **activity[partner_id]),
                min(gaps, default=0),
                today,
            )
        }
        if not resting:
            return resting
        # money on its way makes a task for the accountant, gap or not
        scope |= {"partners": tuple(resting)}
        rows = self._read_partners(scope, root, resting)
        return resting.difference(self._read_in_flight(scope, rows, root, today))
