"""One contact with one debtor: its facts, states and buttons."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from ...const import ACTION_STATES, DELIVERY_STATES, FAILURES, PENDING_STATES
from . import (
    dead_addresses,
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)

WAITING = {"contact_id", "date_planned"}


class DunningAction(models.Model):
    """One contact with one debtor by one channel."""

    _name = "dunning.action"
    _description = "Dunning action"
    _inherit = [
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]
    _order = "date_planned desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    # whose it is now: companies are merged, contacts get a parent or lose it
    debtor_id = fields.Many2one(
        "res.partner",
        "Current debtor",
        related="partner_id.commercial_partner_id",
        export_string_translation=False,
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
    channel = fields.Selection(
        lambda self: self.env["dunning.channel"]._get_labels(), required=True
    )
    channel_is_automatic = fields.Boolean(compute="_compute_channel_facts")
    channel_is_written = fields.Boolean(compute="_compute_channel_facts")
    channel_reaches = fields.Boolean(compute="_compute_channel_facts")
    state = fields.Selection(
        ACTION_STATES, default="planned", required=True, index=True
    )
    delivery_state = fields.Selection(DELIVERY_STATES, "Delivery", copy=False)
    date_planned = fields.Date("Planned on", required=True)
    date_done = fields.Date("Done on", copy=False)
    date_stopped = fields.Date("Cancelled on", copy=False)
    line_ids = fields.One2many("dunning.action.line", "action_id", "Debts")
    claimed_line_ids = fields.One2many(
        "dunning.action.line",
        "action_id",
        "Claimed debts",
        domain=[("step_id", "!=", False)],
    )
    call_ids = fields.One2many("dunning.call", "action_id", "Calls made")
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
    # stays when the action is tried again elsewhere: the address is still dead
    bounced_email = fields.Char(
        "Address that bounced", copy=False, help="Several are separated by commas."
    )
    attempts = fields.Integer(copy=False)
    failure = fields.Selection(FAILURES, copy=False)
    reason_code = fields.Char(copy=False)
    reason = fields.Char(help="Why it was cancelled or failed.", copy=False)
    # of the first reader; what the others got is in the list, with this one
    mail_mail_id = fields.Many2one("mail.mail", copy=False, ondelete="set null")
    mail_ids = fields.One2many(
        "mail.mail", "dunning_action_id", "E-mails", groups="base.group_system"
    )

    # the nightly reads: who waits, and who was contacted lately
    _waiting_idx = models.Index(
        "(company_id, partner_id) WHERE state IN ('planned', 'to_approve')"
    )
    _contacts_idx = models.Index("(company_id, date_done) WHERE state = 'done'")
    _bounced_idx = models.Index("(bounced_email) WHERE bounced_email IS NOT NULL")
    _bounced_several_idx = models.Index("(id) WHERE bounced_email LIKE '%,%'")
    _bounced_phone_idx = models.Index("(bounced_phone) WHERE bounced_phone IS NOT NULL")
    _sms_idx = models.Index("(sms_uuid) WHERE sms_uuid IS NOT NULL")

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

    def _get_by_hand(self):
        """Who follows it; whom it goes to and when, until it has gone."""
        by_hand = super()._get_by_hand()
        if not self:
            return by_hand
        # sudo: only said in words: who writes the rest is the engine
        waiting = all(action.state in PENDING_STATES for action in self.sudo())
        return by_hand | {"user_id"} | (WAITING if waiting else set())

    # === STATES ===

    def _update_state(self, state, **values):
        """The only way a state changes: the lines keep a copy for the unique key."""
        if self:
            # sudo: what was sent is the engine's to write, its callers ask for rights
            engine = self.sudo()
            engine.write({"state": state, **values})
            engine.line_ids.write(
                {"state": state}
                | ({"is_test": values["is_test"]} if "is_test" in values else {})
            )

    def _mark_done(self, today, **values):
        """The contact was made: levels move, fees to invoice become a draft."""
        told = {"failure": False, "reason": False, "reason_code": False}
        self._update_state("done", date_done=today, **(told | values))
        self._close_activities()
        self._invoice_late_fees(today)

    def _set_cancelled(self, reason_code, decision=None, today=None):
        """Nothing leaves; the reason stays readable.

        :param today: default: the company's date today
        """
        if not self:
            return
        explanation = self.env["dunning.explanation"]
        reason = explanation._cancel_text(reason_code, decision)
        waiting = self.filtered(lambda action: action.state in PENDING_STATES)
        # what only waited never gave a level: no need to look for it again
        names = self.env["account.move"]._fields
        levels = [names["dunning_step_id"], names["dunning_last_date"]]
        moves = waiting.line_ids.move_id - (self - waiting).line_ids.move_id
        with self.env.protecting(levels, moves):
            self._update_state(
                "cancelled",
                reason_code=reason_code,
                reason=reason,
                date_stopped=today or self[:1].company_id.root_id._dunning_today(),
            )
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
        """What was left to do about an action that is over, or approved."""
        # sudo: activities of colleagues too
        open_activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )
        open_activities.unlink()

    def _tell_collector(self):
        """An activity for the collector: what failed and what to do; once only."""
        todo = self.filtered(
            lambda action: action.user_id
            and not action.activity_ids
            # somebody was just asked to mend the contact itself
            and action.reason_code != "wrong_number"
        )
        explanation = self.env["dunning.explanation"]
        for action in todo:
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("Reminder not sent"),
                note=explanation._advice(action),
                user_id=action.user_id.id,
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
                self.env._("Only a dunning manager can approve.")
                if group == "relance_avancee_group_manager"
                else self.env._("This is for collectors or dunning managers only.")
            )
        # sudo: the right was asked just above, the buttons are the only way
        return self.sudo()

    def action_approve(self):
        """Approve: the message leaves with the next run. For managers."""
        actions = self._allowed("relance_avancee_group_manager")
        to_approve = actions.filtered(lambda action: action.state == "to_approve")
        to_approve._update_state("planned")
        # "approve or cancel it" has been done
        to_approve._close_activities()
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
        # calls and tasks are not sent: they are now in somebody's list
        by_hand = self.env["dunning.channel"]._get_registry().activities
        handed_over = left.filtered(
            lambda action: action.channel in by_hand and action.activity_ids
        )
        done, left = done | handed_over, left - handed_over
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

    @api.depends("channel")
    def _compute_channel_facts(self):
        """What the registry says of the channel, for screens."""
        known = self.env["dunning.channel"]._get_registry()
        for action in self:
            action.channel_is_automatic = action.channel in known.automatic
            action.channel_is_written = action.channel in known.written
            action.channel_reaches = action.channel in known.contacts

    def action_done(self):
        """A call was made, a task finished, a letter posted."""
        for action in self._allowed():
            if action.state in PENDING_STATES:
                # what was to be matched or netted stays readable: it was answered
                kept = ("reason", "reason_code") if action.is_reconcile else ()
                action._set_done(
                    action.company_id.root_id._dunning_today(),
                    **{name: action[name] for name in kept},
                )
        return True

    def action_cancel(self):
        """Cancel by hand."""
        self._allowed().filtered(
            lambda action: action.state in (*PENDING_STATES, "failed")
        )._set_cancelled("by_hand")
        return True

    def action_retry(self):
        """Put failed actions back in line, as often as somebody asks.

        An address that bounced gets another chance: the mailbox may have been full.
        """
        actions = self._allowed().filtered(lambda action: action.state == "failed")
        actions.attempts = 0
        dead = {one for action in actions for one in dead_addresses.split(action)}
        dead_addresses.forget(actions, dead)
        dead = list(filter(None, actions.mapped("bounced_phone")))
        actions.search([("bounced_phone", "in", dead)]).bounced_phone = False
        actions._retry()
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

    # === LEVELS ANNOUNCED IN THE HOUSE ===
    # The house is told when a debtor reaches a level that somebody wants to know of.

    is_noticed = fields.Boolean(
        "Level announced", copy=False, help="Somebody was told of this level."
    )

    def _set_done(self, today, **values):
        result = self._mark_done(today, **values)
        self._announce_level()
        return result

    def _announce_level(self):
        """Tell the users the step names, once for each time a debtor gets there.

        Several channels, currencies or invoices of one day are one arrival, and so is
        a further invoice while an earlier one is still open at that level. Tests of
        the company reached nobody.
        """
        # sudo: whoever sends, the step says who is told
        wanted = self.step_id.sudo().filtered(
            lambda step: step.notify_salesperson
            or step.notify_manager
            or step.notify_user_ids
        )
        for action in self.filtered(
            lambda action: action.step_id in wanted and not action.is_test
        ):
            users = action.step_id.sudo()._get_notified_users(action)
            if users and not action._is_level_announced():
                action.is_noticed = True
                action._send_level_notice(users)

    def _is_level_announced(self):
        """Whether the debtor already stands at this level, and somebody was told."""
        earlier = self.search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                ("step_id", "=", self.step_id.id),
                ("is_noticed", "=", True),
            ]
        )
        return any(
            action == self
            or not all(action.claimed_line_ids.line_id.mapped("reconciled"))
            for action in earlier
        )

    def _send_level_notice(self, users):
        """An internal message on the action; each reader gets it as it prefers."""
        for lang, readers in users.grouped("lang").items():
            action = self.with_context(lang=lang)
            company = action.company_id
            action.message_notify(
                partner_ids=readers.partner_id.ids,
                # not the robot that runs the night
                author_id=company.partner_id.id,
                email_from=company.root_id._get_dunning_sender() or None,
                subject=action.env._(
                    "%(customer)s reaches “%(step)s”",
                    customer=action.partner_id.name,
                    step=action.step_id.name,
                ),
                body=action.env._(
                    "%(customer)s has reached the level “%(step)s” for %(amount)s. "
                    "Before the next contact, you may know something that helps.",
                    customer=action.partner_id.name,
                    step=action.step_id.name,
                    amount=format_amount(action.env, action.amount, action.currency_id),
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )

    def action_why(self):
        """Why this was sent, or not: the facts of its day."""
        self.ensure_one()
        day = self.date_done or self.date_planned
        today = self.company_id.root_id._dunning_today()
        return self.env["dunning.why"]._open(self.line_ids.move_id, min(day, today))
