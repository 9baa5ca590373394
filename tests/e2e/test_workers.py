"""Several workers at the same work at the same moment."""

import harness
import pytest

GATE = 4711

# Both workers wait at the gate with a view of the database from before the other's work.
WORKER = """
import datetime as dt, json, time
import psycopg2
from odoo.exceptions import UserError

today = dt.date(%(year)s, %(month)s, %(day)s)
Action = env["dunning.action"]
mails = env.ref("mail.ir_cron_mail_scheduler_action")


def repeat(work):
    # a database that says "somebody else was first" is asked again, as Odoo itself does
    for _try in range(50):
        try:
            result = work()
            env.cr.commit()
            return result
        except (psycopg2.OperationalError, psycopg2.IntegrityError):
            env.cr.rollback()
            env.invalidate_all()
            time.sleep(0.05)
    raise SystemExit("too many conflicts")


def by_hand():
    repeat(lambda: Action._plan(today))
    mine = []
    waiting = Action.search([("channel", "=", "email")]).ids
    for start in range(0, len(waiting), 5):
        batch = Action.browse(waiting[start : start + 5])
        mine += repeat(lambda: batch._process(today).ids)
    return mine


def by_cron():
    Action._cron_dunning()
    env.cr.commit()
    return []


def send_queue():
    while env["mail.mail"].search_count([("state", "=", "outgoing")]):
        try:
            mails.method_direct_trigger()
        except UserError:
            time.sleep(0.1)  # the other worker is at it
        env.cr.commit()


print("READY", flush=True)
Action.search_count([])
env.cr.execute("SELECT pg_advisory_lock_shared(%(gate)s)")
mine = %(work)s()
send_queue()
print("RESULT", json.dumps(mine))
"""


def work_together(database, work):
    """Two processes run the same script, released at the same moment."""
    script = WORKER % {
        "year": harness.DAY.year,
        "month": harness.DAY.month,
        "day": harness.DAY.day,
        "gate": GATE,
        "work": work,
    }
    with database.connect() as connection, connection.cursor() as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [GATE])
        workers = [database.start_shell() for _number in range(2)]
        for worker in workers:
            worker.stdin.write(script)
            worker.stdin.close()
            worker.stdin = None
        harness.wait_until(
            lambda: database.count(
                "pg_locks", f"NOT granted AND locktype = 'advisory' AND objid = {GATE}"
            )
            == len(workers),
            "both workers at the gate",
        )
    return [database.finish_shell(worker) for worker in workers]


@pytest.mark.parametrize("work", ["by_hand", "by_cron"])
def test_two_processes(work, database, sink, record_property):
    """``_plan`` and ``_process``, or the whole night, twice at the same moment."""
    first, second = work_together(database, work)
    assert not set(first) & set(second), "no action is done by both"
    if work == "by_hand":
        assert len(first) + len(second) == len(harness.DEBTORS)
    assert database.states() == {"done": len(harness.DEBTORS)}
    sink.check(dict.fromkeys(harness.DEBTORS, 1), record_property)
    assert not sink.repeats()


def test_two_servers(database, sink, record_property):
    """Two servers share the database and are woken together, two nights long."""
    for day in (harness.DAY, harness.NEXT_DAY):
        with database.server(day), database.server(day):
            database.run_until_quiet()
    sink.check(dict.fromkeys(harness.DEBTORS, 2), record_property)
    assert not sink.repeats()
    assert database.states() == {"done": 2 * len(harness.DEBTORS)}
