"""Every figure by company, collector, scenario, segment or month, side by side."""

from odoo import fields
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import date_utils
from odoo.tools.misc import format_date

from ...core.figures.figures import in_place
from . import sections
from .figure_sums import DIMENSIONS, MONTH


def get_dimensions(env):
    """What figures can be broken down by, as the reader calls it."""
    columns = env["dunning.report.balance"].fields_get(DIMENSIONS, ["string"])
    labels = {name: columns[name]["string"] for name in DIMENSIONS}
    labels[MONTH] = env._("Month")
    return [{"name": name, "label": label} for name, label in labels.items()]


def get_by(name):
    """The dimension asked for, if there is one of that name; else the collector."""
    return name if name in (*DIMENSIONS, MONTH) else "user_id"


def read_breakdown(env, scope):
    """Every figure by the dimension chosen."""
    service, by = env["dunning.figures"], scope["by"]
    found = service._compute_by(scope["domain"], *sections.period(scope), by)
    definitions = service._get_definitions()
    columns = in_place(service._get_figures(), "column")
    labels = get_labels(env, by)
    rows = [
        {
            "id": get_key(key),
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


def get_key(key):
    """What the web client gives back to open the rows of a line."""
    if isinstance(key, BaseModel):
        return key.id or False
    return str(key) if key else False


def get_labels(env, by):
    """How a value of a dimension is called, also the missing one."""
    nothing = {
        "user_id": env._("Nobody"),
        "scenario_id": env._("Never reminded"),
    }.get(by, env._("Not known yet"))
    if by == MONTH:
        return lambda day: format_date(env, day, date_format="MMMM yyyy")
    field = env["dunning.report.balance"]._fields[by]
    if field.type == "selection":
        labels = dict(field._description_selection(env))
        return lambda value: labels.get(value, nothing)
    # sudo: only the name, also that of a scenario or user the reader cannot open
    return lambda record: record.sudo().display_name or nothing


def narrow(scope, by=None, key=None, user_id=None):
    """The scope of one line of the table.

    :param key: as of ``_get_key``
    :param user_id: a collector, ``by`` being understood; False: nobody
    """
    if user_id is not None:
        by, key = "user_id", user_id
    if by is None:
        return scope
    if by == MONTH:
        return narrow_to_month(scope, fields.Date.to_date(key))
    if by not in DIMENSIONS:
        raise ValueError(f"no such dimension: {by!r}")
    return scope | {"domain": scope["domain"] & Domain(by, "=", key or False)}


def narrow_to_month(scope, day):
    """The scope within one month."""
    first, last = date_utils.start_of(day, "month"), date_utils.end_of(day, "month")
    return scope | {
        "date_from": max(first, scope["date_from"]),
        "date_to": min(last, scope["date_to"]),
    }
