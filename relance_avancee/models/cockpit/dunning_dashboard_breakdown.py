"""Every figure by company, collector, scenario, segment or month, side by side."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils
from odoo.tools.misc import format_date

from ...core.figures.figures import in_place
from .dunning_figures import DIMENSIONS, MONTH


class DunningDashboardBreakdown(models.AbstractModel):
    """Mixin of ``dunning.dashboard``: the table of figures and what its cells open."""

    _name = "dunning.dashboard.breakdown"
    _description = "Figures of the dashboard broken down"

    @api.model
    def _get_dimensions(self):
        """What figures can be broken down by, as the reader calls it."""
        columns = self.env["dunning.report.balance"].fields_get(DIMENSIONS, ["string"])
        labels = {name: columns[name]["string"] for name in DIMENSIONS}
        labels[MONTH] = self.env._("Month")
        return [{"name": name, "label": label} for name, label in labels.items()]

    def _get_by(self, name):
        """The dimension asked for, if there is one of that name; else the collector."""
        return name if name in (*DIMENSIONS, MONTH) else "user_id"

    def _read_breakdown(self, scope):
        """Every figure by the dimension chosen."""
        service, by = self.env["dunning.figures"], scope["by"]
        found = service._compute_by(scope["domain"], *self._period(scope), by)
        definitions = service._get_definitions()
        columns = in_place(service._get_figures(), "column")
        labels = self._get_labels(by)
        rows = [
            {
                "id": self._get_key(key),
                "name": labels(key),
                "values": {name: values[name] for name in columns},
            }
            for key, values in found.items()
            # a value that no debt of the period has says nothing
            if by == MONTH or any(values.values())
        ]
        if by != MONTH:
            rows.sort(key=lambda row: -(row["values"]["open"] or 0))
        return {
            "by": by,
            "columns": [definitions[name] for name in columns],
            "rows": rows,
        }

    def _get_key(self, key):
        """What the web client gives back to open the rows of a line."""
        if isinstance(key, models.BaseModel):
            return key.id or False
        return str(key) if key else False

    def _get_labels(self, by):
        """How a value of a dimension is called, also the missing one."""
        nothing = {
            "user_id": self.env._("Nobody"),
            "scenario_id": self.env._("Never reminded"),
        }.get(by, self.env._("Not known yet"))
        if by == MONTH:
            return lambda day: format_date(self.env, day, date_format="MMMM yyyy")
        field = self.env["dunning.report.balance"]._fields[by]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda value: labels.get(value, nothing)
        # sudo: only the name, also that of a scenario or user the reader cannot open
        return lambda record: record.sudo().display_name or nothing

    def _narrow(self, scope, by=None, key=None, user_id=None):
        """The scope of one line of the table.

        :param key: as of ``_get_key``
        :param user_id: a collector, ``by`` being understood; False: nobody
        """
        if user_id is not None:
            by, key = "user_id", user_id
        if by is None:
            return scope
        if by == MONTH:
            return self._narrow_to_month(scope, fields.Date.to_date(key))
        if by not in DIMENSIONS:
            raise ValueError(f"no such dimension: {by!r}")
        return scope | {"domain": scope["domain"] & Domain(by, "=", key or False)}

    def _narrow_to_month(self, scope, day):
        first, last = date_utils.start_of(day, "month"), date_utils.end_of(day, "month")
        return scope | {
            "date_from": max(first, scope["date_from"]),
            "date_to": min(last, scope["date_to"]),
        }
