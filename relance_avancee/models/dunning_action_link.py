"""Every message of a contact quotes the same link."""

from odoo import models


class DunningAction(models.Model):
    """Links of messages. An extension and no mixin: it adds to what happens when done."""

    _inherit = "dunning.action"

    def _get_links(self):
        """The link of each action's reader, by action id."""
        readers = {
            action.id: (
                (action.contact_id or action.debtor_id).id,
                action.debtor_id.id,
                action.company_id.root_id.id,
            )
            for action in self
        }
        links = self.env["dunning.link"]._get_links(readers.values())
        return {action_id: links[reader] for action_id, reader in readers.items()}

    def _compute_pay_url(self):
        """The reader's page; a message about a payment plan opens the plan's own."""
        about_plans = self.filtered("plan_id")
        for action in about_plans:
            action.pay_url = action.get_base_url() + action.get_portal_url()
        links = (self - about_plans)._get_links()
        for action in self - about_plans:
            action.pay_url = links[action.id].url

    def _compute_short_url(self):
        """A text always has the reader's page: a plan's own address is too long for one."""
        links = self._get_links()
        for action in self:
            action.short_url = links[action.id].url

    def _set_done(self, today, **values):
        """What reached somebody carries a link: it works for the whole time again."""
        result = super()._set_done(today, **values)
        written = self.filtered(
            lambda action: action.channel in ("email", "sms", "letter")
        )
        self.env["dunning.link"].sudo().union(*written._get_links().values())._extend()
        return result
