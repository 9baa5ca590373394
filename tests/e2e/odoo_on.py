"""Odoo's command line on a chosen day: odoo_on.py 2026-03-12 [ODOO ARGUMENT…]

Only "which day is it" is answered differently, so that the tests mean the same on a
Sunday as on a Tuesday. Clocks and timestamps are the real ones: jobs, locks, time
limits and the mail queue work as they always do.
"""

import datetime as dt
import sys

from odoo import fields
from odoo.cli.command import main


def live_on(day):
    """Make ``day`` the answer of Odoo's two questions about today's date."""
    context_today = fields.Date.context_today

    def context_date(record, timestamp=None):
        return context_today(record, timestamp) if timestamp else day

    fields.Date.today = staticmethod(lambda *args: day)
    fields.Date.context_today = staticmethod(context_date)


if __name__ == "__main__":
    live_on(dt.date.fromisoformat(sys.argv.pop(1)))
    main()
