"""Figures on receivables: sums of the report views in, :mod:`~core.figures.figures` out."""

from odoo import api, models
from odoo.fields import Domain

from ...core.figures import figures
from . import figure_sums, figure_texts


class DunningFigures(models.AbstractModel):
    """Door of the figures of one company or group; every sum is that of rows one can open.

    Modules add a figure in :meth:`_get_figures`, its rows in ``_rows_<rows>`` and sums
    of their own in :meth:`_read_more`. ``domain`` is on the columns of
    ``dunning.report.mixin``; ``by`` one of ``figure_sums.DIMENSIONS``, or ``MONTH``.
    """

    _name = "dunning.figures"
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
        """Domain of a company tree, or of some of its customers."""
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

    def _read_more(self, domain, date_from, date_to, by):
        """Sums of other modules, for their figures: dict of values by key.

        Keys are as of :meth:`_group`; by name a value is ``Sums.more[name]``.
        """
        return {}

    def _group(self, model, domain, by, aggregates, date="date"):
        """(key, aggregates…) of a view; the key is None when nothing is asked."""
        return figure_sums.group(self.env, model, domain, by, aggregates, date)

    @api.model
    def _read_dso_history(self, domain, date_to, count=12):
        """Figures at the end of each of the last months, oldest first."""
        return figure_sums.read_dso_history(self.env, domain, date_to, count)

    @api.model
    def _read_aged_balance(self, domain, as_of, ranges=figures.RANGES):
        """Open receivables by range of days late; open credits lower what is not due."""
        return figure_sums.read_aged_balance(self.env, domain, as_of, ranges)

    def _between(self, date_from, date_to, name="date"):
        """Domain of a period, both days included."""
        return figure_sums.between(date_from, date_to, name)

    @api.model
    def _get_year(self, today):
        """The twelve months that behaviour looks at, today included."""
        return figure_sums.get_year(today)

    def _read_sums(self, domain, date_from, date_to, by=None):
        """What the formulas need: :class:`~core.figures.figures.Sums` by key (None alone)."""
        return figure_sums.read_sums(self.env, domain, date_from, date_to, by)

    # === WORDS AND ROWS ===

    @api.model
    def _get_figures(self):
        """Every figure with its words in the reader's language, by name.

        A module with a figure of its own adds it, and the method its ``rows`` names::

            def _get_figures(self):
                return super()._get_figures() | {"silence": Figure(…)}

        :return: dict of :class:`~core.figures.figures.Figure`
        """
        texts = figure_texts.get_texts(self.env)
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
        invoiced = Domain("kind", "=", "invoice") & figure_sums.between(
            date_from, date_to
        )
        return self._window(label, "dunning.report.movement", domain & invoiced)

    def _rows_paid(self, label, domain, date_from, date_to):
        period = figure_sums.between(date_from, date_to)
        return self._window(label, "dunning.report.payment", domain & period)

    def _rows_contacts(self, label, domain, date_from, date_to):
        period = figure_sums.between(date_from, date_to)
        return self._window(label, "dunning.report.contact", domain & period)

    def _rows_first_contacts(self, label, domain, date_from, date_to):
        first = domain & Domain("is_first", "=", True)
        return self._rows_contacts(label, first, date_from, date_to)

    def _rows_promises(self, label, domain, date_from, date_to):
        promises = figure_sums.get_promise_domain(date_from, date_to)
        return self._window(label, "dunning.report.promise", domain & promises)

    def _rows_disputes_opened(self, label, domain, date_from, date_to):
        opened = figure_sums.get_opened_domain(date_from, date_to)
        return self._window(label, "dunning.report.dispute", domain & opened)

    def _rows_disputes_closed(self, label, domain, date_from, date_to):
        closed = figure_sums.get_closed_domain(date_from, date_to)
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
