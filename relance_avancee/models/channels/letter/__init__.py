"""Letters: their text, their document, the pile that is posted.

May use the other channels' common part, engine, records and core.
"""

from . import (
    dunning_letter,
    dunning_pdf,
    dunning_posting,
    ir_actions_report,
    letter_text,
    letters,
    pages,
)
