"""The customer's page: signed links, basket, payment and answers.

May use everything below: the wings of what is agreed, channels, engine, records.
"""

from . import (
    dunning_link,
    dunning_page,
    dunning_page_answer,
    dunning_page_checkout,
    dunning_page_payment,
    dunning_page_story,
    dunning_page_transfer,
    dunning_throttle,
)
