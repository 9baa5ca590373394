"""What the views behind the figures share: whose debt it is, and how it is read."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import DEBTOR_KINDS, RISKS
from ...tools import prepare_big_reads, receivable_accounts

INVOICE_TYPES = ("out_invoice", "out_receipt", "out_refund")


class DunningReportMixin(models.AbstractModel):
    """Mixin of SQL views with one row about one receivable item ``aml`` of ``move``.

    Customer invoices and credit notes on receivable accounts, company currency.
    """

    _name = "dunning.report.mixin"
    _description = "Columns of the views behind the figures"
    _auto = False

    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Collector", readonly=True)
    scenario_id = fields.Many2one(
        "dunning.scenario",
        readonly=True,
        help="That of the level reached, else the one chosen on the invoice or for the "
        "customer.",
    )
    debtor_kind = fields.Selection(DEBTOR_KINDS, "Kind of customer", readonly=True)
    risk = fields.Selection(RISKS, "Risk class", readonly=True)

    _depends = {
        "account.move": [
            *("commercial_partner_id", "move_type", "dunning_step_id"),
            "dunning_scenario_id",
        ],
        "account.move.line": [
            *("date", "date_maturity", "balance", "amount_residual", "amount_currency"),
            *("parent_state", "account_id", "company_id", "reconciled", "display_type"),
        ],
        "account.partial.reconcile": [
            *("debit_move_id", "credit_move_id", "amount", "max_date")
        ],
        "dunning.action": ["state", "date_done", "is_test", "channel"],
        "dunning.action.line": ["state", "line_id", "step_id", "is_test", "channel"],
        "res.partner": [
            *("dunning_user_id", "dunning_debtor_kind", "dunning_risk_choice"),
            "dunning_scenario_id",
        ],
        "res.company": ["dunning_user_id", "parent_path"],
    }

    def _columns(self):
        """Columns every view has; a module with a dimension of its own adds to it."""
        return SQL(
            """
            aml.move_id, partner.id AS partner_id, aml.company_id,
            %(currency)s AS currency_id,
            COALESCE((partner.dunning_user_id ->> %(root)s)::int,
                     company.dunning_user_id) AS user_id,
            COALESCE(step.scenario_id, move.dunning_scenario_id,
                     (partner.dunning_scenario_id ->> %(root)s)::int) AS scenario_id,
            partner.dunning_debtor_kind AS debtor_kind,
            COALESCE(partner.dunning_risk_choice ->> %(root)s, behaviour.risk) AS risk
            """,
            root=SQL("split_part(company.parent_path, '/', 1)"),
            currency=self._currency(),
        )

    def _currency(self):
        """The company's; a view of something else than journal items extends it."""
        return SQL("aml.company_currency_id")

    def _tables(self):
        """What :meth:`_columns` reads, to be joined to ``account_move_line aml``.

        Left joins on unique keys: PostgreSQL drops those whose columns nobody asks for.
        """
        return SQL(
            """
            %s
            LEFT JOIN res_company company ON company.id = aml.company_id
            LEFT JOIN res_partner owner ON owner.id = move.commercial_partner_id
            LEFT JOIN res_partner partner ON partner.id = owner.commercial_partner_id
            LEFT JOIN dunning_step step ON step.id = move.dunning_step_id
            LEFT JOIN dunning_behaviour behaviour
              ON behaviour.partner_id = partner.id
             AND behaviour.company_id = split_part(company.parent_path, '/', 1)::int
            """,
            self._move(),
        )

    def _move(self):
        """The invoice of a row, to be joined; a view whose rows may have none extends it."""
        return SQL("JOIN account_move move ON move.id = aml.move_id")

    def _is_receivable(self):
        """Condition on ``aml`` and ``move``: a customer's invoice or credit note.

        ``payment_term`` says nothing more (account.move.line._check_payable_receivable
        sees to it), it is what the partial indexes are on.
        """
        return SQL(
            """
            move.move_type IN %s AND aml.parent_state = 'posted'
            AND aml.display_type = 'payment_term' AND aml.account_id IN %s
            """,
            INVOICE_TYPES,
            receivable_accounts(self.env),
        )

    @api.model
    def _search(self, *args, **options):
        """Searches, counts and groups all come through here."""
        prepare_big_reads(self.env)
        return super()._search(*args, **options)

    def _get_date(self, name):
        """A date the caller put in the context, or None."""
        return fields.Date.to_date(self.env.context.get(name))

    def action_open_move(self):
        """The invoice behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
