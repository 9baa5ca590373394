"""Payment plans: schedule, agreement, life and reminders of instalments.

May use engine, records and core.
"""

from . import (
    acceptance,
    agreement,
    dunning_payment_plan,
    dunning_payment_plan_life,
    dunning_payment_plan_line,
    plan_fees,
    settling,
    terms,
)
