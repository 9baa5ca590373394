"""Wizards. Phone calls: who is rung, what was said, what follows from it.

They ask and hand over: no rule of their own.
"""

from . import dunning_call_sheet
