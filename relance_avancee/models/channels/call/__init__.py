"""Phone calls: who is rung, what was said, what follows from it.

May use the other channels' common part, engine, records and core.
"""

from . import (
    dunning_briefing,
    dunning_call,
    dunning_call_effects,
    dunning_call_outcome,
    dunning_calling,
)
