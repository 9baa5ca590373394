"""How an action is sent, tried again and priced."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import LIVE_STATES, PENDING_STATES
from ...isolation import must_go_up, only_debtors
from ..records import (
    dunning_action,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)
from . import (
    dunning_message,  # noqa: F401 - inherited
    dunning_refresh,  # noqa: F401 - inherited
    dunning_run,  # noqa: F401 - inherited
    dunning_sender,  # noqa: F401 - inherited
)

_logger = logging.getLogger(__name__)

# Work in somebody's hands, by model: what is still to be done of it.
OPEN_WORK = {
    "dunning.action": [("state", "in", (*PENDING_STATES, "failed"))],
    "dunning.promise": [("state", "=", "open")],
    "dunning.dispute": [("state", "=", "open")],
    "dunning.payment.plan": [("state", "in", ("proposed", "active"))],
}


class DunningAction(models.Model):
    """An action on its way: planned, sent, decided again."""

    _name = "dunning.action"
    # what this wing adds comes before Odoo's own mixins
    _inherit = [
        "dunning.action",
        "dunning.run",
        "dunning.refresh",
        "dunning.sender",
        "dunning.message",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]

    # === TRIED AGAIN, OR ANOTHER WAY ===
    # After a failure: the same channel again, or another one instead, never both.
    # Failed actions back in line, and those that take over from them.

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
                                  AND (later.step_id != line.step_id
                                       OR later.cycle > line.cycle)
                                  AND later.state != 'cancelled'))
                """,
                root.id,
                apart is None,
                apart or [],
            )
        )
        for reason in ("paid", "outdated"):
            found = [row[0] for row in rows if row[1] == (reason == "paid")]
            if found:
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

    # === LATE FEES ===
    # What a message says and does about late fees.
    # The snapshot of late fees on the lines: in words, and as a draft invoice.

    late_fees = fields.Selection(related="step_id.late_fees", string="Late fees")
    interest = fields.Monetary("Late-payment interest", compute="_compute_fees")
    fixed_fee = fields.Monetary("Flat recovery fees", compute="_compute_fees")
    total_amount = fields.Monetary(
        "To pay",
        compute="_compute_fees",
        help="The debts claimed, with the late fees when the step claims them.",
    )
    fees_problem = fields.Char(
        "Late fees not claimed", help="Why interest is missing.", copy=False
    )
    fee_ids = fields.One2many("dunning.fee", "action_id", "Late fees invoiced")

    @api.depends("amount", "line_ids.interest", "line_ids.fixed_fee")
    def _compute_fees(self):
        for action in self:
            # plain sums: a filtered recordset forgets its batch
            action.interest = sum(line.interest for line in action.line_ids)
            action.fixed_fee = sum(line.fixed_fee for line in action.line_ids)
            action.total_amount = action.amount + action.interest + action.fixed_fee

    def _prepare_late_fees(self):
        """What e-mail and letter say of late fees; empty when there is nothing to say.

        :return: dict: mode (``mention``, ``claim``, ``invoice``), kind of debtor, law
            (country code), fixed_each (one flat fee, formatted); when claimed also
            interest, fixed_fee, total (formatted) and fixed_count (flat fees)
        """
        self.ensure_one()
        mode, kind = self.late_fees, self.partner_id.dunning_debtor_kind
        if mode in (False, "none") or not self._owes_late_fees(mode, kind):
            return {}
        root, money = self.company_id.root_id, self.currency_id.format
        flat = [line.fixed_fee for line in self.line_ids if line.fixed_fee]
        return {
            "mode": mode,
            "kind": kind,
            "law": (root.dunning_law_country_id or root.country_id).code,
            "fixed_each": money(flat[0]) if flat else self._get_flat_fee_text(kind),
            "fixed_count": len(flat),
            "interest": self.interest and money(self.interest),
            "fixed_fee": self.fixed_fee and money(self.fixed_fee),
            "total": money(self.total_amount),
        }

    def _owes_late_fees(self, mode, kind):
        """Whether late fees may be spoken of: never to a consumer before the notice."""
        if mode == "claim":
            return bool(self.interest or self.fixed_fee)
        late = [line for line in self.line_ids if line.step_id and line.days_late > 0]
        if kind == "consumer":
            levels = [line.move_id.dunning_step_id.kind for line in late]
            return any(level in ("formal_notice", "litigation") for level in levels)
        return bool(late)

    def _get_flat_fee_text(self, kind):
        """The flat fee of the law, formatted; empty for a consumer or an unknown law."""
        late_fee = self.env["dunning.late.fee"]
        pack = late_fee._find_pack(self.company_id.root_id)
        if kind == "consumer" or pack is None:
            return ""
        move = self.claimed_line_ids.move_id[:1]
        day = self.date_done or self.date_planned
        return move and self.currency_id.format(
            late_fee._in_currency(move, pack.fixed_fee, day)
        )

    def _drop_drafts_of_fees(self):
        """Late fees drafted for contacts that were not made may be claimed again."""
        # sudo: drafts of ours, whoever takes the pile back
        lines = (
            self.env["dunning.fee"]
            .sudo()
            .search([("action_id", "in", self.ids), ("state", "=", "invoiced")])
            .filtered(lambda fee: fee.fee_move_id.state == "draft")
            .fee_line_id
        )
        drafts = lines.move_id
        lines.unlink()
        drafts.filtered(lambda draft: not draft.invoice_line_ids).unlink()

    def _invoice_late_fees(self, today):
        """Draft invoices of the fees, for the steps that want one.

        The contact was made all the same when a draft cannot be: it is said on the
        action and can be made by hand from the invoices.
        """
        for action in self:
            if action.step_id.late_fees != "invoice" or action.is_test:
                continue
            moves = action.claimed_line_ids.move_id
            try:
                with self.env.cr.savepoint():
                    self.env["dunning.fee"]._invoice(moves, today, action)
                due = self.env["dunning.late.fee"]._get_due(moves, today)
                problems = {fees.problem for fees in due.values()} - {""}
                action.fees_problem = " ".join(sorted(problems))
            except Exception as error:
                if must_go_up(error):
                    raise
                # the text may quote the debtor: on the record, not in logs
                _logger.warning(
                    "No draft of late fees for dunning action %s: %s",
                    action.id,
                    type(error).__name__,
                )
                action.fees_problem = self.env["dunning.explanation"]._error_text(error)

    # === A COLLECTOR WHO LEFT ===
    # A collector who left is replaced: what waits, what is asked, where answers go.
    # Actions whose collector has left.

    @api.model
    def _replace_collectors(self, users):
        """What these users still had to do goes to who follows the customers now."""
        for name, domain in OPEN_WORK.items():
            records = self.env[name].search([*domain, ("user_id", "in", users.ids)])
            for user, found in self._get_followers(records).items():
                found.user_id = user
        self._hand_over(self._get_activities(users))
        queued = self.search(
            [
                ("user_id", "in", users.ids),
                ("state", "=", "done"),
                ("delivery_state", "=", "queued"),
            ]
        )
        if queued:
            queued._correct_replies()

    def _correct_replies(self):
        """Answers to what still waits in Odoo's queue go to somebody who is there."""
        replies = self._get_reply_addresses()
        for action in self:
            # sudo: the mail queue is the system's
            mails = action.sudo()._get_mails()
            mails.filtered(lambda mail: mail.state == "outgoing").reply_to = replies[
                action.id
            ]

    @api.model
    def _get_activities(self, users):
        """Activities of ours these users have."""
        return self.env["mail.activity"].search(
            [
                ("user_id", "in", users.ids),
                "|",
                ("res_model", "in", list(OPEN_WORK)),
                # what a person asked of another on a customer is none of ours
                "&",
                ("res_model", "=", "res.partner"),
                ("automated", "=", True),
            ]
        )

    @api.model
    def _hand_over(self, activities):
        """Give activities to who follows their customers now."""
        for model, found in activities.grouped("res_model").items():
            records = self.env[model].browse(found.mapped("res_id")).exists()
            for user, followed in self._get_followers(records).items():
                found.filtered(
                    lambda a: a.res_id in followed.ids  # noqa: B023
                ).with_context(mail_activity_quick_update=True).user_id = user

    @api.model
    def _get_followers(self, records):
        """Who follows the customers of these records today.

        :param records: of a model with a company and a customer, or customers
        :return: records by user
        """
        planner, followers = self.env["dunning.planner"], {}
        for root, mine in records.grouped(
            lambda record: (record.company_id or self.env.company).root_id
        ).items():
            debtors = {
                record.id: record
                if record._name == "res.partner"
                else record.partner_id
                for record in mine
            }
            collectors = planner._get_collectors(
                root, {partner.id for partner in debtors.values()}
            )
            for record in mine:
                user = self.env["res.users"].browse(
                    collectors.get(debtors[record.id].id) or ()
                )
                followers[user] = followers.get(user, records.browse()) | record
        return followers

    def _get_active_user(self):
        """The collector of one action, or who follows the customer now."""
        self.ensure_one()
        # sudo: whether a colleague is still there, whoever asks
        if self.sudo().user_id.active:
            return self.user_id
        # sudo: whether a colleague is still there, whoever asks
        return next(iter(self.sudo()._get_followers(self)), self.env["res.users"])

    def _replace_leavers(self):
        """Give the actions of collectors who left to who follows the customers now."""
        left = self.filtered(
            lambda action: action.user_id and not action.user_id.active
        )
        for user, found in self._get_followers(left).items():
            found.user_id = user

    # === WHAT WAITS TOO LONG ===
    # What waits for somebody too long: said to a manager, and in nobody's way any more.
    # Approvals never given and letters never posted.

    is_escalated = fields.Boolean(
        "Waits too long",
        copy=False,
        help="A manager was told. The step itself goes on waiting; other reminders of the "
        "customer no longer wait for it.",
    )

    @api.model
    def _get_settled(self, root, today):
        return [
            *super()._get_settled(root, today),
            (self, "_escalate_waiting", (today,)),
        ]

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
        # sudo: nobody writes on actions; the run of a user tells managers all the same
        late = late.sudo()
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
