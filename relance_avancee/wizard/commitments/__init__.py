"""Wizards. Holds, promises and disputes: what a debtor says and what it suspends.

They ask and hand over: no rule of their own.
"""

from . import dunning_dispute_close, dunning_promise_correct
