"""Instalments of a payment plan in an action."""

from odoo import api, fields, models

from ...const import LIVE_STATES, PENDING_STATES


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    plan_line_id = fields.Many2one(
        "dunning.payment.plan.line",
        "Instalment",
        ondelete="set null",
        index="btree_not_null",
    )

    # Exactly once per instalment and step, as for debts.
    _exactly_once_plan = models.UniqueIndex(
        "(plan_line_id, step_id, channel, cycle, COALESCE(is_test, FALSE))"
        " WHERE plan_line_id IS NOT NULL AND step_id IS NOT NULL"
        " AND state IN ('planned', 'to_approve', 'done')",
        "This instalment already has this step.",
    )

    @api.model
    def _ledger_changed(self, items):
        result = super()._ledger_changed(items)
        found = self.env["dunning.payment.plan"]._get_concerned(items.move_id)
        if found:
            found._ledger_changed(items.move_id)
        return result

    @api.model
    def _plans_changed(self, plans):
        """Lower or cancel at once what still waits about the instalments of plans."""
        lines = self.search(
            [
                ("plan_line_id.plan_id", "in", plans.ids),
                ("state", "in", LIVE_STATES),
            ]
        ).filtered(
            lambda line: line.state in PENDING_STATES
            or line.action_id.delivery_state == "queued"
        )
        changed = lines.filtered(lambda line: line._lower_claim())
        if changed:
            changed.action_id._claims_lowered()

    def _get_owed(self):
        if self.plan_line_id:
            return self.plan_line_id.left_amount
        return super()._get_owed()
