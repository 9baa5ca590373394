from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import LIVE_DISPUTES
from ..records import (
    dunning_evidence,  # noqa: F401 - inherited
    dunning_holder,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)
from ..records.gateway import check_gateway
from . import conversation, credit_notes, statuses

DEADLINE_ACTIVITY = "mail.mail_activity_data_todo"
STATES = [
    ("open", "Under way"),
    ("credit", "Accepted: credit note to post"),
    ("resolved", "Resolved"),
    ("cancelled", "Cancelled"),
]
CONTESTED = {"amount", "reason_id"}
TOLD = {"deadline", "note", "answer"}
OUTCOMES = [
    ("upheld", "Upheld"),
    ("rejected", "Rejected"),
    ("paid", "Paid"),
    ("withdrawn", "Withdrawn by the customer"),
]


class DunningDispute(models.Model):
    _name = "dunning.dispute"
    _description = "Dispute about an invoice"
    _inherit = [
        "dunning.holder",
        "dunning.evidence",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]
    _order = "deadline, id desc"
    _check_company_auto = True
    _hold_field = "dispute_id"
    _hold_reason = "dispute"

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')),"
        " ('state', '=', 'posted')]",
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", store=True, index=True
    )
    # whose it is now: companies are merged, contacts get a parent or lose it
    debtor_id = fields.Many2one(
        "res.partner",
        "Current debtor",
        related="partner_id.commercial_partner_id",
        export_string_translation=False,
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary("Disputed", help="Empty or 0: the whole invoice.")
    disputed_amount = fields.Monetary(
        "Not claimed",
        compute="_compute_disputed_amount",
        help="What the dispute keeps from being claimed today.",
    )
    reason_id = fields.Many2one("dunning.dispute.reason", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
    )
    date_opened = fields.Date(
        "Opened on",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._dunning_today(),
    )
    date_closed = fields.Date("Settled on", readonly=True, copy=False)
    deadline = fields.Date(compute="_compute_deadline", store=True, readonly=False)
    state = fields.Selection(STATES, default="open", required=True, index=True)
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    note = fields.Text("What the customer says")
    answer = fields.Text("What was decided", copy=False)
    document_ids = fields.One2many(
        "dunning.dispute.document", "dispute_id", "To gather"
    )
    missing_count = fields.Integer("Missing", compute="_compute_missing_count")
    evidence_ids = fields.Many2many("ir.attachment", string="Evidence", copy=False)
    credit_move_id = fields.Many2one(
        "account.move", "Credit note", readonly=True, copy=False, index="btree_not_null"
    )
    # the last status of a platform that spoke of it; empty: somebody told us
    status_code = fields.Char("Status at the platform", readonly=True, copy=False)

    _amount_not_negative = models.Constraint(
        "CHECK(amount >= 0)", "The amount disputed cannot be negative."
    )
    # read on every invoice and customer shown
    _live_idx = models.Index("(move_id) WHERE state IN ('open', 'credit')")

    # === COMPUTE ===

    @api.depends("reason_id")
    def _compute_user_id(self):
        for dispute in self:
            dispute.user_id = (
                dispute.reason_id.user_id
                or dispute.user_id
                or dispute._get_collector()
                or self.env.user
            )

    @api.depends("reason_id")
    def _compute_deadline(self):
        for dispute in self:
            company = dispute.company_id or self.env.company
            days = timedelta(days=dispute.reason_id.delay_days or 15)
            dispute.deadline = company._dunning_today() + days

    @api.depends("state", "amount", "move_id.amount_residual")
    def _compute_disputed_amount(self):
        for dispute in self:
            owed = dispute.move_id.amount_residual
            part = min(dispute.amount or owed, owed)
            dispute.disputed_amount = part if dispute.state in LIVE_DISPUTES else 0.0

    @api.depends("document_ids.is_gathered")
    def _compute_missing_count(self):
        for dispute in self:
            gathered = dispute.document_ids.filtered("is_gathered")
            dispute.missing_count = len(dispute.document_ids - gathered)

    @api.depends("move_id.name", "reason_id.name")
    def _compute_display_name(self):
        for dispute in self:
            parts = (dispute.move_id.name, dispute.reason_id.name)
            dispute.display_name = " – ".join(filter(None, parts))

    # === CHECKS ===

    @api.constrains("amount", "move_id")
    def _check_amount(self):
        for dispute in self.filtered(lambda dispute: dispute.state == "open"):
            move, currency = dispute.move_id, dispute.currency_id
            if move.state != "posted" or not move.is_sale_document(True):
                raise ValidationError(
                    self.env._("Only a posted customer invoice can be disputed.")
                )
            others = move.dunning_dispute_ids.filtered(
                lambda other: other.state in LIVE_DISPUTES
            )
            elsewhere = sum((others - dispute).mapped("disputed_amount"))
            free = move.amount_residual - elsewhere
            if currency.compare_amounts(free, 0) <= 0 and move.amount_residual:
                raise ValidationError(
                    self.env._(
                        "%(invoice)s is already disputed: complete that dispute.",
                        invoice=move.name,
                    )
                )
            if currency.compare_amounts(dispute.amount, free) > 0:
                raise ValidationError(
                    self.env._(
                        "Only %(owed)s is still owed on %(invoice)s: "
                        "no more can be disputed.",
                        owed=currency.format(free),
                        invoice=move.name,
                    )
                )
            if move.currency_id.is_zero(move.amount_residual):
                raise ValidationError(
                    self.env._(
                        "Nothing is owed on %(invoice)s any more: refund the customer "
                        "instead.",
                        invoice=move.name,
                    )
                )

    # === LIFE ===

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        opened = disputes.filtered(lambda dispute: dispute.state == "open")
        opened._open_holds()
        opened._list_documents()
        opened._remind_deadline()
        return disputes

    def _get_by_hand(self):
        """What is contested, while it is open; how it ended, never."""
        by_hand = super()._get_by_hand() | {"user_id", "document_ids", "evidence_ids"}
        if not self:
            return by_hand | CONTESTED | TOLD | {"move_id"}
        # sudo: only said in words: who writes the rest is the engine
        states = set(self.sudo().mapped("state"))
        if states <= set(LIVE_DISPUTES):
            by_hand |= TOLD
        return by_hand | (CONTESTED if states == {"open"} else set())

    def write(self, vals):
        result = super().write(vals)
        live = self.filtered(lambda dispute: dispute.state in LIVE_DISPUTES)
        if "amount" in vals and live:
            live._lift_holds()
            live._open_holds()
        if "reason_id" in vals:
            live.filtered(lambda dispute: not dispute.document_ids)._list_documents()
        if {"user_id", "deadline", "reason_id"} & vals.keys():
            live._remind_deadline()
        return result

    def _prepare_holds(self):
        """On the disputed part, until the dispute ends: the rest goes on being claimed."""
        return [
            {
                "move_id": self.move_id.id,
                "amount": self.amount,
                "date_from": self.company_id._dunning_today(),
            }
        ]

    def _list_documents(self):
        """The checklist of the reason, to be ticked off."""
        for dispute in self.filtered("reason_id"):
            dispute.document_ids = [
                Command.create({"name": name, "sequence": place})
                for place, name in enumerate(dispute.reason_id._get_documents(), 1)
            ]

    def _remind_deadline(self):
        """One activity for the responsible, on the day an answer is due."""
        self._end_activities()
        for (user, deadline), disputes in self.grouped(
            lambda dispute: (dispute.user_id, dispute.deadline)
        ).items():
            if user and deadline:
                disputes.with_context(
                    mail_activity_quick_update=True
                ).activity_schedule(
                    DEADLINE_ACTIVITY,
                    date_deadline=deadline,
                    summary=self.env._("Dispute to settle"),
                    user_id=user.id,
                )

    def _end_activities(self):
        """What was asked about a dispute that is over, or of somebody else."""
        # sudo: whoever settles a dispute ends what it asked of others
        self.sudo().activity_unlink([DEADLINE_ACTIVITY])

    @api.model
    def _settle(self, root, today, only=()):
        """Disputes of invoices paid in the meantime are over."""
        open_disputes = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "open"),
                ("move_id.payment_state", "in", ("paid", "in_payment", "reversed")),
                *only,
            ]
        )
        if open_disputes:
            open_disputes._resolve("paid", today)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ended(self):
        # sudo: whoever deletes, the engine may
        if any(dispute.state != "open" for dispute in self.sudo()):
            raise UserError(
                self.env._("How a dispute ended is evidence: it cannot be deleted.")
            )

    def _resolve(self, outcome, today=None):
        """End of a dispute: dunning goes on for what is still owed."""
        over = self.filtered(lambda dispute: dispute.state in LIVE_DISPUTES)
        over._end("resolved", outcome, today)

    def _end(self, state, outcome=False, today=None):
        today = today or self.env.company._dunning_today()
        # sudo: how a dispute ends is written by its buttons and the ledger alone
        self.sudo().write({"state": state, "outcome": outcome, "date_closed": today})
        self._lift_holds()
        self._end_activities()

    def _close_as(self, kind, amount=None):
        """End as somebody decided in the dialog; returns what to show next."""
        if kind == "upheld":
            self._uphold(amount)
            return self.action_open_credit()
        if kind == "rejected":
            self.action_reject()
        return None

    def _in_company_currency(self, amount):
        """An amount of this dispute in company currency, at the rate of the invoice."""
        self.ensure_one()
        move, company = self.move_id, self.company_id
        return move.currency_id._convert(
            amount, company.currency_id, company, move.invoice_date or move.date
        )

    # === BUTTONS ===

    def action_reject(self):
        """The customer is wrong: dunning goes on."""
        self.check_access("write")
        self._resolve("rejected")
        return True

    def action_withdraw(self):
        """The customer does not contest any more: dunning goes on."""
        self.check_access("write")
        self._resolve("withdrawn")
        return True

    def action_cancel(self):
        """Opened by mistake."""
        self.check_access("write")
        over = self.filtered(lambda dispute: dispute.state == "open")
        over._end("cancelled")
        return True

    # === THE CREDIT NOTE (credit_notes) ===

    def action_uphold(self):
        """The customer is right: the credit note of the disputed part, to be posted."""
        self.ensure_one()
        self.check_access("write")
        self._uphold()
        return self.action_open_credit()

    def action_open_credit(self):
        """The credit note prepared from the dispute."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit note"),
            "res_model": "account.move",
            "res_id": self.credit_move_id.id,
            "views": [(False, "form")],
        }

    def _uphold(self, amount=None):
        """Prepare the credit note; the dispute ends when it is posted."""
        return credit_notes.uphold(self, amount)

    def _prepare_credit_note(self):
        """Values of the draft, whole or in part; made to be extended."""
        return credit_notes.prepare_credit_note(self)

    def _prepare_credit_lines(self, amount):
        """The invoice scaled down to ``amount`` with tax, one line per account and tax."""
        return credit_notes.prepare_credit_lines(self, amount)

    # === WHAT BECOMES OF IT ===

    def _credit_posted(self):
        """The credit note is in the ledger: it lowers the debt, the dispute is over."""
        credit_notes.credit_posted(self)

    def _credit_withdrawn(self, state):
        """The credit note lowers the debt no more: a draft (``credit``), or gone (``open``)."""
        credit_notes.credit_withdrawn(self, state)

    # === WITH THE CUSTOMER (conversation) ===

    @api.model
    def _get_answer_template(self, kind):
        """Text of an answer: ``open`` (we look into it), ``upheld`` or ``rejected``."""
        return conversation.get_answer_template(self, kind)

    def _get_customer_contact(self):
        """Who reads about the invoice: the reminder contact, else the invoice's own."""
        return conversation.get_customer_contact(self)

    def _get_lang(self):
        """Language of the customer who reads."""
        return conversation.get_lang(self)

    def _render_answer(self, kind):
        """(subject, body) of an answer in the customer's language, to be looked over."""
        return conversation.render_answer(self, kind)

    def _write_to_customer(self, subject, body, contact=None, attachments=None):
        """Send a message from the dispute, kept in its thread."""
        return conversation.write_to_customer(self, subject, body, contact, attachments)

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """The customer answers: the responsible is asked to read it."""
        check_gateway(self.env)
        # sudo: the mail gateway, which has no right on disputes
        for dispute in self.sudo():
            dispute._tell_user(self.env._("Answer to read"))
        return super().message_update(msg_dict, update_vals)

    def action_write(self):
        """Write to the customer: the text is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "message")

    def action_answer_reject(self):
        """Reject, and say why: the message is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "rejected")

    def action_answer_uphold(self):
        """Accept all or a part, and say so: the message is shown first."""
        return self.env["dunning.dispute.close"]._open(self, "upheld")

    # === STATUSES OF ELECTRONIC INVOICES (statuses) ===

    @api.model
    def _apply_invoice_status(self, move, code, effect, reason, note):
        """Do what a status of a platform asks for; returns what now holds the invoice.

        Called by ``account.move._dunning_invoice_status``; a platform whose statuses do
        more extends this.
        """
        return statuses.apply(self.env, move, code, effect, reason, note)

    @api.model
    def _find_from_platform(self, move):
        """The dispute that a platform opened on the invoice, if it still lives."""
        return statuses.find_dispute(move)
