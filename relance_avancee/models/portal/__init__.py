"""The customer's page: signed links, basket, payment and answers.

May use everything below: the wings of what is agreed, channels, engine, records.
"""

from . import (
    answers,
    debts,
    dunning_link,
    dunning_page,
    dunning_throttle,
    payments,
    story,
    transfers,
)
