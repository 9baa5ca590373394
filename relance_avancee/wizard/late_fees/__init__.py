"""Wizards. Interest and flat fees: statutory rates, what is due, its invoices.

They ask and hand over: no rule of their own.
"""

from . import dunning_fee_waive
