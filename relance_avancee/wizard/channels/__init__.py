"""Wizards. How a debtor is reached: the channels, and what an action adds for each.

They ask and hand over: no rule of their own.
"""

from . import call, letter, mail_compose_message
