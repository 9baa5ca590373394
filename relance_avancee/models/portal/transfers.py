"""Bank transfer on a customer's page: account, reference and SEPA codes.

Paying without a provider, and without JavaScript. Functions over a ``dunning.link``.
"""

import base64

from . import debts, story


def prepare_transfer(link, currency, dues, late):
    """How to pay by bank transfer: what is asked for now; and each debt."""
    transfer = link.env["dunning.transfer"]
    now, amount = get_transfer_amount(link, currency, dues, late)
    moves = link.env["account.move"].union(*(due.item.move_id for due in now))
    bank = transfer._get_bank_account(link.company_id, moves)
    if not bank.acc_number or not amount:
        return {}
    items = link.env["account.move.line"].union(*(due.item for due in now))
    reference = transfer._get_reference(moves, items)
    code, _problem = transfer._get_epc_code(
        link.company_id, bank, currency, amount, reference
    )
    return {
        "iban": transfer._format_iban(bank.acc_number),
        "bic": bank.bank_id.bic or "",
        "holder": bank.acc_holder_name or link.company_id.name,
        "amount": currency.format(amount),
        "reference": reference,
        "code": code and get_picture(code),
        "rows": code
        and prepare_transfer_rows(link, [due for due in dues if due.claimed > 0])
        or [],
    }


def get_transfer_amount(link, currency, dues, late):
    """(debts, amount): what is late, else what plans ask for, else everything."""
    planned = [due for due in dues if due.in_plan and due.claimed > 0]
    if not late and planned:
        plans = story.get_plans(link).filtered(
            lambda plan: plan.currency_id == currency
        )
        return planned, sum(story.get_plan_amount(link, plan) for plan in plans)
    now = [due for due in late or dues if due.claimed > 0]
    return now, debts.get_amount_to_pay(currency, now)


def prepare_transfer_rows(link, dues):
    """Each debt with its own reference: its code is drawn when it is asked for."""
    transfer = link.env["dunning.transfer"]
    return [
        {
            "id": due.item.id,
            "number": debts.get_number(due.item),
            "amount": due.item.currency_id.format(due.to_transfer),
            "reference": transfer._get_reference(due.item.move_id, due.item),
        }
        for due in dues
    ]


def get_transfer_code(link, item_id):
    """PNG of the SEPA code of one debt; None when there is none."""
    transfer = link.env["dunning.transfer"]
    for due in link._get_dues():
        if due.item.id == item_id and due.claimed > 0:
            move = due.item.move_id
            return transfer._get_epc_code(
                link.company_id,
                transfer._get_bank_account(link.company_id, move),
                due.item.currency_id,
                due.to_transfer,
                transfer._get_reference(move, due.item),
            )[0]
    return None


def get_picture(png):
    """A picture as a page holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
