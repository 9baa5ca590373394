"""Payment plans: schedule, agreement, life and reminders of instalments.

May use engine, records and core.
"""
