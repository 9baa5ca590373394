"""The server is killed in the middle of its night, again and again."""

import harness


def test_killed_at_every_stage(database, sink, record_property):
    """kill -9 while planning, queueing, before and after the mail server's 250."""
    for table in ("dunning_action_line", "mail_mail"):
        with database.server() as server, database.roadblock(table) as wait_for_victim:
            database.due()
            wait_for_victim()
            server.kill()
            server.wait_killed()
    assert not sink.letters
    for count in (5, 12):
        with database.server() as server:
            sink.on_letter = lambda n: server.kill() if n == count else None  # noqa: B023
            database.due()
            harness.wait_until(
                lambda: server.process.poll() is not None or database.nudge(),  # noqa: B023
                f"kill at message {count}",
            )
            server.wait_killed()
    sink.on_letter = lambda n: None
    with database.server():
        database.run_until_quiet()
        sink.check(dict.fromkeys(harness.DEBTORS, 1), record_property)
        letters = len(sink.letters)
        database.run_until_quiet()
    assert len(sink.letters) == letters, "a second run sends nothing"
    assert database.states() == {"done": len(harness.DEBTORS)}
