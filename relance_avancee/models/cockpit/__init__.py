"""Work list, card, behaviour, figures, dashboard: what the house sees.

May use everything below: the wings of what is agreed, channels, engine, records.
"""
