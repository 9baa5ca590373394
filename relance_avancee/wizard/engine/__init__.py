"""Wizards. Ledger, decision, planning, sending, deciding again, explanation, forecast.

They ask and hand over: no rule of their own.
"""

from . import (
    dunning_coming,
    dunning_dry_run,
    dunning_go_live,
    dunning_preview,
    dunning_send,
    dunning_why,
)
