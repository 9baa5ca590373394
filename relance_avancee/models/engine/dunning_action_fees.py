"""What a message says and does about late fees."""

import logging

from odoo import api, fields, models

from ...isolation import must_go_up

_logger = logging.getLogger(__name__)


class DunningAction(models.Model):
    """The snapshot of late fees on the lines: in words, and as a draft invoice."""

    _inherit = "dunning.action"

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
