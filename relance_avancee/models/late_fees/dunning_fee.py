from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import FEE_KINDS, FEE_STATES
from ...languages import spoken


class DunningFee(models.Model):
    """A late fee that was invoiced or waived: what may not be claimed any more.

    Rows come from :meth:`_invoice` and :meth:`_waive` only. The row of a draft that is
    deleted goes with it, and the fee may be claimed again.
    """

    _name = "dunning.fee"
    _description = "Late fee invoiced or waived"
    _order = "date_until desc, id desc"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move", "Late invoice", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", store=True, string="Customer"
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="move_id.currency_id", store=True)
    kind = fields.Selection(FEE_KINDS, required=True)
    state = fields.Selection(FEE_STATES, required=True)
    amount = fields.Monetary()
    date_until = fields.Date("Up to", required=True, help="Last day of interest.")
    is_for_good = fields.Boolean(
        "For good", help="Interest that would still accrue is waived too."
    )
    # with its draft the fee may be claimed again
    fee_line_id = fields.Many2one(
        "account.move.line", "Line", index="btree_not_null", ondelete="cascade"
    )
    fee_move_id = fields.Many2one(
        related="fee_line_id.move_id", store=True, string="Invoice of fees"
    )
    action_id = fields.Many2one("dunning.action", "Reminder", ondelete="set null")
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user)
    reason = fields.Char(help="Why it was waived.")

    # Art. D441-5 C. com.: once per invoice, whatever became of it.
    _flat_fee_once = models.UniqueIndex(
        "(move_id) WHERE kind = 'fixed'",
        "The flat fee of this invoice was already invoiced or waived.",
    )
    _interest_once = models.UniqueIndex(
        "(move_id, date_until) WHERE kind = 'interest'",
        "The interest of this invoice was already invoiced or waived up to that day.",
    )

    @api.depends("kind", "move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for fee in self:
            fee.display_name = f"{kinds.get(fee.kind, '')} – {fee.move_id.name or ''}"

    # === WHAT WAS CLAIMED ===

    @api.model
    def _get_taken(self, moves):
        """Amounts invoiced or waived, by invoice id and kind.

        ``fixed`` is there as soon as the flat fee was, ``for_good`` when interest was
        waived for ever.
        """
        # sudo: what was claimed counts, whoever asks
        rows = self.sudo()._read_group(
            [("move_id", "in", moves.ids)],
            ["move_id", "kind"],
            ["amount:sum", "is_for_good:bool_or"],
        )
        taken = {}
        for move, kind, amount, for_good in rows:
            found = taken.setdefault(move.id, {})
            found[kind] = amount
            if for_good:
                found["for_good"] = True
        return taken

    # === INVOICING ===

    @api.model
    def _invoice(self, moves, until, action=None):
        """Draft invoices of what may still be claimed, one per customer and currency.

        Draft: an accountant looks at it and posts it. Interest already invoiced or
        waived up to ``until`` or later is not looked at again.

        :return: the new invoices
        """
        # sudo: the scenario decides, or a button that checked the user's right
        # insolvent: fees are declared to whoever is in charge, and invoiced to nobody
        insolvent = self.env["dunning.late.fee"]._get_insolvencies(moves.sudo())
        moves = moves.sudo().filtered(
            lambda move: move.id not in insolvent or until < insolvent[move.id]
        )
        due = self.env["dunning.late.fee"]._get_due(moves, until)
        seen = self._get_last_days(moves)
        wanted = [
            (move, kind, amount)
            for move in moves
            for kind, amount in (
                ("fixed", due[move.id].fixed_fee),
                ("interest", due[move.id].interest),
            )
            if not move.currency_id.is_zero(amount)
            and (kind == "fixed" or until > seen.get(move.id, until.min))
        ]
        # sudo: as above
        invoices = self.env["account.move"].sudo()
        by_invoice = {}
        for move, kind, amount in wanted:
            key = move.company_id, move.commercial_partner_id, move.currency_id
            by_invoice.setdefault(key, []).append((move, kind, amount))
        for (company, partner, currency), found in by_invoice.items():
            scoped = self.sudo().with_company(company)
            scoped = scoped.with_context(lang=spoken(self.env, partner.lang))
            invoices |= scoped._make_invoice(partner, currency, found, until, action)
        return invoices

    def _get_last_days(self, moves):
        """Day up to which interest was already invoiced or waived, by invoice id."""
        # sudo: what was claimed counts, whoever asks
        rows = self.sudo()._read_group(
            [("move_id", "in", moves.ids), ("kind", "=", "interest")],
            ["move_id"],
            ["date_until:max"],
        )
        return {move.id: day for move, day in rows}

    def _make_invoice(self, partner, currency, wanted, until, action):
        invoice = self.env["account.move"].create(
            self._prepare_invoice(partner, currency, wanted, until)
        )
        lines = invoice.invoice_line_ids.sorted("id")
        self.create(
            [
                {
                    "move_id": move.id,
                    "kind": kind,
                    "state": "invoiced",
                    "amount": amount,
                    "date_until": until,
                    "fee_line_id": line.id,
                    "action_id": action and action.id,
                }
                for (move, kind, amount), line in zip(wanted, lines, strict=True)
            ]
        )
        return invoice

    def _prepare_invoice(self, partner, currency, wanted, until):
        """Values of the draft; extended to choose a journal or a payment term."""
        return {
            "move_type": "out_invoice",
            # the contact invoiced before, when there is one; else the customer
            "partner_id": (wanted[0][0].partner_id or partner).id,
            "company_id": self.env.company.id,
            "currency_id": currency.id,
            "invoice_payment_term_id": False,
            "invoice_origin": ", ".join(
                dict.fromkeys(move.name for move, _kind, _amount in wanted)
            ),
            "dunning_is_late_fee": True,
            "narration": self.env._(
                "Compensation for late payment, outside the scope of VAT."
            ),
            "invoice_line_ids": [
                (0, 0, self._prepare_invoice_line(move, kind, amount, until))
                for move, kind, amount in wanted
            ],
        }

    def _prepare_invoice_line(self, move, kind, amount, until):
        """One fee of one late invoice: own product and account, no VAT.

        Compensation for a loss is not the price of a supply: outside the scope of VAT.
        """
        company = self.env.company
        product, account = company._get_dunning_fee_accounting(kind)
        if kind == "fixed":
            name = self.env._("Flat recovery fee, invoice %(number)s", number=move.name)
        else:
            name = self.env._(
                "Late-payment interest, invoice %(number)s due on %(due)s, up to %(until)s",
                number=move.name,
                due=format_date(self.env, move.invoice_date_due),
                until=format_date(self.env, until),
            )
        return {
            "product_id": product.id,
            "name": name,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [(6, 0, [])],
        } | ({"account_id": account.id} if account else {})

    # === WAIVING ===

    @api.model
    def _waive(self, move, kinds, reason, until, for_good=False):
        """Give up late fees of an invoice: they are not claimed any more.

        What waits in a draft invoice is taken out of it. What is posted is cancelled by
        a credit note, which is the accountant's to make.

        :raises UserError: no reason, or a posted invoice claims them
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the late fees are waived."))
        # sudo: rows of fees have no other hand; the dialog asked the right
        fees = self.sudo().search([("move_id", "=", move.id), ("kind", "in", kinds)])
        invoiced = fees.filtered(lambda fee: fee.state == "invoiced")
        if posted := invoiced.filtered(
            lambda fee: fee.fee_move_id.state == "posted"
            and fee.fee_move_id.payment_state != "reversed"
        ):
            raise UserError(
                self.env._(
                    "Invoice %(number)s already claims these fees: cancel it with a credit "
                    "note first.",
                    number=posted[0].fee_move_id.name,
                )
            )
        due = self.env["dunning.late.fee"]._get_due(move, until)[move.id]
        why = {
            "state": "waived",
            "user_id": self.env.uid,
            "reason": reason,
            "is_for_good": for_good,
        }
        credited = invoiced.filtered(lambda fee: fee.fee_move_id.state == "posted")
        credited.write(why | {"is_for_good": False})
        (invoiced - credited)._take_out_of_draft(why)
        self._add_waivers(move, kinds, due, until, why)
        # sudo: rows of fees have no other hand; the dialog asked the right
        move.sudo()._message_log(
            body=self.env._("Late fees waived: %(reason)s", reason=reason)
        )

    def _add_waivers(self, move, kinds, due, until, why):
        """Rows for what nobody had claimed yet."""
        amounts = {"fixed": due.fixed_fee, "interest": due.interest}
        # sudo: rows of fees have no other hand; the dialog asked the right
        existing = self.sudo().search([("move_id", "=", move.id)])
        for kind in kinds:
            if move.currency_id.is_zero(amounts[kind]) and not why["is_for_good"]:
                continue
            same = existing.filtered(
                lambda fee: fee.kind == kind  # noqa: B023
                and (kind == "fixed" or fee.date_until == until)  # noqa: B023
            )
            if same:
                # one row per invoice and day: what was waived today grows
                same.write(
                    {
                        "amount": same.amount + amounts[kind],
                        "is_for_good": kind == "interest" and why["is_for_good"],
                    }
                )
                continue
            # sudo: rows of fees have no other hand; the dialog asked the right
            self.sudo().create(
                {
                    **why,
                    "move_id": move.id,
                    "kind": kind,
                    "amount": amounts[kind],
                    "date_until": until,
                    "is_for_good": kind == "interest" and why["is_for_good"],
                }
            )

    def _take_out_of_draft(self, why):
        """Remove the lines of fees given up from their draft; an empty draft goes too."""
        lines = self.fee_line_id
        # the rows must outlive the lines they hang on
        self.write(why | {"fee_line_id": False, "is_for_good": False})
        drafts = lines.move_id
        lines.unlink()
        drafts.filtered(lambda draft: not draft.invoice_line_ids).unlink()

    def action_open_invoice(self):
        """The invoice that claims this fee."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.fee_move_id.id,
            "view_mode": "form",
        }
