"""Interest and flat fees: statutory rates, what is due, its invoices.

May use engine, records and core.
"""

from . import (
    dunning_fee,
    dunning_interest_rate,
    dunning_late_fee,
    fee_sums,
    rate_warnings,
)
