"""What would leave with another scenario, on the real ledger; nothing is written."""

from odoo import api, models

from ...core.decide import comparison


class DunningWhatIf(models.AbstractModel):
    """Mixin of ``dunning.planner``: the same decisions with other steps."""

    _name = "dunning.what.if"
    _description = "Forecast with another scenario"

    @api.model
    def _dry_run(self, root, scenario, replaced=None, days=30, today=None):
        """Compare today's forecast with one in which a scenario takes another's place.

        The ledger is read once: only the steps differ. Debts keep the levels they have
        reached; a step of the scenario replaced counts by its delay.

        :param scenario: the one tried, even archived
        :param replaced: the one it stands in for; empty: the company's default
        :return: list of :class:`~core.decide.comparison.Difference`
        """
        today = today or root._dunning_today()
        replaced = replaced or root.dunning_scenario_id
        ledger = self.env["dunning.ledger"]
        # sudo: settings of the company, whoever asks
        tried = ledger._add_trials(root, {scenario.id: scenario.sudo()._to_core()})
        snapshot = ledger._read(root, today)
        before = self._forecast_snapshot(snapshot, days, today)
        if not replaced:
            # nobody is reminded by default yet: everybody would be, by this one
            ledger = ledger.with_context(dunning_default_scenario=scenario.id)
            snapshot = ledger._read(root, today)
            replaced = scenario
        scenarios = snapshot.scenarios | {replaced.id: tried[scenario.id]}
        after = self._forecast_snapshot(
            snapshot._replace(scenarios=scenarios), days, today
        )
        return comparison.compare(before, after)
