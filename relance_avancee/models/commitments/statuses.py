"""What statuses of the French electronic invoice do to disputes and suspensions.

The rules are in :mod:`~core.decide.invoice_status`; the door is
``account.move._dunning_invoice_status``.
"""

from datetime import timedelta

from ...const import LIVE_DISPUTES
from ...core.decide import invoice_status


def apply(env, move, code, effect, reason, note):
    """Do what a status asks for; returns what now holds the invoice."""
    move._message_log(body=describe(env, code, reason, note))
    dispute = find_dispute(move)
    if effect.kind == "dispute":
        return open_dispute(env, move, dispute, code, effect.amount, reason, note)
    if effect.kind == "payment":
        return hold_for_payment(env, move, note)
    if effect.kind == "release":
        dispute._resolve("withdrawn")
    elif effect.kind == "complete" and dispute.status_code == "208":
        # the missing document was sent: the customer takes the invoice up again
        dispute._resolve("withdrawn")
    return find_dispute(move)


def find_dispute(move):
    """The dispute that a platform opened on the invoice, if it still lives."""
    return move.dunning_dispute_ids.filtered(
        lambda dispute: dispute.status_code and dispute.state in LIVE_DISPUTES
    )[:1]


def open_dispute(env, move, dispute, code, amount, reason, note):
    """Open a dispute, or say more of the one the platform opened before."""
    found = env["dunning.dispute.reason"]._find_status_reason(reason or "")
    values = {"status_code": code, "reason_id": found.id, "note": note or False}
    if dispute:
        if dispute.amount != amount:
            values["amount"] = amount
        dispute.write(values)
        return dispute
    others = move.dunning_dispute_ids.filtered(
        lambda other: other.state in LIVE_DISPUTES
    )
    if others or move.currency_id.is_zero(move.amount_residual):
        # somebody already looks into it, or there is nothing to hold: it is noted
        others[:1].status_code = code
        return others[:1]
    return env["dunning.dispute"].create(
        {"move_id": move.id, "amount": amount, **values}
    )


def hold_for_payment(env, move, note):
    """Money on its way: a few days for the bank, then reminders go on."""
    today = move.company_id._dunning_today()
    return env["dunning.hold"].create(
        {
            "move_id": move.id,
            "company_id": move.company_id.id,
            "reason": "payment_in_flight",
            "date_from": today,
            "date_to": today + timedelta(days=invoice_status.PAYMENT_DAYS),
            "note": note,
        }
    )


def describe(env, code, reason, note):
    """A status in the invoice's history: its name, reason and note."""
    labels = {
        "200": env._("deposited"),
        "201": env._("issued by the platform"),
        "202": env._("received by the platform"),
        "203": env._("made available"),
        "204": env._("taken in charge"),
        "205": env._("approved"),
        "206": env._("approved in part"),
        "207": env._("disputed"),
        "208": env._("suspended"),
        "209": env._("completed"),
        "210": env._("refused"),
        "211": env._("payment sent"),
        "212": env._("paid"),
        "213": env._("rejected by a platform"),
    }
    parts = filter(None, [labels.get(code, code), reason, note])
    return env._(
        "Electronic invoice, status %(code)s: %(detail)s",
        code=code,
        detail=" – ".join(parts),
    )
