"""Schedules of instalments and their reminders.

May use decide, pay, values and calendars of core.
"""
