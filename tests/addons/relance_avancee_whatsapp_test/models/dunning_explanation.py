from odoo import api, models


class DunningExplanation(models.AbstractModel):
    _inherit = "dunning.explanation"

    @api.model
    def _get_texts(self):
        return super()._get_texts() | {
            "consignment": self.env._("On consignment: paid when the goods are sold."),
        }
