"""What the outcome of a call that reached the debtor does next."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ....core.mail import calls

TODO_ACTIVITY = "mail.mail_activity_data_todo"


class DunningCallEffects(models.AbstractModel):
    """Mixin of ``dunning.action``: suspend, write, ask, and one method an effect.

    An effect of one's own is a value of the outcome's selection and a method
    ``_call_<effect>(values)`` that returns the record it made.
    """

    _name = "dunning.call.effects"
    _description = "Effects of a dunning call"

    def _hold_after_call(self, outcome, values):
        """Suspend the debtor for as long as the outcome says."""
        if not outcome.hold_reason:
            return
        today = self.company_id.root_id._dunning_today()
        days = outcome.hold_days
        self.env["dunning.hold"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "reason": outcome.hold_reason,
                "date_from": today,
                "date_to": days and today + timedelta(days=days),
                "cause_id": values.get("cause_id"),
                "note": values["note"] or outcome.name,
            }
        )

    def _write_after_call(self, outcome):
        """The e-mail of the outcome: a copy of the invoices, a request for a proof."""
        template = outcome.mail_template_id
        root = self.company_id.root_id
        if not template or root.dunning_mode == "simulation":
            return
        contact = self._get_call_mail_contact()
        if not contact and outcome.attach_invoices:
            raise UserError(
                self.env._(
                    "%(customer)s has no e-mail address: complete the contact, then "
                    "choose the outcome again.",
                    customer=self.partner_id.name,
                )
            )
        if not contact:
            return
        if problem := root._get_dunning_problem():
            raise UserError(problem)
        files = None
        if outcome.attach_invoices:
            pdfs = self._get_call_moves()._dunning_get_pdfs()
            files = self.env["ir.attachment"].union(*pdfs.values())
        # its reader's own link and language
        told = self.with_context(dunning_reader_id=contact.id)
        rendered = told._render_emails(template)[self.id]
        values = self._prepare_mail_values(
            rendered, files, self._get_reply_addresses()[self.id]
        )
        if "recipient_ids" in values:
            values["recipient_ids"] = [fields.Command.set(contact.ids)]
        self.env["mail.mail"].create(values)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_call_mail_contact(self):
        """Whom to write to after a call: the one rung, else who gets the reminders.

        Nobody but the debtor's own people reads about its debts.
        """
        rung = self.contact_id
        if rung.email_normalized and rung.commercial_partner_id == self.debtor_id:
            return rung
        ledger = self.env["dunning.ledger"]
        self.env.flush_all()
        scope = ledger._get_scope(self.company_id.root_id, self.debtor_id.ids)
        found = ledger._read_contacts(scope, self.debtor_id.ids)
        return self.env["res.partner"].browse(found.get((self.debtor_id.id, "email")))

    def _ask_after_call(self, outcome, values):
        if outcome.task_summary:
            self._ask_collector(outcome.task_summary, self.partner_id, values["note"])

    def _ask_collector(self, summary, partner, note=""):
        """A task for the collector, on the customer or on one of its contacts."""
        partner.with_context(mail_activity_quick_update=True).activity_schedule(
            TODO_ACTIVITY,
            date_deadline=calls.call_day(
                self.company_id.root_id._dunning_today(),
                self.company_id.root_id._dunning_place(),
            ),
            summary=summary,
            note=note,
            user_id=(self.user_id or self.env.user).id,
        )

    def _call_promise(self, values):
        """Will pay on a day: the promise holds the invoices until then."""
        if not values.get("date"):
            raise UserError(self.env._("When will they pay? Give the date promised."))
        moves = self._get_call_moves()
        return self.env["dunning.promise"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "move_ids": [fields.Command.set(moves.ids)],
                "currency_id": self.currency_id.id,
                "amount": values.get("amount") or sum(moves.mapped("amount_residual")),
                "date": values["date"],
                "user_id": self.user_id.id or self.env.uid,
                "note": values["note"],
            }
        )

    def _call_dispute(self, values):
        """Contests an invoice: the dispute holds what is contested."""
        move = self.env["account.move"].browse(values.get("move_id"))
        moves = self._get_call_moves()
        move = move or (moves if len(moves) == 1 else move)
        if not move:
            raise UserError(self.env._("Which invoice do they dispute? Choose it."))
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "reason_id": values.get("reason_id"),
                "amount": values.get("disputed_amount", 0.0),
                "note": values["note"],
            }
        )
        if not dispute.reason_id.user_id:
            dispute.user_id = self.user_id or self.env.user
        return dispute

    def _call_plan(self, values):
        """Asks for instalments: a draft to complete and propose."""
        plan = self.env["dunning.payment.plan"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "move_ids": [fields.Command.set(self._get_call_moves().ids)],
                "user_id": self.user_id.id or self.env.uid,
                "note": values["note"],
            }
        )
        plan.action_compute()
        return plan
