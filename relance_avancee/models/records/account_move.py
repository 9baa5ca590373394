import logging

from odoo import api, fields, models

from ...isolation import must_go_up
from ...tools import may_write

_logger = logging.getLogger(__name__)

# Whoever reads an invoice without an accounting right (sales, portal) sees no dunning.
READERS = "account.group_account_readonly,account.group_account_invoice"

# What people write on an invoice; the rest of ours says what happened to it.
BY_HAND = {"dunning_scenario_id", "dunning_hold_ids"}


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Dunning scenario",
        copy=False,
        index="btree_not_null",
        help="Empty: the customer's, or the one whose rules match.",
        groups=READERS,
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

    def _post(self, soft=True):
        """A credit note lowers what the customer owes, even before it is matched."""
        posted = super()._post(soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund")
        for company, moves in refunds.grouped("company_id").items():
            # sudo: who posts a credit note needs no right on dunning
            self.env["dunning.action"].sudo()._refresh_debtors(
                company, moves.commercial_partner_id.commercial_partner_id
            )
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.line_ids._dunning_reconciled()
        return result

    def button_cancel(self):
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
