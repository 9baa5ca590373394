"""Text messages: sent at decent hours, delivered or not.

May use the other channels' common part, engine, records and core.
"""

from . import dunning_sms, sms_sms, sms_tracker
