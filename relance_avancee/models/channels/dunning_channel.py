from odoo import api, fields, models, tools

from ...core.channels import CHANNELS, OTHER, TASK, Channels
from ...core.values import ChannelPolicy

OVER = ("done", "cancelled")


class DunningChannel(models.Model):
    """What may stand in for what, and how often a customer is contacted in a week."""

    _name = "dunning.channel"
    _description = "Dunning channel"
    _order = "sequence, id"

    channel = fields.Selection(
        lambda self: self._get_labels(reaching=True), required=True
    )
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

    # === THE REGISTRY ===

    @api.model
    def _get_channels(self):
        """Every channel there is, in order, with its words in the reader's language.

        A module with a channel of its own adds it here::

            def _get_channels(self):
                return [*super()._get_channels(), Channel("fax", self.env._("Fax"), …)]

        :return: list of :class:`~core.channels.Channel`
        """
        labels = {
            "email": self.env._("E-mail"),
            "sms": self.env._("SMS"),
            "letter": self.env._("Letter"),
            "call": self.env._("Phone call"),
            "task": self.env._("Internal task"),
            "other": self.env._("Another channel"),
        }
        missing = {
            "email": self.env._("an e-mail address that works"),
            "sms": self.env._("a mobile number"),
            "letter": self.env._("a postal address"),
            "call": self.env._("a phone number"),
        }
        return [
            channel._replace(
                label=labels[channel.code], missing=missing.get(channel.code, "")
            )
            for channel in CHANNELS.all
        ]

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_registry(self):
        """:class:`~core.channels.Channels`, read once for each language."""
        return Channels(self._get_channels())

    @api.model
    def _get_labels(self, reaching=False):
        """The selection of channels; those that can be chosen to reach somebody."""
        known = self._get_registry()
        found = (c for c in known.chosen if c.reaches) if reaching else known.all
        return [(channel.code, channel.label) for channel in found]

    @api.model
    def _forget(self, code):
        """A channel is about to go: what waits is cancelled, what was done stays said.

        For the ``uninstall_hook`` of the module that brought it. Contacts made keep
        their date and their level, as made by another channel; a step that has no other
        channel becomes an internal task.
        """
        channel = self._get_registry()[code]
        # sudo: who removes a module has all its rights; nothing may stay behind
        actions = self.env["dunning.action"].sudo().with_context(active_test=False)
        actions = actions.search([("channel", "=", code)])
        waiting = actions.filtered(lambda action: action.state not in OVER)
        waiting._set_cancelled("channel_gone")
        lines = actions.line_ids
        actions.write({"channel": OTHER.code})
        lines.write({"channel": OTHER.code})
        # sudo: steps and settings of every company, for the same reason
        steps = self.env["dunning.step"].sudo().with_context(active_test=False)
        for step in steps.search([(channel.step_field, "=", True)]):
            values = {channel.step_field: False}
            if step._get_channels() == (code,):
                values[TASK.step_field] = True
            step.write(values)
        self.sudo().search([("channel", "=", code)]).unlink()

    # === SETTINGS ===

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
        known = self._get_registry()
        order = tuple(line.channel for line in lines if line.is_fallback)
        companies = {line.channel: line.company_cap for line in lines}
        consumers = {line.channel: line.consumer_cap for line in lines}
        return {
            "company": ChannelPolicy(order, companies, registry=known),
            "public": ChannelPolicy(order, companies, registry=known),
            "consumer": ChannelPolicy(order, consumers, registry=known),
        }
