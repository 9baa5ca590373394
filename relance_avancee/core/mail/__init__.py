"""How a message reaches somebody: hours, texts, addresses, calls.

May use the values and calendars of core.
"""
