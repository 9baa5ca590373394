"""Phone calls: who is rung, what was said, what follows from it.

May use the other channels' common part, engine, records and core.
"""

from . import (
    briefing,
    calling,
    dunning_call,
    dunning_call_outcome,
    effects,
)
