"""Figures on receivables: sums of the report views in, :mod:`~core.figures.figures` out."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...core.figures import figures
from . import dunning_figures_rows  # noqa: F401 - inherited
from .dunning_behaviour_reader import WINDOW

# Months of invoicing looked at first to exhaust the receivables.
MONTHS = 24

# What figures can be broken down by: columns of every view, or the month.
DIMENSIONS = ("company_id", "user_id", "scenario_id", "debtor_kind", "risk")

MONTH = "month"


class DunningFigures(models.AbstractModel):
    """One company's or one group's figures; every sum is that of rows one can open.

    ``domain`` is on the columns of ``dunning.report.mixin``; ``by`` one of DIMENSIONS, or
    MONTH.
    """

    _name = "dunning.figures"
    _inherit = ["dunning.figures.rows"]
    _description = "Figures on receivables"

    @api.model
    def _compute(self, company, date_from, date_to, partner_ids=None, by=None):
        """Every figure of a period of one company tree; None where none is possible."""
        # sudo: figures of the whole tree, whatever invoices the reader may open
        scoped = self.sudo()
        domain = scoped._get_domain(company.root_id, partner_ids)
        found = scoped._compute_by(domain, date_from, date_to, by)
        return found if by else found[None]

    def _get_domain(self, root, partner_ids=None):
        domain = Domain("company_id", "child_of", root.id)
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", list(partner_ids))
        return domain

    @api.model
    def _compute_by(self, domain, date_from, date_to, by):
        """Every figure of a period, by value of a dimension or by first day of month."""
        registry = self._get_figures()
        return {
            key: figures.compute(sums, registry)
            for key, sums in self._read_sums(domain, date_from, date_to, by).items()
        }

    def _read_period_sums(self, domain, date_from, date_to, by=None):
        """What the formulas need: :class:`~core.figures.figures.Sums` by key (None alone)."""
        days = (date_to - date_from).days + 1
        found = {}
        for values in (
            self._read_open(domain, date_from, date_to, by),
            self._read_movements(domain, date_from, date_to, by),
            self._read_paid(domain, date_from, date_to, by),
            self._read_contacts(domain, date_from, date_to, by),
            self._read_promises(domain, date_from, date_to, by),
            self._read_disputes(domain, date_from, date_to, by),
        ):
            for key, sums in values.items():
                found.setdefault(key, {}).update(sums)
        if by is None:
            found.setdefault(None, {})
        for key, more in self._read_more(domain, date_from, date_to, by).items():
            found.setdefault(key, {})["more"] = more
        for key, sums in found.items():
            movement = sums.pop("movement", 0.0)
            sums["opening"] = sums.get("closing", 0.0) - movement
            found[key] = figures.Sums(days=days, **sums)
        return self._add_months(found, domain, date_to, by)

    def _read_more(self, domain, date_from, date_to, by):
        """Sums of other modules, for their figures: dict of values by key.

        Keys are as of :meth:`_group`; by name a value is ``Sums.more[name]``.
        """
        return {}

    def _group(self, model, domain, by, aggregates, date="date"):
        """(key, aggregates…) of a view; the key is None when nothing is asked.

        :param date: the day that says in which month a row counts
        """
        if by is None:
            [values] = self.env[model]._read_group(domain, [], aggregates)
            return [(None, *(value or 0.0 for value in values))]
        spec = self._get_groups(by, date)
        return [
            (key, *(value or 0.0 for value in values))
            for key, *values in self.env[model]._read_group(domain, spec, aggregates)
        ]

    def _get_groups(self, by, date="date"):
        """What ``_read_group`` is asked to group by."""
        if by == MONTH:
            return [f"{date}:month"]
        return [by] if by else []

    def _read_period_open(self, domain, date_from, date_to, by):
        model = self.env["dunning.report.balance"].with_context(dunning_as_of=date_to)
        rows = model.env["dunning.figures"]._group(
            "dunning.report.balance", domain, by, ["residual:sum", "not_due:sum"]
        )
        return {
            key: {"closing": residual, "not_due": not_due}
            for key, residual, not_due in rows
        }

    def _read_period_movements(self, domain, date_from, date_to, by):
        """What was invoiced, and by how much the receivables rose in all.

        One pass over the days: the months of the period are there as well, and they are
        mostly enough to exhaust the receivables.
        """
        months = 12 * (date_to.year - date_from.year) + date_to.month - date_from.month
        spans = figures.months_back(date_to, months + 1)
        rows = self.env["dunning.report.movement"]._read_group(
            domain & self._between(spans[-1][0], date_to),
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
            found[key]["months"] = self._get_months(by_month, spans)
        return found

    def _read_paid(self, domain, date_from, date_to, by):
        names = {
            "paid": "amount",
            "paid_days": "weighted_days",
            "paid_late": "late_amount",
            "collected": "collected_amount",
        }
        return self._read_named(
            "dunning.report.payment",
            domain & self._between(date_from, date_to),
            by,
            names,
        )

    def _read_contacts(self, domain, date_from, date_to, by):
        rows = self.env["dunning.report.contact"]._read_group(
            domain & self._between(date_from, date_to),
            ["is_first", *self._get_groups(by)],
            ["contacts:sum", "amount:sum", "recovered_amount:sum"],
        )
        found = {}
        for is_first, *key, contacts, amount, recovered in rows:
            sums = found.setdefault(key[0] if key else None, {"contacts": 0.0})
            sums["contacts"] += contacts or 0.0
            if is_first:
                sums |= {"reminded": amount or 0.0, "recovered": recovered or 0.0}
        return found

    def _read_named(self, model, domain, by, names, date="date"):
        aggregates = [f"{name}:sum" for name in names.values()]
        rows = self._group(model, domain, by, aggregates, date)
        return {key: dict(zip(names, values, strict=True)) for key, *values in rows}

    def _read_promises(self, domain, date_from, date_to, by):
        """Promises whose day fell in the period, kept or broken."""
        return self._read_named(
            "dunning.report.promise",
            domain & self._get_promise_domain(date_from, date_to),
            by,
            {"promises_decided": "promises", "promises_kept": "kept"},
        )

    def _read_disputes(self, domain, date_from, date_to, by):
        """Disputes opened in the period, and the length of those resolved in it."""
        model = "dunning.report.dispute"
        opened = domain & self._get_opened_domain(date_from, date_to)
        found = self._read_named(
            model, opened, by, {"disputed": "amount"}, "date_opened"
        )
        closed = domain & self._get_closed_domain(date_from, date_to)
        names = {"disputes_closed": "disputes", "dispute_days": "total_days"}
        lengths = self._read_named(model, closed, by, names, "date_closed")
        for key, sums in lengths.items():
            found.setdefault(key, {}).update(sums)
        return found

    # === MONTHS ===

    def _add_period_months(self, found, domain, date_to, by):
        """Invoicing month by month backwards, until the receivables are exhausted."""
        if all(figures.is_exhausted(sums) for sums in found.values()):
            return found
        months = self._read_months(domain, date_to, by, MONTHS)
        found = self._with_months(found, months)
        if all(figures.is_exhausted(sums) for sums in found.values()):
            return found
        first = self.env["dunning.report.movement"].search(
            domain & Domain("kind", "=", "invoice") & Domain("date", "<=", date_to),
            order="date",
            limit=1,
        )
        if not first:
            return found
        count = 12 * (date_to.year - first.date.year) + date_to.month - first.date.month
        months = self._read_months(domain, date_to, by, count + 1)
        return self._with_months(found, months)

    def _with_months(self, found, months):
        return {
            key: sums._replace(months=months.get(key, ()))
            for key, sums in found.items()
        }

    def _read_period_months(self, domain, date_to, by, count):
        """((invoiced, days) of each month, the last one first) by key."""
        spans = figures.months_back(date_to, count)
        rows = self.env["dunning.report.movement"]._read_group(
            domain
            & self._between(spans[-1][0], date_to)
            & Domain("kind", "=", "invoice"),
            ["date:month", *([by] if by else [])],
            ["amount:sum"],
        )
        amounts = {}
        for month, *key, amount in rows:
            amounts.setdefault(key[0] if key else None, {})[month] = amount
        return {
            key: self._get_months(by_month, spans) for key, by_month in amounts.items()
        }

    def _get_months(self, by_month, spans):
        """(invoiced, days) of each month, from what was invoiced by its first day."""
        return tuple(
            (by_month.get(first, 0.0), (last - first).days + 1) for first, last in spans
        )

    @api.model
    def _read_dso_history(self, domain, date_to, count=12):
        """Figures at the end of each of the last months, oldest first.

        One statement for the movements of all months: each month's opening is the
        closing of the month before.

        :return: list of dicts: month (its last day), open, dso
        """
        spans = figures.months_back(date_to, count)
        rows = self.env["dunning.report.movement"]._read_group(
            domain & self._between(spans[-1][0], date_to),
            ["date:month", "kind"],
            ["amount:sum"],
        )
        moved, invoiced = {}, {}
        for month, kind, amount in rows:
            moved[month] = moved.get(month, 0.0) + amount
            if kind == "invoice":
                invoiced[month] = amount
        closing = self._read_open(domain, None, date_to, None)[None]["closing"]
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

    @api.model
    def _read_aged_balance(self, domain, as_of, ranges=figures.RANGES):
        """Open receivables by range of days late; open credits lower what is not due."""
        rows = (
            self.env["dunning.report.balance"]
            .with_context(dunning_as_of=as_of, dunning_ranges=list(ranges))
            ._read_group(domain, ["bucket"], ["residual:sum"])
        )
        found = dict.fromkeys(figures.bucket_names(ranges), 0.0)
        found.update({name: round(amount, 2) for name, amount in rows})
        return found

    # === PERIODS ===

    def _between(self, date_from, date_to, name="date"):
        return Domain(name, ">=", date_from) & Domain(name, "<=", date_to)

    def _get_promise_domain(self, date_from, date_to):
        return self._between(date_from, date_to) & Domain(
            "state", "in", ("kept", "broken")
        )

    def _get_opened_domain(self, date_from, date_to):
        opened = self._between(date_from, date_to, "date_opened")
        return opened & Domain("state", "!=", "cancelled")

    def _get_closed_domain(self, date_from, date_to):
        closed = self._between(date_from, date_to, "date_closed")
        return closed & Domain("state", "=", "resolved")

    @api.model
    def _get_year(self, today):
        """The twelve months that behaviour looks at, today included."""
        return today - WINDOW + timedelta(days=1), today

    # === BY MONTH ===
    # Every figure month by month: the same sums, cut by the month of their day.
    # ``by`` MONTH: keys are first days of months, the first and the last month cut.
    # Flows take one statement for all months; what is open at the end of each takes one
    # a month, for it is found backwards from today.

    def _read_sums(self, domain, date_from, date_to, by=None):
        found = self._read_period_sums(domain, date_from, date_to, by)
        if by != MONTH:
            return found
        return {
            first.replace(day=1): found[first.replace(day=1)]._replace(
                days=(last - first).days + 1
            )
            for first, last in self._get_spans(date_from, date_to)
        }

    def _get_spans(self, date_from, date_to):
        """(first day, last day) of each month of a period, oldest first."""
        count = (
            12 * (date_to.year - date_from.year) + date_to.month - date_from.month + 1
        )
        spans = figures.months_back(date_to, count)
        return [(max(first, date_from), last) for first, last in reversed(spans)]

    def _read_open(self, domain, date_from, date_to, by):
        if by != MONTH:
            return self._read_period_open(domain, date_from, date_to, by)
        read = self._read_period_open
        return {
            first.replace(day=1): read(domain, first, last, None)[None]
            for first, last in self._get_spans(date_from, date_to)
        }

    def _read_movements(self, domain, date_from, date_to, by):
        if by != MONTH:
            return self._read_period_movements(domain, date_from, date_to, by)
        rows = self.env["dunning.report.movement"]._read_group(
            domain & self._between(date_from, date_to),
            [*self._get_groups(by), "kind"],
            ["amount:sum"],
        )
        found = {}
        for month, kind, amount in rows:
            sums = found.setdefault(month, {"movement": 0.0, "invoiced": 0.0})
            sums["movement"] += amount
            if kind == "invoice":
                sums["invoiced"] += amount
        return found

    def _add_months(self, found, domain, date_to, by):
        if by == MONTH:
            # also what owes nothing: 0 days of invoicing make that up, not "unknown"
            months = self._read_months(domain, date_to, by, len(found) + MONTHS)
            found = self._with_months(found, months)
        return self._add_period_months(found, domain, date_to, by)

    def _read_months(self, domain, date_to, by, count):
        if by != MONTH:
            return self._read_period_months(domain, date_to, by, count)
        months = self._read_period_months(domain, date_to, None, count).get(None, ())
        spans = figures.months_back(date_to, len(months))
        return {first: months[place:] for place, (first, _last) in enumerate(spans)}
