"""Which debt is spoken of, at which step, when, by which channel, in which message.

May use the values, calendars, law, pay and mail of core.
"""
