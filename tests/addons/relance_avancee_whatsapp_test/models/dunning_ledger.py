from odoo import models
from odoo.tools import SQL

from odoo.addons.relance_avancee.core.values import OPEN


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_status(self, item, journal):
        status = super()._get_status(item, journal)
        return "consignment" if status == OPEN and journal.is_consignment else status

    def _get_owed(self):
        return SQL(
            "%s AND journal.is_consignment IS NOT TRUE",
            SQL("(%s)", super()._get_owed()),
        )
