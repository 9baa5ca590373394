"""How a debtor is reached: the channels, and what an action adds for each.

May use engine, records and core.
"""

from . import (
    call,
    dunning_action,
    dunning_channel,
    dunning_hours,
    email,
    letter,
    links,
    sms,
)
