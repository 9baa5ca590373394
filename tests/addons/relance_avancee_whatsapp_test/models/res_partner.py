from odoo import fields, models

from odoo.addons.relance_avancee.const import CHANNEL_USES
from odoo.addons.relance_avancee.models.records.account_move import READERS


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_whatsapp_use = fields.Selection(
        CHANNEL_USES, "By WhatsApp", company_dependent=True, groups=READERS
    )
