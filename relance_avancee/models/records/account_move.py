import logging

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ...const import LIVE_DISPUTES, RISKS
from ...core.decide import invoice_status
from ...isolation import must_go_up
from ...tools import may_write

_logger = logging.getLogger(__name__)

# Whoever reads an invoice without an accounting right (sales, portal) sees no dunning.
READERS = "account.group_account_readonly,account.group_account_invoice"

# What people write on an invoice; the rest of ours says what happened to it.
BY_HAND = {"dunning_scenario_id", "dunning_hold_ids"}

OPEN_STATES = ("not_paid", "partial")


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Dunning scenario",
        copy=False,
        index="btree_not_null",
        help="Empty: the customer's, or the one whose rules match.",
        groups=READERS,
        domain=[("is_plan", "=", False)],
    )
    dunning_line_ids = fields.One2many(
        "dunning.action.line",
        "move_id",
        "Dunning lines",
        groups=READERS,
    )
    dunning_hold_ids = fields.One2many(
        "dunning.hold", "move_id", "Suspensions", groups=READERS
    )
    # Stored: users group and search invoices by level.
    dunning_step_id = fields.Many2one(
        "dunning.step",
        "Dunning level",
        compute="_compute_dunning_level",
        store=True,
        index="btree_not_null",
        help="The last step that really reached the customer.",
        groups=READERS,
    )
    dunning_last_date = fields.Date(
        "Last reminder",
        compute="_compute_dunning_level",
        store=True,
        groups=READERS,
    )
    dunning_next_step_id = fields.Many2one(
        "dunning.step",
        "Next step",
        compute="_compute_dunning_next",
        groups=READERS,
    )
    dunning_next_date = fields.Date(
        "Next reminder", compute="_compute_dunning_next", groups=READERS
    )
    dunning_explanation = fields.Char(
        "Dunning", compute="_compute_dunning_next", groups=READERS
    )
    dunning_action_count = fields.Integer(
        compute="_compute_dunning_action_count", groups=READERS
    )
    dunning_is_held = fields.Boolean(compute="_compute_dunning_next", groups=READERS)

    # whose an item is and whether it is an invoice's, for half a million of them
    # (tests/bench/INDEXES.md)
    _dunning_invoices_idx = models.Index(
        "(id) INCLUDE (commercial_partner_id, dunning_step_id, dunning_scenario_id)"
        " WHERE move_type IN ('out_invoice', 'out_receipt', 'out_refund')"
    )
    # one customer's invoices: Odoo has no index on it, and its own customer form reads
    # every invoice of the company without one
    _dunning_debtor_idx = models.Index("(commercial_partner_id)")

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and may_write(
            self, field, operation, BY_HAND
        )

    # === COMPUTE ===

    @api.depends(
        "dunning_line_ids.state",
        "dunning_line_ids.step_id",
        "dunning_line_ids.is_test",
        "dunning_line_ids.is_former",
    )
    def _compute_dunning_level(self):
        for move in self:
            done = move.dunning_line_ids.filtered(
                lambda line: (
                    line.state == "done"
                    and line.step_id
                    and not line.is_test
                    and not line.is_former
                )
            )
            highest = max(
                done, key=lambda line: line.step_id._to_core().place, default=done
            )
            move.dunning_step_id = highest.step_id
            move.dunning_last_date = max(
                filter(None, done.action_id.mapped("date_done")), default=False
            )

    @api.depends_context("lang", "company")
    @api.depends("payment_state", "state", "dunning_scenario_id", "dunning_step_id")
    def _compute_dunning_next(self):
        explained = {}
        for item in self._dunning_explain():
            explained.setdefault(item["move_id"], []).append(item)
        for move in self:
            items = explained.get(move.id, [])
            # an invoice in instalments: what comes first is what the user wants to know
            item = min(items, key=self._dunning_urgency, default=None)
            move.dunning_next_step_id = item and item["step"]
            move.dunning_next_date = item and item["date"]
            move.dunning_explanation = item and item["message"]
            move.dunning_is_held = bool(item) and item["decision"] == "hold"

    def _dunning_urgency(self, item):
        order = {"send": 0, "hold": 1, "wait": 1}
        return (
            order[item["decision"]],
            item["date"] or fields.Date.to_date("9999-12-31"),
            item["line_id"],
        )

    def _compute_dunning_action_count(self):
        counts = dict(
            self.env["dunning.action.line"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["action_id:count_distinct"]
            )
        )
        for move in self:
            move.dunning_action_count = counts.get(move, 0)

    def _get_alerts(self):
        """Say above the invoice that reminders are suspended, or how far they went."""
        alerts = super()._get_alerts()
        if (
            self.state == "posted"
            and self.payment_state in ("not_paid", "partial")
            and self.env.user.has_groups(READERS)
            and (self.dunning_is_held or self.dunning_step_id)
        ):
            alerts["relance_avancee_dunning"] = {
                "level": "warning" if self.dunning_is_held else "info",
                "message": self.env["dunning.explanation"]._banner(self),
            }
        return alerts

    # === ENTRY POINTS ===

    def _dunning_explain(self, today=None):
        """What happens next for every open debt of these invoices, and why.

        The same decision as the night's.

        :param datetime.date today: default: the company's date today
        :return: list of dicts, one per open debt: move_id, line_id, decision
            (``send``, ``wait``, ``hold``), step (record), step_id, date, reason (code),
            hold_id, residual, amount (may be claimed), held, credited, in_flight,
            currency_id, message (a sentence in the user's language)
        """
        found = []
        followed = self.filtered(
            lambda move: move.state == "posted"
            and (move.is_sale_document(True) or move.move_type == "entry")
        )
        for root, moves in followed.grouped(
            lambda move: move.company_id.root_id
        ).items():
            day = today or root._dunning_today()
            wanted = set(moves.ids)
            debtors = moves._dunning_get_debtors()
            if not debtors:
                continue
            decisions = [
                decision
                for decision in self.env["dunning.planner"]._explain(
                    root, debtors.ids, day
                )
                if decision.debt.move_id in wanted
            ]
            waiting = self.env["dunning.planner"]._explain_waiting(root, decisions, day)
            found += [
                self._dunning_explain_one(decision)
                | (
                    {"message": waiting[key]}
                    if (key := decision.debt.id) in waiting
                    else {}
                )
                for decision in decisions
            ]
        return found

    def _dunning_get_debtors(self):
        """Whose debts these moves are: an entry may be about several customers."""
        entries = self.filtered(lambda move: move.move_type == "entry")
        items = entries.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        # the stored commercial partner of a move may be of before a merge
        invoiced = (self - entries).commercial_partner_id
        return invoiced.commercial_partner_id | items.partner_id.commercial_partner_id

    def _dunning_explain_one(self, decision):
        step = self.env["dunning.step"].browse(
            decision.step.id if decision.step else []
        )
        return {
            "move_id": decision.debt.move_id,
            "line_id": decision.debt.id,
            "decision": decision.kind,
            "step": step,
            "step_id": step.id,
            "date": decision.date,
            "reason": decision.reason,
            "hold_id": decision.hold.id if decision.hold else False,
            "currency_id": decision.debt.currency_id,
            "residual": decision.debt.residual,
            "amount": decision.claim.amount,
            "held": decision.claim.held,
            "credited": decision.claim.credited,
            "in_flight": decision.claim.in_flight,
            "message": self.env["dunning.explanation"]._decision_text(decision),
        }

    def _dunning_get_pdfs(self):
        """Stored PDF of each invoice, made once when missing.

        :return: dict of ``ir.attachment`` by move id; an invoice whose PDF cannot be
            produced is left out, the reminder goes without it
        """
        # sudo: the night's user, not the reader's rights, attaches what was invoiced
        moves = self.sudo()
        missing = moves.filtered(
            lambda move: not move.invoice_pdf_report_id and move.is_sale_document(True)
        )
        if missing:
            missing._dunning_make_pdfs()
        return {
            move.id: move.invoice_pdf_report_id
            for move in moves
            if move.invoice_pdf_report_id
        }

    def _dunning_make_pdfs(self):
        """Produce the official PDFs that were never made; overridable engine.

        One at a time: Debian's wkhtmltopdf refuses several documents in one call, and
        one invoice that cannot be printed must not keep the others from leaving.
        """
        for move in self:
            try:
                with self.env.cr.savepoint():
                    self.env["account.move.send"]._generate_and_send_invoices(
                        move,
                        sending_methods=[],
                        allow_raising=False,
                        allow_fallback_pdf=False,
                    )
            except Exception as error:
                if must_go_up(error):
                    raise
                _logger.warning(
                    "No PDF for invoice %s: %s", move.id, type(error).__name__
                )
        self.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    # === WHEN THE LEDGER CHANGES ===

    def write(self, vals):
        """Another customer starts afresh: what the first one was told is not its past."""
        if "partner_id" not in vals:
            return super().write(vals)
        before = {move: move.partner_id for move in self}
        result = super().write(vals)
        corrected = self.filtered(
            lambda move: before[move].commercial_partner_id
            != move.partner_id.commercial_partner_id
        )
        if corrected:
            # sudo: who corrects an invoice needs no right on dunning
            corrected.sudo()._dunning_debtor_corrected()
        return result

    def _dunning_debtor_corrected(self):
        """These invoices have another debtor: its past begins here.

        What the first one said binds nobody else: its suspensions are lifted, and its
        disputes and promises about nothing but these invoices end.
        """
        lines = self.env["dunning.action.line"]
        lines._debtors_changed([("move_id", "in", self.ids)])
        disputes = self.env["dunning.dispute"].search([("move_id", "in", self.ids)])
        disputes.action_cancel()
        promises = self.env["dunning.promise"].search(
            [("move_ids", "in", self.ids), ("state", "=", "open")]
        )
        promises.filtered(lambda promise: promise.move_ids <= self)._close("cancelled")
        self.dunning_hold_ids.action_lift()

    def _post_and_follow(self, soft=True):
        """A credit note lowers what the customer owes, even before it is matched."""
        posted = super()._post(soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund")
        for company, moves in refunds.grouped("company_id").items():
            # sudo: who posts a credit note needs no right on dunning
            self.env["dunning.action"].sudo()._reevaluate_debtors(
                company, moves.commercial_partner_id.commercial_partner_id
            )
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.line_ids._dunning_reconciled()
        return result

    def _cancel_and_stop(self):
        result = super().button_cancel()
        self.line_ids._dunning_reconciled()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # sudo: who registers a payment needs no right on dunning
        reminded = self.sudo().filtered("dunning_step_id")
        if reminded:
            self.env["dunning.action"].sudo()._thank(reminded)
        return result

    # === BUTTONS ===

    def action_dunning_hold(self):
        """Suspend this invoice: asks reason and end."""
        self.ensure_one()
        return self.env["dunning.hold"]._get_action_new(
            self.commercial_partner_id.commercial_partner_id, self
        )

    def action_dunning_exclude(self):
        """Never remind this invoice: a suspension without end, lifted like any other."""
        for move in self:
            self.env["dunning.hold"].create(
                {
                    "move_id": move.id,
                    "company_id": move.company_id.id,
                    "reason": "manual",
                    "note": self.env._("Excluded from dunning"),
                }
            )
        return True

    def action_dunning_send(self):
        """Remind now, outside the scenario's dates: choose, preview, send."""
        self.ensure_one()
        return self.env["dunning.send"]._open(
            self.commercial_partner_id.commercial_partner_id, self.company_id, self
        )

    def action_dunning_history(self):
        """Every action about these invoices."""
        self.check_access("read")
        return self.env["dunning.action"]._get_action_list(
            [("line_ids.move_id", "in", self.ids)], self.env._("Reminders")
        )

    # === DISPUTES AND PROMISES ===

    dunning_dispute_ids = fields.One2many(
        "dunning.dispute", "move_id", "Disputes", groups=READERS
    )
    dunning_credited_dispute_ids = fields.One2many(
        "dunning.dispute", "credit_move_id", "Disputes credited", groups=READERS
    )
    # a credit note made from the invoice promises nothing
    dunning_promise_ids = fields.Many2many(
        "dunning.promise", copy=False, groups=READERS
    )
    dunning_disputed_amount = fields.Monetary(
        "Disputed",
        compute="_compute_dunning_disputed_amount",
        help="The part of what is owed that the customer contests: it is not claimed.",
        groups=READERS,
    )
    dunning_promise_count = fields.Integer(
        compute="_compute_dunning_promise_count", groups=READERS
    )
    dunning_dispute_count = fields.Integer(
        compute="_compute_dunning_disputed_amount", groups=READERS
    )
    # the last status received, with what it said: a platform repeats itself
    dunning_invoice_status = fields.Char(copy=False, readonly=True, groups=READERS)

    @api.depends(
        "amount_residual", "dunning_dispute_ids.state", "dunning_dispute_ids.amount"
    )
    def _compute_dunning_disputed_amount(self):
        for move in self:
            found = move.dunning_dispute_ids
            disputed = sum(found.mapped("disputed_amount"))
            move.dunning_disputed_amount = min(disputed, move.amount_residual)
            move.dunning_dispute_count = len(found)

    def _compute_dunning_promise_count(self):
        counts = dict(
            self.env["dunning.promise"]._read_group(
                [("move_ids", "in", self.ids)], ["move_ids"], ["__count"]
            )
        )
        for move in self:
            move.dunning_promise_count = counts.get(move, 0)

    def _dunning_get_disputed(self):
        """What is contested of each invoice, in its currency, for pages and messages.

        :return: amounts by move id; invoices without a dispute are left out
        """
        # sudo: the customer's page is read by nobody in particular
        disputes = (
            self.env["dunning.dispute"]
            .sudo()
            .search([("move_id", "in", self.ids), ("state", "in", LIVE_DISPUTES)])
        )
        return {
            move.id: min(sum(found.mapped("disputed_amount")), move.amount_residual)
            for move, found in disputes.grouped("move_id").items()
        }

    # === WHEN THE LEDGER CHANGES ===

    def _post(self, soft=True):
        posted = self._post_and_follow(soft)
        # sudo: who posts a credit note needs no right on disputes
        posted.sudo().dunning_credited_dispute_ids._credit_posted()
        return posted

    def button_cancel(self):
        result = self._cancel_and_stop()
        # sudo: who corrects an invoice needs no right on disputes
        self.sudo().dunning_credited_dispute_ids._credit_withdrawn("open")
        # an invoice that is cancelled is not contested any more
        self.sudo().dunning_dispute_ids.action_cancel()
        return result

    def unlink(self):
        self.check_access("unlink")
        # sudo: who corrects an invoice needs no right on disputes
        self.sudo().dunning_credited_dispute_ids._credit_withdrawn("open")
        return super().unlink()

    # === THE LIFE CYCLE OF THE ELECTRONIC INVOICE ===

    def _dunning_invoice_status(self, code, reason=None, amount=None, note=None):
        """A platform says what became of an invoice: for its connector to call.

        The same status twice changes nothing.

        :param code: status of XP Z12-012: ``"207"``, ``207`` or ``"fr:207"``
        :param reason: reason code of the status (MDT-113), as ``"QTE_ERR"``
        :param amount: with tax, in the currency of the invoice: what is approved for
            206, what is contested for 207 and 208; None: all of it
        :param note: what the customer wrote with it
        :return: the dispute or hold it opened or changed; empty when nothing is held
        :raises UserError: an unknown code, or an amount below zero
        """
        self.ensure_one()
        code = invoice_status.normal(code)
        seen = "|".join(
            str(part or "") for part in (code, reason, amount, (note or "")[:200])
        )
        # sudo: a connector needs no right on dunning
        move = self.sudo()
        Dispute = self.env["dunning.dispute"].sudo()
        if move.dunning_invoice_status == seen:
            return Dispute._find_from_platform(move)
        try:
            effect = invoice_status.effect(
                code, amount, move.amount_residual, move.currency_id.rounding
            )
        except ValueError:
            raise UserError(
                self.env._(
                    "Status %(code)s (amount: %(amount)s) is none of an invoice.",
                    code=code,
                    amount=amount,
                )
            ) from None
        move.dunning_invoice_status = seen
        return Dispute._apply_invoice_status(move, code, effect, reason, note)

    # === BUTTONS ===

    def action_dunning_disputes(self):
        """The disputes of this invoice; a new one when there is none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_dispute_action"
        )
        action["context"] = {"default_move_id": self.id}
        action["domain"] = [("move_id", "=", self.id)]
        if not self.dunning_dispute_ids:
            action["views"] = [(False, "form")]
        return action

    def action_dunning_promises(self):
        """The promises about this invoice; a new one when there is none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_promise_action"
        )
        action["context"] = {
            "default_partner_id": self.commercial_partner_id.id,
            "default_move_ids": self.ids,
            "default_company_id": self.company_id.id,
        }
        action["domain"] = [("move_ids", "in", self.ids)]
        if not self.dunning_promise_count:
            action["views"] = [(False, "form")]
        return action

    # === WHAT WAS SAID ON A PAST DAY ===

    def _dunning_explain_past(self, day):
        """Why each open debt of these invoices was reminded on a past day, or not.

        From stored facts: what was owed then by the dates of reconciliations, holds by
        theirs, actions by theirs. Settings and scenarios are today's: they keep no
        history. For today or later, the same as ``_dunning_explain``.

        :param datetime.date day: the day asked about
        :return: the dicts of ``_dunning_explain``, plus ``actions``: those about the
            debt that were sent, stopped or failed on that day
        :raises UserError: a day still to come
        """
        found = []
        for root, moves in self.grouped(lambda move: move.company_id.root_id).items():
            if day > root._dunning_today():
                raise UserError(
                    self.env._(
                        "That day is still to come: see the calendar of reminders."
                    )
                )
            found += moves._dunning_explain_past_company(root, day)
        return found

    def _dunning_explain_past_company(self, root, day):
        planner, facts = self.env["dunning.planner"], self._dunning_get_facts(day)
        nothing = self.env["dunning.action"]
        if day == root._dunning_today():
            return [
                item | {"actions": facts.get(item["line_id"], nothing)}
                for item in self._dunning_explain(day)
            ]
        snapshot = self.env["dunning.ledger"]._read_as_of(
            root, day, self.commercial_partner_id.ids
        )
        wanted = set(self.ids)
        return [
            self._dunning_explain_one(decision)
            | {"actions": facts.get(decision.debt.id, nothing)}
            for partner_id in snapshot.debts
            for decision in planner._decide(snapshot, partner_id, day)
            if decision.debt.move_id in wanted
        ]

    def _dunning_get_facts(self, day):
        """Actions of that day about these invoices, by journal item."""
        lines = self.env["dunning.action.line"].search(
            [
                ("move_id", "in", self.ids),
                ("step_id", "!=", False),
                "|",
                ("action_id.date_done", "=", day),
                "&",
                ("action_id.date_planned", "=", day),
                ("action_id.date_done", "=", False),
            ]
        )
        return {
            item.id: found.action_id for item, found in lines.grouped("line_id").items()
        }

    def action_dunning_why(self):
        """Why this invoice was reminded on a day, or not."""
        self.ensure_one()
        return self.env["dunning.why"]._open(self)

    # === LATE FEES ===
    # Late fees of an invoice: computed, invoiced, waived.

    dunning_fee_ids = fields.One2many(
        "dunning.fee", "move_id", "Late fees invoiced or waived", groups=READERS
    )
    dunning_is_late_fee = fields.Boolean(
        "Invoice of late fees",
        copy=False,
        readonly=True,
        help="Claims late fees of other invoices; bears none itself.",
    )
    dunning_interest_due = fields.Monetary(
        "Late-payment interest",
        compute="_compute_dunning_fees_due",
        groups=READERS,
        help="Accrued to date and neither invoiced nor waived.",
    )
    dunning_fixed_fee_due = fields.Monetary(
        "Flat recovery fee", compute="_compute_dunning_fees_due", groups=READERS
    )
    dunning_fees_problem = fields.Char(
        "Late fees not claimed", compute="_compute_dunning_fees_due", groups=READERS
    )

    @api.depends("payment_state", "state", "dunning_fee_ids.amount")
    @api.depends_context("lang")
    def _compute_dunning_fees_due(self):
        late = self.filtered(
            lambda move: move.state == "posted" and move.is_sale_document(True)
        )
        due = {}
        for root, moves in late.grouped(lambda move: move.company_id.root_id).items():
            due |= self.env["dunning.late.fee"]._get_due(moves, root._dunning_today())
        for move in self:
            fees = due.get(move.id)
            move.dunning_interest_due = fees.interest if fees else 0.0
            move.dunning_fixed_fee_due = fees.fixed_fee if fees else 0.0
            move.dunning_fees_problem = fees and fees.problem

    def _dunning_late_fees(self, until):
        """Interest and flat fee of one invoice up to ``until``, included.

        All that the law gives, also what was already invoiced or waived.

        :param datetime.date until: last day of interest
        :return: dict: interest and fixed_fee (invoice currency), segments as
            ``(from, to, principal, rate in % a year, interest unrounded)``, below_floor
            as ``(semester, agreed rate, legal floor)`` where a contract is below the law
        :raises UserError: no rate is recorded for a semester: nothing is extrapolated
        """
        self.ensure_one()
        late_fee = self.env["dunning.late.fee"]
        fees = late_fee._compute(self, until)
        return {
            "interest": float(fees.interest),
            "fixed_fee": late_fee._in_currency(self, fees.fixed_fee, until),
            "segments": [tuple(segment) for segment in fees.segments],
            "below_floor": [tuple(breach) for breach in fees.below_floor],
        }

    # === BUTTONS ===

    def action_dunning_invoice_fees(self):
        """Draft invoices of the late fees of these invoices, paid late or not at all."""
        self.check_access("write")
        self.env["account.move"].check_access("create")
        invoices = self.browse()
        for root, moves in self.grouped(lambda move: move.company_id.root_id).items():
            invoices |= self.env["dunning.fee"]._invoice(moves, root._dunning_today())
        if not invoices:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self._dunning_why_no_fee(),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Late fees to post"),
            "res_model": "account.move",
            "view_mode": "list,form" if len(invoices) > 1 else "form",
            "domain": [("id", "in", invoices.ids)],
            "res_id": invoices.id if len(invoices) == 1 else False,
        }

    def _dunning_why_no_fee(self):
        problems = set(filter(None, self.mapped("dunning_fees_problem")))
        return " ".join(sorted(problems)) or self.env._(
            "Nothing to invoice: no late fee is due, or they were invoiced or waived."
        )

    def action_dunning_waive_fees(self):
        """Give up late fees of this invoice: asks which and why."""
        self.ensure_one()
        if not self.env.user.has_group("relance_avancee.relance_avancee_group_user"):
            raise AccessError(
                self.env._("This is for collectors or dunning managers only.")
            )
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive late fees"),
            "res_model": "dunning.fee.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }

    # === PAYMENT PLANS ===

    def action_dunning_plan(self):
        """A draft payment plan over these invoices, with its schedule, to complete."""
        Plan = self.env["dunning.payment.plan"]
        Plan.check_access("create")
        moves = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
            and move.state == "posted"
            and not move.currency_id.is_zero(move.amount_residual)
        )
        if not moves:
            raise UserError(self.env._("Nothing is owed on these invoices."))
        if Plan._get_taken(moves):
            raise UserError(
                self.env._("One of these invoices is already in a payment plan.")
            )
        companies = moves.company_id
        plan = Plan.create(
            {
                "company_id": companies.id
                if len(companies) == 1
                else companies.root_id[:1].id,
                "partner_id": moves.commercial_partner_id[:1].id,
                "move_ids": [Command.set(moves.ids)],
                "date_first": Plan._get_first_day(moves),
            }
        )
        plan.action_compute()
        return plan._get_action_form()

    # === THE CUSTOMER'S PAGE ===
    # Odoo's own pay links of one invoice follow its payment plan.

    def _get_invoice_next_payment_values(self, custom_amount=None):
        """Next amount and date: those of the plan the invoice is paid by.

        Core offers the overdue instalments of the payment term; a customer who keeps
        its plan must not be asked for more.
        """
        values = super()._get_invoice_next_payment_values(custom_amount=custom_amount)
        if not values or custom_amount is not None:
            return values
        amount, date = self._dunning_get_plan_payment()
        if not amount or self.currency_id.is_zero(self.amount_residual):
            return values
        return values | {
            # core then shows two ways of paying: this amount, or the whole invoice
            "installment_state": "next",
            "next_amount_to_pay": min(amount, self.amount_residual),
            "amount_due": self.amount_residual,
            "next_payment_reference": self.name,
            "next_due_date": date,
        }

    def _dunning_get_plan_payment(self):
        """(amount, date) of the next instalment of the plan of this invoice, or (0, None)."""
        self.ensure_one()
        # sudo: the customer may see what its own plan asks for
        plan = (
            self.env["dunning.payment.plan"]
            .sudo()
            .search([("move_ids", "in", self.ids), ("state", "=", "active")], limit=1)
        )
        lines = plan.line_ids.filtered(lambda line: line.state != "paid")
        if not lines:
            return 0.0, None
        line = lines.sorted("date")[0]
        return plan._get_pay_amount() or line.amount - line.paid_amount, line.date

    # === WHEN IT WILL BE PAID ===

    dunning_risk = fields.Selection(
        RISKS, "Risk class", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_expected_date = fields.Date(
        "Expected payment",
        compute="_compute_dunning_expected",
        groups=READERS,
        help="From how this customer paid before, or from what it promised.",
    )
    dunning_expected_text = fields.Char(
        "How sure", compute="_compute_dunning_expected", groups=READERS
    )

    @api.depends("commercial_partner_id.dunning_risk", "company_id")
    def _compute_dunning_risk(self):
        for company, moves in self.grouped("company_id").items():
            for move in moves:
                partner = move.commercial_partner_id.with_company(company)
                move.dunning_risk = partner.dunning_risk

    @api.depends("payment_state", "state", "invoice_date_due")
    @api.depends_context("lang")
    def _compute_dunning_expected(self):
        found = self._dunning_expected()
        for move in self:
            expectation = found.get(move._origin.id)
            move.dunning_expected_date = expectation and expectation.date
            move.dunning_expected_text = expectation and self._dunning_expected_text(
                expectation
            )

    def _dunning_expected(self, today=None):
        """When these open invoices will be paid.

        An invoice in instalments is paid when its last one is.

        :return: dict of :class:`~core.figures.expected_payment.Expectation` by move id
        """
        self.check_access("read")
        found = {}
        opened = self.filtered(
            lambda move: move.state == "posted"
            and move.move_type in ("out_invoice", "out_receipt")
            and move.payment_state in OPEN_STATES
        )
        for root, moves in opened.grouped(lambda move: move.company_id.root_id).items():
            # sudo: whoever reads an invoice may read when it should be paid
            found |= (
                self.env["dunning.behaviour"]
                .sudo()
                ._expect(
                    root,
                    [
                        (
                            move.id,
                            move.id,
                            move.commercial_partner_id.commercial_partner_id.id,
                            move.invoice_date_due or move.date,
                        )
                        for move in moves
                    ],
                    today or root._dunning_today(),
                )
            )
        return found

    def _dunning_expected_text(self, expectation):
        """Where the expected day comes from and how sure it is, in one sentence."""
        sources = {
            "promise": self.env._("promised by the customer"),
            "plan": self.env._("agreed in a payment plan"),
            "customer": self.env._("from this customer's payments"),
            "segment": self.env._("from payments of customers of this kind"),
            "company": self.env._("from payments of all customers"),
            "due_date": self.env._("no history yet: the due date"),
        }
        sure = {
            "high": self.env._("quite sure"),
            "medium": self.env._("fairly sure"),
            "low": self.env._("not sure"),
        }
        text = f"{sources[expectation.source]}, {sure[expectation.sure]}"
        if expectation.earliest == expectation.latest:
            return text
        return self.env._(
            "%(text)s (between %(earliest)s and %(latest)s)",
            text=text,
            earliest=format_date(self.env, expectation.earliest),
            latest=format_date(self.env, expectation.latest),
        )
