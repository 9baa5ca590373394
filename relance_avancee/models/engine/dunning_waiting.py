"""What waits for somebody too long: said to a manager, and in nobody's way any more."""

from datetime import timedelta

from odoo import api, fields, models

from ...isolation import only_debtors


class DunningAction(models.Model):
    """Approvals never given and letters never posted."""

    _inherit = "dunning.action"

    is_escalated = fields.Boolean(
        "Waits too long",
        copy=False,
        help="A manager was told. The step itself goes on waiting; other reminders of the "
        "customer no longer wait for it.",
    )

    @api.model
    def _settle(self, root, today):
        result = super()._settle(root, today)
        self._settle_apart(root, self, "_escalate_waiting", today)
        return result

    @api.model
    def _escalate_waiting(self, root, today):
        """Tell a manager, once, of what nobody approved or posted."""
        if not root.dunning_waiting_days or root.dunning_mode == "simulation":
            return
        late = self.search(
            [
                ("company_id", "child_of", root.id),
                (
                    "date_planned",
                    "<=",
                    today - timedelta(days=root.dunning_waiting_days),
                ),
                ("is_escalated", "=", False),
                "|",
                ("state", "=", "to_approve"),
                "&",
                ("state", "=", "planned"),
                ("channel", "=", "letter"),
                *only_debtors(self.env),
            ]
        )
        if not late:
            return
        late.is_escalated = True
        manager = self.env["dunning.late.fee"].sudo()._get_rate_manager(root)
        texts = self.env["dunning.explanation"]
        for action in late:
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=today,
                summary=texts._waiting_summary(action),
                note=texts._waiting_note(action),
                user_id=(manager or action._get_active_user()).id or False,
            )
