"""From a number of the dashboard to the rows behind it."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

from ...core.figures.cash_forecast import monday

# Days within which a payment is taken as brought by a contact.
WITHIN = 30

OPENABLE = ("aged", "overdue", "risk", "works", "dso_month", "forecast", "outcome")


def open_aged(env, scope, name=None):
    """Open debts of one range of days late, or all."""
    return env["dunning.figures"]._get_balance_action(
        env._("Aged balance"), scope["domain"], scope["date_to"], name=name
    )


def open_overdue(env, scope):
    """Debts overdue."""
    domain = scope["domain"] & Domain("overdue", ">", 0)
    return env["dunning.figures"]._get_balance_action(
        env._("Overdue"), domain, scope["date_to"]
    )


def open_risk(env, scope, risk=False):
    """Open debts of one risk class."""
    domain = scope["domain"] & Domain("risk", "=", risk)
    return env["dunning.figures"]._get_balance_action(
        env._("Aged balance"), domain, scope["date_to"]
    )


def open_works(env, scope, step_id, channel, date_from, date_to):
    """Contacts of one step and channel."""
    service = env["dunning.figures"]
    period = service._between(
        fields.Date.to_date(date_from), fields.Date.to_date(date_to)
    )
    mine = Domain("step_id", "=", step_id) & Domain("channel", "=", channel)
    return service._window(
        env._("Contacts"),
        "dunning.report.contact",
        scope["domain"] & period & mine,
        {"dunning_within": WITHIN},
    )


def open_dso_month(env, scope, month):
    """Receivables at the end of a month."""
    return env["dunning.figures"]._get_balance_action(
        env._("Receivables"), scope["domain"], fields.Date.to_date(month)
    )


def open_forecast(env, scope, place, start=None, view="expected"):
    """Debts expected in one week."""
    item_ids = env["dunning.forecast"]._get_week_items(
        scope["root"],
        scope["domain"],
        scope["today"],
        place,
        fields.Date.to_date(start) or None,
        view,
    )
    # the same debts as in the forecast, in the view that has their amounts
    return env["dunning.figures"]._get_balance_action(
        env._("Cash forecast"),
        Domain("id", "in", item_ids),
        scope["today"],
    )


def open_outcome(env, scope, start, made_on):
    """Payments received in a week, of what was open when it was foreseen."""
    start, made_on = fields.Date.to_date(start), fields.Date.to_date(made_on)
    service = env["dunning.figures"]
    period = service._between(max(start, made_on), monday(start) + timedelta(days=6))
    return service._window(
        env._("Payments"),
        "dunning.report.payment",
        scope["domain"] & period & Domain("date_invoiced", "<=", made_on),
    )
