"""Money and its ways: amounts, references, codes of a transfer, what matches what.

May use the values and calendars of core.
"""
