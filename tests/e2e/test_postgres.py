"""PostgreSQL is restarted in the middle of the night."""

import harness


def test_restarted_during_the_run(cluster, database, sink, record_property):
    """An orderly restart while queueing, crashes after messages were accepted."""
    modes = {7: "immediate", 20: "fast"}
    sink.on_letter = lambda count: (
        cluster.restart(modes.pop(count)) if count in modes else None
    )
    # With processes instead of threads Odoo replaces a worker that lost its database.
    workers = ["--workers=1", f"--gevent-port={harness.free_port()}"]
    with database.server(options=workers):
        with database.roadblock("mail_mail") as wait_for_victim:
            database.due()
            wait_for_victim()
            cluster.restart("fast")
        assert not sink.letters
        database.wait_idle()
        assert not modes, "both restarts happened"
        sink.check(dict.fromkeys(harness.DEBTORS, 1), record_property)
        letters = len(sink.letters)
        database.run_until_quiet()
    assert len(sink.letters) == letters, "a second run sends nothing"
    assert database.states() == {"done": len(harness.DEBTORS)}
