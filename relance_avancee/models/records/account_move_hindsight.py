from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _dunning_explain_past(self, day):
        """Why each open debt of these invoices was reminded on a past day, or not.

        From stored facts: what was owed then by the dates of reconciliations, holds by
        theirs, actions by theirs. Settings and scenarios are today's: they keep no
        history. For today or later, the same as ``_dunning_explain``.

        :param datetime.date day: the day asked about
        :return: the dicts of ``_dunning_explain``, plus ``actions``: those about the
            debt that were sent, stopped or failed on that day
        :raises UserError: a day still to come
        """
        found = []
        for root, moves in self.grouped(lambda move: move.company_id.root_id).items():
            if day > root._dunning_today():
                raise UserError(
                    self.env._(
                        "That day is still to come: see the calendar of reminders."
                    )
                )
            found += moves._dunning_explain_past_company(root, day)
        return found

    def _dunning_explain_past_company(self, root, day):
        planner, facts = self.env["dunning.planner"], self._dunning_get_facts(day)
        nothing = self.env["dunning.action"]
        if day == root._dunning_today():
            return [
                item | {"actions": facts.get(item["line_id"], nothing)}
                for item in self._dunning_explain(day)
            ]
        snapshot = self.env["dunning.ledger"]._read_as_of(
            root, day, self.commercial_partner_id.ids
        )
        wanted = set(self.ids)
        return [
            self._dunning_explain_one(decision)
            | {"actions": facts.get(decision.debt.id, nothing)}
            for partner_id in snapshot.debts
            for decision in planner._decide(snapshot, partner_id, day)
            if decision.debt.move_id in wanted
        ]

    def _dunning_get_facts(self, day):
        """Actions of that day about these invoices, by journal item."""
        lines = self.env["dunning.action.line"].search(
            [
                ("move_id", "in", self.ids),
                ("step_id", "!=", False),
                "|",
                ("action_id.date_done", "=", day),
                "&",
                ("action_id.date_planned", "=", day),
                ("action_id.date_done", "=", False),
            ]
        )
        return {
            item.id: found.action_id for item, found in lines.grouped("line_id").items()
        }

    def action_dunning_why(self):
        """Why this invoice was reminded on a day, or not."""
        self.ensure_one()
        return self.env["dunning.why"]._open(self)
