"""Reminders sent by hand: neither day nor gap, all the other rules."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core import channels, grouping


class DunningByHand(models.AbstractModel):
    """Mixin of ``dunning.planner``: a reminder somebody asks for outside the dates."""

    _name = "dunning.by.hand"
    _description = "Reminders sent by hand"

    @api.model
    def _propose_by_hand(self, partner, company, move=None):
        """Values of the dialog: the step that comes next, else the last one again."""
        root = company.root_id
        snapshot = self.env["dunning.ledger"]._read(
            root, root._dunning_today(), partner.ids
        )
        decisions = (
            [
                decision
                for decision in self._decide(
                    snapshot, partner.id, root._dunning_today()
                )
                if (not move or decision.debt.move_id == move.id)
                and decision.debt.scenario_id
            ]
            if partner.id in snapshot.debts
            else []
        )
        if not decisions:
            raise UserError(
                self.env._(
                    "%(customer)s has no open invoice to remind.", customer=partner.name
                )
            )
        steps = [d.step for d in decisions if d.step]
        scenario = snapshot.scenarios[decisions[0].debt.scenario_id]
        step = max(
            steps or scenario.steps[-1:], key=lambda step: step.rank, default=None
        )
        if step is None:
            raise UserError(self.env["dunning.explanation"]._text("no_step"))
        return {
            "partner_id": partner.id,
            "company_id": root.id,
            "move_id": move and move.id,
            "scenario_id": step.scenario_id,
            "step_id": step.id,
            "channel": next(
                iter(channels.usable_channels(step, snapshot.debtors[partner.id])),
                "email",
            ),
        }

    def _get_step_by_hand(self, step, channel):
        """The step as sent by hand: by the channel chosen, and no other instead."""
        return step._to_core()._replace(channels=(channel,), spare=())

    @api.model
    def _plan_by_hand(self, partner, company, step, channel, move=None, today=None):
        """Actions for a reminder sent by hand: neither day nor gap, all other rules.

        :raises UserError: when nothing may be claimed, with the reason
        """
        root = company.root_id
        today = today or root._dunning_today()
        self.env["dunning.action"]._allowed()
        snapshot = self.env["dunning.ledger"]._read(root, today, partner.ids)
        chosen = self._get_step_by_hand(step, channel)
        decisions = (
            self._decide(snapshot, partner.id, today, by_hand=chosen)
            if partner.id in snapshot.debts
            else []
        )
        debtor = snapshot.debtors.get(partner.id)
        found = grouping.messages_by_hand(decisions, debtor, move.id if move else None)
        prepared = []
        for message in found:
            message = message._replace(step=chosen, channels=(channel,))
            action = self._prepare_action_values(
                root, snapshot, message, channel, today
            )
            # the same step again by somebody's hand supersedes what failed
            action.update(is_manual=True, fallback_of_id=None)
            prepared.append(
                (action, self._prepare_lines(snapshot, message, action, today))
            )
        if not prepared:
            texts = self.env["dunning.explanation"]
            about = [d for d in decisions if not move or d.debt.move_id == move.id]
            raise UserError(
                texts._decision_text(about[0]) if about else texts._text("paid")
            )
        self._add_late_fees(prepared, today)
        return self._insert(root, prepared)
