"""Tests. Interest and flat fees: statutory rates, what is due, its invoices."""

from . import test_fees, test_late_fee
