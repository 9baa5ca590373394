"""What each figure means, in words, and the rows behind it."""

from odoo import api, models
from odoo.fields import Domain

from ...core.figures import figures


class DunningFiguresRows(models.AbstractModel):
    """Mixin of ``dunning.figures``: definitions shown on hover, actions behind a click."""

    _name = "dunning.figures.rows"
    _description = "Definitions of figures and the rows behind them"

    @api.model
    def _get_figures(self):
        """Every figure with its words in the reader's language, by name.

        A module with a figure of its own adds it, and the method its ``rows`` names::

            def _get_figures(self):
                return super()._get_figures() | {"silence": Figure(…)}

        :return: dict of :class:`~core.figures.figures.Figure`
        """
        texts = self._get_texts()
        return {
            name: figure._replace(label=texts[name][0], definition=texts[name][1])
            for name, figure in figures.FIGURES.items()
        }

    @api.model
    def _get_definitions(self):
        """Name, label, definition, unit, source of every figure, as plain values."""
        names = ("label", "definition", "source", "unit", "better")
        return {
            name: {"name": name, **{key: getattr(figure, key) for key in names}}
            for name, figure in self._get_figures().items()
        }

    def _get_texts(self):
        """(label, definition) of the figures of :mod:`~core.figures.figures`."""
        return {
            "open": (
                self.env._("Receivables"),
                self.env._(
                    "Customer invoices less credit notes, open at the end of the period."
                ),
            ),
            "invoiced": (
                self.env._("Invoiced"),
                self.env._("Invoiced in the period, tax included, less credit notes."),
            ),
            "dso": (
                self.env._("DSO"),
                self.env._(
                    "Days sales outstanding: open at the end ÷ invoiced in the period × "
                    "days of the period."
                ),
            ),
            "dso_count_back": (
                self.env._("DSO by exhaustion"),
                self.env._(
                    "Days of invoicing that make up what is open: each month's invoicing "
                    "is taken off, from the last one backwards."
                ),
            ),
            "average_days_late": (
                self.env._("Average delay"),
                self.env._(
                    "Days from due date to payment, weighted by amount, of what was "
                    "reconciled in the period; early payments count negative."
                ),
            ),
            "late_rate": (
                self.env._("Late rate"),
                self.env._("Share of what was reconciled that was so after due date."),
            ),
            "cei": (
                self.env._("Collection effectiveness"),
                self.env._(
                    "(open at the start + invoiced − open at the end) ÷ (open at the "
                    "start + invoiced − not due at the end). 100% = nothing is late."
                ),
            ),
            "recovery_rate": (
                self.env._("Recovered after reminder"),
                self.env._(
                    "Share of what was reminded for the first time in the period that "
                    "was paid within 30 days."
                ),
            ),
            "promise_keep_rate": (
                self.env._("Promises kept"),
                self.env._(
                    "Promises kept among those whose day fell in the period, kept or "
                    "broken."
                ),
            ),
            "dispute_rate": (
                self.env._("Dispute rate"),
                self.env._("Disputed in the period ÷ invoiced in the period."),
            ),
            "dispute_length": (
                self.env._("Length of disputes"),
                self.env._(
                    "Days from opening to end of the disputes resolved in the period."
                ),
            ),
            "contacts_per_thousand": (
                self.env._("Contacts per 1,000 collected"),
                self.env._(
                    "Messages, letters and calls of the period ÷ thousands collected on "
                    "debts reminded before."
                ),
            ),
        }

    @api.model
    def _get_rows_action(self, name, domain, date_from, date_to):
        """Window action on the rows behind a figure.

        :param name: a figure of :mod:`~core.figures.figures`
        """
        figure = self._get_figures()[name]
        rows = getattr(self, f"_rows_{figure.rows}")
        return rows(figure.label, domain, date_from, date_to)

    def _rows_open(self, label, domain, date_from, date_to):
        return self._get_balance_action(label, domain, date_to)

    def _rows_invoiced(self, label, domain, date_from, date_to):
        invoiced = Domain("kind", "=", "invoice") & self._between(date_from, date_to)
        return self._window(label, "dunning.report.movement", domain & invoiced)

    def _rows_paid(self, label, domain, date_from, date_to):
        period = self._between(date_from, date_to)
        return self._window(label, "dunning.report.payment", domain & period)

    def _rows_contacts(self, label, domain, date_from, date_to):
        period = self._between(date_from, date_to)
        return self._window(label, "dunning.report.contact", domain & period)

    def _rows_first_contacts(self, label, domain, date_from, date_to):
        first = domain & Domain("is_first", "=", True)
        return self._rows_contacts(label, first, date_from, date_to)

    def _rows_promises(self, label, domain, date_from, date_to):
        promises = self._get_promise_domain(date_from, date_to)
        return self._window(label, "dunning.report.promise", domain & promises)

    def _rows_disputes_opened(self, label, domain, date_from, date_to):
        opened = self._get_opened_domain(date_from, date_to)
        return self._window(label, "dunning.report.dispute", domain & opened)

    def _rows_disputes_closed(self, label, domain, date_from, date_to):
        closed = self._get_closed_domain(date_from, date_to)
        return self._window(label, "dunning.report.dispute", domain & closed)

    def _get_balance_action(
        self, label, domain, as_of, ranges=figures.RANGES, name=None
    ):
        """The open debts of a day, of one range or all."""
        if name:
            domain &= Domain("bucket", "=", name)
        return self._window(
            label,
            "dunning.report.balance",
            domain,
            {"dunning_as_of": str(as_of), "dunning_ranges": list(ranges)},
        )

    def _window(self, name, model, domain, context=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,pivot,graph",
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": list(domain),
            "context": context or {},
        }
