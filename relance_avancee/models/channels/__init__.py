"""How a debtor is reached: the channels, and what an action adds for each.

May use engine, records and core.
"""
