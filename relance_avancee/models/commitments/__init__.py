"""Holds, promises and disputes: what a debtor says and what it suspends.

May use engine, records and core.
"""

from . import (
    conversation,
    credit_notes,
    dunning_dispute,
    dunning_dispute_document,
    dunning_dispute_reason,
    dunning_hold,
    dunning_promise,
    limits,
    receipts,
    statuses,
)
