"""What a customer's page tells besides the debts: promises, plans, payments, messages.

Functions over a ``dunning.link``.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, format_date

from ...const import LIVE_DISPUTES
from ...tools import receivable_accounts
from . import debts, payments

MESSAGES_SHOWN = 20

PAYMENTS_SHOWN_DAYS = 30


# === DISPUTES AND PROMISES ===


def get_disputes(link):
    """Those under way, and those accepted whose credit note is not there yet."""
    return link.env["dunning.dispute"].search(
        [*link._get_our_domain(), ("state", "in", LIVE_DISPUTES)]
    )


def get_disputed_amounts(link, moves):
    """Disputed part by invoice id."""
    amounts = {}
    for dispute in get_disputes(link):
        move_id = dispute.move_id.id
        amounts[move_id] = amounts.get(move_id, 0.0) + dispute.disputed_amount
    return amounts


def prepare_disputes(link):
    """Rows of disputes under way."""
    return [
        {
            "title": link.env._("Dispute"),
            "text": link.env._(
                "%(amount)s of %(number)s since %(date)s. We are working on it.",
                number=dispute.move_id.name,
                amount=dispute.currency_id.format(dispute.disputed_amount),
                date=format_date(link.env, dispute.date_opened),
            ),
        }
        for dispute in get_disputes(link)
    ]


def get_promises(link):
    """Promises still open."""
    return link.env["dunning.promise"].search(
        [*link._get_our_domain(), ("state", "=", "open")], order="date, id"
    )


def prepare_promises(link):
    """Rows of promises still open."""
    return [
        {
            "title": link.env._("Promise"),
            "text": link.env._(
                "%(amount)s by %(date)s",
                amount=promise.currency_id.format(promise.amount),
                date=format_date(link.env, promise.date),
            )
            + in_brackets(promise.move_ids),
        }
        for promise in get_promises(link)
    ]


def in_brackets(moves):
    """ " (numbers)" of some invoices; nothing when none is named."""
    names = ", ".join(moves.mapped("name"))
    return f" ({names})" if names else ""


# === CREDITS ===


def prepare_credits(link):
    """Credit notes and payments that no invoice has used yet."""
    documents = debts.get_documents(link)
    return [
        {
            "title": link.env._("In your favour"),
            "text": link.env._(
                "%(amount)s since %(date)s",
                amount=item.currency_id.format(-item.amount_residual_currency),
                date=format_date(link.env, item.date),
            ),
            "number": item.move_id.name,
            "move_id": item.move_id.id if item.move_id in documents else False,
        }
        for item in debts.get_open_items(link, -1)
    ]


# === PLANS ===


def get_plans(link):
    """Plans that run or wait for the customer."""
    return link.env["dunning.payment.plan"]._get_running(
        link.debtor_id, link.company_id
    )


def get_plan(link, plan_id):
    """One that was ever proposed to this debtor; empty when it is another's."""
    return link.env["dunning.payment.plan"].search(
        [*link._get_our_domain(), ("id", "=", plan_id), ("state", "!=", "draft")]
    )


def get_plan_end(plan):
    """Where the plan is read and accepted, under the reader's page."""
    return f"/plan/{plan.id}"


def prepare_plans(link):
    """Blocks of plans proposed or running."""
    labels = dict(
        link.env["dunning.payment.plan.line"]
        ._fields["state"]
        ._description_selection(link.env)
    )
    return [
        {
            "text": link.env._(
                "For %(numbers)s", numbers=", ".join(plan.move_ids.mapped("name"))
            ),
            "state": plan.state,
            "url": link._get_plan_end(plan),
            "lines": [
                {
                    "date": format_date(link.env, line.date),
                    "amount": plan.currency_id.format(line.amount),
                    "state": line.state,
                    "label": labels.get(line.state, ""),
                }
                for line in plan.line_ids
            ],
            "pay": link._prepare_plan_amount(plan),
        }
        for plan in get_plans(link)
    ]


def get_plan_amount(link, plan):
    """What the plan asks for now, of what can still be paid on its invoices."""
    if plan.state != "active":
        return 0.0
    payable = sum(
        due.payable
        for due in link._get_dues()
        if due.item.move_id in plan.move_ids and not due.problem
    )
    return plan.currency_id.round(min(plan._get_pay_amount(), payable))


def prepare_plan_amount(link, plan):
    """What a plan asks for now, to be paid online; empty when nothing can be."""
    amount = get_plan_amount(link, plan)
    if plan.currency_id.is_zero(amount):
        return {}
    items = [
        due.item.id
        for due in link._get_dues()
        if due.item.move_id in plan.move_ids and not due.problem
    ]
    return {
        "formatted": plan.currency_id.format(amount),
        "basket": payments.make_code(items, amount),
    }


# === PAYMENTS ===


def prepare_transactions(link):
    """Payments under way, and those of the last weeks."""
    since = fields.Datetime.now() - timedelta(days=PAYMENTS_SHOWN_DAYS)
    moves = debts.get_documents(link)
    under_way = payments.get_transactions_in_flight(link, moves)
    recent = payments.get_transactions(link, moves, ("done",)).filtered(
        lambda tx: (tx.last_state_change or tx.create_date) >= since
    )
    return [
        {
            "title": link.env._("Payment under way")
            if tx in under_way
            else link.env._("Payment received"),
            "text": link.env._(
                "%(amount)s on %(date)s",
                amount=tx.currency_id.format(tx.amount),
                date=format_date(link.env, tx.last_state_change or tx.create_date),
            )
            + in_brackets(tx.invoice_ids),
        }
        for tx in under_way | recent
    ]


# === THE ACCOUNT ===


def get_debtor_companies(link, partner):
    """Companies that ever invoiced this debtor: those of which it may have a page."""
    found = link.env["account.move.line"]._read_group(
        [
            ("partner_id.commercial_partner_id", "=", partner.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            # an opening balance is owed too, when it is followed
            "|",
            ("move_id.move_type", "in", ("out_invoice", "out_receipt")),
            "&",
            ("move_id.move_type", "=", "entry"),
            ("no_followup", "=", False),
        ],
        ["company_id"],
    )
    return link.env["res.company"].union(*(company.root_id for [company] in found))


def count_debts(link, partner):
    """Open invoices and balances of this debtor, whatever the company."""
    link.env.flush_all()
    [(count,)] = link.env.execute_query(
        SQL(
            """
            SELECT COUNT(DISTINCT aml.move_id)
              FROM account_move_line aml
              JOIN res_partner partner ON partner.id = aml.partner_id
              JOIN account_move move ON move.id = aml.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
             WHERE partner.commercial_partner_id = %s
               AND aml.account_id IN %s AND aml.reconciled IS NOT TRUE
               AND aml.parent_state = 'posted' AND %s
            """,
            partner.id,
            receivable_accounts(link.env),
            link.env["dunning.ledger"]._get_owed(),
        )
    )
    return count


def get_invoice_file(link, move_id):
    """(name, content) of the PDF of one document; None when it is not this debtor's."""
    move = debts.get_document(link, move_id)
    if not move:
        return None
    attachment = move._dunning_get_pdfs().get(move.id)
    return attachment and (attachment.name, attachment.raw)


# === MESSAGES ===


def prepare_messages(link):
    """What was sent to this customer, newest first."""
    actions = link.env["dunning.action"].search(
        [
            *link._get_our_domain(),
            ("state", "=", "done"),
            ("is_test", "=", False),
            (
                "channel",
                "in",
                link.env["dunning.channel"]._get_registry().written,
            ),
        ],
        order="date_done desc, id desc",
        limit=MESSAGES_SHOWN,
    )
    channels = dict(actions._fields["channel"]._description_selection(link.env))
    return [
        link.env._(
            "%(date)s, %(channel)s to %(contact)s: %(step)s, %(amount)s",
            date=format_date(link.env, action.date_done),
            channel=channels[action.channel],
            contact=(action.contact_id or action.partner_id).name or "",
            step=action.step_id.name or "",
            amount=action.currency_id.format(action.amount),
        )
        for action in actions
    ]
