from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    dunning_weekly_summary = fields.Boolean("Weekly summary of dunning", default=True)
    dunning_summary_date = fields.Date(readonly=True, copy=False)

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["dunning_weekly_summary"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["dunning_weekly_summary"]
