"""Sums of the report views, as the formulas of :mod:`~core.figures.figures` need them.

``domain`` is on the columns of ``dunning.report.mixin``; ``by`` one of DIMENSIONS, or MONTH.
"""

from datetime import timedelta

from odoo.fields import Domain

from ...core.figures import figures
from .behaviours import WINDOW

# Months of invoicing looked at first to exhaust the receivables.
MONTHS = 24

# What figures can be broken down by: columns of every view, or the month.
DIMENSIONS = ("company_id", "user_id", "scenario_id", "debtor_kind", "risk")

MONTH = "month"


def read_period_sums(env, domain, date_from, date_to, by=None):
    """What the formulas need: :class:`~core.figures.figures.Sums` by key (None alone)."""
    days = (date_to - date_from).days + 1
    found = {}
    for values in (
        read_open(env, domain, date_from, date_to, by),
        read_movements(env, domain, date_from, date_to, by),
        read_paid(env, domain, date_from, date_to, by),
        read_contacts(env, domain, date_from, date_to, by),
        read_promises(env, domain, date_from, date_to, by),
        read_disputes(env, domain, date_from, date_to, by),
    ):
        for key, sums in values.items():
            found.setdefault(key, {}).update(sums)
    if by is None:
        found.setdefault(None, {})
    for key, more in (
        env["dunning.figures"]._read_more(domain, date_from, date_to, by).items()
    ):
        found.setdefault(key, {})["more"] = more
    for key, sums in found.items():
        movement = sums.pop("movement", 0.0)
        sums["opening"] = sums.get("closing", 0.0) - movement
        found[key] = figures.Sums(days=days, **sums)
    return add_months(env, found, domain, date_to, by)


def group(env, model, domain, by, aggregates, date="date"):
    """(key, aggregates…) of a view; the key is None when nothing is asked.

    :param date: the day that says in which month a row counts
    """
    if by is None:
        [values] = env[model]._read_group(domain, [], aggregates)
        return [(None, *(value or 0.0 for value in values))]
    spec = get_groups(by, date)
    return [
        (key, *(value or 0.0 for value in values))
        for key, *values in env[model]._read_group(domain, spec, aggregates)
    ]


def get_groups(by, date="date"):
    """What ``_read_group`` is asked to group by."""
    if by == MONTH:
        return [f"{date}:month"]
    return [by] if by else []


def read_period_open(env, domain, date_from, date_to, by):
    """What was open at the end of the period, and what of it was not due, by key."""
    scoped = env(context={**env.context, "dunning_as_of": date_to})
    rows = scoped["dunning.figures"]._group(
        "dunning.report.balance", domain, by, ["residual:sum", "not_due:sum"]
    )
    return {
        key: {"closing": residual, "not_due": not_due}
        for key, residual, not_due in rows
    }


def read_period_movements(env, domain, date_from, date_to, by):
    """What was invoiced, and by how much the receivables rose in all.

    One pass over the days: the months of the period are there as well, and they are
    mostly enough to exhaust the receivables.
    """
    months = 12 * (date_to.year - date_from.year) + date_to.month - date_from.month
    spans = figures.months_back(date_to, months + 1)
    rows = env["dunning.report.movement"]._read_group(
        domain & between(spans[-1][0], date_to),
        ["date:day", "kind", *([by] if by else [])],
        ["amount:sum"],
    )
    found, invoiced = {}, {}
    for day, kind, *key, amount in rows:
        key = key[0] if key else None
        sums = found.setdefault(key, {"movement": 0.0, "invoiced": 0.0})
        if day >= date_from:
            sums["movement"] += amount
        if kind == "invoice":
            sums["invoiced"] += amount if day >= date_from else 0.0
            by_month, month = invoiced.setdefault(key, {}), day.replace(day=1)
            by_month[month] = by_month.get(month, 0.0) + amount
    for key, by_month in invoiced.items():
        found[key]["months"] = get_months(by_month, spans)
    return found


def read_paid(env, domain, date_from, date_to, by):
    """What was reconciled in the period, and how late, by key."""
    names = {
        "paid": "amount",
        "paid_days": "weighted_days",
        "paid_late": "late_amount",
        "collected": "collected_amount",
    }
    return read_named(
        env,
        "dunning.report.payment",
        domain & between(date_from, date_to),
        by,
        names,
    )


def read_contacts(env, domain, date_from, date_to, by):
    """Contacts of the period, and what was reminded for the first time, by key."""
    rows = env["dunning.report.contact"]._read_group(
        domain & between(date_from, date_to),
        ["is_first", *get_groups(by)],
        ["contacts:sum", "amount:sum", "recovered_amount:sum"],
    )
    found = {}
    for is_first, *key, contacts, amount, recovered in rows:
        sums = found.setdefault(key[0] if key else None, {"contacts": 0.0})
        sums["contacts"] += contacts or 0.0
        if is_first:
            sums |= {"reminded": amount or 0.0, "recovered": recovered or 0.0}
    return found


def read_named(env, model, domain, by, names, date="date"):
    """Sums of a view under the names that the formulas know, by key."""
    aggregates = [f"{name}:sum" for name in names.values()]
    rows = env["dunning.figures"]._group(model, domain, by, aggregates, date)
    return {key: dict(zip(names, values, strict=True)) for key, *values in rows}


def read_promises(env, domain, date_from, date_to, by):
    """Promises whose day fell in the period, kept or broken."""
    return read_named(
        env,
        "dunning.report.promise",
        domain & get_promise_domain(date_from, date_to),
        by,
        {"promises_decided": "promises", "promises_kept": "kept"},
    )


def read_disputes(env, domain, date_from, date_to, by):
    """Disputes opened in the period, and the length of those resolved in it."""
    model = "dunning.report.dispute"
    opened = domain & get_opened_domain(date_from, date_to)
    found = read_named(env, model, opened, by, {"disputed": "amount"}, "date_opened")
    closed = domain & get_closed_domain(date_from, date_to)
    names = {"disputes_closed": "disputes", "dispute_days": "total_days"}
    lengths = read_named(env, model, closed, by, names, "date_closed")
    for key, sums in lengths.items():
        found.setdefault(key, {}).update(sums)
    return found


# === MONTHS ===


def add_period_months(env, found, domain, date_to, by):
    """Invoicing month by month backwards, until the receivables are exhausted."""
    if all(figures.is_exhausted(sums) for sums in found.values()):
        return found
    months = read_months(env, domain, date_to, by, MONTHS)
    found = with_months(found, months)
    if all(figures.is_exhausted(sums) for sums in found.values()):
        return found
    first = env["dunning.report.movement"].search(
        domain & Domain("kind", "=", "invoice") & Domain("date", "<=", date_to),
        order="date",
        limit=1,
    )
    if not first:
        return found
    count = 12 * (date_to.year - first.date.year) + date_to.month - first.date.month
    months = read_months(env, domain, date_to, by, count + 1)
    return with_months(found, months)


def with_months(found, months):
    """The sums with the invoicing of their months."""
    return {
        key: sums._replace(months=months.get(key, ())) for key, sums in found.items()
    }


def read_period_months(env, domain, date_to, by, count):
    """((invoiced, days) of each month, the last one first) by key."""
    spans = figures.months_back(date_to, count)
    rows = env["dunning.report.movement"]._read_group(
        domain & between(spans[-1][0], date_to) & Domain("kind", "=", "invoice"),
        ["date:month", *([by] if by else [])],
        ["amount:sum"],
    )
    amounts = {}
    for month, *key, amount in rows:
        amounts.setdefault(key[0] if key else None, {})[month] = amount
    return {key: get_months(by_month, spans) for key, by_month in amounts.items()}


def get_months(by_month, spans):
    """(invoiced, days) of each month, from what was invoiced by its first day."""
    return tuple(
        (by_month.get(first, 0.0), (last - first).days + 1) for first, last in spans
    )


def read_dso_history(env, domain, date_to, count=12):
    """Figures at the end of each of the last months, oldest first.

    One statement for the movements of all months: each month's opening is the
    closing of the month before.

    :return: list of dicts: month (its last day), open, dso
    """
    spans = figures.months_back(date_to, count)
    rows = env["dunning.report.movement"]._read_group(
        domain & between(spans[-1][0], date_to),
        ["date:month", "kind"],
        ["amount:sum"],
    )
    moved, invoiced = {}, {}
    for month, kind, amount in rows:
        moved[month] = moved.get(month, 0.0) + amount
        if kind == "invoice":
            invoiced[month] = amount
    closing = read_open(env, domain, None, date_to, None)[None]["closing"]
    opened = figures.history(closing, [moved.get(first, 0.0) for first, _ in spans])
    found = []
    for place, (first, last) in enumerate(spans):
        # a rolling quarter: a single month jumps with every big invoice
        quarter = spans[place : place + 3]
        sums = figures.Sums(
            days=(last - quarter[-1][0]).days + 1,
            closing=opened[place],
            invoiced=sum(invoiced.get(start, 0.0) for start, _ in quarter),
        )
        complete = len(quarter) == 3
        found.append(
            {
                "month": last,
                "first": first,
                "open": round(opened[place], 2),
                "dso": figures.dso(sums) if complete else None,
            }
        )
    return found[::-1]


# === AGED BALANCE ===


def read_aged_balance(env, domain, as_of, ranges=figures.RANGES):
    """Open receivables by range of days late; open credits lower what is not due."""
    rows = (
        env["dunning.report.balance"]
        .with_context(dunning_as_of=as_of, dunning_ranges=list(ranges))
        ._read_group(domain, ["bucket"], ["residual:sum"])
    )
    found = dict.fromkeys(figures.bucket_names(ranges), 0.0)
    found.update({name: round(amount, 2) for name, amount in rows})
    return found


# === PERIODS ===


def between(date_from, date_to, name="date"):
    """Domain of a period, both days included."""
    return Domain(name, ">=", date_from) & Domain(name, "<=", date_to)


def get_promise_domain(date_from, date_to):
    """Promises decided in the period."""
    return between(date_from, date_to) & Domain("state", "in", ("kept", "broken"))


def get_opened_domain(date_from, date_to):
    """Disputes opened in the period."""
    opened = between(date_from, date_to, "date_opened")
    return opened & Domain("state", "!=", "cancelled")


def get_closed_domain(date_from, date_to):
    """Disputes resolved in the period."""
    closed = between(date_from, date_to, "date_closed")
    return closed & Domain("state", "=", "resolved")


def get_year(today):
    """The twelve months that behaviour looks at, today included."""
    return today - WINDOW + timedelta(days=1), today


# === BY MONTH ===
# Every figure month by month: the same sums, cut by the month of their day.
# ``by`` MONTH: keys are first days of months, the first and the last month cut.
# Flows take one statement for all months; what is open at the end of each takes one
# a month, for it is found backwards from today.


def read_sums(env, domain, date_from, date_to, by=None):
    """What the formulas need: :class:`~core.figures.figures.Sums` by key (None alone)."""
    found = read_period_sums(env, domain, date_from, date_to, by)
    if by != MONTH:
        return found
    return {
        first.replace(day=1): found[first.replace(day=1)]._replace(
            days=(last - first).days + 1
        )
        for first, last in get_spans(date_from, date_to)
    }


def get_spans(date_from, date_to):
    """(first day, last day) of each month of a period, oldest first."""
    count = 12 * (date_to.year - date_from.year) + date_to.month - date_from.month + 1
    spans = figures.months_back(date_to, count)
    return [(max(first, date_from), last) for first, last in reversed(spans)]


def read_open(env, domain, date_from, date_to, by):
    """What was open at the end of the period, or of each month."""
    if by != MONTH:
        return read_period_open(env, domain, date_from, date_to, by)
    return {
        first.replace(day=1): read_period_open(env, domain, first, last, None)[None]
        for first, last in get_spans(date_from, date_to)
    }


def read_movements(env, domain, date_from, date_to, by):
    """What was invoiced and moved in the period, or in each month."""
    if by != MONTH:
        return read_period_movements(env, domain, date_from, date_to, by)
    rows = env["dunning.report.movement"]._read_group(
        domain & between(date_from, date_to),
        [*get_groups(by), "kind"],
        ["amount:sum"],
    )
    found = {}
    for month, kind, amount in rows:
        sums = found.setdefault(month, {"movement": 0.0, "invoiced": 0.0})
        sums["movement"] += amount
        if kind == "invoice":
            sums["invoiced"] += amount
    return found


def add_months(env, found, domain, date_to, by):
    """The sums with the months that make up what is open."""
    if by == MONTH:
        # also what owes nothing: 0 days of invoicing make that up, not "unknown"
        months = read_months(env, domain, date_to, by, len(found) + MONTHS)
        found = with_months(found, months)
    return add_period_months(env, found, domain, date_to, by)


def read_months(env, domain, date_to, by, count):
    """((invoiced, days) of each month, the last one first) by key."""
    if by != MONTH:
        return read_period_months(env, domain, date_to, by, count)
    months = read_period_months(env, domain, date_to, None, count).get(None, ())
    spans = figures.months_back(date_to, len(months))
    return {first: months[place:] for place, (first, _last) in enumerate(spans)}
