"""PostgreSQL is restarted in the middle of the night."""

import harness


def test_restarted_during_the_run(cluster, database, sink, record_property):
    """An orderly restart while queueing, a crash before a message is acknowledged.

    Odoo's job thread does not survive the loss of its database: each time the server
    is restarted too, as a supervisor does.
    """
    with (
        database.server() as server,
        database.roadblock("mail_mail") as wait_for_victim,
    ):
        database.due()
        wait_for_victim()
        cluster.restart("fast")
        server.wait_for_log("server closed the connection unexpectedly")
    assert not sink.letters
    sink.on_letter = lambda count: cluster.restart("immediate") if count == 7 else None
    with database.server() as server:
        database.due()
        server.wait_for_log("Failed processing mail queue")
    sink.on_letter = lambda count: None
    with database.server():
        database.run_until_quiet()
        sink.check(dict.fromkeys(harness.DEBTORS, 1), record_property)
        letters = len(sink.letters)
        database.run_until_quiet()
    assert len(sink.letters) == letters, "a second run sends nothing"
    assert database.states() == {"done": len(harness.DEBTORS)}
