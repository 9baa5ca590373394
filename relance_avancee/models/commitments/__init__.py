"""Holds, promises and disputes: what a debtor says and what it suspends.

May use engine, records and core.
"""
