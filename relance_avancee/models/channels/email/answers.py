"""What comes back: delivered, refused, bounced, answered.

Functions over ``dunning.action``: what the mail server and the debtor say.
"""

from datetime import timedelta

from odoo.tools import email_normalize

from ....const import MAX_ATTEMPTS
from ....core.mail import incoming
from ....isolation import spread
from ....languages import spoken
from ...engine.reevaluation import POSTPONED, find_changed
from ...records import dead_addresses


def mail_sent(actions):
    """The mail server took the message."""
    actions.filtered(lambda a: a.state == "done").write({"delivery_state": "sent"})
    late = actions.filtered(lambda a: a.state == "failed" and a.failure == "transport")
    for action in late:
        # somebody retried the mail itself, and it left after all
        action._set_done(action.company_id._dunning_today(), delivery_state="sent")


def mail_failed(actions, failure_type, reason):
    """The mail server refused the message, or could not be reached."""
    failure = (
        "address"
        if failure_type in ("mail_email_invalid", "mail_email_missing")
        else "transport"
    )
    failed = actions.filtered(lambda action: action.state in ("done", "failed"))
    for company, group in failed.grouped("company_id").items():
        # the mail queue has no language of its own: who reads this has the company's
        told = group.with_context(lang=spoken(actions.env, company.partner_id.lang))
        told._set_failed(
            failure, told.env["dunning.explanation"]._refused(failure, reason)
        )
    failed.write({"delivery_state": "refused", "date_done": False})


def without_others_reached(actions, mails):
    """Those whose message reached nobody, and waits for nobody else.

    :param mails: what was just refused
    """
    # sudo: the mail queue is the system's
    return actions.filtered(
        lambda action: all(
            mail.state not in ("outgoing", "sent", "received")
            for mail in action.sudo()._get_mails() - mails
        )
    )


def mail_left(actions, mails):
    """Sent once nobody's message waits any more: until then some can be stopped.

    :param mails: what has just left, or never will
    """
    # sudo: the mail queue is the system's
    actions.filtered(
        lambda action: all(
            mail.state != "outgoing" for mail in action.sudo()._get_mails() - mails
        )
    )._mail_sent()


def get_mails(action):
    """What was written, to all readers; a single one before there was one for each."""
    return action.mail_ids | action.mail_mail_id


def has_mail(action, mail):
    """Whether this is the action's message, and none of an earlier try."""
    return mail in action._get_mails()


def is_late_message(action):
    """Whether the message does not leave as it was decided: later, or retried."""
    action.ensure_one()
    today = action.company_id.root_id._dunning_today()
    return not (
        action.state == "done"
        and action.delivery_state == "queued"
        and action.date_done
        and action.date_done >= today
    )


def decide_at_the_door(actions):
    """Why the messages of these actions must not leave now, by action.

    What is no longer due is cancelled; what has changed, or may not leave today, is
    written again when it may.

    :return: dict of sentences; those that may leave as they were written are not in
    """
    reasons = {}
    texts = actions.env["dunning.explanation"]
    for root, group in actions.grouped(lambda a: a.company_id.root_id).items():
        over = group.filtered(lambda action: action.state == "cancelled")
        # what went to the test address is never sent to the customer, and the other
        # way round
        wrong = (group - over).filtered(
            lambda action: root.dunning_mode == "simulation"  # noqa: B023
            or action.is_test != (root.dunning_mode == "test")  # noqa: B023
        )
        for action in over:
            reasons[action] = action.reason or texts._text("superseded")
        for action in wrong:
            reasons[action] = texts._text("other_mode")
            stop_message(action, "other_mode")
        left = (group - over - wrong).grouped("debtor_id")
        today = root._dunning_today()
        found_by_debtor = spread(
            actions.env,
            left,
            lambda partners: find_changed(
                root,  # noqa: B023
                actions.browse().union(*map(left.get, partners)),  # noqa: B023
                today,  # noqa: B023
            ),
            lambda partner, error: reasons.update(
                door_failed(left[partner], error)  # noqa: B023
            ),
        )
        for found in found_by_debtor:
            for action, (code, decision) in found.items():
                reasons[action] = texts._cancel_text(code, decision)
                stop_message(action, code, decision)
    return reasons


def door_failed(actions, error):
    """The rules could not be asked: nothing leaves, and the action says why."""
    text = actions.env["dunning.explanation"]._error_text(error)
    for action in actions:
        action._deliver_failed(error)
    actions.write({"delivery_state": False, "date_done": False})
    return dict.fromkeys(actions, text)


def stop_message(action, code, decision=None):
    """The message does not leave: it is over, or written again when it may leave."""
    if code in (*POSTPONED, "repriced"):
        if action.state == "done":
            action._back_in_line()
            action.date_done = False
        return
    action.write({"delivery_state": False, "date_done": False})
    action._set_cancelled(code, decision)


def mail_cancelled(action):
    """Somebody took the message out of Odoo's queue: as cancelled by hand."""
    action.write({"delivery_state": False, "date_done": False})
    action._set_cancelled("by_hand")


def mail_cut_off(actions, reason, mails):
    """The mail server hung up: it may have taken the message, or not.

    The same message stays in the queue, so that a copy has the same Message-Id;
    after some tries it is a failure like any other.
    """
    # sudo: the mail queue is the system's
    cut_off = actions.filtered(
        lambda action: action.state == "done"
        and action.delivery_state == "queued"
        and (action.sudo()._get_mails() & mails).filtered(
            lambda mail: mail.state == "exception"
        )
    )
    for action in cut_off:
        action.attempts += 1
        broken = (action.sudo()._get_mails() & mails).filtered(
            lambda mail: mail.state == "exception"
        )
        if action.attempts < MAX_ATTEMPTS:
            broken.mark_outgoing()
        else:
            action._without_others_reached(broken)._mail_failed("mail_smtp", reason)
    if cut_off:
        # soon, not at once: a mail server that restarts needs a moment
        # sudo: the mail queue is the system's
        actions.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(
            actions.env.cr.now() + timedelta(minutes=1)
        )


def bounced(actions, email, partner):
    """The address does not exist, or not now: level given back, address not used again."""
    later = actions.env.context.get("dunning_bounce") == incoming.LATER
    # a call sends invoice copies by e-mail: their fate changes nothing of the call
    for action in actions.filtered(
        lambda action: action.state == "done" and action.channel == "email"
    ):
        address = email_normalize(email or "") or action.email_to
        if later:
            # the mailbox exists: tried again in the next nights
            action._mail_failed("mail_smtp", "")
            continue
        dead_addresses.add(action, address)
        if has_reached_others(action, address):
            tell_dead_address(action, partner)
            continue
        action._set_failed(
            "address", actions.env["dunning.explanation"]._bounced(), "bounced"
        )
        action.write({"delivery_state": "bounced", "date_done": False})


def tell_dead_address(action, contact):
    """An activity: one of several readers is written to no more, the others are."""
    action.with_context(mail_activity_quick_update=True).activity_schedule(
        "mail.mail_activity_data_warning",
        summary=action.env._("One address is dead"),
        note=action.env._(
            "The message to %(name)s came back: from now on only the others are"
            " written to. Correct the address, or take it out of the reminder"
            " contacts.",
            name=contact[:1].name or action.partner_id.name,
        ),
        user_id=action.user_id.id or False,
    )


def has_reached_others(action, address):
    """Whether somebody else got the message that came back from ``address``."""
    # core counts bounces on the partner, before it tells us
    # sudo: the mail queue is the system's
    return any(
        contact.email_normalized != address and not contact.message_bounce
        for contact in action.sudo()._get_mails().recipient_ids
    )


def answered(action):
    """Somebody wrote back: the collector follows, reminders wait when the company says so."""
    action.delivery_state = "answered"
    if user := action._get_active_user():
        action.message_subscribe(user.partner_id.ids)
    if action.company_id.root_id.dunning_hold_on_reply:
        hold_on_reply(action)


def hold_on_reply(action):
    """A hold of the debtor until the reply is read; one at a time."""
    Hold = action.env["dunning.hold"]
    already = Hold.search(
        [
            ("debtor_id", "=", action.debtor_id.id),
            ("company_id", "=", action.company_id.id),
            ("reason", "=", "reply"),
        ],
        limit=1,
    )
    if not already:
        Hold.create(
            {
                "partner_id": action.partner_id.id,
                "company_id": action.company_id.id,
                "reason": "reply",
                "date_from": action.company_id._dunning_today(),
                "note": action.env._(
                    "Reply to “%s”: read it, then lift this.", action.display_name
                ),
            }
        )
    action.with_context(mail_activity_quick_update=True).activity_schedule(
        "mail.mail_activity_data_todo",
        summary=action.env._("Reply to read"),
        user_id=action._get_active_user().id or False,
    )
