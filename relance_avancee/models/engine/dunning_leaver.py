"""A collector who left is replaced: what waits, what is asked, where answers go."""

from odoo import api, models

from ...const import PENDING_STATES

# Work in somebody's hands, by model: what is still to be done of it.
OPEN_WORK = {
    "dunning.action": [("state", "in", (*PENDING_STATES, "failed"))],
    "dunning.promise": [("state", "=", "open")],
    "dunning.dispute": [("state", "=", "open")],
    "dunning.payment.plan": [("state", "in", ("proposed", "active"))],
}


class DunningAction(models.Model):
    """Actions whose collector has left."""

    _inherit = "dunning.action"

    @api.model
    def _replace_collectors(self, users):
        """What these users still had to do goes to who follows the customers now."""
        for name, domain in OPEN_WORK.items():
            records = self.env[name].search([*domain, ("user_id", "in", users.ids)])
            for user, found in self._get_followers(records).items():
                found.user_id = user
        self._hand_over(self._get_activities(users))
        queued = self.search(
            [
                ("user_id", "in", users.ids),
                ("state", "=", "done"),
                ("delivery_state", "=", "queued"),
            ]
        )
        if queued:
            queued._correct_replies()

    def _correct_replies(self):
        """Answers to what still waits in Odoo's queue go to somebody who is there."""
        replies = self._get_reply_addresses()
        for action in self:
            mails = action.sudo()._get_mails()
            mails.filtered(lambda mail: mail.state == "outgoing").reply_to = replies[
                action.id
            ]

    @api.model
    def _get_activities(self, users):
        """Activities of ours these users have."""
        return self.env["mail.activity"].search(
            [
                ("user_id", "in", users.ids),
                "|",
                ("res_model", "in", list(OPEN_WORK)),
                # what a person asked of another on a customer is none of ours
                "&",
                ("res_model", "=", "res.partner"),
                ("automated", "=", True),
            ]
        )

    @api.model
    def _hand_over(self, activities):
        """Give activities to who follows their customers now."""
        for model, found in activities.grouped("res_model").items():
            records = self.env[model].browse(found.mapped("res_id")).exists()
            for user, followed in self._get_followers(records).items():
                found.filtered(
                    lambda a: a.res_id in followed.ids  # noqa: B023
                ).with_context(mail_activity_quick_update=True).user_id = user

    @api.model
    def _get_followers(self, records):
        """Who follows the customers of these records today.

        :param records: of a model with a company and a customer, or customers
        :return: records by user
        """
        planner, followers = self.env["dunning.planner"], {}
        for root, mine in records.grouped(
            lambda record: (record.company_id or self.env.company).root_id
        ).items():
            debtors = {
                record.id: record
                if record._name == "res.partner"
                else record.partner_id
                for record in mine
            }
            collectors = planner._get_collectors(
                root, {partner.id for partner in debtors.values()}
            )
            for record in mine:
                user = self.env["res.users"].browse(
                    collectors.get(debtors[record.id].id) or ()
                )
                followers[user] = followers.get(user, records.browse()) | record
        return followers

    def _get_active_user(self):
        """The collector of one action, or who follows the customer now."""
        self.ensure_one()
        if self.sudo().user_id.active:
            return self.user_id
        return next(iter(self.sudo()._get_followers(self)), self.env["res.users"])

    def _replace_leavers(self):
        """Give the actions of collectors who left to who follows the customers now."""
        left = self.filtered(
            lambda action: action.user_id and not action.user_id.active
        )
        for user, found in self._get_followers(left).items():
            found.user_id = user
