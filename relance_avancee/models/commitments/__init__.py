"""Holds, promises and disputes: what a debtor says and what it suspends.

May use engine, records and core.
"""

from . import (
    dunning_dispute,
    dunning_dispute_answer,
    dunning_dispute_credit,
    dunning_dispute_document,
    dunning_dispute_reason,
    dunning_hold,
    dunning_invoice_status,
    dunning_promise,
    dunning_promise_limits,
    dunning_receipts,
)
