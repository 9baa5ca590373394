from odoo import fields, models

from ...tools import may_write


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

    def action_archive(self):
        """Core deletes the activities of who leaves: ours are handed over."""
        self.check_access("write")
        # sudo: who switches a user off needs no right on dunning
        actions = self.env["dunning.action"].sudo()
        activities = actions._get_activities(self)
        activities.with_context(mail_activity_quick_update=True).user_id = False
        result = super().action_archive()
        actions._hand_over(activities)
        return result

    def write(self, vals):
        """Whoever leaves hands over its customers' work."""
        leaving = self.filtered("active") if vals.get("active") is False else self[:0]
        result = super().write(vals)
        if leaving:
            # sudo: who switches a user off needs no right on dunning
            self.env["dunning.action"].sudo()._replace_collectors(leaving)
        return result

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
