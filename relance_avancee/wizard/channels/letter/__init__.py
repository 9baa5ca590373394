"""Wizards. Letters: their text, their document, the pile that is posted.

They ask and hand over: no rule of their own.
"""

from . import dunning_posting_undo
