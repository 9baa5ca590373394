"""What a collector has before the eyes while the phone rings."""

from odoo.tools import format_date, html_sanitize

from ....core.mail import calls
from ....core.values import MONEY_BACK
from ....languages import spoken

HISTORY = 8


def get_items(env, partner, root):
    """Open receivable items of a debtor, oldest first."""
    debtor = partner.commercial_partner_id
    found = env["dunning.ledger"]._read_positions(
        root, root._dunning_today(), debtor.ids
    )
    items = sorted(
        (item.debt.date_due, item.debt.id)
        for position in found.get(debtor.id, {}).values()
        for item in position.items
        if item.debt.status not in ("no_followup", MONEY_BACK)
    )
    # sudo: the debtor's debts in every branch, whichever the collector looks at
    return env["account.move.line"].sudo().browse(key for _due, key in items)


def get_debts(env, partner, root):
    """Rows of the table of debts: number, due date, days late, level, amount."""
    today = root._dunning_today()
    items = get_items(env, partner, root)
    return [
        {
            "move": item.move_id,
            "number": item._dunning_get_reference(),
            "date_due": format_date(env, item.date_maturity or item.date),
            "days_late": (today - (item.date_maturity or item.date)).days,
            "level": item.move_id.dunning_step_id.name or "",
            "is_held": item.move_id.dunning_is_held,
            "amount": item.currency_id.format(item.amount_residual_currency),
        }
        for item in items
    ]


def get_history(env, partner, root):
    """What was said and sent, newest first: (date, what, detail, kind)."""
    found = [
        *get_past_actions(env, partner, root, HISTORY),
        *get_past_calls(env, partner, root, HISTORY),
        *get_commitments(env, partner, root, HISTORY),
    ]
    found.sort(key=lambda row: row["date"], reverse=True)
    return [row | {"date": format_date(env, row["date"])} for row in found[:HISTORY]]


def get_past_actions(env, partner, root, limit, describe=None):
    """Messages and letters that left or failed, newest first.

    :param describe: what makes a row of one action; :func:`describe_action` by default
    """
    describe = describe or describe_action
    actions = env["dunning.action"].search(
        [
            (
                "partner_id.commercial_partner_id",
                "=",
                partner.commercial_partner_id.id,
            ),
            ("company_id", "child_of", root.id),
            ("state", "in", ("done", "failed")),
            ("channel", "!=", "call"),
        ],
        order="id desc",
        limit=limit,
    )
    return [describe(env, action) for action in actions]


def describe_action(env, action):
    """One row about a message or letter: date, what, what became of it."""
    channel = labels(env, "dunning.action", "channel")[action.channel]
    states = labels(env, "dunning.action", "state")
    delivery = labels(env, "dunning.action", "delivery_state")
    return {
        "date": action.date_done or action.date_planned,
        "what": " – ".join(filter(None, [channel, action.step_id.name])),
        "detail": delivery.get(action.delivery_state) or states[action.state],
        "icon": env["dunning.channel"]._get_registry()[action.channel].icon,
    }


def get_past_calls(env, partner, root, limit):
    """Calls made, newest first."""
    made = env["dunning.call"].search(
        [
            (
                "partner_id.commercial_partner_id",
                "=",
                partner.commercial_partner_id.id,
            ),
            ("company_id", "child_of", root.id),
        ],
        limit=limit,
    )
    return [
        {
            "date": call.day,
            "what": env._("Phone call – %s", call.outcome_id.name or ""),
            "detail": call.note or "",
            "icon": "fa-phone",
        }
        for call in made
    ]


def get_commitments(env, partner, root, limit):
    """Last promises, disputes and plans, with what became of them."""
    rows = []
    for model, icon in (
        ("dunning.promise", "fa-handshake-o"),
        ("dunning.dispute", "fa-gavel"),
        ("dunning.payment.plan", "fa-calendar-check-o"),
    ):
        states = labels(env, model, "state")
        records = env[model].search(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
                ("company_id", "child_of", root.id),
            ],
            order="id desc",
            limit=limit,
        )
        rows += [
            {
                "date": record.create_date.date(),
                "what": describe_commitment(env, record),
                "detail": states[record.state],
                "icon": icon,
            }
            for record in records
        ]
    return rows


def describe_commitment(env, record):
    """A promise, a dispute or a plan in a few words."""
    if record._name == "dunning.promise":
        return env._(
            "Promise of %(amount)s for %(date)s",
            amount=record.currency_id.format(record.amount),
            date=format_date(env, record.date),
        )
    if record._name == "dunning.dispute":
        return env._("Dispute: %s", record.display_name)
    return env._("Payment plan of %s", record.currency_id.format(record.amount_total))


def labels(env, model, field):
    """Words of a selection, by value."""
    return dict(env[model]._fields[field]._description_selection(env))


# === SCRIPT ===


def get_script(action, partner=None, root=None, contact=None):
    """The step's script, or the ready one, in the debtor's language.

    :param action: ``dunning.action``; none when somebody rings outside the plan, then
        the others are given
    """
    partner = partner or action.partner_id
    root = root or action.company_id.root_id
    contact = contact or action.contact_id or partner
    lang = spoken(action.env, contact.lang, partner.lang)
    scoped = action.with_context(lang=lang)
    step = action.step_id.with_context(lang=lang)
    text = step.call_script
    if not text:
        text = scoped.env["ir.qweb"]._render(
            "relance_avancee.call_script_default", {"tone": step.tone or "neutral"}
        )
    values = scoped._prepare_script_values(partner, root, contact)
    return html_sanitize(calls.fill(str(text), values))


def prepare_script_values(action, partner, root, contact):
    """Words a script may use between double braces; extended with others."""
    items = get_items(action.env, partner, root)
    today = root._dunning_today()
    late = items.filtered(lambda i: (i.date_maturity or i.date) < today) or items
    oldest = late[:1]
    currency = action.currency_id or oldest.currency_id or root.currency_id
    amount = action.amount or sum(
        late.filtered(lambda i: i.currency_id == currency).mapped(
            "amount_residual_currency"
        )
    )
    return {
        "company": root.name,
        "collector": action.env.user.name,
        "customer": partner.name,
        "contact": contact.name,
        "amount": currency.with_env(action.env).format(amount),
        "count": len(late),
        "oldest": oldest.move_id.name or "",
        "date_due": format_date(action.env, oldest.date_maturity) if oldest else "",
        "days_late": max((today - oldest.date_maturity).days, 0) if oldest else 0,
    }
