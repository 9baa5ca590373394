"""Behaviour, risk, priorities, figures and cash to come.

May use the values and calendars of core.
"""
