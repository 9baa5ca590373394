"""Letters: their text, their document, the pile that is posted.

May use the other channels' common part, engine, records and core.
"""
