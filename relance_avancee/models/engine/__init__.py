"""Ledger, decision, planning, sending, deciding again, explanation, forecast.

May use records and core.
"""
