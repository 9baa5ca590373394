from odoo import api, fields, models

from odoo.addons.relance_avancee.const import RISKS
from odoo.addons.relance_avancee.models.records.account_move import READERS
from odoo.addons.relance_avancee.tools import may_write

# Whoever sells, besides who may read figures of customers anyway; never the portal,
# where customers read their own orders.
SELLERS = f"sales_team.group_sale_salesman,{READERS}"
# Classes worth a word before one sells more.
SLOW = ("C", "D")


class SaleOrder(models.Model):
    """How the customer of an order pays: for information, nothing is decided by it."""

    _inherit = "sale.order"

    dunning_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    dunning_overdue_amount = fields.Monetary(
        "Overdue",
        compute="_compute_dunning_situation",
        # sellers need not be able to read invoices to know that some are late
        compute_sudo=True,
        currency_field="dunning_currency_id",
        groups=SELLERS,
        help="What this customer owes the company and should have paid already.",
    )
    dunning_risk = fields.Selection(
        RISKS,
        "Risk class",
        compute="_compute_dunning_situation",
        compute_sudo=True,
        groups=SELLERS,
        help="How this customer pays, from A (on time) to D (at risk), by the dates of its "
        "payments. For information: nothing is decided by it.",
    )
    dunning_risk_reasons = fields.Text(
        "Reasons of the risk class",
        compute="_compute_dunning_situation",
        compute_sudo=True,
        groups=SELLERS,
    )
    dunning_message = fields.Char(
        compute="_compute_dunning_situation", compute_sudo=True, groups=SELLERS
    )

    def _has_field_access(self, field, operation):
        """All of ours is found, nothing is written by hand."""
        return super()._has_field_access(field, operation) and may_write(
            self, field, operation, ()
        )

    @api.depends("partner_id", "partner_invoice_id", "company_id", "state")
    @api.depends_context("lang")
    def _compute_dunning_situation(self):
        """Figures of the company the order is of, whatever company one works in."""
        for company, orders in self.grouped("company_id").items():
            company = company or self.env.company
            debtors = orders.mapped(lambda order: order._get_dunning_debtor())
            found = {debtor.id: debtor for debtor in debtors.with_company(company)}
            for order in orders:
                # a partner not saved yet has no figures: an empty one answers
                debtor = found.get(order._get_dunning_debtor().id, debtors.browse())
                order.dunning_overdue_amount = debtor.dunning_overdue_amount
                order.dunning_risk = debtor.dunning_risk
                order.dunning_risk_reasons = debtor.dunning_risk_reasons
                order.dunning_message = order._prepare_dunning_message(debtor, company)

    def _get_dunning_debtor(self):
        """Who will be asked to pay: the company behind the invoice address."""
        self.ensure_one()
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id

    def _prepare_dunning_message(self, debtor, company):
        """The line above the order, or False where there is nothing to say.

        Extended by a module that knows more about the customer.
        """
        overdue, risk = debtor.dunning_overdue_amount, debtor.dunning_risk
        is_late = company.currency_id.compare_amounts(overdue, 0.0) > 0
        if self.state == "cancel" or not (is_late or risk in SLOW):
            return False
        parts = [self.env._("For information, about %s:", debtor.name)]
        if is_late:
            amount = company.currency_id.format(overdue)
            parts.append(self.env._("%s overdue.", amount))
        if risk in SLOW:
            labels = dict(self._fields["dunning_risk"]._description_selection(self.env))
            parts.append(self.env._("Risk class %s.", labels[risk]))
        collector = debtor.dunning_user_id or company.root_id.dunning_user_id
        if collector:
            parts.append(self.env._("%s follows its payments.", collector.name))
        parts.append(self.env._("Nothing is blocked: the decision is yours."))
        return " ".join(parts)
