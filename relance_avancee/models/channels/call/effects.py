"""What the outcome of a call that reached the debtor does next: suspend, write, ask.

Functions over ``dunning.action``. An effect of one's own is a value of the outcome's
selection and a method ``_call_<effect>(values)`` that returns the record it made.
"""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from ....core.mail import calls
from . import calling

TODO_ACTIVITY = "mail.mail_activity_data_todo"


def hold_after_call(action, outcome, values):
    """Suspend the debtor for as long as the outcome says."""
    if not outcome.hold_reason:
        return
    today = action.company_id.root_id._dunning_today()
    days = outcome.hold_days
    action.env["dunning.hold"].create(
        {
            "partner_id": action.partner_id.id,
            "company_id": action.company_id.id,
            "reason": outcome.hold_reason,
            "date_from": today,
            "date_to": days and today + timedelta(days=days),
            "cause_id": values.get("cause_id"),
            "note": values["note"] or outcome.name,
        }
    )


def write_after_call(action, outcome):
    """The e-mail of the outcome: a copy of the invoices, a request for a proof."""
    template = outcome.mail_template_id
    root = action.company_id.root_id
    if not template or root.dunning_mode == "simulation":
        return
    contact = action._get_call_mail_contact()
    if not contact and outcome.attach_invoices:
        raise UserError(
            action.env._(
                "%(customer)s has no e-mail address: complete the contact, then "
                "choose the outcome again.",
                customer=action.partner_id.name,
            )
        )
    if not contact:
        return
    if problem := root._get_dunning_problem():
        raise UserError(problem)
    files = None
    if outcome.attach_invoices:
        pdfs = calling.get_call_moves(action)._dunning_get_pdfs()
        files = action.env["ir.attachment"].union(*pdfs.values())
    # its reader's own link and language
    told = action.with_context(dunning_reader_id=contact.id)
    rendered = told._render_emails(template)[action.id]
    values = action._prepare_mail_values(
        rendered, files, action._get_reply_addresses()[action.id]
    )
    if "recipient_ids" in values:
        values["recipient_ids"] = [fields.Command.set(contact.ids)]
    action.env["mail.mail"].create(values)
    action.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def get_call_mail_contact(action):
    """Whom to write to after a call: the one rung, else who gets the reminders.

    Nobody but the debtor's own people reads about its debts.
    """
    rung = action.contact_id
    if rung.email_normalized and rung.commercial_partner_id == action.debtor_id:
        return rung
    ledger = action.env["dunning.ledger"]
    action.env.flush_all()
    scope = ledger._get_scope(action.company_id.root_id, action.debtor_id.ids)
    found = ledger._read_contacts(scope, action.debtor_id.ids)
    return action.env["res.partner"].browse(found.get((action.debtor_id.id, "email")))


def ask_after_call(action, outcome, values):
    """The task of the outcome, if it has one."""
    if outcome.task_summary:
        ask_collector(action, outcome.task_summary, action.partner_id, values["note"])


def ask_collector(action, summary, partner, note=""):
    """A task for the collector, on the customer or on one of its contacts."""
    partner.with_context(mail_activity_quick_update=True).activity_schedule(
        TODO_ACTIVITY,
        date_deadline=calls.call_day(
            action.company_id.root_id._dunning_today(),
            action.company_id.root_id._dunning_place(),
        ),
        summary=summary,
        note=note,
        user_id=(action.user_id or action.env.user).id,
    )


def call_promise(action, values):
    """Will pay on a day: the promise holds the invoices until then."""
    if not values.get("date"):
        raise UserError(action.env._("When will they pay? Give the date promised."))
    moves = calling.get_call_moves(action)
    return action.env["dunning.promise"].create(
        {
            "partner_id": action.partner_id.id,
            "company_id": action.company_id.id,
            "move_ids": [fields.Command.set(moves.ids)],
            "currency_id": action.currency_id.id,
            "amount": values.get("amount") or sum(moves.mapped("amount_residual")),
            "date": values["date"],
            "user_id": action.user_id.id or action.env.uid,
            "note": values["note"],
        }
    )


def call_dispute(action, values):
    """Contests an invoice: the dispute holds what is contested."""
    move = action.env["account.move"].browse(values.get("move_id"))
    moves = calling.get_call_moves(action)
    move = move or (moves if len(moves) == 1 else move)
    if not move:
        raise UserError(action.env._("Which invoice do they dispute? Choose it."))
    dispute = action.env["dunning.dispute"].create(
        {
            "move_id": move.id,
            "reason_id": values.get("reason_id"),
            "amount": values.get("disputed_amount", 0.0),
            "note": values["note"],
        }
    )
    if not dispute.reason_id.user_id:
        dispute.user_id = action.user_id or action.env.user
    return dispute


def call_plan(action, values):
    """Asks for instalments: a draft to complete and propose."""
    plan = action.env["dunning.payment.plan"].create(
        {
            "partner_id": action.partner_id.id,
            "company_id": action.company_id.id,
            "move_ids": [fields.Command.set(calling.get_call_moves(action).ids)],
            "user_id": action.user_id.id or action.env.uid,
            "note": values["note"],
        }
    )
    plan.action_compute()
    return plan
