"""Tests. Ledger, decision, planning, sending, deciding again, explanation, forecast."""

from . import (
    test_coming,
    test_cron,
    test_engine,
    test_forecast_explain,
    test_hindsight,
    test_isolation,
    test_money_in_flight,
    test_night,
    test_owed,
    test_reconciliation,
    test_repeated,
    test_way,
)
