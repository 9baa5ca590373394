"""The page where a customer pays: what its money will be used for."""

from odoo import models
from odoo.tools import format_date

from ...core.plan import instalments


class DunningPageCheckout(models.AbstractModel):
    """Mixin of ``dunning.link``: a basket before it is paid."""

    _name = "dunning.page.checkout"
    _description = "Checkout of a customer's page"

    def _prepare_checkout(self, basket):
        """The page where one pays: what the amount will be used for."""
        paid = self._share(basket)
        return {
            "basket": basket,
            "title": self.env._(
                "Pay %(amount)s", amount=basket.currency.format(basket.amount)
            ),
            "rows": [
                self._prepare_checkout_row(due, paid[due.item.id])
                for due in basket.dues
            ],
            "begun": self._get_blocking(basket.moves),
        }

    def _share(self, basket):
        """What the payment will pay of each debt, by item id: as it will be matched.

        The oldest first, what is disputed last (``payment.transaction._create_payment``).
        """
        shares, left = {}, basket.amount
        for is_disputed in (False, True):
            lines = [
                instalments.Instalment(
                    due.item.id, due.item.date_maturity or due.item.date, due.payable
                )
                for due in basket.dues
                if bool(due.disputed) == is_disputed
            ]
            for line in instalments.pay(lines, left, basket.currency.rounding):
                shares[line.id] = line.paid
            left = basket.amount - sum(shares.values())
        return shares

    def _prepare_checkout_row(self, due, paid):
        currency = due.item.currency_id
        left = self._format_some(currency, due.residual - paid)
        return {
            "number": self._get_number(due.item),
            "text": self.env._(
                "due on %(date)s: %(amount)s",
                date=format_date(self.env, due.item.date_maturity or due.item.date),
                amount=currency.format(paid),
            ),
            "left": left and self.env._("left to pay: %(amount)s", amount=left),
        }
