"""The debtor's card: all that is known, and all that can be done, on one page.

Functions over a ``dunning.work``: one debtor of one company, read live.
"""

from ...const import PENDING_STATES
from ...core.figures import figures
from ..channels.call import briefing


def get_sources(card):
    """(field, model, domain) of what the card lists; extended with others."""
    today = card.company_id._dunning_today()
    return [
        (
            "action_ids",
            "dunning.action",
            [
                "|",
                ("state", "in", ("to_approve", "failed")),
                "&",
                ("state", "in", PENDING_STATES),
                ("date_planned", "<=", today),
            ],
        ),
        (
            "letter_ids",
            "dunning.letter",
            [
                ("post", "!=", "plain"),
                ("date_posted", "!=", False),
                ("date_received", "=", False),
                ("date_refused", "=", False),
                ("is_dropped", "=", False),
            ],
        ),
        ("hold_ids", "dunning.hold", []),
        ("promise_ids", "dunning.promise", [("state", "in", ("open", "broken"))]),
        ("dispute_ids", "dunning.dispute", [("state", "=", "open")]),
        (
            "plan_ids",
            "dunning.payment.plan",
            [("state", "in", ("draft", "proposed", "active", "broken"))],
        ),
    ]


def get_items(card):
    """Open receivable items of the debtor, oldest first."""
    # as the call sheet: the debts of every branch, for who may read the company
    card.company_id.check_access("read")
    return briefing.get_items(card.env, card.partner_id, card.company_id)


def prepare_ranges(card):
    """(label, amount in company currency, share in %) of each range of ages."""
    today = card.company_id._dunning_today()
    totals = dict.fromkeys(("not_due", "1-30", "31-60", "61-90", "91+"), 0.0)
    for item in get_items(card):
        late = (today - (item.date_maturity or item.date)).days
        totals[figures.bucket(late)] += item.amount_residual
    whole = sum(totals.values())
    labels = {"not_due": card.env._("Not due"), "91+": card.env._("Over 90 days")}
    return [
        {
            "label": labels.get(key) or card.env._("%s days", key.replace("-", "–")),
            "amount": card.currency_id.format(amount),
            "share": round(100 * amount / whole) if whole else 0,
            "late": key != "not_due",
        }
        for key, amount in totals.items()
    ]


def get_form(card, model, res_id=False, target="current", **defaults):
    """Window action on a form about this debtor."""
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "res_id": res_id,
        "view_mode": "form",
        "target": target,
        "context": {
            "default_partner_id": card.partner_id.id,
            "default_company_id": card.company_id.id,
            **defaults,
        },
    }
