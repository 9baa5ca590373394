"""Money on its way: it has left the debtor and is not in the ledger yet."""

from odoo.tools import SQL

from ...core.pay import matching
from ...core.values import Money


def read(env, scope, opened, partner_rows, since):
    """Portal payments under way and unmatched bank lines naming a debtor.

    :param opened: condition on ``account_move_line aml``: open receivable items
    :param partner_rows: what is read of the debtors, by id
    :param since: payments begun before and not done count no more
    :return: :class:`~core.values.Money` by debtor id
    """
    found = _read_transactions(env, scope, since)
    lines = _read_bank_lines(env, scope)
    if not lines:
        return found
    names = {partner_id: row["name"] for partner_id, row in partner_rows.items()}
    numbers = _read_invoice_numbers(env, scope, opened)
    by_debtor = matching.money_by_debtor(lines, names, numbers)
    for partner_id, moneys in by_debtor.items():
        found.setdefault(partner_id, []).extend(moneys)
    return found


def _read_invoice_numbers(env, scope, opened):
    """Numbers and payment references of the open invoices, to look for in texts."""
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT partner.commercial_partner_id, move.id, move.name,
                   move.payment_reference,
                   CASE WHEN move.move_type = 'entry' THEN aml.name END,
                   CASE WHEN move.move_type = 'entry' THEN move.ref END
              FROM account_move_line aml
              JOIN account_move move ON move.id = aml.move_id
              JOIN res_partner partner ON partner.id = aml.partner_id
             WHERE %s AND aml.amount_residual_currency > 0 AND %s
            """,
            opened,
            scope["only"],
        )
    )
    return [
        matching.InvoiceNumber(text, partner_id, move_id)
        for partner_id, move_id, *texts in rows
        for text in set(filter(None, texts))
    ]


def _read_transactions(env, scope, since):
    """Portal payments under way, and payments that have no entry yet.

    A payment left "pending" or "authorised" for too long (a bank transfer announced
    and never made, a card whose authorisation lapsed) stops counting after the
    company's number of days; until then it pays its own invoices and no other.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.commercial_partner_id, tx.id, MAX(tx.amount),
                   MAX(tx.currency_id), ARRAY_AGG(move.id), tx.state != 'done'
              FROM payment_transaction tx
              JOIN account_invoice_transaction_rel rel ON rel.transaction_id = tx.id
              JOIN account_move move ON move.id = rel.invoice_id
              JOIN res_partner partner ON partner.id = move.commercial_partner_id
             WHERE ((tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
                    OR (tx.state IN ('pending', 'authorized')
                        AND COALESCE(tx.last_state_change, tx.create_date) >= %s))
               AND tx.company_id IN %s
               AND %s
          GROUP BY partner.commercial_partner_id, tx.id
         UNION ALL
            SELECT partner.commercial_partner_id, pay.id, pay.amount,
                   pay.currency_id, ARRAY[]::int[], FALSE
              FROM account_payment pay
              JOIN res_partner partner ON partner.id = pay.partner_id
             WHERE pay.state = 'in_process' AND pay.move_id IS NULL
               AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
               AND pay.company_id IN %s
               AND NOT EXISTS (SELECT 1 FROM account_move__account_payment rel
                                WHERE rel.payment_id = pay.id)
               AND %s
          ORDER BY 1, 2
            """,
            since,
            scope["companies"],
            scope["only"],
            scope["companies"],
            scope["only"],
        )
    )
    found = {}
    for partner_id, _id, amount, currency_id, move_ids, only_named in rows:
        found.setdefault(partner_id, []).append(
            Money(float(amount), currency_id, tuple(sorted(move_ids)), only_named)
        )
    return found


def _read_bank_lines(env, scope):
    """Incoming bank lines nobody has matched yet, however old."""
    rows = env.execute_query(
        SQL(
            """
            SELECT COALESCE(suspense.amount,
                            NULLIF(line.amount_currency, 0), line.amount)::float8,
                   COALESCE(suspense.currency_id, line.foreign_currency_id,
                            line.currency_id),
                   CONCAT_WS(' ', line.partner_name, line.payment_ref, move.ref),
                   partner.commercial_partner_id
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
 LEFT JOIN LATERAL (
                   -- what is matched has left the suspense account
                   SELECT -SUM(aml.amount_currency) AS amount,
                          MIN(aml.currency_id) AS currency_id
                     FROM account_move_line aml
                    WHERE aml.move_id = line.move_id
                      AND aml.account_id = journal.suspense_account_id
                   HAVING COUNT(*) > 0) suspense ON TRUE
             WHERE line.is_reconciled IS NOT TRUE
               AND line.amount > 0
               AND line.company_id IN %s
               AND move.state = 'posted'
          ORDER BY line.id
            """,
            scope["companies"],
        )
    )
    return [matching.BankLine(*row) for row in rows]
