"""Interest and flat fee of late invoices: the ledger in, :mod:`..core.late_fee` out."""

from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core import late_fee, rates


class DunningLateFee(models.AbstractModel):
    _name = "dunning.late.fee"
    _description = "Late fees of invoices"

    @api.model
    def _compute(self, move, until):
        """Late fees of one invoice up to ``until``, included.

        :return: :class:`~..core.late_fee.LateFees`
        :raises UserError: no rules for the country, or no rate for a semester
        """
        try:
            return late_fee.late_fees(
                self._get_movements(move),
                terms=self._get_terms(move),
                table=self.env["dunning.interest.rate"]._get_table(),
                until=until,
                rounding=Decimal(str(move.currency_id.rounding)),
            )
        except rates.MissingRate as missing:
            raise UserError(self._missing_rate_text(missing)) from missing
        except rates.MissingPack as missing:
            raise UserError(
                self.env._(
                    "No late-payment rules are known for the country %(country)s: "
                    "choose another law in the dunning settings.",
                    country=missing.country or "–",
                )
            ) from missing

    @api.model
    def _get_terms(self, move):
        """What law and contract say; a module with other contracts extends this."""
        root = move.company_id.root_id
        partner = move.commercial_partner_id.with_company(root)
        rate = partner.dunning_contractual_rate or root.dunning_contractual_rate
        return late_fee.Terms(
            pack=rates.pack_for(
                (root.dunning_law_country_id or root.country_id).code or ""
            ),
            debtor=partner.dunning_debtor_kind or rates.COMPANY,
            contractual_rate=Decimal(str(rate)) if rate else None,
            imputation=root.dunning_payment_imputation,
            formal_notice=self._get_formal_notice(move),
        )

    @api.model
    def _get_formal_notice(self, move):
        """Day on which the debtor first got a formal notice about this invoice."""
        lines = move.sudo().dunning_line_ids.filtered(
            lambda line: line.state == "done"
            and not line.is_test
            and line.step_id.kind == "formal_notice"
        )
        return min(filter(None, lines.action_id.mapped("date_done")), default=None)

    @api.model
    def _get_movements(self, move):
        """Instalments, payments and credit notes of one invoice, from its reconciliations."""
        movements = []
        for item in move.sudo().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ):
            movements.append(
                late_fee.Movement(
                    item.date_maturity or item.date,
                    self._decimal(abs(item.amount_currency)),
                    late_fee.DUE,
                    str(item.id),
                )
            )
            for partial in item.matched_credit_ids:
                amount = self._decimal(partial.debit_amount_currency)
                if amount:
                    other = partial.credit_move_id
                    movements.append(
                        late_fee.Movement(
                            other.date, amount, self._get_kind(other), str(item.id)
                        )
                    )
        return movements

    @api.model
    def _get_kind(self, item):
        """A credit note or a write-off lowers the price; anything else is a payment."""
        is_payment = item.move_id.origin_payment_id or item.move_id.statement_line_id
        return late_fee.PAYMENT if is_payment else late_fee.CREDIT_NOTE

    @api.model
    def _decimal(self, amount):
        return Decimal(str(amount or 0))

    @api.model
    def _missing_rate_text(self, missing):
        labels = dict(
            self.env["dunning.interest.rate"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return self.env._(
            "No “%(kind)s” is recorded for the semester of %(day)s: complete the interest rates "
            "(Configuration menu). Until then no interest can be claimed for that period.",
            kind=labels[missing.kind],
            day=format_date(self.env, missing.day),
        )
