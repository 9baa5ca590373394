"""What was really matched with invoices, and when: the only evidence of a payment."""

from odoo.tools import SQL

from ...core.pay.promises import Receipt

# Journals through which money passes; an entry of another one (write-off,
# compensation, doubtful debt) lowers what is owed and pays nothing.
MONEY_JOURNALS = ("bank", "cash", "credit")


def read(env, moves):
    """Everything matched with these invoices, in their own currency.

    One statement whatever their number. A payment in another currency counts for
    what it paid of the invoice; the day is that of the later of both entries, as
    Odoo keeps it, so that the answer for a past day never changes.

    :return: lists of :class:`~core.pay.promises.Receipt` by move id
    """
    if not moves:
        return {}
    env["account.partial.reconcile"].flush_model()
    env["account.move.line"].flush_model(["move_id", "account_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT debt.move_id, partial.max_date,
                   partial.debit_amount_currency::float8,
                   journal.type IN %s AND other.move_type = 'entry'
              FROM account_move_line debt
              JOIN account_partial_reconcile partial ON partial.debit_move_id = debt.id
              JOIN account_move_line credit ON credit.id = partial.credit_move_id
              JOIN account_move other ON other.id = credit.move_id
              JOIN account_journal journal ON journal.id = other.journal_id
             WHERE debt.move_id IN %s
               AND debt.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable')
          ORDER BY partial.id
            """,
            MONEY_JOURNALS,
            tuple(moves.ids) or (0,),
        )
    )
    receipts = {}
    for move_id, *values in rows:
        receipts.setdefault(move_id, []).append(Receipt(*values))
    return receipts
