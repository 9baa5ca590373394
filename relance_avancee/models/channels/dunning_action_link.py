"""Every message quotes the link of who reads it, and of nobody else."""

import uuid

from odoo import api, fields, models

# Whose link is quoted: see ``dunning.sender._get_reader``.
READER = ("dunning_reader", "dunning_reader_id")


class DunningAction(models.Model):
    """Links of messages. An extension and no mixin: it adds to what happens when done."""

    _inherit = "dunning.action"

    # Signs links sent before each contact had its own: they lead to the contact's own
    # for as long as this is here. It opens nothing of Odoo's portal.
    access_token = fields.Char(
        groups="base.group_system", copy=False, export_string_translation=False
    )

    def _ensure_old_token(self):
        """The key of links of before; made when there is none."""
        self.ensure_one()
        action = self.sudo()
        if not action.access_token:
            action.access_token = str(uuid.uuid4())
        return action.access_token

    def _get_readers(self):
        """(contact id, debtor id, root company id) of the reader, by action id."""
        return {
            action.id: (
                action._get_reader_or_contact().id,
                action.debtor_id.id,
                action.company_id.root_id.id,
            )
            for action in self
        }

    def _get_links(self):
        """The link of each action's reader, by action id."""
        readers = self._get_readers()
        links = self.env["dunning.link"]._get_links(readers.values())
        return {action_id: links[reader] for action_id, reader in readers.items()}

    @api.depends_context(*READER)
    def _compute_pay_url(self):
        """The reader's page; a message about a payment plan opens the plan there."""
        links = self._get_links()
        for action in self:
            link = links[action.id]
            # sudo: who writes about a plan need not see it
            plan = action.sudo().plan_id
            action.pay_url = link.url + (link._get_plan_end(plan) if plan else "")

    @api.depends_context(*READER)
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
        mailed = written.filtered(lambda action: action.channel == "email")
        readers = set(written._get_readers().values())
        for actions in mailed._by_reader():
            readers |= set(actions._get_readers().values())
        links = self.env["dunning.link"]._get_links(readers)
        self.env["dunning.link"].sudo().union(*links.values())._extend()
        return result
