from odoo import models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_reasons(self, items):
        journals = self.env["account.journal"].sudo()
        journals = set(journals.search([("is_consignment", "=", True)]).ids)
        return super()._get_reasons(items) | {
            item.id: "consignment" for item in items if item.journal_id in journals
        }

    def _get_owed(self):
        return SQL(
            "%s AND journal.is_consignment IS NOT TRUE",
            SQL("(%s)", super()._get_owed()),
        )
