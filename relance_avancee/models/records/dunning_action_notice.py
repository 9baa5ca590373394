from odoo import fields, models
from odoo.tools import format_amount


class DunningAction(models.Model):
    """The house is told when a debtor reaches a level that somebody wants to know of."""

    _inherit = "dunning.action"

    is_noticed = fields.Boolean(
        "Level announced", copy=False, help="Somebody was told of this level."
    )

    def _set_done(self, today, **values):
        result = super()._set_done(today, **values)
        self._announce_level()
        return result

    def _announce_level(self):
        """Tell the users the step names, once for each time a debtor gets there.

        Several channels, currencies or invoices of one wave are one arrival, and so is
        a further invoice while an earlier one is still open at that level. Tests of
        the company reached nobody.
        """
        # sudo: whoever sends, the step says who is told
        wanted = self.step_id.sudo().filtered(
            lambda step: step.notify_salesperson
            or step.notify_manager
            or step.notify_user_ids
        )
        for action in self.filtered(
            lambda action: action.step_id in wanted and not action.is_test
        ):
            users = action.step_id.sudo()._get_notified_users(action)
            if users and not action._is_level_announced():
                action.is_noticed = True
                action._send_level_notice(users)

    def _is_level_announced(self):
        """Whether the debtor already stands at this level, and somebody was told."""
        earlier = self.search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                ("step_id", "=", self.step_id.id),
                ("is_noticed", "=", True),
            ]
        )
        return any(
            action == self
            or not all(action.claimed_line_ids.line_id.mapped("reconciled"))
            for action in earlier
        )

    def _send_level_notice(self, users):
        """An internal message on the action; each reader gets it as it prefers."""
        for lang, readers in users.grouped("lang").items():
            action = self.with_context(lang=lang)
            company = action.company_id
            action.message_notify(
                partner_ids=readers.partner_id.ids,
                # not the robot that runs the night
                author_id=company.partner_id.id,
                email_from=company.root_id._get_dunning_sender() or None,
                subject=action.env._(
                    "%(customer)s reaches “%(step)s”",
                    customer=action.partner_id.name,
                    step=action.step_id.name,
                ),
                body=action.env._(
                    "%(customer)s has reached the level “%(step)s” for %(amount)s. "
                    "Before the next contact, you may know something that helps.",
                    customer=action.partner_id.name,
                    step=action.step_id.name,
                    amount=format_amount(action.env, action.amount, action.currency_id),
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )

    def action_why(self):
        """Why this was sent, or not: the facts of its day."""
        self.ensure_one()
        day = self.date_done or self.date_planned
        today = self.company_id.root_id._dunning_today()
        return self.env["dunning.why"]._open(self.line_ids.move_id, min(day, today))
