"""The sections of the dashboard, each number with its way to the rows.

``scope`` is what ``dunning.dashboard._get_scope`` makes of the filters.
"""

from datetime import timedelta

from odoo.tools import SQL, date_utils
from odoo.tools.misc import format_date

from ...core.figures import figures
from .dashboard_rows import WITHIN


def period(scope):
    """First and last day of the scope."""
    return scope["date_from"], scope["date_to"]


# === FIGURES ===


def read_kpis(env, scope):
    """The figures of the period beside those of the period before."""
    service = env["dunning.figures"]
    now = service._read_sums(scope["domain"], *period(scope))[None]
    length = scope["date_to"] - scope["date_from"]
    last = scope["date_from"] - timedelta(days=1)
    before = service._read_sums(scope["domain"], last - length, last)[None]
    registry, definitions = service._get_figures(), service._get_definitions()
    values = figures.compute(now, registry)
    past = figures.compute(before, registry)
    return {
        "date_from": scope["date_from"],
        "date_to": scope["date_to"],
        "overdue": round(now.closing - now.not_due, 2),
        "cards": [
            {**definitions[name], "value": values[name], "before": past[name]}
            for name in figures.in_place(registry, "card")
        ],
    }


def read_aged(env, scope):
    """Open receivables by range of days late."""
    amounts = env["dunning.figures"]._read_aged_balance(
        scope["domain"], scope["date_to"]
    )
    labels = dict(env["dunning.report.balance"]._select_bucket())
    return [
        {"name": name, "label": labels[name], "amount": amount}
        for name, amount in amounts.items()
    ]


def read_dso(env, scope):
    """DSO month by month."""
    months = env["dunning.figures"]._read_dso_history(scope["domain"], scope["date_to"])
    for month in months:
        month["label"] = format_date(env, month["month"], date_format="MMM yy")
    return months


def read_risks(env, scope):
    """Open and overdue by risk class."""
    rows = (
        env["dunning.report.balance"]
        .with_context(dunning_as_of=scope["date_to"])
        ._read_group(
            scope["domain"],
            ["risk"],
            ["partner_id:count_distinct", "residual:sum", "overdue:sum"],
        )
    )
    labels = dict(
        env["dunning.report.balance"]._fields["risk"]._description_selection(env)
    )
    return [
        {
            "risk": risk or False,
            "label": labels.get(risk) or env._("Not known yet"),
            "customers": customers,
            "open": round(residual or 0.0, 2),
            "overdue": round(overdue or 0.0, 2),
        }
        for risk, customers, residual, overdue in sorted(
            rows, key=lambda row: row[0] or "Z"
        )
    ]


# === WHAT WORKS ===


def read_works(env, scope):
    """For each step and channel, what was paid after it and before the next one.

    Contacts too young to have had their days are left out: they would look worse.
    """
    last = min(scope["date_to"], scope["today"] - timedelta(days=WITHIN))
    first = min(scope["date_from"], date_utils.subtract(last, months=6))
    domain = scope["domain"] & env["dunning.figures"]._between(first, last)
    model = env["dunning.report.contact"].with_context(dunning_within=WITHIN)
    query = model._search(domain)

    def column(name):
        return SQL.identifier(query.table, name)

    query.order = None
    query.groupby = SQL("%s, %s", column("step_id"), column("channel"))
    rows = env.execute_query(
        query.select(
            column("step_id"),
            column("channel"),
            SQL("COUNT(*)"),
            SQL("COUNT(DISTINCT %s)", column("action_id")),
            SQL(
                "COUNT(*) FILTER (WHERE %s >= %s - 0.004)",
                column("paid_amount"),
                column("amount"),
            ),
            SQL("SUM(%s)::float8", column("amount")),
            SQL("SUM(%s)::float8", column("paid_amount")),
            SQL(
                "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)",
                column("days_to_pay"),
            ),
        )
    )
    return {
        "within": WITHIN,
        "date_from": first,
        "date_to": last,
        "rows": prepare_works(env, rows),
    }


def prepare_works(env, rows):
    """Rows of what works, in the order of scenarios and steps."""
    channels = dict(
        env["dunning.action"]._fields["channel"]._description_selection(env)
    )
    steps = env["dunning.step"].browse(row[0] for row in rows)
    found = {step.id: step for step in steps}
    return [
        {
            "step_id": row[0],
            "step": found[row[0]].with_context(dunning_full_name=True).display_name,
            "channel": row[1],
            "channel_label": channels[row[1]],
            "debts": row[2],
            "contacts": row[3],
            "paid_debts": row[4],
            "amount": round(row[5] or 0.0, 2),
            "paid": round(row[6] or 0.0, 2),
            "share": row[6] / row[5] if row[5] else None,
            "median_days": row[7],
        }
        for row in sorted(
            rows,
            key=lambda row: (
                found[row[0]].scenario_id.sequence,
                found[row[0]].scenario_id.id,
                found[row[0]].delay_days,
                row[1],
            ),
        )
    ]


# === CASH FORECAST ===


def read_forecast(env, scope):
    """The coming weeks, and how last month's forecast turned out."""
    Forecast, root = env["dunning.forecast"], scope["root"]
    stored = Forecast.search(
        [("company_id", "=", root.id), ("made_on", "=", scope["today"])], order="id"
    )
    if stored and not scope["filtered"]:
        lines = [
            (line.place, line.week, line.contractual, line.expected, line.committed)
            for line in stored
        ]
    else:
        lines = Forecast._compute_lines(root, scope["domain"], scope["today"])
    return {
        "weeks": [prepare_week(env, *line) for line in lines],
        "outcome": None
        if scope["filtered"]
        else prepare_outcome(
            env, Forecast._get_outcome(root, scope["domain"], scope["today"])
        ),
    }


def prepare_week(env, place, start, contractual, expected, committed):
    """One week of the forecast, with its label."""
    labels = {"late": env._("Due already"), "later": env._("Later")}
    return {
        "place": place,
        "start": start or False,
        "label": labels.get(place) or format_date(env, start, date_format="d MMM"),
        "contractual": contractual,
        "expected": expected,
        "committed": committed,
    }


def prepare_outcome(env, outcome):
    """Last month's forecast beside what came in; False when there is none."""
    if not outcome:
        return False
    for week in outcome["weeks"]:
        week["label"] = format_date(env, week["start"], date_format="d MMM")
    return {**outcome, "made_label": format_date(env, outcome["made_on"])}
