"""Who may change what of a plan, and when: a proposal is not rewritten."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What two people agree on: free in a draft, fixed once it was proposed.
TERMS = {
    *("company_id", "partner_id", "move_ids", "line_ids", "split_by", "count"),
    *("amount_each", "amount_first", "rhythm", "date_first", "interest_rate", "fees"),
}
# What stays writable whatever the state; everything else changes through the buttons.
FREE = {"user_id", "note"}
# What the customer accepted, and how: never changed once it is there, by anybody.
ACCEPTED = {
    *("accepted_name", "accepted_date", "accepted_ip", "accepted_html"),
    *("accepted_sha256", "accepted_by_id"),
}


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_written(vals.keys())
        return super().create(vals_list)

    def write(self, vals):
        """Terms change in a draft only; what was accepted never does."""
        # sudo: whether it was accepted, and an approval that is void
        if ACCEPTED & vals.keys() and any(self.sudo().mapped("accepted_date")):
            raise UserError(
                self.env._("What the customer accepted is evidence: it stays as it is.")
            )
        if not self.env.su:
            self._check_written(vals.keys())
        if TERMS & vals.keys():
            self._check_draft()
            # approved terms are those that were shown
            # sudo: whether it was accepted, and an approval that is void
            self.filtered("approval").sudo().approval = False
        return super().write(vals)

    def _get_by_hand(self):
        return super()._get_by_hand() | TERMS | FREE

    def _check_written(self, names):
        own = {name for name in names if not name.startswith(("message_", "activity_"))}
        if own - TERMS - FREE:
            raise AccessError(
                self.env._("A payment plan changes through its buttons only.")
            )

    def _check_draft(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._(
                    "The terms of a plan that was proposed stay as they are: "
                    "cancel it, or agree on a new one that replaces it."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        # sudo: whether it was proposed, whoever deletes
        if any(plan.accepted_date or plan.date_start for plan in self.sudo()):
            raise UserError(
                self.env._(
                    "A plan that was proposed to a customer cannot be deleted: cancel it."
                )
            )

    def _allowed(self):
        """These plans with the right to change them, once the user's is checked.

        :raises AccessError: the user is no collector, or may not see the plan
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "relance_avancee.relance_avancee_group_user"
        ):
            raise AccessError(
                self.env._("This is for collectors or dunning managers only.")
            )
        # sudo: the right was asked just above
        return self.sudo()

    @api.private
    def get_portal_url(self, *args, **kwargs):
        """The address holds the key of the customer's page: not given by RPC."""
        return super().get_portal_url(*args, **kwargs)

    def _line_changed(self):
        """An instalment is about to change: only in a draft, and to be approved anew."""
        self._check_draft()
        # sudo: approved terms are those that were shown
        self.filtered("approval").sudo().approval = False
