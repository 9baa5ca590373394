from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...const import PLAN_APPROVALS, PLAN_FEES, PLAN_STATES, RHYTHMS
from ...core.plan import instalments
from ...tools import guarded_search
from ..records import (
    dunning_about,  # noqa: F401 - inherited
    dunning_evidence,  # noqa: F401 - inherited
    dunning_holder,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)
from . import plan_fees, terms

# What two people agree on: free in a draft, fixed once it was proposed.
TERMS = {
    *("company_id", "partner_id", "move_ids", "line_ids", "split_by", "count"),
    *("amount_each", "amount_first", "rhythm", "date_first", "interest_rate", "fees"),
}

# What stays writable whatever the state; everything else changes through the buttons.
FREE = {"user_id", "note"}

# What the customer accepted, and how: never changed once it is there, by anybody.
ACCEPTED = {
    *("accepted_name", "accepted_date", "accepted_ip", "accepted_html"),
    *("accepted_sha256", "accepted_by_id"),
}


class DunningPaymentPlan(models.Model):
    """An overlay on the ledger: dates and amounts agreed; no journal item is touched."""

    _name = "dunning.payment.plan"
    _description = "Payment plan"
    _inherit = [
        "dunning.about",
        "dunning.holder",
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]
    _order = "id desc"
    _check_company_auto = True
    _hold_field = "plan_id"
    _hold_reason = "plan"

    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        required=True,
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted'), ('commercial_partner_id', '=?', partner_id)]",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_amounts")
    line_ids = fields.One2many("dunning.payment.plan.line", "plan_id", "Instalments")
    state = fields.Selection(
        PLAN_STATES,
        default="draft",
        required=True,
        index=True,
        copy=False,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Collector", default=lambda self: self.env.user
    )
    note = fields.Text()

    # === TERMS ===

    date_first = fields.Date(
        "First payment", default=lambda self: fields.Date.context_today(self)
    )
    split_by = fields.Selection(
        [("count", "Number of payments"), ("amount", "Amount of each payment")],
        "Defined by",
        default="count",
        required=True,
    )
    count = fields.Integer(
        "Number of payments", default=3, help="The first payment is one of them."
    )
    amount_each = fields.Monetary("Amount of each payment")
    amount_first = fields.Monetary(
        "Amount of the first payment", help="0: like the others."
    )
    rhythm = fields.Selection(RHYTHMS, default="month", required=True)
    interest_rate = fields.Float(
        "Interest (% a year)",
        digits=(7, 4),
        help="Simple interest on the balance outstanding, for the time given to pay;"
        " 0: none. Never for consumers: that would be a credit.",
    )
    fees = fields.Selection(
        PLAN_FEES,
        "Late fees",
        default="waive",
        required=True,
        help="While the plan is kept no late-payment interest is asked for its time.",
    )

    # === WHERE IT STANDS ===

    amount_total = fields.Monetary("Owed", compute="_compute_amounts")
    interest_total = fields.Monetary("Interest", compute="_compute_interest_total")
    residual_start = fields.Monetary("Amount agreed", readonly=True, copy=False)

    # {invoice id: what it owed then}: payments since are read from the ledger
    residuals = fields.Json(readonly=True, copy=False)
    date_start = fields.Date("Proposed on", readonly=True, copy=False)
    date_expiry = fields.Date("To be accepted by", readonly=True, copy=False)
    date_closed = fields.Date("Ended on", readonly=True, copy=False)
    received_amount = fields.Monetary("Received since", compute="_compute_received")
    dropped_amount = fields.Monetary(
        "No longer owed",
        compute="_compute_received",
        help="Invoices of the plan cancelled or reset to draft since.",
    )
    progress = fields.Float("Paid (%)", compute="_compute_standing")
    late_amount = fields.Monetary("Late", compute="_compute_standing")
    date_next = fields.Date("Next payment", compute="_compute_standing")
    is_off_track = fields.Boolean(
        "Off track", compute="_compute_standing", search="_search_is_off_track"
    )
    replaces_id = fields.Many2one(
        "dunning.payment.plan",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    replaced_by_ids = fields.One2many(
        "dunning.payment.plan", "replaces_id", "Replaced by"
    )
    action_count = fields.Integer(compute="_compute_action_count")

    # === WHO AGREED ===

    approval_reason = fields.Char(compute="_compute_approval_reason")
    approval = fields.Selection(PLAN_APPROVALS, readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_name = fields.Char("Accepted by", readonly=True, copy=False)
    accepted_date = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users",
        "Accepted on its behalf by",
        readonly=True,
        copy=False,
        help="Somebody of the company accepted on the customer's page.",
    )
    accepted_ip = fields.Char("From address", readonly=True, copy=False)
    accepted_html = fields.Html(
        "Text accepted", readonly=True, copy=False, sanitize=False
    )
    accepted_sha256 = fields.Char("SHA-256 of the text", readonly=True, copy=False)

    # read inside every reconciliation
    _running_idx = models.Index("(company_id) WHERE state IN ('proposed', 'active')")

    # === COMPUTE ===

    @api.depends("move_ids.amount_residual", "move_ids.state", "company_id")
    def _compute_amounts(self):
        for plan in self:
            plan.currency_id = (
                plan.move_ids.currency_id[:1] or plan.company_id.currency_id
            )
            plan.amount_total = sum(
                move.amount_residual for move in plan.move_ids if move.state == "posted"
            )

    @api.depends("line_ids.interest")
    def _compute_interest_total(self):
        for plan in self:
            plan.interest_total = sum(plan.line_ids.mapped("interest"))

    @api.depends("residuals", "move_ids.amount_residual", "move_ids.state")
    def _compute_received(self):
        """From what the invoices still owe: payments, credit notes, what is undone.

        In the invoices' own currency, whatever money came in.
        """
        for plan in self:
            start = plan.residuals or {}
            # a plain loop: a filtered recordset forgets its batch
            plan.received_amount, plan.dropped_amount = instalments.came_in(
                (
                    start.get(str(move.id), 0.0),
                    move.amount_residual if move.state == "posted" else None,
                )
                for move in plan.move_ids
            )

    @api.depends(
        *("received_amount", "dropped_amount", "state"),
        *("line_ids.amount", "line_ids.date"),
    )
    def _compute_standing(self):
        for plan in self:
            rounding = plan.currency_id.rounding or 0.01
            lines = plan._get_instalments()
            late, _now, coming = instalments.to_pay(lines, plan._get_today(), rounding)
            running = plan.state == "active"
            plan.progress = instalments.progress(lines) if plan.residuals else 0.0
            plan.late_amount = late if running else 0.0
            plan.date_next = coming if running else False
            plan.is_off_track = running and bool(late)

    @api.depends("line_ids.amount", "line_ids.date", "approval", "state")
    @api.depends_context("lang")
    def _compute_approval_reason(self):
        for plan in self:
            codes = plan._needs_approval() if plan.state == "draft" else []
            plan.approval_reason = " ".join(
                terms.get_problem_text(plan, code) for code in codes
            )

    def _compute_action_count(self):
        counts = dict(
            self.env["dunning.action"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.action_count = counts.get(plan, 0)

    @guarded_search
    def _search_is_off_track(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only numbers to search among what one may read
        running = self.sudo().search([("state", "=", "active")])
        late = running.filtered("is_off_track")
        return Domain("id", "in" if True in value else "not in", late.ids)

    @api.depends("partner_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = (
                f"{plan._get_number()} – {plan.partner_id.name or ''}"
                if isinstance(plan.id, int)
                else self.env._("New plan")
            )

    def _get_number(self):
        """What customer and collector call it."""
        self.ensure_one()
        return f"PLAN-{self.id or 0:06d}"

    def _get_today(self):
        company = self.company_id or self.env.company
        return company.root_id._dunning_today()

    def _get_instalments(self):
        """The lines with what the payments since the start have paid of them."""
        self.ensure_one()
        lines = [
            instalments.Instalment(line.id or index, line.date, line.amount)
            for index, line in enumerate(self.line_ids)
            if line.date
        ]
        return instalments.pay(
            lines,
            self.received_amount,
            self.currency_id.rounding or 0.01,
            self.dropped_amount,
        )

    @api.constrains("move_ids")
    def _check_moves(self):
        for plan in self:
            if len(plan.move_ids.commercial_partner_id.commercial_partner_id) > 1 or (
                len(plan.move_ids.currency_id) > 1
            ):
                raise ValidationError(
                    self.env._(
                        "A plan is about invoices of one customer in one currency."
                    )
                )

    # === THE SCHEDULE ===

    @api.onchange(
        *("move_ids", "date_first", "rhythm", "interest_rate"),
        *("split_by", "count", "amount_each", "amount_first"),
    )
    def _onchange_terms(self):
        """The lines follow the terms while they are typed; a problem is said on saving."""
        if self.state != "draft" or not self.move_ids:
            return
        try:
            self.line_ids = self._prepare_schedule()
        except UserError:
            self.line_ids = [Command.clear()]

    def action_compute(self):
        """Write the instalments anew; the last one takes the rounding."""
        for plan in self.filtered(lambda plan: plan.state == "draft"):
            plan.line_ids = plan._prepare_schedule()
        return True

    def _prepare_schedule(self):
        """Commands that replace the lines by what the terms give.

        :raises UserError: the terms make no sense
        """
        return [Command.clear()] + [
            Command.create({"date": day, "amount": amount, "interest": interest})
            for day, amount, interest in terms.compute_schedule(self)
        ]

    # === RIGHTS ===
    # Who may change what of a plan, and when: a proposal is not rewritten.

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_written(vals.keys())
        return super().create(vals_list)

    def write(self, vals):
        """Terms change in a draft only; what was accepted never does."""
        # sudo: whether it was accepted, and an approval that is void
        if ACCEPTED & vals.keys() and any(self.sudo().mapped("accepted_date")):
            raise UserError(
                self.env._("What the customer accepted is evidence: it stays as it is.")
            )
        if not self.env.su:
            self._check_written(vals.keys())
        if TERMS & vals.keys():
            self._check_draft()
            # approved terms are those that were shown
            # sudo: whether it was accepted, and an approval that is void
            self.filtered("approval").sudo().approval = False
        return super().write(vals)

    def _get_by_hand(self):
        return super()._get_by_hand() | TERMS | FREE

    def _check_written(self, names):
        own = {name for name in names if not name.startswith(("message_", "activity_"))}
        if own - TERMS - FREE:
            raise AccessError(
                self.env._("A payment plan changes through its buttons only.")
            )

    def _check_draft(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._(
                    "The terms of a plan that was proposed stay as they are: "
                    "cancel it, or agree on a new one that replaces it."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        # sudo: whether it was proposed, whoever deletes
        if any(plan.accepted_date or plan.date_start for plan in self.sudo()):
            raise UserError(
                self.env._(
                    "A plan that was proposed to a customer cannot be deleted: cancel it."
                )
            )

    def _allowed(self):
        """These plans with the right to change them, once the user's is checked.

        :raises AccessError: the user is no collector, or may not see the plan
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "relance_avancee.relance_avancee_group_user"
        ):
            raise AccessError(
                self.env._("This is for collectors or dunning managers only.")
            )
        # sudo: the right was asked just above
        return self.sudo()

    def _line_changed(self):
        """An instalment is about to change: only in a draft, and to be approved anew."""
        self._check_draft()
        # sudo: approved terms are those that were shown
        self.filtered("approval").sudo().approval = False

    # === WHAT THE COMPANY GRANTS (terms) ===

    @api.model
    def _get_limits(self, company, currency):
        """The company's limits (:class:`~core.plan.instalments.Limits`), in a currency."""
        return terms.get_limits(company, currency)

    def _get_breaches(self):
        """Codes of what goes beyond the company's limits, as the lines are now."""
        return terms.get_breaches(self)

    @api.model
    def _get_first_day(self, moves):
        """A first date to propose: the next working day after today."""
        return terms.get_first_day(self, moves)

    @api.model
    def _simulate(
        self,
        partner,
        moves,
        count,
        rhythm,
        date_first=None,
        amount_first=0.0,
        company=None,
    ):
        """What a plan would be; writes nothing."""
        return terms.simulate(
            self, partner, moves, count, rhythm, date_first, amount_first, company
        )

    def _get_taken(self, moves):
        """Plans proposed or running over some of these invoices, but this one's."""
        return terms.get_taken(self, moves)

    @api.model
    def _request(
        self, partner, moves, count, rhythm, date_first, amount_first, note, company
    ):
        """A customer asks for a plan on its page."""
        return terms.request(
            self, partner, moves, count, rhythm, date_first, amount_first, note, company
        )

    @api.model
    def _get_collector(self, partner, root):
        """Who is in charge of a debtor: its own collector, else the company's."""
        own = partner.with_company(root).dunning_user_id
        planner = self.env["dunning.planner"]
        return own.filtered("active") or planner._get_default_collector(root)

    @api.model
    def _get_running(self, partner, company):
        """The plans of a debtor that a customer may still answer or is paying."""
        # sudo: the reader of the page is nobody in particular
        return self.sudo().search(
            [
                ("debtor_id", "=", partner.commercial_partner_id.id),
                ("company_id", "child_of", company.root_id.id),
                ("state", "in", ("proposed", "active")),
            ]
        )

    def _get_pay_amount(self):
        """What the customer is offered to pay now: late lines and the next one."""
        self.ensure_one()
        _late, now, _coming = instalments.to_pay(
            self._get_instalments(), self._get_today(), self.currency_id.rounding
        )
        return now

    # === APPROVAL ===
    # Who grants what: plans beyond the company's limits wait for a manager.

    def _needs_approval(self):
        """Codes for which a manager must approve; empty when nobody has to."""
        self.ensure_one()
        return [] if self.approval == "approved" else self._get_breaches()

    def action_approve(self):
        """Accept terms beyond the company's limits. For managers."""
        if not self.env.su and not self._is_manager():
            raise AccessError(self.env._("A dunning manager has to approve this plan."))
        plans_allowed = self._allowed()
        for plan in plans_allowed.filtered(lambda plan: plan.state == "draft"):
            plan.write({"approval": "approved", "approved_by_id": self.env.uid})
            plan.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _is_manager(self):
        return self.env.user.has_group("relance_avancee.relance_avancee_group_manager")

    def _notify_waiting(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Beyond the company's limits: a dunning manager has been asked to approve."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUTTONS OF THE FORM ===

    def preview_page(self):
        """The page as the customer sees it, without its forms."""
        self.ensure_one()
        self.check_access("read")
        url = f"/my/dunning/plan/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_open_reminders(self):
        """What was written about the instalments."""
        self.check_access("read")
        return self.env["dunning.action"]._get_action_list(
            [("plan_id", "in", self.ids)], self.env._("Reminders")
        )

    def action_open_replaced(self):
        """The plan this one replaces."""
        return self.replaces_id._get_action_form()

    def _get_action_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # === LATE FEES (plan_fees) ===

    def _prepare_interest_invoice(self):
        """Values of that draft; VAT is that of the company's services, to be checked."""
        return plan_fees.prepare_interest_invoice(self)
