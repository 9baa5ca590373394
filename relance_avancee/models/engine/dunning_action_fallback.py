"""After a failure: the same channel again, or another one instead, never both."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import LIVE_STATES, PENDING_STATES


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
        # what was tried in test mode is never sent to the customer: the rules decide anew
        tests = self.filtered(
            lambda a: a.is_test and a.company_id.root_id.dunning_mode != "test"
        )
        tests._set_cancelled("other_mode")
        self = self - tests
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

    @api.model
    def _close_outdated(self, root):
        """Failures nobody needs to mend any more: their debts are settled, or went on.

        A notice before the due date that could not be sent is of no use once the first
        reminder is there, sent or not.
        """
        self.env.flush_all()
        apart = self.env.context.get("dunning_debtor_ids")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT action.id, BOOL_AND(item.reconciled IS NOT FALSE)
                  FROM dunning_action action
                  JOIN res_company company ON company.id = action.company_id
                  JOIN dunning_action_line line
                    ON line.action_id = action.id AND line.step_id IS NOT NULL
                   AND line.plan_line_id IS NULL
             LEFT JOIN account_move_line item ON item.id = line.line_id
                 WHERE action.state = 'failed'
                   AND SPLIT_PART(company.parent_path, '/', 1)::int = %s
                   AND (%s OR action.partner_id = ANY(%s))
              GROUP BY action.id
                HAVING BOOL_AND(
                           item.reconciled IS NOT FALSE
                           OR EXISTS (
                               SELECT FROM dunning_action_line later
                                WHERE later.line_id = line.line_id
                                  AND later.action_id > action.id
                                  AND later.step_id != line.step_id
                                  AND later.state != 'cancelled'))
                """,
                root.id,
                apart is None,
                apart or [],
            )
        )
        for reason in ("paid", "outdated"):
            found = [row[0] for row in rows if row[1] == (reason == "paid")]
            self.browse(found)._set_cancelled(reason)

    def _back_in_line(self):
        # sudo: collectors have no right on the mail queue
        mails = self.sudo()._get_mails().filtered(lambda mail: mail.state != "sent")
        mails.with_context(dunning_stopping=True).cancel()
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
