"""Interest and flat fee of late invoices: the ledger in, :mod:`~core.law.late_fee` out."""

from odoo import api, models

from ...core.law import late_fee, rates
from . import fee_sums, rate_warnings


class DunningLateFee(models.AbstractModel):
    """Door of the late fees: the engine asks here, a module with other terms extends.

    The law is in :mod:`~core.law`, the ledger is read in :mod:`fee_sums`.
    """

    _name = "dunning.late.fee"
    _description = "Late fees of invoices"

    @api.model
    def _compute(self, move, until):
        """Late fees of one invoice up to ``until``, included, claimed or not."""
        return fee_sums.compute_fees(self.env, move, until)

    @api.model
    def _get_due(self, moves, until, claimed=None):
        """What may still be claimed for each invoice: nothing is claimed twice."""
        return fee_sums.get_due(self.env, moves, until, claimed)

    @api.model
    def _get_movements(self, moves, claimed=None):
        """Instalments, payments and credit notes by invoice id, from reconciliations."""
        return fee_sums.get_movements(self.env, moves, claimed)

    @api.model
    def _get_kind(self, item):
        """A credit note or a write-off lowers the price; anything else is a payment."""
        is_payment = item.move_id.origin_payment_id or item.move_id.statement_line_id
        return late_fee.PAYMENT if is_payment else late_fee.CREDIT_NOTE

    @api.model
    def _get_formal_notices(self, moves):
        """Day on which each debtor first got a formal notice, by invoice id."""
        return fee_sums.get_formal_notices(self.env, moves)

    @api.model
    def _get_insolvencies(self, moves):
        """Day of the judgment that opened an insolvency, by invoice id."""
        return fee_sums.get_insolvencies(self.env, moves)

    @api.model
    def _get_terms(self, move, formal_notice=None, insolvency=None):
        """What law and contract say; a module with other contracts extends this."""
        return fee_sums.get_terms(move, formal_notice, insolvency)

    @api.model
    def _get_pack(self, root):
        """Rules of the law of the contracts: the creditor's country unless said."""
        return rate_warnings.get_pack(root)

    @api.model
    def _find_pack(self, root):
        """The same, None where no rules are known."""
        try:
            return self._get_pack(root)
        except rates.MissingPack:
            return None

    @api.model
    def _in_currency(self, move, amount, day):
        """An amount the law gives in euros, in the currency of the invoice."""
        return fee_sums.in_currency(self.env, move, amount, day)

    @api.model
    def _settle(self, root, today):
        """On 1 January and 1 July a rate may be missing: a manager is told, once."""
        rate_warnings.settle(self.env, root, today)

    def _get_rate_manager(self, root):
        """Who completes the rates: the company's collector if a manager, else another."""
        return rate_warnings.get_rate_manager(self.env, root)

    @api.model
    def _get_rate_warning(self, root, rate):
        """An agreed rate below the legal floor is said, never changed; False if fine."""
        return rate_warnings.get_rate_warning(self.env, root, rate)
