"""Everything said, sent and paid, newest first: the file a judge or a colleague reads.

The briefing's short history, with replies, payments and files.
"""

from markupsafe import Markup

from odoo.tools import format_date, html2plaintext

from ..channels.call import briefing

LENGTH = 60  # rows shown

QUOTE = 160  # characters of a reply


def get_rows(env, partner, root, limit=LENGTH):
    """Rows with date, what, detail, icon and files, as the template shows them."""
    found = [
        *briefing.get_past_actions(env, partner, root, limit, describe_action),
        *briefing.get_past_calls(env, partner, root, limit),
        *briefing.get_commitments(env, partner, root, limit),
        *get_replies(env, partner, root, limit),
        *get_payments(env, partner, root, limit),
    ]
    found.sort(key=lambda row: row["date"], reverse=True)
    return [
        {"files": (), "url": "", **row, "date": format_date(env, row["date"])}
        for row in found[:limit]
    ]


def describe_action(env, action):
    """As the briefing, with the very files that were sent."""
    letters = action.letter_ids.attachment_id
    files = letters or action.message_ids.attachment_ids
    return briefing.describe_action(env, action) | {
        "files": [(file.name, f"/web/content/{file.id}") for file in files],
        "url": f"/odoo/dunning.action/{action.id}",
    }


def get_replies(env, partner, root, limit):
    """What the customer wrote back."""
    actions = env["dunning.action"].search(
        [
            (
                "partner_id.commercial_partner_id",
                "=",
                partner.commercial_partner_id.id,
            ),
            ("company_id", "child_of", root.id),
            ("state", "=", "done"),
        ]
    )
    messages = env["mail.message"].search(
        [
            ("model", "=", "dunning.action"),
            ("res_id", "in", actions.ids),
            ("message_type", "in", ("email", "comment")),
            ("author_id.partner_share", "=", True),
        ],
        order="id desc",
        limit=limit,
    )
    return [
        {
            "date": message.date.date(),
            "what": env._("Reply of %s", message.author_id.name or ""),
            "detail": html2plaintext(message.body or Markup()).strip()[:QUOTE],
            "icon": "fa-reply",
            "url": f"/odoo/dunning.action/{message.res_id}",
            "files": [
                (file.name, f"/web/content/{file.id}")
                for file in message.attachment_ids
            ],
        }
        for message in messages
    ]


def get_payments(env, partner, root, limit):
    """Money matched with the customer's invoices."""
    # sudo: amounts and dates only, for who may read the customer's invoices
    env["account.move"].check_access("read")
    partials = (
        env["account.partial.reconcile"]
        .sudo()
        .search(
            [
                (
                    "debit_move_id.partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
                ("debit_move_id.account_type", "=", "asset_receivable"),
                ("company_id", "child_of", root.id),
            ],
            order="max_date desc, id desc",
            limit=limit,
        )
    )
    return [
        {
            "date": partial.max_date,
            "what": describe_payment(env, partial),
            "detail": partial.debit_move_id.move_id.name,
            "icon": "fa-money",
            "url": f"/odoo/account.move/{partial.debit_move_id.move_id.id}",
        }
        for partial in partials
    ]


def describe_payment(env, partial):
    """What was matched, in a few words."""
    amount = partial.debit_currency_id.format(partial.debit_amount_currency)
    if partial.credit_move_id.move_id.move_type == "out_refund":
        return env._("Credit note of %s", amount)
    return env._("Payment of %s", amount)
