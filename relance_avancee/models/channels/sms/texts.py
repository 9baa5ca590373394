"""Short text messages: whom, when, what, and what becomes of them.

Functions over ``dunning.action``; texts go through Odoo's own gateway.
"""

from odoo.tools import format_datetime, plaintext2html

from ....core.mail import texting
from ....languages import spoken
from ....tools import mask_links

# Refusals that say that the number is of no use, not that the gateway is.
DEAD_NUMBER = (
    "sms_number_missing",
    "sms_number_format",
    "sms_country_not_supported",
    "sms_invalid_destination",
    "sms_not_allowed",
    "sms_rejected",
    "sms_blacklist",
    "sms_optout",
)

# Refusals that only somebody of the company can mend.
NOT_SET_UP = ("sms_credit", "sms_acc", "sms_registration_needed")


# === SENDING ===


def send_sms(actions, today):
    """Queue one text per action; those due in quiet hours stay planned."""
    usable = fail_without_number(actions)
    ready = wait_for_decent_hour(usable)
    ready._set_deadline(today)
    bodies = ready._render_sms()
    for action in ready:
        queue_sms(action, bodies[action.id])
    ready._set_done(
        today,
        delivery_state="queued",
        is_test=ready.company_id.root_id.dunning_mode == "test",
    )
    ready._log_contact()
    return ready


def fail_without_number(actions):
    """Set apart what cannot be sent, each with its reason; return the rest."""
    explanation = actions.env["dunning.explanation"]
    usable = actions
    for action in actions:
        number = action._get_sms_number()
        failure = why_no_sms(action, number)
        if failure:
            action._set_failed(*failure)
            usable -= action
        elif not action.step_id.sms_template_id:
            action._set_failed("content", explanation._no_template(action.step_id))
            usable -= action
        else:
            action.phone_to = number
    return usable


def get_sms_number(action):
    """Number in international form: the contact's, or the company's test number."""
    action.ensure_one()
    root = action.company_id.root_id
    if root.dunning_mode == "test":
        return root._phone_format(
            number=root.dunning_test_phone or "", country=root.country_id
        )
    return action.contact_id.phone_sanitized


def why_no_sms(action, number):
    """What :meth:`_set_failed` is to be told; None when the number can be used."""
    explanation = action.env["dunning.explanation"]
    if action.company_id.root_id.dunning_mode == "test":
        if texting.can_text(number):
            return None
        return "setup", explanation._no_test_phone(), "no_test_phone"
    if not texting.can_text(number):
        return "address", explanation._no_channel(["sms"]), "no_channel"
    # sudo: a collector need not see the blacklist to respect it
    blocked = action.env["phone.blacklist"].sudo()
    if blocked.search_count([("number", "=", number)], limit=1):
        return "address", explanation._sms_refused("sms_blacklist"), "blacklist"
    return None


def wait_for_decent_hour(actions):
    """Those that may arrive now; the others wait, say so, and wake the job."""
    hours = actions.env["dunning.hours"]
    ready = actions
    for action in actions:
        root = action.company_id.root_id
        if root.dunning_mode == "test":
            continue
        moment = hours._next_sms_moment(
            action.contact_id, root, by_hand=action.is_manual
        )
        if moment > hours._now(root):
            wait_until(action, moment)
            ready -= action
    return ready


def wait_until(action, moment):
    """Say why the text waits, and wake the job at that moment (UTC)."""
    naive = moment.replace(tzinfo=None)
    zone = action.company_id.root_id.partner_id.tz or action.env.user.tz or "UTC"
    when = format_datetime(action.env, naive, zone, "short")
    reason = action.env["dunning.explanation"]._text("quiet_hours", date=when)
    if action.reason != reason:
        action.write({"reason_code": "quiet_hours", "reason": reason})
    # sudo: whoever sends may wake the job that sends the rest
    action.env.ref("relance_avancee.ir_cron_dunning_sms").sudo()._trigger(naive)


def render_sms(actions):
    """Text by action id, in each debtor's language and in as few parts as can be.

    :raises ValueError: an empty text, or one nobody would read on a telephone
    """
    bodies = {}
    for template, group in actions.grouped(
        lambda action: action.step_id.sms_template_id
    ).items():
        # sudo: the collector need not be a template editor to send what was written
        found = template.sudo()._render_field("body", group.ids, compute_lang=True)
        for action_id, body in found.items():
            text = texting.to_gsm(" ".join(str(body or "").split()))
            if not text:
                raise ValueError(
                    actions.env._("The text “%s” is empty.", template.sudo().name)
                )
            if texting.parts(text) > texting.MAX_PARTS:
                # sudo: the text is the company's, no editor of templates is needed
                raise ValueError(
                    actions.env._(
                        "The text “%(name)s” takes more than %(max)s SMS: shorten it.",
                        name=template.sudo().name,
                        max=texting.MAX_PARTS,
                    )
                )
            bodies[action_id] = text
    return bodies


def queue_sms(action, body):
    """Hand one text to Odoo's queue; its report comes back by its identifier."""
    action.ensure_one()
    is_test = action.company_id.root_id.dunning_mode == "test"
    message = action._message_sms(
        action.env._("[TEST] %s", body) if is_test else body,
        partner_ids=[] if is_test else action.contact_id.ids,
        sms_numbers=[action.phone_to] if is_test else [],
        sms_pid_to_number={action.contact_id.id: action.phone_to},
        put_in_queue=True,
        author_id=action.company_id.partner_id.id,
    )
    # sudo: collectors have no right on the queue
    sms = action.env["sms.sms"].sudo().search([("mail_message_id", "=", message.id)])
    action.sms_uuid = sms.uuid
    # sudo: what stays readable opens nothing; the text itself waits in the queue
    message.sudo().body = mask_links(message.body)


def cron_dunning_sms(Action):
    """Send the texts that waited for a decent hour, after the usual checks."""
    for company in Action.env["res.company"].search([("parent_id", "=", False)]):
        branches = Action.env["res.company"].search([("id", "child_of", company.id)])
        scoped = Action.with_company(company).with_context(
            allowed_company_ids=branches.ids,
            lang=spoken(Action.env, company.partner_id.lang),
        )
        scoped._send_waiting(
            company,
            [
                *scoped._get_to_send_domain(company),
                ("channel", "=", "sms"),
                ("reason_code", "=", "quiet_hours"),
            ],
        )


def prepare_sms_preview(action):
    """The text as it would leave now; nothing is written but the link's key."""
    action.ensure_one()
    step = action.step_id
    recipient = f"{action.contact_id.name or ''} {action._get_sms_number() or ''}"
    if not step.sms_template_id:
        return {
            "subject": action.env["dunning.explanation"]._no_template(step),
            "recipients": recipient,
        }
    text = action._render_sms()[action.id]
    return {
        "subject": action.env._(
            "%(count)s SMS, %(length)s characters",
            count=texting.parts(text),
            length=len(text),
        ),
        "recipients": recipient,
        "body": plaintext2html(text),
        "note": action.reason or "",
    }


# === WHAT THE GATEWAY SAYS ===


def sms_updated(Action, uuids, status, failure_type=False, reason=False):
    """A text left, arrived, or failed; told by the gateway, at once or hours later.

    :param status: of ``mail.notification``
    """
    actions = Action.search([("sms_uuid", "in", list(filter(None, uuids)))])
    if status in ("pending", "sent"):
        actions._mail_sent()
    elif status in ("exception", "bounce"):
        sms_failed(actions, failure_type, reason)
    elif status == "canceled":
        queued = actions.filtered(lambda a: a.delivery_state == "queued")
        queued.write({"delivery_state": False, "date_done": False})
        queued._set_cancelled("by_hand")


def sms_failed(actions, failure_type, reason=False):
    """The debtor was not reached: the level goes back, the number may be dead."""
    failed = actions.filtered(lambda action: action.state == "done")
    failure = "transport"
    if failure_type in DEAD_NUMBER:
        failure = "address"
    elif failure_type in NOT_SET_UP:
        failure = "setup"
    for company, group in failed.grouped("company_id").items():
        # the gateway has no language: who reads this has the company's
        told = group.with_context(lang=spoken(actions.env, company.partner_id.lang))
        text = told.env["dunning.explanation"]._sms_refused(failure_type, reason)
        for action in told:
            if failure == "address" and not action.is_test:
                action.bounced_phone = action.phone_to
            action._set_failed(failure, text, failure_type or failure)
    refused = "bounced" if failure == "address" else "refused"
    failed.write({"delivery_state": refused, "date_done": False})


def stop_queued_sms(actions, states=("outgoing",)):
    """Cancel texts that have not left; actions being sent right now are too late.

    :return: the actions whose text was stopped
    """
    uuids = [uuid for uuid in actions.mapped("sms_uuid") if uuid]
    if not uuids:
        return actions.browse()
    # sudo: the queue of texts is the system's
    queue = actions.env["sms.sms"].sudo()
    waiting = queue.search([("uuid", "in", uuids), ("state", "in", states)])
    stopped = waiting.try_lock_for_update() if waiting else waiting
    uuids = set(stopped.mapped("uuid"))
    held = actions.filtered(lambda action: action.sms_uuid in uuids)
    # forgotten first: the gateway's "cancelled" is then nobody's news
    held.sudo().write({"sms_uuid": False, "delivery_state": False, "date_done": False})
    stopped.action_set_canceled()
    return held
