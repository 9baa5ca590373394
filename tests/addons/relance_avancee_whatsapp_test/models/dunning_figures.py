from odoo import api, models
from odoo.fields import Domain

from odoo.addons.relance_avancee.core.figures.figures import Figure


class DunningFigures(models.AbstractModel):
    _inherit = "dunning.figures"

    @api.model
    def _get_figures(self):
        return super()._get_figures() | {
            "whatsapps": Figure(
                lambda sums: sums.more.get("whatsapps", 0.0),
                "number",
                better="high",
                rows="whatsapps",
                card=130,
                column=130,
                label=self.env._("By WhatsApp"),
                definition=self.env._("Contacts of the period made by WhatsApp."),
            )
        }

    def _get_whatsapp_domain(self, date_from, date_to):
        return self._between(date_from, date_to) & Domain("channel", "=", "whatsapp")

    def _read_more(self, domain, date_from, date_to, by):
        found = super()._read_more(domain, date_from, date_to, by)
        rows = self._group(
            "dunning.report.contact",
            domain & self._get_whatsapp_domain(date_from, date_to),
            by,
            ["contacts:sum"],
        )
        for key, contacts in rows:
            found[key] = {**found.get(key, {}), "whatsapps": contacts}
        return found

    def _rows_whatsapps(self, label, domain, date_from, date_to):
        mine = domain & self._get_whatsapp_domain(date_from, date_to)
        return self._window(label, "dunning.report.contact", mine)
