from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _send(self, *args, **kwargs):
        """One gateway a company.

        Core's queue takes the texts of all companies together and stops at the second
        one: nobody's text would leave any more.
        """
        if not self.env.context.get("sms_api"):
            companies = self.grouped(lambda sms: sms._get_sms_company())
            if len(companies) > 1:
                for texts in companies.values():
                    super(SmsSms, texts)._send(*args, **kwargs)
                return None
        return super()._send(*args, **kwargs)
