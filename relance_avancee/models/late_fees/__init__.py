"""Interest and flat fees: statutory rates, what is due, its invoices.

May use engine, records and core.
"""
