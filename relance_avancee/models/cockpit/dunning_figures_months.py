"""Every figure month by month: the same sums, cut by the month of their day."""

from odoo import models

from ...core.figures import figures
from .dunning_figures import MONTH, MONTHS


class DunningFigures(models.AbstractModel):
    """``by`` MONTH: keys are first days of months, the first and the last month cut.

    Flows take one statement for all months; what is open at the end of each takes one a
    month, for it is found backwards from today.
    """

    _inherit = "dunning.figures"

    def _read_sums(self, domain, date_from, date_to, by=None):
        found = super()._read_sums(domain, date_from, date_to, by)
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
            return super()._read_open(domain, date_from, date_to, by)
        read = super()._read_open
        return {
            first.replace(day=1): read(domain, first, last, None)[None]
            for first, last in self._get_spans(date_from, date_to)
        }

    def _read_movements(self, domain, date_from, date_to, by):
        if by != MONTH:
            return super()._read_movements(domain, date_from, date_to, by)
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
        return super()._add_months(found, domain, date_to, by)

    def _read_months(self, domain, date_to, by, count):
        if by != MONTH:
            return super()._read_months(domain, date_to, by, count)
        months = super()._read_months(domain, date_to, None, count).get(None, ())
        spans = figures.months_back(date_to, len(months))
        return {first: months[place:] for place, (first, _last) in enumerate(spans)}
