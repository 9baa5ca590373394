"""What is owed: the same for totals and lists as for the decision.

Payments without an entry, money given back and what we owe as a supplier are read here:
each changes what may be claimed without being a debt or a credit.
"""

from datetime import timedelta

from odoo.tools import SQL

from ...core.values import Money

INVOICE_TYPES = ("out_invoice", "out_receipt")
MONEY_JOURNALS = ("bank", "cash", "credit")
PAID_STATES = ("paid", "in_payment")
NO_DEBT_STATES = (*PAID_STATES, "reversed", "blocked", "invoicing_legacy")
# How long somebody's answer stands: we are to be paid although we owe as much.
NETTING_SEEN_DAYS = 60


def condition():
    """Condition for the items whose status (``dunning.ledger._get_status``) is ``open``.

    On ``account_move_line aml``, ``account_move move`` and ``account_journal
    journal``: what lists and totals count in one statement is what is decided.
    """
    return SQL(
        """
        aml.amount_residual_currency > 0
        AND aml.no_followup IS NOT TRUE AND journal.dunning_excluded IS NOT TRUE
        AND ((move.move_type = 'entry' AND journal.type NOT IN %(money)s)
             OR (move.move_type IN %(invoices)s
                 AND (COALESCE(move.payment_state, '') NOT IN %(no_debt)s
                      OR (move.payment_state IN %(paid)s
                          AND move.amount_residual > (
                              SELECT SUM(pay.amount)
                                FROM account_payment pay
                                JOIN account_move__account_payment rel
                                  ON rel.payment_id = pay.id
                               WHERE rel.invoice_id = move.id
                                 AND pay.move_id IS NULL
                                 AND pay.state IN ('in_process', 'paid'))))))
        """,
        money=MONEY_JOURNALS,
        invoices=INVOICE_TYPES,
        no_debt=NO_DEBT_STATES,
        paid=PAID_STATES,
    )


def split_processing(env, items):
    """Apart from open receivable items, the payments without an entry that pay part of some.

    An invoice wholly paid by payments in process keeps the state Odoo gives it; one
    of which they pay a part is owed, and they are on their way.

    :return: the items, and :class:`~core.values.Money` by debtor id
    """
    waiting = {item.move_id for item in items if item.payment_state in PAID_STATES}
    paid = _read_processing(env, waiting, items)
    owed = {}
    for item in items:
        owed[item.move_id] = owed.get(item.move_id, 0.0) + item.residual
    in_part = {key for key, sum_ in paid.items() if owed[key] - sum_ > 1e-6}
    moneys = {}
    for item in items:
        if item.move_id in in_part and paid[item.move_id]:
            amount = paid[item.move_id]
            money = Money(amount, item.currency_id, (item.move_id,), True)
            moneys.setdefault(item.partner_id, []).append(money)
            # once for all its instalments
            paid[item.move_id] = 0.0
    return [
        item._replace(payment_state="partial") if item.move_id in in_part else item
        for item in items
    ], moneys


def _read_processing(env, move_ids, items):
    """Payments without an entry, by the invoice they are meant for.

    Registered and not yet seen at the bank: Odoo writes no entry for them unless the
    payment method has an account of its own, and calls the whole invoice paid.

    :param items: open receivable items; a payment of several invoices fills the
        oldest first
    :return: amount by move id
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT pay.id, pay.amount::float8, pay.currency_id,
                   ARRAY_AGG(rel.invoice_id ORDER BY rel.invoice_id)
              FROM account_payment pay
              JOIN account_move__account_payment rel ON rel.payment_id = pay.id
             WHERE rel.invoice_id IN %s AND pay.move_id IS NULL
               AND pay.state IN ('in_process', 'paid')
          GROUP BY pay.id
          ORDER BY pay.id
            """,
            tuple(move_ids),
        )
    )
    owed, currencies = {}, {}
    for item in sorted(items, key=lambda item: (item.date_due, item.id)):
        if item.move_id in move_ids:
            owed[item.move_id] = owed.get(item.move_id, 0.0) + item.residual
            currencies[item.move_id] = item.currency_id
    paid = {}
    for _id, amount, currency_id, named in rows:
        for move_id in (key for key in owed if key in named):
            # a payment of another currency: its invoice is left to the accountant
            part = owed[move_id] - paid.get(move_id, 0.0)
            if currency_id == currencies[move_id]:
                part = min(amount, part)
                amount -= part  # noqa: PLW2901
            paid[move_id] = paid.get(move_id, 0.0) + part
    return paid


def find_money_back(items, neither):
    """Money given back that no credit accounts for, by item id.

    :param neither: those of the items that are no debt and no credit

    A direct debit the bank took back, or a refund without its credit note: somebody
    has to say which. The newest items are the ones without a credit.
    """
    given, credited = {}, {}
    for item in items:
        if item.residual < 0:
            key = item.partner_id, item.currency_id
            credited[key] = credited.get(key, 0.0) - item.residual
    for item in neither:
        given.setdefault((item.partner_id, item.currency_id), []).append(item)
    found = {}
    for key, back in given.items():
        left = credited.get(key, 0.0)
        for item in sorted(back, key=lambda item: (item.date_due, item.id)):
            part = item.residual - min(left, item.residual)
            left -= item.residual - part
            if part > 1e-6:
                found[item.id] = item._replace(
                    residual=part,
                    residual_company=item.residual_company * part / item.residual,
                )
    return found


def read_what_we_owe(env, scope, today):
    """What we owe these debtors as suppliers, and whether somebody looked at it.

    :return: (debtor id, amount, whether somebody looked at it)
    """
    return env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, -SUM(aml.amount_residual)::float8,
                   EXISTS (SELECT 1 FROM dunning_action action
                            WHERE action.partner_id = partner.commercial_partner_id
                              AND action.company_id IN %(companies)s
                              AND action.is_reconcile AND action.state = 'done'
                              AND action.reason_code = 'we_owe'
                              AND action.date_done >= %(since)s)
              FROM account_move_line aml
              JOIN res_partner partner ON partner.id = aml.partner_id
             WHERE aml.account_id IN %(accounts)s
               AND aml.reconciled IS NOT TRUE AND aml.parent_state = 'posted'
               AND aml.company_id IN %(companies)s AND %(only)s
          GROUP BY partner.commercial_partner_id
            HAVING SUM(aml.amount_residual) < 0
            """,
            companies=scope["companies"],
            accounts=scope["payables"],
            since=today - timedelta(days=NETTING_SEEN_DAYS),
            only=scope["only"],
        )
    )
