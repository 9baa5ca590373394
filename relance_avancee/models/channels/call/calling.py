"""Phone calls: scheduled for the collector, made, and what comes out of them.

Functions over ``dunning.action``: one call by one collector, maybe in several tries.
"""

from odoo import fields
from odoo.exceptions import UserError

from ....const import PENDING_STATES
from ....core.mail import calls
from . import briefing, effects

CALL_ACTIVITY = "relance_avancee.mail_activity_type_call"


# === SCHEDULING ===


def send_call(actions, today):
    """Schedule the call for the collector; done when its outcome is known."""
    todo = actions.filtered(lambda action: not action.activity_ids)
    todo._schedule_call(today)
    return actions.browse()


def schedule_call(actions, day):
    """One activity for the debtor's collector of today, on a working day."""
    planner = actions.env["dunning.planner"]
    for root, group in actions.grouped(lambda a: a.company_id.root_id).items():
        collectors = planner._get_collectors(root, set(group.partner_id.ids))
        for action in group:
            action.user_id = collectors[action.partner_id.id] or action.user_id
            action.call_date = calls.call_day(day, *get_call_countries(action))
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                CALL_ACTIVITY,
                date_deadline=action.call_date,
                summary=get_call_summary(action),
                user_id=action.user_id.id or False,
            )


def get_call_countries(action):
    """The collector's and the debtor's: the phone must ring on both sides."""
    root = action.company_id.root_id
    contact = action.contact_id or action.partner_id
    hours = action.env["dunning.hours"]
    return root._dunning_place(), hours._get_place(contact, root)


def get_call_summary(action):
    """What the activity of a call says: whom, how much."""
    return action.env._(
        "Call %(customer)s: %(amount)s",
        customer=action.partner_id.name,
        amount=action.currency_id.format(action.amount),
    )


# === THE OUTCOME ===


def start_call(Action, partner, company, contact):
    """A call nobody planned: it claims no step, so it moves no level.

    A notice must not count as given because somebody rang in the meantime.
    """
    Action._allowed()
    root = company.root_id
    items = briefing.get_items(Action.env, partner, root)
    currency = items[:1].currency_id or root.currency_id
    today = root._dunning_today()
    # sudo: actions are written by buttons only, this is one
    action = Action.sudo().create(
        {
            "partner_id": partner.id,
            "contact_id": contact.id,
            "company_id": root.id,
            "currency_id": currency.id,
            "user_id": Action.env.uid,
            "channel": "call",
            "date_planned": today,
            "call_date": today,
            "is_manual": True,
            "line_ids": [
                fields.Command.create(
                    Action._prepare_call_line(item, root, partner, today)
                )
                for item in items
                if item.currency_id == currency
            ],
        }
    )
    return action.with_env(Action.env)


def prepare_call_line(item, root, partner, today):
    """Values of a line of a call nobody planned: it claims no step."""
    due = item.date_maturity or item.date
    return {
        "line_id": item.id,
        "move_id": item.move_id.id,
        "date_due": due,
        "days_late": (today - due).days,
        "residual": item.amount_residual_currency,
        "partner_id": partner.id,
        "company_id": root.id,
        "currency_id": item.currency_id.id,
        "channel": "call",
    }


def record_call(planned, outcome, values):
    """Write one call down and do what its outcome asks for.

    :param outcome: ``dunning.call.outcome``
    :param dict values: contact_id, phone, note, cause_id, and what the effect
        needs: date, amount, move_ids, move_id, reason_id
    :return: the record the outcome made (promise, dispute, plan …), if any
    :raises UserError: the call is over, or something is missing; nothing is lost
    """
    planned.ensure_one()
    action = lock_call(planned._allowed())
    values = {"note": "", "cause_id": outcome.cause_id.id} | {
        name: value for name, value in values.items() if value
    }
    log_call(action, outcome, values)
    if outcome.effect == "retry":
        return call_again(action, outcome)
    if outcome.effect == "wrong_number":
        return wrong_number(action, values)
    # done first: a hold would cancel what is only planned
    action._set_done(
        action.company_id.root_id._dunning_today(),
        is_test=action.company_id.root_id.dunning_mode == "test",
    )
    action._log_contact()
    effects.hold_after_call(action, outcome, values)
    effects.write_after_call(action, outcome)
    effects.ask_after_call(action, outcome, values)
    effect = getattr(action, f"_call_{outcome.effect}", None)
    return effect(values) if effect else None


def lock_call(action):
    """Two collectors on one call, or a payment meanwhile: the first one counts."""
    locked = action.try_lock_for_update()
    locked.invalidate_recordset()
    if locked.state not in PENDING_STATES:
        raise UserError(
            action.env._(
                "This call is over: %(reason)s",
                reason=action.reason or action.outcome_id.name or action.state,
            )
        )
    return locked


def log_call(action, outcome, values):
    """The call as evidence, the cause on the debtor, a line in the history."""
    action.env["dunning.call"].create(action._prepare_call(outcome, values))
    cause = action.env["dunning.cause"].browse(values["cause_id"])
    action.write(
        {
            "outcome_id": outcome.id,
            "cause_id": cause.id,
            "contact_id": values.get("contact_id") or action.contact_id.id,
        }
    )
    if cause:
        action.partner_id._dunning_set_cause(cause, action.company_id)
    text = " – ".join(filter(None, [outcome.name, values["note"]]))
    action.message_post(body=text, subtype_xmlid="mail.mt_note")


def prepare_call(action, outcome, values):
    """Values of the ``dunning.call``; extended by modules that add fields."""
    return {
        "action_id": action.id,
        "partner_id": action.partner_id.id,
        "contact_id": values.get("contact_id") or action.contact_id.id,
        "phone": values.get("phone") or action.contact_id.phone,
        "company_id": action.company_id.id,
        "user_id": action.env.uid,
        "day": action.company_id.root_id._dunning_today(),
        "outcome_id": outcome.id,
        "is_reached": outcome.is_reached,
        "cause_id": values.get("cause_id"),
        "note": values["note"],
        "currency_id": action.currency_id.id,
        "amount": action.amount,
    }


def get_call_moves(action):
    """The invoices the call was about."""
    return action.claimed_line_ids.move_id or action.line_ids.move_id


# === NOT REACHED ===


def call_again(action, outcome):
    """Nobody answered: another day, then another channel."""
    action.call_tries += 1
    action._close_activities()
    root = action.company_id.root_id
    if not action.step_id:
        # a call nobody planned is not planned again
        action.write({"date_done": False})
        action._set_cancelled("no_answer")
        return
    policies = action.env["dunning.channel"]._get_policies(root)
    kind = action.partner_id.dunning_debtor_kind or "company"
    day = calls.next_try(
        action.call_ids.mapped("day"),
        outcome.max_tries,
        outcome.retry_days,
        root._dunning_today(),
        *get_call_countries(action),
        cap=policies[kind].caps.get("call", 0),
    )
    if day:
        action._schedule_call(day)
    else:
        action._set_failed(
            "no_answer",
            action.env._("Nobody answered %(count)s calls.", count=action.call_tries),
        )


def wrong_number(action, values):
    """The number is somebody else's: not rung again until the contact is mended."""
    contact = action.contact_id or action.partner_id
    action.bounced_phone = contact.phone_sanitized or contact.phone
    action._close_activities()
    action._set_failed(
        "address",
        action.env._(
            "%(phone)s is not the customer's number.",
            phone=values.get("phone") or contact.phone or "",
        ),
        "wrong_number",
    )
    action.delivery_state = "bounced"
    effects.ask_collector(
        action, action.env._("Wrong phone number: find the right one"), contact
    )
