"""The dashboard as a workbook: one sheet per section, real numbers."""

import io

from ...core.figures.cash_forecast import VIEWS


def make(env, filters=None):
    """The workbook of the dashboard's filters, as bytes."""
    import xlsxwriter  # ships with Odoo, loaded only by whoever exports

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheets = env["dunning.dashboard"]._prepare_sheets(filters)
    for name, title, columns, rows in sheets:
        write_sheet(book, name, title, columns, rows)
    book.close()
    return stream.getvalue()


def prepare_sheets(env, filters):
    """(sheet name, title, columns, rows) of each section."""
    text = get_texts(env)
    for section, (prepare, columns) in SHEETS.items():
        data = env["dunning.dashboard"].read_section(section, filters)
        title, rows = prepare(env, data)
        labels = [text.get(column, column) for column in columns]
        if section == "breakdown":
            labels += [column["label"] for column in data["columns"]]
        yield text[section], title, labels, rows


def get_texts(env):
    """Names of sheets and columns."""
    return {
        "kpis": env._("Figures"),
        "aged": env._("Aged balance"),
        "dso": "DSO",
        "forecast": env._("Cash forecast"),
        "works": env._("What works"),
        "breakdown": env._("Figures in detail"),
        "by": env._("By"),
        "risks": env._("By risk class"),
        "figure": env._("Figure"),
        "value": env._("Value"),
        "before": env._("Period before"),
        "unit": env._("Unit"),
        "definition": env._("Definition"),
        "source": env._("Source"),
        "range": env._("Days late (range)"),
        "open": env._("Open"),
        "overdue": env._("Overdue"),
        "month": env._("Month"),
        "receivables": env._("Receivables"),
        "week": env._("Week"),
        "contractual": env._("On due date"),
        "expected": env._("Expected"),
        "committed": env._("Promised or planned"),
        "step": env._("Step"),
        "channel": env._("Channel"),
        "contacts": env._("Contacts"),
        "claimed": env._("Claimed"),
        "paid": env._("Paid after"),
        "share": env._("Share"),
        "median": env._("Median days"),
        "class": env._("Class"),
        "customers": env._("Customers"),
    }


def prepare_kpis(env, data):
    """(title, rows) of the figures."""
    names = ("label", "value", "before", "unit", "definition", "source")
    rows = [tuple(card[name] for name in names) for card in data["cards"]]
    return f"{data['date_from']} – {data['date_to']}", rows


def prepare_aged(env, data):
    """(title, rows) of the aged balance."""
    return "", [(row["label"], row["amount"]) for row in data]


def prepare_dso(env, data):
    """(title, rows) of the DSO."""
    return "", [(str(row["month"]), row["open"], row["dso"]) for row in data]


def prepare_forecast(env, data):
    """(title, rows) of the cash forecast."""
    return "", [
        (str(week["start"] or week["label"]), *(week[name] for name in VIEWS))
        for week in data["weeks"]
    ]


def prepare_works(env, data):
    """(title, rows) of what works."""
    names = ("step", "channel_label", "contacts", "amount", "paid", "share")
    rows = [
        (*(row[name] for name in names), row["median_days"]) for row in data["rows"]
    ]
    return f"{data['date_from']} – {data['date_to']}", rows


def prepare_breakdown(env, data):
    """(title, rows) of the figures side by side."""
    labels = {
        item["name"]: item["label"]
        for item in env["dunning.dashboard"]._get_dimensions()
    }
    names = [column["name"] for column in data["columns"]]
    return labels[data["by"]], [
        (row["name"], *(row["values"][name] for name in names)) for row in data["rows"]
    ]


def prepare_risks(env, data):
    """(title, rows) by risk class."""
    names = ("label", "customers", "open", "overdue")
    return "", [tuple(row[name] for name in names) for row in data]


def write_sheet(book, name, title, columns, rows):
    """One sheet: title, column labels, rows; texts are never formulas."""
    # 31 characters is the format's limit
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    number = book.add_format({"num_format": "#,##0.00"})
    sheet.write(0, 0, title)
    for column, label in enumerate(columns):
        sheet.write(2, column, label, bold)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(columns), 16)
    for line, values in enumerate(rows, 3):
        for column, value in enumerate(values):
            if value is None:
                sheet.write_blank(line, column, None)
            elif isinstance(value, str):
                # never a formula: names come from outside
                sheet.write_string(line, column, value)
            else:
                sheet.write_number(line, column, value, number)


# What each sheet is made of, and its columns.
SHEETS = {
    "kpis": (
        prepare_kpis,
        ("figure", "value", "before", "unit", "definition", "source"),
    ),
    "aged": (prepare_aged, ("range", "open")),
    "dso": (prepare_dso, ("month", "receivables", "DSO")),
    "forecast": (prepare_forecast, ("week", "contractual", "expected", "committed")),
    "works": (
        prepare_works,
        ("step", "channel", "contacts", "claimed", "paid", "share", "median"),
    ),
    "breakdown": (prepare_breakdown, ("by",)),
    "risks": (prepare_risks, ("class", "customers", "open", "overdue")),
}
