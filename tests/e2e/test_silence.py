"""Where nothing may leave: simulation, and a copy of the database."""

import harness


def test_simulation_sends_nothing(database, sink):
    """It plans and shows; the mail queue has nothing of ours."""
    database.sql("UPDATE res_company SET dunning_mode = 'simulation'")
    with database.server():
        database.run_until_quiet()
        database.run_until_quiet()
    assert database.states() == {"planned": len(harness.DEBTORS)}
    assert not database.count("mail_mail", "state = 'outgoing'")
    assert not sink.letters


def test_neutralized_copy_sends_nothing(database, sink):
    """Messages queued before the copy, actions planned before it, and the next night."""
    database.sql("UPDATE ir_cron SET active = FALSE")
    database.shell(
        "planned = env['dunning.action']._plan()\n"
        "done = planned[:10]._process()\n"
        "env.cr.commit()\n"
        "print('RESULT', len(done))\n"
    )
    assert database.states() == {"done": 10, "planned": len(harness.DEBTORS) - 10}
    assert database.count("mail_mail", "state = 'outgoing'") == 10
    with harness.copied_database(database) as copy:
        harness.run(*copy.odoo("neutralize", "-d", copy.name), env=copy.environment)
        assert copy.states() == {"done": 10, "cancelled": len(harness.DEBTORS) - 10}
        # As if somebody had switched the jobs on again.
        copy.sql(f"UPDATE ir_cron SET active = TRUE WHERE id IN ({harness.JOBS})")
        with copy.server():
            copy.run_until_quiet()
        assert not sink.letters
        assert copy.states()["planned"] == len(harness.DEBTORS) - 10, "planned, shown"
    # The sink would have heard them: the original's queue still leaves.
    database.sql(f"UPDATE ir_cron SET active = TRUE WHERE id IN ({harness.JOBS})")
    with database.server():
        database.run_until_quiet()
    sink.check(dict.fromkeys(harness.DEBTORS, 1))
