"""Delays being compared, as the rules need them: the one place that adds them."""

from odoo import models


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _read_scenarios(self, root):
        scenarios, steps, rules = super()._read_scenarios(root)
        return self._add_trials(root, scenarios), steps, rules

    def _add_trials(self, root, scenarios):
        """Scenarios with what is compared in them today (``core.experiments``)."""
        trials = self.env["dunning.experiment"]._get_trials(root.id)
        return self._with_trials(scenarios, trials) if trials else scenarios

    def _read_as_of(self, company, day, partner_ids):
        """A past night decided with what was compared then."""
        snapshot = super()._read_as_of(company, day, partner_ids)
        trials = self.env["dunning.experiment"]._get_trials_as_of(company.root_id, day)
        scenarios = self._with_trials(snapshot.scenarios, trials)
        return snapshot._replace(scenarios=scenarios)

    def _with_trials(self, scenarios, trials):
        return {
            key: scenario._replace(trials=trials.get(key, ()))
            for key, scenario in scenarios.items()
        }
