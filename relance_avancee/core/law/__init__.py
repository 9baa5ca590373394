"""What the law says: rates, interest, flat fees, limitation, kinds of debtor.

May use the values and calendars of core.
"""
