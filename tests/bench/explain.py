"""The slowest statements of a piece of work, and the plan of each."""

import time

from odoo.sql_db import Cursor

PLAN_LINES = 40


class Slow:
    """While open, remembers every statement and how long it took."""

    def __init__(self, env, keep=8):
        self.env = env
        self.keep = keep
        self.statements = []

    def __enter__(self):
        self.original = Cursor.execute
        remember, original = self.statements.append, self.original

        def execute(cr, query, params=None, log_exceptions=True):
            started = time.perf_counter()
            result = original(cr, query, params, log_exceptions)
            remember((time.perf_counter() - started, cr._obj.query))
            return result

        Cursor.execute = execute
        return self

    def __exit__(self, *_error):
        Cursor.execute = self.original

    def explain(self):
        """Text: time, statement and plan of the slowest reads, each once."""
        return "\n\n".join(
            "\n".join([" ".join(query.decode().split())[:1500], *self._cut(query)])
            for query in self.worst(self.keep)
        )

    def worst(self, count):
        """The statements that took longest at their best."""
        found = {}
        for seconds, query in self.statements:
            if query.lstrip()[:4].upper() in (b"SELE", b"WITH"):
                found[query] = min(seconds, found.get(query, seconds))
        return sorted(found, key=found.get, reverse=True)[:count]

    def plan(self, query):
        """Lines of the plan of a statement, the second time it runs."""
        for _turn in range(2):
            self.env.cr._obj.execute(b"EXPLAIN (ANALYZE, BUFFERS) " + query)
            rows = [row[0] for row in self.env.cr._obj.fetchall()]
        return rows

    def _cut(self, query):
        rows = self.plan(query)
        return [*rows[:PLAN_LINES], *rows[-2:]]
