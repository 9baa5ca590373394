"""Tests. Payment plans: schedule, agreement, life and reminders of instalments."""

from . import (
    test_plan_payment,
    test_plan_performance,
    test_plan_portal,
    test_plan_reminders,
    test_plan_sms,
    test_plans,
)
