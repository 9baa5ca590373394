from odoo import api, models

from odoo.addons.relance_avancee.core.channels import Channel


class DunningChannel(models.Model):
    _inherit = "dunning.channel"

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(
                "whatsapp",
                self.env._("WhatsApp"),
                step_field="send_whatsapp",
                automatic=True,
                contact="mobile",
                missing=self.env._("a WhatsApp number"),
                text_field="whatsapp_text",
                use_field="dunning_whatsapp_use",
                icon="fa-whatsapp",
            ),
        ]
