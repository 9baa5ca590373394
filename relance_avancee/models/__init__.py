"""The models, cut by capability; each wing says what it may use.

Imports go down only: cockpit, portal, trials; commitments, payment_plan, late_fees,
channels; engine; records; core. What a class inherits is imported by its own file, so
any order of imports will do.
"""

from . import (
    channels,
    cockpit,
    commitments,
    engine,
    late_fees,
    payment_plan,
    portal,
    records,
    trials,
)
