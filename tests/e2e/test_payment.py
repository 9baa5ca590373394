"""Invoices paid over HTTP between planning and sending."""

import harness


def pay(session, database, address, amount=None):
    """Register a payment of the debtor's first invoice, as the wizard does."""
    [(move_id,)] = database.sql(
        "SELECT min(move.id) FROM account_move move"
        " JOIN res_partner partner ON partner.id = move.partner_id"
        " WHERE partner.email = %s AND move.move_type = 'out_invoice'",
        address,
    )
    context = {"active_model": "account.move", "active_ids": [move_id]}
    values = {"payment_date": str(harness.DAY)} | ({"amount": amount} if amount else {})
    wizard = session.call(
        "account.payment.register", "create", [values], context=context
    )
    session.call(
        "account.payment.register", "action_create_payments", wizard, context=context
    )


def action_of(database, address):
    return database.sql(
        "SELECT action.state, action.reason_code, action.amount::float"
        "  FROM dunning_action action"
        "  JOIN res_partner partner ON partner.id = action.partner_id"
        " WHERE partner.email = %s",
        address,
    )


def test_paid_between_planning_and_sending(database, sink):
    """Paid in full: cancelled, nothing arrives. In part: only the rest is claimed."""
    # The first ten debtors owe 100 and 50, the others 100.
    partly, one_of_two, paid = (
        harness.DEBTORS[12],
        harness.DEBTORS[2],
        harness.DEBTORS[30],
    )
    database.sql("UPDATE res_company SET dunning_mode = 'simulation'")
    with database.server() as server:
        database.run_until_quiet()
        accountant = server.log_in("accountant")
        pay(accountant, database, paid)
        pay(accountant, database, partly, 40.0)
        pay(accountant, database, one_of_two)
        assert action_of(database, paid) == [("cancelled", "paid", 0.0)]

        administrator = server.log_in("admin")
        [company_id] = administrator.call("res.company", "search", [], limit=1)
        administrator.call(
            "res.company", "write", [company_id], {"dunning_mode": "live"}
        )
        database.run_until_quiet()
    assert paid not in {letter.recipient for letter in sink.letters}
    assert action_of(database, paid)[0][:2] == ("cancelled", "paid")
    assert action_of(database, partly) == [("done", None, 60.0)]
    assert action_of(database, one_of_two) == [("done", None, 50.0)]
    sink.check(dict.fromkeys(set(harness.DEBTORS) - {paid}, 1))
