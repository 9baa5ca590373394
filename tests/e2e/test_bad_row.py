"""One bad row and one busy row in a night of forty: the others leave, nothing is lost."""

import harness

PLAN = """
import datetime as dt, json
env["dunning.action"]._plan(dt.date(%(year)s, %(month)s, %(day)s))
env.cr.commit()
print("RESULT", json.dumps(env["dunning.action"].search([], order="id").ids))
"""
NIGHT = """
import json
env["dunning.action"]._cron_dunning()
env.cr.commit()
print("RESULT", json.dumps([]))
"""
DAY = {
    "year": harness.DAY.year,
    "month": harness.DAY.month,
    "day": harness.DAY.day,
}


def test_refused_at_commit(database):
    """A constraint that is only looked at when the transaction ends."""
    bad = database.shell(PLAN % DAY)[7]
    database.sql(
        f"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'refused at commit'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON dunning_action
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.id = {bad} AND NEW.state = 'done') EXECUTE FUNCTION refuse()
        """
    )
    database.shell(NIGHT)
    assert database.states() == {"done": len(harness.DEBTORS) - 1, "failed": 1}
    [(state, reason, mail)] = database.sql(
        "SELECT state, reason, mail_mail_id FROM dunning_action WHERE id = %s", bad
    )
    assert (state, mail) == ("failed", None)
    assert "refused at commit" in reason


def test_somebody_else_is_at_a_row(database):
    """What another transaction changed meanwhile: begun again, and everything leaves."""
    busy = database.shell(PLAN % DAY)[7]
    with database.connect() as connection, connection.cursor() as cursor:
        connection.autocommit = False
        cursor.execute(
            "UPDATE dunning_action_line SET days_late = days_late + 1"
            " WHERE action_id = %s",
            [busy],
        )
        worker = database.start_shell()
        worker.stdin.write(NIGHT)
        worker.stdin.close()
        worker.stdin = None
        harness.wait_until(
            lambda: database.count("pg_locks", "NOT granted"),
            "the night at the busy row",
        )
        connection.commit()
    database.finish_shell(worker)
    assert database.states() == {"done": len(harness.DEBTORS)}
    # nothing was written twice by what was begun again
    assert database.count("mail_mail", "is_dunning_reminder") == len(harness.DEBTORS)
