from odoo import fields, models


class DunningHolder(models.AbstractModel):
    """What a debtor says – a promise, a dispute, a plan – and the holds it keeps alive.

    A model that inherits this names its link on ``dunning.hold`` and its reason, and
    says what to hold in :meth:`_prepare_holds`.
    """

    _name = "dunning.holder"
    _description = "Something that suspends dunning"
    _hold_field = None
    _hold_reason = None

    def _prepare_holds(self):
        """Values of the holds to open for one record: move_id, amount, dates.

        To be overridden by every inheriting model.
        """
        raise NotImplementedError

    def _open_holds(self):
        """Suspend dunning for these records, at once."""
        vals_list = [
            {
                "company_id": record.company_id.id,
                "partner_id": record.partner_id.id,
                "reason": record._hold_reason,
                record._hold_field: record.id,
                **vals,
            }
            for record in self
            for vals in record._prepare_holds()
        ]
        # sudo: what keeps a suspension alive is the engine's to write
        return self.env["dunning.hold"].sudo().create(vals_list).sudo(self.env.su)

    def _lift_holds(self):
        """Let dunning go on."""
        if self:
            # sudo: who ends the promise, dispute or plan ends its suspension
            Hold = self.env["dunning.hold"].sudo()
            Hold.search([(self._hold_field, "in", self.ids)]).action_lift()

    def _get_open_residual(self, moves):
        """What these invoices still owe, in their currency."""
        return sum(moves.mapped("amount_residual"))

    def _get_collector(self):
        """Who answers for the debtor, when nobody in particular wrote this down.

        A page or a platform acts as root or as the public user: nobody would see it.
        """
        self.ensure_one()
        if self.env.user._is_internal() and not self.env.user._is_superuser():
            return self.env.user
        root = self.company_id.root_id or self.env.company
        # sudo: the public user may not read who looks after a customer
        found = (
            self.env["dunning.planner"].sudo()._get_collectors(root, self.debtor_id.ids)
        )
        return self.env["res.users"].browse(found.get(self.debtor_id.id))

    def _tell_user(self, summary):
        """An activity today for the collector of each record."""
        for user, records in self.filtered("user_id").grouped("user_id").items():
            records.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(records),
                summary=summary,
                user_id=user.id,
            )
