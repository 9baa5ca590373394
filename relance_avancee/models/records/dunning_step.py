from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import LATE_FEES, LETTER_POSTS, STEP_KINDS, TONES
from ...core.values import Step

# by tone: a formal notice is never an SMS, its tone has none
TEXTS = {
    "friendly": "sms_template_first",
    "neutral": "sms_template_second",
    "firm": "sms_template_last",
}


class DunningStep(models.Model):
    _name = "dunning.step"
    _description = "Dunning step"
    _order = "scenario_id, delay_days, id"

    scenario_id = fields.Many2one(
        "dunning.scenario", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(STEP_KINDS, default="reminder", required=True)
    delay_days = fields.Integer(
        "Days",
        required=True,
        help="Days from the due date of each instalment; negative: before it.",
    )
    send_email = fields.Boolean("E-mail", default=True)
    send_sms = fields.Boolean("SMS")
    send_letter = fields.Boolean("Letter")
    schedule_call = fields.Boolean("Phone call")
    create_task = fields.Boolean("Internal task")
    tone = fields.Selection(TONES, default="neutral", required=True)
    mail_template_id = fields.Many2one(
        "mail.template",
        "E-mail text",
        domain="[('model', '=', 'dunning.action')]",
        ondelete="restrict",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        "SMS text",
        domain="[('model', '=', 'dunning.action')]",
        ondelete="restrict",
    )
    letter_text = fields.Html(
        translate=True, help="Text of the letter above the table of debts."
    )
    letter_post = fields.Selection(
        LETTER_POSTS, "Sent by", default="plain", required=True
    )
    letter_snailmail = fields.Boolean(
        "Hand over to Odoo's postal service",
        help="Printed and posted by Odoo's service when its module is installed;"
        " by you otherwise.",
    )
    payment_days = fields.Integer(
        "Days to pay",
        default=8,
        help="From the date of the message to the last day to pay, which is moved to a "
        "working day and named alike in letter, e-mail and SMS. The next step waits for "
        "it to be over. A letter travels for two to four of these days.",
    )
    call_script = fields.Html(translate=True, help="What the caller may say.")
    task_note = fields.Text("Task", translate=True, help="What is to be done.")
    attach_invoices = fields.Boolean(
        default=True, help="Attach the invoices claimed, within the company's limits."
    )
    late_fees = fields.Selection(
        LATE_FEES,
        "Late fees",
        default="none",
        required=True,
        help="Interest and the flat fee for late payment: what this step does with them.",
    )
    claim_late_fees = fields.Boolean(
        compute="_compute_claim_late_fees",
        inverse="_inverse_claim_late_fees",
        store=True,
        help="Claim interest and the flat fee with the debts.",
    )
    needs_approval = fields.Boolean(
        help="Somebody approves each message before it leaves."
    )
    repeat_days = fields.Integer(
        "Repeat every (days)",
        help="The last step of a scenario is said again so many days after it was last "
        "said, as long as the debt is open. 0: said once.",
    )
    repeat_times = fields.Integer(
        "Times at most",
        help="How often it is said again at most, after the first time.",
    )
    timing = fields.Char(compute="_compute_timing")

    _repeat_not_negative = models.Constraint(
        "CHECK(COALESCE(repeat_days, 0) >= 0 AND COALESCE(repeat_times, 0) >= 0)",
        "Days and times of a repetition cannot be negative.",
    )

    @api.depends("delay_days")
    def _compute_timing(self):
        for step in self:
            step.timing = self.env._("D%(days)+d", days=step.delay_days)

    @api.depends("late_fees")
    def _compute_claim_late_fees(self):
        for step in self:
            step.claim_late_fees = step.late_fees == "claim"

    def _inverse_claim_late_fees(self):
        for step in self:
            if step.claim_late_fees != (step.late_fees == "claim"):
                step.late_fees = "claim" if step.claim_late_fees else "none"

    @api.depends("name", "delay_days", "scenario_id.name")
    @api.depends_context("lang", "dunning_full_name")
    def _compute_display_name(self):
        full = self.env.context.get("dunning_full_name")
        for step in self:
            name = f"{step.name} ({step.timing})" if step.name else ""
            step.display_name = f"{step.scenario_id.name} / {name}" if full else name

    @api.constrains("scenario_id", "delay_days", "sequence", "kind", "active")
    def _check_order(self):
        """Delays strictly rise in the order the user sees; no notice before the due date."""
        for scenario in self.scenario_id:
            steps = scenario.step_ids
            if len(set(steps.mapped("delay_days"))) < len(steps):
                raise ValidationError(
                    self.env._(
                        "Two steps of “%(scenario)s” fall on the same day: "
                        "give each its own number of days.",
                        scenario=scenario.name,
                    )
                )
            ordered = steps.sorted(lambda step: (step.sequence, step.delay_days))
            if ordered.mapped("delay_days") != sorted(steps.mapped("delay_days")):
                raise ValidationError(
                    self.env._(
                        "The steps of “%(scenario)s” are out of order: the number of days "
                        "must rise from one step to the next.",
                        scenario=scenario.name,
                    )
                )
        for step in self:
            if step.kind != "reminder" and step.delay_days < 1:
                raise ValidationError(
                    self.env._(
                        "“%(step)s” cannot come before the debt is late.",
                        step=step.name,
                    )
                )

    @api.constrains(
        *("scenario_id", "delay_days", "kind", "active"),
        *("repeat_days", "repeat_times"),
    )
    def _check_repeat(self):
        """Only the last step is said again, and only what may be: a late reminder.

        Of the whole scenario: a step added after one that repeats takes its place.
        """
        for step in self.scenario_id.step_ids.filtered(
            lambda step: step.repeat_days or step.repeat_times
        ):
            problem = step._get_repeat_problem()
            if problem:
                raise ValidationError(problem)

    def _get_repeat_problem(self):
        """Why this step cannot be repeated as it is set; empty when it can."""
        self.ensure_one()
        values, problem = {"step": self.name}, ""
        if not (self.repeat_days and self.repeat_times):
            problem = self.env._(
                "“%(step)s”: say both after how many days it is repeated and how many "
                "times at most, or neither.",
                **values,
            )
        elif self.kind != "reminder":
            problem = self.env._(
                "“%(step)s” is no reminder: a formal notice is given once. Repeat a "
                "reminder instead.",
                **values,
            )
        elif self.delay_days < 0:
            problem = self.env._(
                "“%(step)s” comes before the due date: only what is late is reminded "
                "again.",
                **values,
            )
        elif self != max(self.scenario_id.step_ids, key=lambda step: step.delay_days):
            problem = self.env._(
                "“%(step)s” is repeated, so that nothing may come after it: repeat the "
                "last step of the scenario, or no step.",
                **values,
            )
        return problem

    @api.constrains(lambda self: ["active", *self._get_channel_fields()])
    def _check_channels(self):
        for step in self:
            if step.active and not step._get_channels():
                raise ValidationError(
                    self.env._(
                        "Choose at least one channel for “%(step)s”.", step=step.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: used in any company counts
        used = (
            self.env["dunning.action.line"]
            .sudo()
            .search(
                [
                    "|",
                    ("step_id", "in", self.ids),
                    ("action_id.step_id", "in", self.ids),
                ],
                limit=1,
            )
        )
        if used:
            step = used.step_id or used.action_id.step_id
            raise UserError(
                self.env._(
                    "The step “%(name)s” has already been used: its history must stay. "
                    "Archive it instead.",
                    name=step.name,
                )
            )

    @api.model
    def _get_channel_fields(self):
        """Names of the tick boxes, one for each channel that can be chosen."""
        known = self.env["dunning.channel"]._get_registry()
        return [channel.step_field for channel in known.chosen]

    def _get_channels(self):
        """Channel codes of the step, in the order in which they are tried."""
        self.ensure_one()
        known = self.env["dunning.channel"]._get_registry()
        return tuple(
            channel.code for channel in known.chosen if self[channel.step_field]
        )

    def _get_usual_spares(self):
        """Channels the step could leave by if its own are of no use.

        Only those with something to say: letters and calls build their own text, an
        e-mail or an SMS needs a template.
        """
        self.ensure_one()
        known = self.env["dunning.channel"]._get_registry()
        return tuple(
            channel.code
            for channel in known.chosen
            if channel.reaches and (not channel.text_field or self[channel.text_field])
        )

    def _get_days_granted(self, channels, template=None):
        """Days to pay that a message by these channels names; 0 when it names none.

        A letter always names the day; an e-mail or an SMS when its text quotes it.

        :param template: the text of the e-mail, when it is not the step's own
        """
        self.ensure_one()
        known = self.env["dunning.channel"]._get_registry()
        names = any(
            self._names_deadline(channel, template)
            for channel in known.chosen
            if channel.code in channels
        )
        return max(self.payment_days, 1) if names else 0

    def _names_deadline(self, channel, template=None):
        """Whether the message of this step by this channel names the last day to pay."""
        if not channel.text_field:
            return channel.names_deadline
        # sudo: whoever decides need not read the texts
        text = self.sudo()[channel.text_field]
        if isinstance(text, models.BaseModel):
            if template and text._name == template._name:
                text = template.sudo()
            text = text["body_html" if "body_html" in text._fields else "body"]
        return "_deadline" in str(text or "")

    def _to_core(self):
        """The step as the rules know it (:class:`~core.values.Step`)."""
        self.ensure_one()
        return Step(
            self.id,
            self.scenario_id.id,
            self.delay_days,
            self.kind,
            self._get_channels(),
            self.needs_approval,
            self._get_spare_channels(),
            grants=self._get_days_granted(self._get_channels()),
            repeat_days=self.repeat_days,
            repeat_times=self.repeat_times,
        )

    def _to_cores(self):
        """These steps as the rules know them, in their order."""
        return tuple(step._to_core() for step in self)

    # === PAYMENT PLANS ===
    # The small scenario of payment plans: when instalments are spoken of.

    @api.constrains(
        lambda self: ["scenario_id", "kind", "late_fees", *self._get_channel_fields()]
    )
    def _check_plan(self):
        """Letters and calls speak of invoices: an instalment needs a text of its own."""
        known = self.env["dunning.channel"]._get_registry()
        for step in self.filtered("scenario_id.is_plan"):
            if (
                step.kind != "reminder"
                or step.late_fees != "none"
                or not known.instalments.issuperset(step._get_channels())
            ):
                raise ValidationError(
                    self.env._(
                        "“%(step)s” speaks of an instalment: a reminder by e-mail or SMS, "
                        "without late fees.",
                        step=step.name,
                    )
                )

    def _get_spare_channels(self):
        spare = self._get_usual_spares()
        if self.scenario_id.is_plan:
            known = self.env["dunning.channel"]._get_registry()
            return tuple(code for code in spare if code in known.instalments)
        return spare

    # === LEVELS ANNOUNCED IN THE HOUSE ===

    notify_salesperson = fields.Boolean(
        "Tell the salesperson",
        help="Once, when a customer reaches this level: an internal message, never sent "
        "to the customer.",
    )
    notify_manager = fields.Boolean("Tell the default collector of the company")
    notify_user_ids = fields.Many2many(
        "res.users",
        "dunning_step_notify_rel",
        string="Also tell",
        domain="[('share', '=', False)]",
    )

    def _get_notified_users(self, action):
        """Who is told that a debtor has reached this level; extended for others."""
        self.ensure_one()
        users = self.notify_user_ids
        if self.notify_salesperson:
            moves = action.claimed_line_ids.move_id
            users |= moves.invoice_user_id | action.partner_id.user_id
        if self.notify_manager:
            users |= action.company_id.root_id.dunning_user_id
        return users.filtered(lambda user: user.active and not user.share)

    # === TRIALS ===

    @api.constrains("scenario_id", "delay_days", "kind", "active")
    def _check_trials(self):
        """No change that breaks the order for the debtors of a running comparison."""
        # sudo: whoever changes a step, comparisons of every company count
        running = self.env["dunning.experiment"].sudo()
        running.search(
            [
                ("state", "=", "running"),
                ("kind", "=", "delay"),
                "|",
                ("step_id.scenario_id", "in", self.scenario_id.ids),
                ("step_id", "in", self.ids),
            ]
        )._check_delays()

    # === SMS ===
    # Which of the SMS shipped goes with a step.

    @api.onchange("send_sms")
    def _onchange_send_sms(self):
        """A step that is to leave by SMS has something to say."""
        for step in self:
            if step.send_sms and not step.sms_template_id:
                step.sms_template_id = step._get_usual_sms()

    def _get_usual_sms(self):
        """The text shipped for such a step; none when there is none, or it was deleted."""
        self.ensure_one()
        if self.scenario_id.is_plan:
            name = f"sms_template_plan_{'before' if self.delay_days < 0 else 'after'}"
        else:
            name = TEXTS.get(self.tone)
        found = name and self.env.ref(f"relance_avancee.{name}", False)
        return found or self.env["sms.template"]
