"""E-mail: what the mail server and the debtor answer.

May use the other channels' common part, engine, records and core.
"""
