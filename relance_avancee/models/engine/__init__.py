"""Ledger, decision, planning, sending, deciding again, explanation, forecast.

May use records and core.
"""

from . import (
    debtors,
    dunning_action,
    dunning_explanation,
    dunning_ledger,
    dunning_lookahead,
    dunning_message,
    dunning_night,
    dunning_planner,
    dunning_redecision,
    dunning_refresh,
    dunning_run,
    dunning_sender,
    dunning_transfer,
    history,
    invoice_files,
    ir_cron,
    money,
    owed,
)
