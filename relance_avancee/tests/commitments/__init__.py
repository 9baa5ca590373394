"""Tests. Holds, promises and disputes: what a debtor says and what it suspends."""

from . import test_commitments, test_disputes, test_holds, test_promises
