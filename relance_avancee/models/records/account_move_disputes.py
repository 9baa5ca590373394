from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import LIVE_DISPUTES
from ...core.decide import invoice_status
from .account_move import READERS


class AccountMove(models.Model):
    _inherit = "account.move"

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
        posted = super()._post(soft)
        # sudo: who posts a credit note needs no right on disputes
        posted.sudo().dunning_credited_dispute_ids._credit_posted()
        return posted

    def button_cancel(self):
        result = super().button_cancel()
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
        Status = self.env["dunning.invoice.status"].sudo()
        if move.dunning_invoice_status == seen:
            return Status._find_dispute(move)
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
        return Status._apply(move, code, effect, reason, note)

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
