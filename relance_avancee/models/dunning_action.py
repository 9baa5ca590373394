import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import (
    ACTION_STATES,
    CHANNELS,
    DELIVERY_STATES,
    FAILURES,
    LIVE_STATES,
    PENDING_STATES,
)

_logger = logging.getLogger(__name__)

CRON_BATCH = 50
# After that many tries a failed action waits for somebody.
MAX_ATTEMPTS = 5


class DunningAction(models.Model):
    """One contact with one debtor by one channel."""

    _name = "dunning.action"
    _description = "Dunning action"
    _inherit = [
        "dunning.sender",
        "dunning.message",
        "mail.thread",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _order = "date_planned desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    contact_id = fields.Many2one("res.partner", "Sent to")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    user_id = fields.Many2one("res.users", "Collector", index="btree_not_null")
    scenario_id = fields.Many2one(
        "dunning.scenario", ondelete="restrict", index="btree_not_null"
    )
    step_id = fields.Many2one(
        "dunning.step", ondelete="restrict", index="btree_not_null"
    )
    kind = fields.Selection(related="step_id.kind")
    move_id = fields.Many2one(
        "account.move",
        "Only invoice",
        help="Set when the message is about one invoice.",
    )
    channel = fields.Selection(CHANNELS, required=True)
    state = fields.Selection(
        ACTION_STATES, default="planned", required=True, index=True
    )
    delivery_state = fields.Selection(DELIVERY_STATES, "Delivery", copy=False)
    date_planned = fields.Date("Planned on", required=True)
    date_done = fields.Date("Done on", copy=False)
    line_ids = fields.One2many("dunning.action.line", "action_id", "Debts")
    claimed_line_ids = fields.One2many(
        "dunning.action.line",
        "action_id",
        "Claimed debts",
        domain=[("step_id", "!=", False)],
    )
    amount = fields.Monetary("Claimed", help="Sum of the amounts claimed.")
    overdue_amount = fields.Monetary(compute="_compute_overdue_amount")
    is_manual = fields.Boolean(
        "By hand", help="Sent by somebody outside the scenario's dates."
    )
    is_reconcile = fields.Boolean("To reconcile", help="Money waits to be matched.")
    is_test = fields.Boolean(
        "Test", help="Sent to the test address, not to the customer."
    )
    is_thanked = fields.Boolean("Thanked for the payment", copy=False)
    email_to = fields.Char("Address used", copy=False)
    attempts = fields.Integer(copy=False)
    failure = fields.Selection(FAILURES, copy=False)
    reason_code = fields.Char(copy=False)
    reason = fields.Char(help="Why it was cancelled or failed.", copy=False)
    mail_mail_id = fields.Many2one("mail.mail", copy=False, ondelete="set null")

    # the nightly reads: who waits, and who was contacted lately
    _waiting_idx = models.Index(
        "(company_id, partner_id) WHERE state IN ('planned', 'to_approve')"
    )
    _contacts_idx = models.Index("(company_id, date_done) WHERE state = 'done'")

    @api.depends("step_id", "partner_id", "channel", "is_reconcile")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for action in self:
            what = action.step_id.name or (
                self.env._("To reconcile")
                if action.is_reconcile
                else channels.get(action.channel)
            )
            action.display_name = f"{what} – {action.partner_id.name or ''}"

    @api.depends("line_ids.residual", "line_ids.days_late")
    def _compute_overdue_amount(self):
        for action in self:
            late = action.line_ids.filtered(lambda line: line.days_late > 0)
            action.overdue_amount = sum(late.mapped("residual"))

    @api.model
    def _get_action_list(self, domain, name):
        """Window action on some actions."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_action_action_all"
        )
        return action | {"domain": domain, "name": name, "context": {}}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(action.state == "done" for action in self):
            raise UserError(
                self.env._(
                    "What was sent to a customer is evidence: it cannot be deleted."
                )
            )

    def copy_data(self, default=None):
        """A contact happened once: there is no copy of it."""
        if self:
            raise UserError(self.env._("A dunning action cannot be duplicated."))
        return super().copy_data(default)

    # === STATES ===

    def _update_state(self, state, **values):
        """The only way a state changes: the lines keep a copy for the unique key."""
        if self:
            self.write({"state": state, **values})
            self.line_ids.write(
                {"state": state}
                | ({"is_test": values["is_test"]} if "is_test" in values else {})
            )

    def _set_done(self, today, **values):
        """The contact was made: levels move."""
        self._update_state(
            "done",
            date_done=today,
            failure=False,
            reason=False,
            reason_code=False,
            **values,
        )
        self._close_activities()

    def _set_cancelled(self, reason_code, decision=None):
        """Nothing leaves; the reason stays readable."""
        explanation = self.env["dunning.explanation"]
        reason = explanation._cancel_text(reason_code, decision)
        self._update_state("cancelled", reason_code=reason_code, reason=reason)
        self._close_activities()

    def _set_failed(self, failure, reason, reason_code=False):
        """The debtor was not reached: the level goes back and the collector is told."""
        for action in self:
            action._update_state(
                "failed",
                failure=failure,
                reason=reason,
                reason_code=reason_code or failure,
                attempts=action.attempts + 1,
            )
        self._tell_collector()

    def _close_activities(self):
        """Calls and tasks left open by an action that is over."""
        open_activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )
        open_activities.unlink()

    def _tell_collector(self):
        """An activity for the collector: what failed and what to do; once only."""
        todo = self.filtered(lambda action: action.user_id and not action.activity_ids)
        explanation = self.env["dunning.explanation"]
        for action in todo:
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("Reminder not sent"),
                note=explanation._advice(action),
                user_id=action.user_id.id,
            )

    # === ENTRY POINTS ===

    @api.model
    def _plan(self, today=None):
        """Plan what is due on ``today`` for ``env.companies``; sends nothing.

        Idempotent: planning twice gives the same actions once.

        :param datetime.date today: default: each company's date today
        :return: the new actions
        """
        planner = self.env["dunning.planner"]
        actions = self.browse()
        for root in self.env.companies.root_id:
            scoped = planner.with_company(root)
            actions |= self.browse(
                scoped._plan_company(root, today or root._dunning_today()).ids
            )
        return actions

    def _process(self, today=None):
        """Send what is still due, under lock, after asking the rules again.

        Rows another worker holds are left to it. What is no longer due is cancelled
        with its reason; in simulation nothing is sent.

        :return: the actions done
        """
        # sudo: the rules decide what leaves, whoever starts the run; buttons check rights
        locked = self.sudo().exists().try_lock_for_update()
        locked.invalidate_recordset()
        done = self.browse()
        for root, actions in locked.grouped(
            lambda action: action.company_id.root_id
        ).items():
            day = today or root._dunning_today()
            scoped = actions.with_company(root)
            due = scoped.filtered(
                lambda action: action.state == "planned" and action.date_planned <= day  # noqa: B023
            )
            if due and root.dunning_mode != "simulation":
                planner = self.env["dunning.planner"].with_company(root)
                standing = planner._redecide(root, due, day, sending=True)
                done |= standing._deliver(day)
        return self.browse(done.ids)

    @api.model
    def _forecast(self, days, today=None):
        """What would be sent on which day if nobody paid; writes nothing.

        :param int days: number of days looked at, today included
        :return: list of dicts, by date: date, company_id, partner_id, currency_id,
            scenario_id, step_id, channels, amount, line_ids (journal items claimed)
        """
        planner = self.env["dunning.planner"]
        found = []
        for root in self.env.companies.root_id:
            day = today or root._dunning_today()
            found += [
                {
                    "date": planned.date,
                    "company_id": root.id,
                    "partner_id": planned.message.debtor.partner_id,
                    "currency_id": planned.message.currency_id,
                    "scenario_id": planned.message.step.scenario_id,
                    "step_id": planned.message.step.id,
                    "channels": list(planned.message.channels),
                    "amount": sum(line.amount for line in planned.message.lines),
                    "line_ids": [
                        line.debt.id for line in planned.message.lines if line.step
                    ],
                }
                for planned in planner._forecast_company(root, days, day)
            ]
        return sorted(found, key=lambda item: (item["date"], item["partner_id"]))

    @api.model
    def _cron_dunning(self):
        """The night: plan, then send in committed batches, company by company.

        One company that cannot plan never stops the others, and one batch that
        cannot be sent never stops the next. Reasons are written in the company's
        language, not in the job's.
        """
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        for company in companies:
            scoped = self.with_company(company).with_context(
                allowed_company_ids=self.env["res.company"]
                .search([("id", "child_of", company.id)])
                .ids,
                lang=company.partner_id.lang or self.env.lang,
            )
            scoped._in_own_transaction(lambda: scoped._plan(), company)  # noqa: B023
            scoped._refresh_waiting(company)
            scoped._send_waiting(company)

    def _send_waiting(self, company):
        """Send the company's planned actions, batch by batch."""
        domain = self._get_to_send_domain(company)
        waiting = self.search(domain, order="date_planned, id").ids
        cron = self.env["ir.cron"]
        for start in range(0, len(waiting), CRON_BATCH):
            batch = self.browse(waiting[start : start + CRON_BATCH])
            self._in_own_transaction(batch._process, company)
            remaining = max(0, len(waiting) - start - len(batch))
            if not cron._commit_progress(len(batch), remaining=remaining):
                break

    def _get_to_send_domain(self, company):
        """Planned actions to hand over; extended by modules with channels.

        Calls and tasks are handed to their collector once, then wait for somebody.
        """
        if company.dunning_mode == "simulation":
            return [("id", "=", 0)]
        return [
            ("company_id", "child_of", company.id),
            ("state", "=", "planned"),
            ("date_planned", "<=", company._dunning_today()),
            "|",
            ("channel", "in", self._get_automatic_channels()),
            "&",
            "&",
            ("channel", "in", ("call", "task")),
            ("is_reconcile", "=", False),
            ("activity_ids", "=", False),
        ]

    def _refresh_waiting(self, company):
        """Ask again about actions that wait for somebody, so that none outlives its debt."""
        waiting = self.search(
            [("company_id", "child_of", company.id), ("state", "in", PENDING_STATES)]
        )
        if company.dunning_mode != "simulation":
            waiting = waiting.filtered(
                lambda action: action.state == "to_approve"
                or action.channel not in self._get_automatic_channels()
            )
        self._in_own_transaction(
            lambda: self._refresh_actions(company, waiting), company
        )

    def _in_own_transaction(self, work, company):
        """Run one piece of the night and commit it; a fault is logged, not spread."""
        cron = self.env["ir.cron"]
        try:
            work()
            cron._commit_progress()
        except Exception:
            self.env.cr.rollback()
            _logger.exception(
                "Dunning of company %s: this part is left for later", company.id
            )

    # === WHEN THE LEDGER CHANGES ===

    def _get_wave(self):
        """The actions themselves and those planned the same day for the same debtor.

        They are one contact by several channels or in several currencies: none of
        them counts against another.
        """
        siblings = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("date_planned", "in", list(set(self.mapped("date_planned")))),
                ("state", "!=", "cancelled"),
            ]
        )
        waves = {(action.partner_id, action.date_planned) for action in self}
        return self | siblings.filtered(
            lambda action: (action.partner_id, action.date_planned) in waves
        )

    @api.model
    def _refresh_debtors(self, company, partners, today=None):
        """Ask the rules again about everything that waits for these debtors."""
        root = company.root_id
        waiting = self.search(
            [
                ("company_id", "child_of", root.id),
                ("partner_id", "in", partners.ids),
                ("state", "in", PENDING_STATES),
            ]
        )
        self._refresh_actions(root, waiting, today)

    @api.model
    def _refresh_actions(self, root, waiting, today=None):
        """Cancel or re-price waiting actions in one go, whatever their number."""
        if waiting:
            planner = self.env["dunning.planner"].with_company(root)
            planner._redecide(root, waiting, today or root._dunning_today())

    def _claims_lowered(self):
        """Payments came in: cancel what claims nothing any more, re-price the rest.

        A message still in the mail queue is stopped: the next night decides again.
        """
        queued = self.filtered(lambda action: action.state == "done")
        stopped = queued._stop_queued_mail()
        waiting = self - queued
        for action in waiting:
            amount = sum(action.line_ids.mapped("amount"))
            if action.currency_id.compare_amounts(amount, action.amount):
                action.amount = amount
        over = waiting.filtered(
            lambda action: action.currency_id.is_zero(
                sum(
                    action.line_ids.mapped(
                        "residual" if action.is_reconcile else "amount"
                    )
                )
            )
        )
        (over | stopped)._set_cancelled("paid")

    def _stop_queued_mail(self):
        """Cancel mails that have not left; those being sent right now are too late."""
        mails = self.mail_mail_id.sudo().filtered(lambda mail: mail.state == "outgoing")
        stopped = mails.try_lock_for_update() if mails else mails
        stopped.cancel()
        actions = self.filtered(lambda action: action.mail_mail_id in stopped)
        actions.write({"delivery_state": False, "date_done": False})
        return actions

    @api.model
    def _thank(self, moves):
        """A word of thanks for reminded invoices now paid, if the company wishes."""
        for root, paid in moves.grouped(lambda move: move.company_id.root_id).items():
            if not root.dunning_thank_you or root.dunning_mode == "simulation":
                continue
            sent = self.search(
                [
                    ("line_ids.move_id", "in", paid.ids),
                    ("state", "=", "done"),
                    ("channel", "=", "email"),
                    ("is_thanked", "=", False),
                ]
            )
            for actions in sent.grouped("partner_id").values():
                actions[:1]._send_thanks()
                actions.is_thanked = True

    @api.model
    def _settle(self, root, today):
        """What the date alone changes, before planning.

        Extended by promises, plans and anything else with a date of its own.
        """
        for model in ("dunning.promise", "dunning.dispute", "dunning.payment.plan"):
            # sudo: whoever plans, every promise of the company is looked at
            self.env[model].sudo()._settle(root, today)
        self._retry_failed(root)

    def _retry_failed(self, root):
        """Give failed actions another chance when it may help.

        A text or a mail server may have been mended since; a missing address is
        retried once the customer has another one.
        """
        failed = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "failed"),
                ("attempts", "<", MAX_ATTEMPTS),
            ]
        )
        retry = failed.filtered(lambda action: action.failure != "address")
        retry |= (failed - retry)._filter_reachable(root)
        retry._retry()

    def _filter_reachable(self, root):
        """Those whose debtor can now be reached by the action's channel."""
        if not self:
            return self
        self.env.flush_all()
        ledger = self.env["dunning.ledger"]
        contacts = ledger._read_contacts(
            ledger._get_scope(root, self.partner_id.ids), self.partner_id.ids
        )
        return self.filtered(
            lambda action: (action.partner_id.id, action.channel) in contacts
        )

    # === BUTTONS ===

    def _allowed(self, group="relance_avancee_group_user"):
        """These actions with the right to change them, once the user's is checked.

        Nobody writes on an action directly: what was sent, to whom and for how much
        is evidence. The buttons are the only way, each for its group.

        :raises AccessError: the user is in no such group, or may not see the action
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(f"relance_avancee.{group}"):
            raise AccessError(
                self.env._("This is for collectors or dunning managers only.")
            )
        return self.sudo()

    def action_approve(self):
        """Approve: the message leaves with the next run. For managers."""
        actions = self._allowed("relance_avancee_group_manager")
        to_approve = actions.filtered(lambda action: action.state == "to_approve")
        to_approve._update_state("planned")
        return True

    def action_send_now(self):
        """Approve if needed and allowed, and send at once, after the usual checks."""
        actions = self._allowed()
        if "to_approve" in self.mapped("state"):
            self.action_approve()
        planned = actions.filtered(lambda action: action.state == "planned")
        for root in planned.company_id.root_id:
            if problem := root._get_dunning_problem():
                raise UserError(problem)
        done = planned._process()
        return self._notify_result(done, planned - done)

    def _notify_result(self, done, left):
        """What the user sees after sending by hand."""
        if left:
            reasons = set(filter(None, left.mapped("reason"))) or {
                self.env._("the company only simulates: open Guided start to send.")
                if "simulation" in left.company_id.root_id.mapped("dunning_mode")
                else self.env._("not due today (weekend, holiday or minimum gap).")
            }
            message = self.env._(
                "%(done)s sent, %(left)s not sent: %(reasons)s",
                done=len(done),
                left=len(left),
                reasons=" ".join(sorted(reasons)),
            )
        else:
            message = self.env._("%(done)s sent.", done=len(done))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_done(self):
        """A call was made, a task finished, a letter posted."""
        for action in self._allowed():
            if action.state in PENDING_STATES:
                action._set_done(action.company_id.root_id._dunning_today())
        return True

    def action_cancel(self):
        """Cancel by hand."""
        self._allowed().filtered(
            lambda action: action.state in (*PENDING_STATES, "failed")
        )._set_cancelled("by_hand")
        return True

    def action_retry(self):
        """Put failed actions back in line, as often as somebody asks."""
        actions = self._allowed().filtered(lambda action: action.state == "failed")
        actions.attempts = 0
        actions._retry()
        return True

    def _retry(self):
        """Back in line; the old message can no longer leave.

        Unless the step was done in the meantime, by hand or by another channel's turn.
        """
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
            lambda action: any(
                (line.line_id, line.step_id, line.channel, line.cycle, line.is_test)
                in taken
                for line in action.claimed_line_ids
            )
        )

    def _back_in_line(self):
        self.mail_mail_id.sudo().filtered(lambda mail: mail.state != "sent").cancel()
        self._close_activities()
        self._update_state(
            "planned",
            failure=False,
            reason=False,
            reason_code=False,
            delivery_state=False,
        )
        return True

    def action_preview(self):
        """Show the message as the debtor would get it."""
        self.ensure_one()
        return self.env["dunning.preview"]._open(self._allowed())

    def action_open_debts(self):
        """The invoices behind the action."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
        }
