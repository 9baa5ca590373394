"""After a failure: the same channel again, or another one instead, never both."""

from odoo import fields, models

from ..const import LIVE_STATES, PENDING_STATES


class DunningAction(models.Model):
    """Failed actions back in line, and those that take over from them."""

    _inherit = "dunning.action"

    fallback_of_id = fields.Many2one(
        "dunning.action",
        "Takes over from",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The action that failed and that this one replaces, by another channel.",
    )
    fallback_ids = fields.One2many("dunning.action", "fallback_of_id", "Taken over by")

    def _retry(self):
        """Back in line; the old message can no longer leave.

        Unless the step was done in the meantime, by hand or by another channel's turn.
        What waits to take over gives way: the debtor gets one of the two.
        """
        waiting = self.fallback_ids.filtered(lambda a: a.state in PENDING_STATES)
        waiting._set_cancelled("superseded")
        superseded = self._filter_superseded()
        superseded._set_cancelled("superseded")
        (self - superseded)._back_in_line()

    def _filter_superseded(self):
        """Failed actions of which a debt already has, or awaits, the very same step."""
        lines = self.claimed_line_ids
        taken = {
            (line.line_id, line.step_id, line.channel, line.cycle, line.is_test)
            for line in lines.search(
                [
                    ("line_id", "in", lines.line_id.ids),
                    ("step_id", "in", lines.step_id.ids),
                    ("state", "in", LIVE_STATES),
                ]
            )
        }
        return self.filtered(
            lambda action: "done" in action.fallback_ids.mapped("state")
            or any(
                (line.line_id, line.step_id, line.channel, line.cycle, line.is_test)
                in taken
                for line in action.claimed_line_ids
            )
        )

    def _back_in_line(self):
        self.mail_mail_id.sudo().filtered(lambda mail: mail.state != "sent").cancel()
        self._stop_queued_sms(("outgoing", "error"))
        self._close_activities()
        self._update_state(
            "planned",
            failure=False,
            reason=False,
            reason_code=False,
            delivery_state=False,
        )
        return True
