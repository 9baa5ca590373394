"""An Odoo environment for a script, and the meter that every measure uses."""

import os
import resource
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from werkzeug.serving import make_server

import odoo
import odoo.http
from odoo.modules.registry import Registry
from odoo.tools import config

MEGABYTE = 1024


@contextmanager
def odoo_env(database):
    """A superuser environment on ``database``, committed by whoever uses it."""
    config.parse_config(
        ["-d", database, "--no-http", "--max-cron-threads=0", "--log-level=error"]
        + [f"--addons-path={os.environ['BENCH_ADDONS']}"],
        setup_logging=True,
    )
    threading.current_thread().dbname = database
    registry = Registry(database)
    with registry.cursor() as cr:
        context = {"lang": "fr_FR", "tz": "Europe/Paris"}
        yield odoo.api.Environment(cr, odoo.SUPERUSER_ID, context)


@contextmanager
def web_server():
    """The pages of this process: wkhtmltopdf fetches the styles of Odoo's reports."""
    server = make_server("127.0.0.1", 0, odoo.http.root, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.port}"
    reports = "odoo.addons.base.models.ir_actions_report.IrActionsReport"
    with patch(f"{reports}._get_report_url", lambda _report, layout=None: url):
        yield
    server.shutdown()


def working_day():
    """Today, or the next day on which one may write to a French company."""
    from odoo.addons.relance_avancee.core.calendars import next_sending_day

    return next_sending_day(date.today(), "FR")


def next_working_day(day):
    """The one after."""
    from odoo.addons.relance_avancee.core.calendars import next_sending_day

    return next_sending_day(day + timedelta(days=1), "FR")


class Meter:
    """Time, queries and writes of named pieces of work; memory of the process."""

    def __init__(self, env):
        self.env = env
        self.results = {}
        [(self.server_pid,)] = env.execute_query(
            odoo.tools.SQL("SELECT pg_backend_pid()")
        )

    def measure(self, name, work, count=None, repeat=1, undo=False):
        """Run ``work`` and keep its best time; return what it returned.

        :param count: what the work handled, to give a rate
        :param undo: roll back instead of committing
        """
        runs = []
        for _turn in range(repeat):
            result, figures = self._run(work, undo)
            runs.append(figures)
        best = min(runs, key=lambda figures: figures["seconds"])
        best["count"] = count(result) if callable(count) else count
        best["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
        self.results[name] = best
        return result

    def _run(self, work, undo):
        cr = self.env.cr
        cr.commit()
        self.env.invalidate_all()
        queries, started, cpu = cr.sql_log_count, time.perf_counter(), self._cpu()
        result = work()
        cr.flush()  # what Odoo keeps for the commit is part of the cost
        queries = cr.sql_log_count - queries
        wrote = self._has_written()
        cr.rollback() if undo else cr.commit()
        return result, {
            "seconds": time.perf_counter() - started,
            "cpu": self._cpu() - cpu,
            "queries": queries,
            "wrote": wrote,
        }

    def _cpu(self):
        """Processor seconds of this process, its children (wkhtmltopdf) and its connection.

        The last part is only known when PostgreSQL runs on this machine.
        """
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = time.process_time() + children.ru_utime + children.ru_stime
        try:
            words = Path(f"/proc/{self.server_pid}/stat").read_text().split(") ")[1]
        except OSError:
            return own
        ticks = sum(map(int, words.split()[11:13]))
        return own + ticks / os.sysconf("SC_CLK_TCK")

    def _has_written(self):
        """PostgreSQL numbers a transaction at its first write, and only then."""
        [(number,)] = self.env.execute_query(
            odoo.tools.SQL("SELECT pg_current_xact_id_if_assigned()::text")
        )
        return number is not None
