"""The dashboard as a workbook: one sheet per section, real numbers."""

import io

from odoo import api, models

from ...core.figures.cash_forecast import VIEWS


class DunningDashboardXlsx(models.AbstractModel):
    _name = "dunning.dashboard.xlsx"
    _description = "Dunning dashboard as a workbook"

    @api.model
    def _make(self, filters=None):
        """The workbook of the dashboard's filters, as bytes."""
        import xlsxwriter  # ships with Odoo, loaded only by whoever exports

        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        dashboard = self.env["dunning.dashboard"]
        for name, title, columns, rows in self._prepare_sheets(dashboard, filters):
            self._write_sheet(book, name, title, columns, rows)
        book.close()
        return stream.getvalue()

    def _prepare_sheets(self, dashboard, filters):
        """(sheet name, title, columns, rows); a module with a section adds its own."""
        text = self._get_texts()
        for section, columns in self._get_columns().items():
            data = dashboard.read_section(section, filters)
            title, rows = getattr(self, f"_prepare_{section}")(data)
            labels = [text.get(column, column) for column in columns]
            if section == "breakdown":
                labels += [column["label"] for column in data["columns"]]
            yield text[section], title, labels, rows

    def _get_columns(self):
        return {
            "kpis": ("figure", "value", "before", "unit", "definition", "source"),
            "aged": ("range", "open"),
            "dso": ("month", "receivables", "DSO"),
            "forecast": ("week", "contractual", "expected", "committed"),
            "works": (
                *("step", "channel", "contacts", "claimed", "paid", "share"),
                "median",
            ),
            "breakdown": ("by",),
            "risks": ("class", "customers", "open", "overdue"),
        }

    def _get_texts(self):
        """Names of sheets and columns."""
        return {
            "kpis": self.env._("Figures"),
            "aged": self.env._("Aged balance"),
            "dso": "DSO",
            "forecast": self.env._("Cash forecast"),
            "works": self.env._("What works"),
            "breakdown": self.env._("Figures in detail"),
            "by": self.env._("By"),
            "risks": self.env._("By risk class"),
            "figure": self.env._("Figure"),
            "value": self.env._("Value"),
            "before": self.env._("Period before"),
            "unit": self.env._("Unit"),
            "definition": self.env._("Definition"),
            "source": self.env._("Source"),
            "range": self.env._("Days late (range)"),
            "open": self.env._("Open"),
            "overdue": self.env._("Overdue"),
            "month": self.env._("Month"),
            "receivables": self.env._("Receivables"),
            "week": self.env._("Week"),
            "contractual": self.env._("On due date"),
            "expected": self.env._("Expected"),
            "committed": self.env._("Promised or planned"),
            "step": self.env._("Step"),
            "channel": self.env._("Channel"),
            "contacts": self.env._("Contacts"),
            "claimed": self.env._("Claimed"),
            "paid": self.env._("Paid after"),
            "share": self.env._("Share"),
            "median": self.env._("Median days"),
            "class": self.env._("Class"),
            "customers": self.env._("Customers"),
        }

    def _prepare_kpis(self, data):
        names = ("label", "value", "before", "unit", "definition", "source")
        rows = [tuple(card[name] for name in names) for card in data["cards"]]
        return f"{data['date_from']} – {data['date_to']}", rows

    def _prepare_aged(self, data):
        return "", [(row["label"], row["amount"]) for row in data]

    def _prepare_dso(self, data):
        return "", [(str(row["month"]), row["open"], row["dso"]) for row in data]

    def _prepare_forecast(self, data):
        return "", [
            (str(week["start"] or week["label"]), *(week[name] for name in VIEWS))
            for week in data["weeks"]
        ]

    def _prepare_works(self, data):
        names = ("step", "channel_label", "contacts", "amount", "paid", "share")
        rows = [
            (*(row[name] for name in names), row["median_days"]) for row in data["rows"]
        ]
        return f"{data['date_from']} – {data['date_to']}", rows

    def _prepare_breakdown(self, data):
        labels = {
            item["name"]: item["label"]
            for item in self.env["dunning.dashboard"]._get_dimensions()
        }
        names = [column["name"] for column in data["columns"]]
        return labels[data["by"]], [
            (row["name"], *(row["values"][name] for name in names))
            for row in data["rows"]
        ]

    def _prepare_risks(self, data):
        names = ("label", "customers", "open", "overdue")
        return "", [tuple(row[name] for name in names) for row in data]

    def _write_sheet(self, book, name, title, columns, rows):
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
