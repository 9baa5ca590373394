from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    is_consignment = fields.Boolean(
        "On consignment", help="Its invoices are paid when the goods are sold."
    )
