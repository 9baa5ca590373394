from odoo import api, fields, models

from ...const import DEBTOR_KINDS
from ...core.figures.expected_payment import Delays


class DunningPaymentNorm(models.Model):
    """How late a company's customers usually pay: what stands in for a thin history."""

    _name = "dunning.payment.norm"
    _description = "Usual delay of payment"
    _order = "company_id, debtor_kind, id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    debtor_kind = fields.Selection(
        DEBTOR_KINDS, "Kind of customer", help="Empty: all of them."
    )
    payments = fields.Integer()
    quantiles = fields.Json(help="Deciles of the delays, in days from due date.")

    @api.model
    def _store(self, root, rows):
        """Bring the few lines of a company in step with (kind, payments, deciles)."""
        lines = self.search([("company_id", "=", root.id)])
        known = {line.debtor_kind or None: line for line in lines}
        for kind, payments, quantiles in rows:
            values = {
                "payments": payments,
                "quantiles": [round(value, 2) for value in quantiles],
            }
            line = known.pop(kind, None)
            if line is None:
                self.create({"company_id": root.id, "debtor_kind": kind, **values})
            elif (line.payments, line.quantiles) != tuple(values.values()):
                line.write(values)
        for line in known.values():
            line.unlink()

    @api.model
    def _get_delays(self, root):
        """:class:`~core.figures.expected_payment.Delays` by kind of debtor, None for all."""
        # sudo: figures of the whole company, asked about invoices already read
        lines = self.sudo().search([("company_id", "=", root.id)])
        return {
            line.debtor_kind or None: Delays(line.payments, tuple(line.quantiles or ()))
            for line in lines
        }
