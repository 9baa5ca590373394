"""Text messages: sent at decent hours, delivered or not.

May use the other channels' common part, engine, records and core.
"""

from . import (
    sms_sms,
    sms_tracker,
    texts,
)
