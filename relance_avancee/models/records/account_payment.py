from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # payments on their way that have no entry: read every night and for every page
    _dunning_in_process_idx = models.Index(
        "(partner_id) WHERE state = 'in_process' AND move_id IS NULL"
    )
