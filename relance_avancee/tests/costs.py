"""Cost in statements, never in seconds."""

from contextlib import closing

from odoo.tools import SQL


class Costs:
    """Mixin of test cases."""

    @classmethod
    def analyze(cls, *tables):
        """Let PostgreSQL see the rows of our own transaction.

        It has no statistics of them, and some of Odoo's queries then take seconds
        instead of milliseconds: a chart of accounts alone cost each class 15 of them.
        """
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL("ANALYZE %s", SQL(", ").join(map(SQL.identifier, tables)))
        )

    def count_statements(self, work):
        """SQL statements that ``work`` takes with no record read yet.

        Done before, whatever fills the caches kept for ever; see
        :meth:`count_statements_warm`.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def count_statements_warm(self, work):
        """The same, after doing it once and undoing that."""
        with closing(self.env.cr.savepoint()):
            work()
        return self.count_statements(work)
