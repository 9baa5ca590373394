"""What customers say, over HTTP, and what the real nights then send."""

import datetime as dt

import harness
from harness import amounts, letters_to

PROMISED = harness.DEBTORS[20]
DISPUTING = harness.DEBTORS[21]
# beyond the date of the promise and its three days of grace; a Tuesday
AFTER = harness.DAY + dt.timedelta(days=12)


def invoice_of(database, address):
    [(move_id,)] = database.sql(
        "SELECT min(move.id) FROM account_move move"
        " JOIN res_partner partner ON partner.id = move.partner_id"
        " WHERE partner.email = %s AND move.move_type = 'out_invoice'",
        address,
    )
    return move_id


def test_promise_then_silence_and_dispute_of_a_part(database, sink):
    """No reminder until the date has passed; of a dispute, only the rest is claimed."""
    promised, disputed = (
        invoice_of(database, address) for address in (PROMISED, DISPUTING)
    )
    with database.server() as server:
        collector = server.log_in("admin")
        day = harness.DAY + dt.timedelta(days=5)
        [promise_id] = collector.call(
            "dunning.promise",
            "create",
            [{"move_ids": [[6, 0, [promised]]], "date": str(day)}],
        )
        [dispute_id] = collector.call(
            "dunning.dispute", "create", [{"move_id": disputed, "amount": 30.0}]
        )
        database.run_until_quiet()
        assert not letters_to(sink, PROMISED)
        [letter] = letters_to(sink, DISPUTING)
        assert amounts(letter) == {"70.00"}
        [why] = collector.call(
            "account.move", "read", [promised], ["dunning_explanation"]
        )
        # "promise to pay" or « promesse de paiement », whatever the database speaks
        assert "prom" in why["dunning_explanation"]
        collector.call("dunning.dispute", "action_reject", [dispute_id])
    with database.server(AFTER) as server:
        collector = server.log_in("admin")
        database.run_until_quiet()
        [promise] = collector.call(
            "dunning.promise", "read", [promise_id], ["state", "kept_amount"]
        )
        assert (promise["state"], promise["kept_amount"]) == ("broken", 0.0)
        assert len(letters_to(sink, PROMISED)) == 1
        # the whole is claimed again, once
        assert len(letters_to(sink, DISPUTING)) == 2
        assert amounts(letters_to(sink, DISPUTING)[-1]) == {"100.00"}
