"""Wizards. Ledger, decision, planning, sending, deciding again, explanation, forecast.

They ask and hand over: no rule of their own.
"""
