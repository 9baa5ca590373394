"""Ledger, decision, planning, sending, re-evaluation, explanation, forecast.

Doors are models (``dunning.ledger``, ``planner``, ``message``, ``explanation``); what they
do is in plain modules beside them.

May use records and core.
"""

from . import (
    as_of,
    debtors,
    dunning_action,
    dunning_explanation,
    dunning_ledger,
    dunning_message,
    dunning_night,
    dunning_planner,
    dunning_transfer,
    history,
    invoice_files,
    ir_cron,
    manual,
    money,
    night,
    owed,
    reevaluation,
    statement,
    upcoming,
)
