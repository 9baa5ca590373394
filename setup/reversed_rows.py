"""Odoo, reading the rows of what states no order the other way round.

Usage: python setup/reversed_rows.py ODOO-ARGUMENT…, in place of python -m odoo

A statement without ORDER BY may give its rows in any order; PostgreSQL mostly gives
them as they were written, and code and tests come to lean on it. Here the rows of such
a SELECT come back in the opposite order, those that a test has just made too.
"""

import re
import sys

from psycopg2.extensions import cursor

# What is no word of the statement itself: texts, quoted names, remarks.
_SILENT = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_INNERMOST = re.compile(r"\([^()]*\)")


def has_no_order(statement):
    """Whether a statement reads rows and does not say in which order."""
    text = _SILENT.sub(" ", statement)
    while text != (outer := _INNERMOST.sub(" ", text)):
        text = outer
    words = text.upper().split()
    if not words or words[0] not in ("SELECT", "WITH"):
        return False
    return "ORDER BY" not in " ".join(words) and not {"INSERT", "UPDATE", "DELETE"} & {
        *words
    }


class ReversedCursor(cursor):
    """A cursor that gives rows without a stated order from the last to the first."""

    _rows = None

    def execute(self, query, vars=None):  # noqa: A002 (psycopg2's name)
        self._rows = None
        super().execute(query, vars)
        statement = (self.query or b"").decode(errors="replace")
        if self.description and self.rowcount > 1 and has_no_order(statement):
            self._rows = super().fetchall()[::-1]

    def fetchone(self):
        if self._rows is None:
            return super().fetchone()
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size=None):
        if self._rows is None:
            return super().fetchmany(size or self.arraysize)
        size = size or self.arraysize
        found, self._rows = self._rows[:size], self._rows[size:]
        return found

    def fetchall(self):
        if self._rows is None:
            return super().fetchall()
        found, self._rows = self._rows, []
        return found

    def __iter__(self):
        while (row := self.fetchone()) is not None:
            yield row


def reverse():
    """From now on every cursor of Odoo's is one of these."""
    from odoo.sql_db import Cursor

    start = Cursor.__init__

    def init(self, *args, **kwargs):
        start(self, *args, **kwargs)
        self._obj.close()
        self._obj = self._cnx.cursor(cursor_factory=ReversedCursor)

    Cursor.__init__ = init


if __name__ == "__main__":
    sys.argv[0] = "odoo"
    reverse()
    from odoo.cli.command import main

    main()
