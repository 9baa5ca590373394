from odoo import fields, models

from ..tools import may_write


class ResUsers(models.Model):
    _inherit = "res.users"

    dunning_weekly_summary = fields.Boolean("Weekly summary of dunning", default=True)
    dunning_summary_date = fields.Date(readonly=True, copy=False)

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            # fields of the contact are asked for on the contact
            field.inherited
            or may_write(self, field, operation, {"dunning_weekly_summary"})
        )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["dunning_weekly_summary"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["dunning_weekly_summary"]

    def _dunning_manages_all(self):
        """Whether what all companies share is this user's to change.

        Administrators, and whoever has every root company: the only manager of the only
        company among them. Asked by record rules, which are cached; companies and users
        that change clear that cache.
        """
        self.ensure_one()
        if self._is_superuser() or self.has_group("base.group_system"):
            return True
        # sudo: companies one does not have count too
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return roots <= self.sudo().company_ids
