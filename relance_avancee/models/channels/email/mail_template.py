from odoo import api, models
from odoo.exceptions import ValidationError


class MailTemplate(models.Model):
    _inherit = "mail.template"

    @api.constrains("model", "email_cc")
    def _check_dunning_copies(self):
        """No copies of reminders: each reader has a message and a link of their own.

        The reply address of a template is honoured.
        """
        for template in self:
            if template.model == "dunning.action" and template.email_cc:
                raise ValidationError(
                    self.env._(
                        "A reminder opens its reader's page: it has no copies. Add the"
                        " person to the customer's reminder contacts, who each receive"
                        " their own message."
                    )
                )
