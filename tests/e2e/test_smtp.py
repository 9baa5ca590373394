"""A mail server that refuses, hangs up, and accepts in the end."""

import harness


def test_refusing_then_accepting(database, sink, record_property):
    """Each refusal is a failed action with its reason and the level given back."""
    everybody = len(harness.DEBTORS)
    unlucky, cut_off = harness.DEBTORS[3], harness.DEBTORS[20]
    with database.server():
        sink.close()
        database.run_until_quiet()
        assert database.states() == {"failed": everybody}
        check_failures(database, everybody)

        sink.open()
        sink.refuse = lambda address: "451 Try again later"
        database.run_until_quiet()
        assert database.states() == {"failed": everybody}
        check_failures(database, everybody)
        assert not sink.letters
        assert set(sink.refusals) == set(harness.DEBTORS)

        sink.refuse = lambda address: address == unlucky and "550 No such user"
        to_cut = {cut_off}
        sink.hang_up = lambda address: address in to_cut and not to_cut.clear()
        database.run_until_quiet()
        assert not to_cut, "one connection was cut"
        database.run_until_quiet()
        assert database.states() == {"failed": 1, "done": everybody - 1}
        check_failures(database, 1)
        reached = set(harness.DEBTORS) - {unlucky}
        sink.check(dict.fromkeys(reached, 1))

        sink.refuse = lambda address: False
        database.run_until_quiet()
        sink.check(dict.fromkeys(harness.DEBTORS, 1), record_property)
        assert database.states() == {"done": everybody}
        assert levels(database) == everybody


def check_failures(database, count):
    """That many debtors were not reached, each with a reason, none at a level."""
    assert database.count("dunning_action", "state = 'failed'") == count
    assert not database.count(
        "dunning_action",
        "state = 'failed' AND (failure != 'transport' OR COALESCE(reason, '') = ''"
        " OR delivery_state = 'sent' OR date_done IS NOT NULL)",
    )
    assert levels(database) == len(harness.DEBTORS) - count


def levels(database):
    """Debtors with an invoice at a level."""
    return database.sql(
        "SELECT count(DISTINCT partner_id) FROM account_move"
        " WHERE dunning_step_id IS NOT NULL"
    )[0][0]
