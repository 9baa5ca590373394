"""What customers may do on their own page."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PAGE_SETTINGS = (
    "dunning_link_days",
    "dunning_page_pay",
    "dunning_page_minimum",
    "dunning_page_promise",
    "dunning_page_plan",
    "dunning_page_dispute",
    "dunning_page_paid",
    "dunning_page_contact",
    "dunning_page_cause",
    "dunning_page_answers",
    "dunning_page_files",
    "dunning_page_file_size",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_link_days = fields.Integer(
        "Links work for (days)", default=180, help="From the last message sent."
    )
    dunning_page_pay = fields.Boolean("Pay online", default=True)
    dunning_page_minimum = fields.Monetary(
        "Smallest payment", default=1.0, help="The last of a debt may always be paid."
    )
    dunning_page_promise = fields.Boolean("Promise a date", default=True)
    dunning_page_plan = fields.Boolean("Ask for instalments", default=True)
    dunning_page_dispute = fields.Boolean("Dispute an invoice", default=True)
    dunning_page_paid = fields.Boolean("Say that it is paid", default=True)
    dunning_page_contact = fields.Boolean("Name another contact", default=True)
    dunning_page_cause = fields.Boolean("Say why it is late", default=True)
    dunning_page_answers = fields.Integer("Answers a day at most", default=10)
    dunning_page_files = fields.Integer("Files at most", default=5)
    dunning_page_file_size = fields.Integer("Size of a file at most (MB)", default=5)

    def _get_company_root_delegated_field_names(self):
        return [*super()._get_company_root_delegated_field_names(), *PAGE_SETTINGS]

    @api.constrains("dunning_link_days", "dunning_page_file_size")
    def _check_dunning_page(self):
        for company in self:
            if company.dunning_link_days < 1:
                raise ValidationError(
                    self.env._("A customer's link works for one day at least.")
                )
            # the page refuses requests beyond what these limits need together
            if not 1 <= company.dunning_page_file_size <= 20:
                raise ValidationError(
                    self.env._("A file of a customer has from 1 to 20 MB.")
                )
