from odoo import api, fields, models

from ...const import CONTACTS
from ...core.values import ChannelPolicy


class DunningChannel(models.Model):
    """What may stand in for what, and how often a customer is contacted in a week."""

    _name = "dunning.channel"
    _description = "Dunning channel"
    _order = "sequence, id"

    channel = fields.Selection(CONTACTS, required=True)
    sequence = fields.Integer(default=10, help="The first usable one takes over.")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Empty: every company that has no line of its own for this channel.",
    )
    is_fallback = fields.Boolean(
        "May take over",
        default=True,
        help="Used when the channels of a step cannot reach the customer or have failed.",
    )
    company_cap = fields.Integer(
        "Per week, companies and public bodies", help="0: no limit."
    )
    consumer_cap = fields.Integer("Per week, consumers", help="0: no limit.")

    _one_per_company = models.UniqueIndex(
        "(COALESCE(company_id, 0), channel)", "This channel already has a line."
    )
    _cap_not_negative = models.Constraint(
        "CHECK(company_cap >= 0 AND consumer_cap >= 0)",
        "A number of contacts cannot be negative.",
    )

    @api.depends("channel")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for line in self:
            line.display_name = labels.get(line.channel, "")

    @api.model
    def _get_policies(self, root):
        """Order and weekly caps of a company, by kind of debtor.

        :return: dict of :class:`~core.values.ChannelPolicy`; extended to give other
            rules to a kind of debtor
        """
        # sudo: the settings of the company count, whoever plans
        lines = self.sudo().search([("company_id", "in", (False, root.id))])
        own = set(lines.filtered("company_id").mapped("channel"))
        lines = lines.filtered(lambda line: line.company_id or line.channel not in own)
        order = tuple(line.channel for line in lines if line.is_fallback)
        companies = {line.channel: line.company_cap for line in lines}
        consumers = {line.channel: line.consumer_cap for line in lines}
        return {
            "company": ChannelPolicy(order, companies),
            "public": ChannelPolicy(order, companies),
            "consumer": ChannelPolicy(order, consumers),
        }
