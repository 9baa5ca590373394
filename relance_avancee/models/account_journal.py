from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    dunning_excluded = fields.Boolean(
        "Exclude from dunning", help="Invoices of this journal are never reminded."
    )
