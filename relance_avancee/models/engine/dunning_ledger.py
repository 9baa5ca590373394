"""The only reader of the ledger: records in, :mod:`core.values` out.

A fixed number of statements whatever the number of debts; nothing is decided here.
"""

from datetime import date
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...core.decide import assignment
from ...core.values import MONEY_BACK, OPEN, Debt, Money, Snapshot
from ...tools import receivable_accounts
from .dunning_owed import INVOICE_TYPES, MONEY_JOURNALS, NO_DEBT_STATES


class Item(NamedTuple):
    """One open receivable item as the ledger has it: a debt, a credit, or neither."""

    id: int
    partner_id: int  # commercial partner
    move_id: int
    company_id: int
    currency_id: int
    date_due: date
    residual: float
    residual_company: float
    move_type: str
    payment_state: str
    no_followup: bool | None
    journal_id: int
    scenario_id: int | None
    amount_total: float
    reversed_id: int | None
    discounted: float | None = None  # what settles it until discount_until
    discount_until: date | None = None
    reader_id: int | None = None  # the contact the invoice is made out to


class Journal(NamedTuple):
    """What matters of an item's journal."""

    type: str
    dunning_excluded: bool


class DunningLedger(models.AbstractModel):
    _name = "dunning.ledger"
    _inherit = [
        "dunning.awake",
        "dunning.debtors",
        "dunning.history",
        "dunning.money",
        "dunning.owed",
    ]
    _description = "Ledger as dunning reads it"

    def _read(self, company, today, partner_ids=None, ignore_action_ids=(), run=None):
        """Read one root company and its branches.

        :param company: any company of the tree; settings are those of its root
        :param partner_ids: only these debtors (commercial partners); None = all
        :param ignore_action_ids: actions taken as if they did not exist, because
            they are the ones being decided again
        :param run: the :class:`~core.run.Run` of this company and day, made now if
            there is none
        :return: :class:`~core.values.Snapshot`
        """
        self.env.flush_all()
        # sudo: the rules look at the whole tree, whoever asks them
        root = company.root_id.sudo()
        run = run or self._start_run(root, today)
        scope = run.scope(partner_ids)
        scenarios, steps = run.scenarios, run.steps
        items, processing = self._read_items(scope)
        partner_rows = self._read_partners(scope, root, {i.partner_id for i in items})
        debts = self._make_debts(items, partner_rows, scenarios, run.rules, root)
        credits = self._make_credits(items)
        in_flight = self._read_in_flight(scope, partner_rows, root, today)
        for partner_id, moneys in processing.items():
            in_flight.setdefault(partner_id, []).extend(moneys)
        readers = {
            debt.reader_id
            for found in debts.values()
            for debt in found
            if debt.reader_id
        }
        contacts = self._read_contacts(scope, set(debts), readers)
        past, failures = self._read_past(scope, root, steps, debts, ignore_action_ids)
        past = self._add_broken_promises(past, scope, root, debts, today)
        recent = self._read_week(scope, root, today, ignore_action_ids)
        activity = self._read_activity(scope, root, today, scenarios, ignore_action_ids)
        self._add_what_we_owe(activity, scope, debts, today)
        holds = self._read_holds(scope, today, debts)
        debtors = self._make_debtors(
            root,
            debts,
            partner_rows,
            contacts,
            activity,
            holds=holds,
            credits=credits,
            in_flight=in_flight,
            recent=recent,
            rates=run.rates,
        )
        return Snapshot(debts, scenarios, debtors, past, contacts, failures)

    def _get_opened(self, scope):
        """Condition on ``account_move_line aml``: open receivable items."""
        return SQL(
            """
            aml.account_id IN %s
            AND aml.reconciled IS NOT TRUE AND aml.parent_state = 'posted'
            AND aml.company_id IN %s
            """,
            scope["accounts"],
            scope["companies"],
        )

    def _get_scope(self, root, partner_ids):
        """Values used by every statement: companies, debtors and accounts to read."""
        # sudo: the rules look at the whole tree, whoever asks them
        companies = self.env["res.company"].sudo().search([("id", "child_of", root.id)])
        partners = None if partner_ids is None else tuple(partner_ids) or (0,)
        return {
            "companies": tuple(companies.ids),
            "partners": partners,
            "accounts": receivable_accounts(self.env),
        }

    def _only(self, scope, column):
        """Condition on debtors, or nothing when all are read."""
        if scope["partners"] is None:
            return SQL("TRUE")
        return SQL("%s IN %s", column, scope["partners"])

    # === SCENARIOS ===

    def _read_scenarios(self, root):
        """Active scenarios usable by the company, every step ever, and the rules."""
        # sudo: the rules look at the whole tree, whoever asks them
        Scenario = self.env["dunning.scenario"].sudo()
        found = Scenario.search([("company_id", "in", (False, *root.ids))])
        # archived steps and scenarios too: they may be somebody's level
        steps = self.env["dunning.step"].sudo().with_context(active_test=False)
        steps = steps.search([("id", "!=", False)])
        rules = [scenario._to_core_rule() for scenario in found]
        return (
            {scenario.id: scenario._to_core() for scenario in found},
            {step.id: step._to_core() for step in steps},
            [rule for rule in rules if not rule.is_empty],
        )

    # === RECEIVABLES ===

    def _read_receivables(self, scope):
        """Every open receivable item: debts, credits, and refunds paid out.

        Few columns: on a quiet night, what is read here is most of the cost.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT aml.id, partner.commercial_partner_id, aml.move_id, aml.company_id,
                       aml.currency_id, COALESCE(aml.date_maturity, aml.date),
                       aml.amount_residual_currency::float8, aml.amount_residual::float8,
                       move.move_type, move.payment_state, aml.no_followup,
                       move.journal_id, move.dunning_scenario_id,
                       move.amount_total_signed::float8, move.reversed_entry_id,
                       -- Odoo grants it on what nothing was paid of
                       CASE WHEN aml.discount_date IS NOT NULL
                             AND aml.amount_residual_currency = aml.amount_currency
                            THEN aml.discount_amount_currency::float8 END,
                       aml.discount_date, move.partner_id
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN res_partner partner ON partner.id = aml.partner_id
                 WHERE %s AND %s
                """,
                self._get_opened(scope),
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )
        return [Item(*row) for row in rows]

    def _make_debts(self, items, partner_rows, scenarios, rules, root):
        """Debts by debtor; credits and refunds paid out are not debts."""
        default_id = self._get_default_scenario(root)
        default_id = default_id if default_id in scenarios else None
        profiles = {
            partner_id: row["profile"]
            if not row["profile"].scenario_id or row["profile"].scenario_id in scenarios
            else row["profile"]._replace(scenario_id=None)
            for partner_id, row in partner_rows.items()
        }
        journals = self._get_journals(items)
        roundings = self._get_roundings(items)
        debts, money_back = {}, self._find_money_back(items, journals)
        for item in items:
            status = self._get_status(item, journals[item.journal_id])
            if status is None:
                if item.id not in money_back:
                    continue
                status, item = MONEY_BACK, money_back[item.id]  # noqa: PLW2901
            scenario_id = assignment.choose(
                item.scenario_id if item.scenario_id in scenarios else None,
                profiles[item.partner_id],
                rules,
                item.journal_id,
                item.amount_total,
                default_id,
            )
            debts.setdefault(item.partner_id, []).append(
                Debt(
                    item.id,
                    item.move_id,
                    item.partner_id,
                    item.company_id,
                    item.currency_id,
                    item.date_due,
                    item.residual,
                    item.residual_company,
                    roundings[item.currency_id],
                    status,
                    scenario_id,
                    discounted=item.discounted,
                    discount_until=item.discount_until,
                    reader_id=item.reader_id
                    if item.reader_id != item.partner_id
                    else None,
                )
            )
        # the statement promises no order: debtors by id, each one's debts oldest first
        return {
            partner_id: sorted(found, key=lambda debt: (debt.date_due, debt.id))
            for partner_id, found in sorted(debts.items())
        }

    def _get_journals(self, items):
        """Journals of the items, by id."""
        # sudo: who may remind need not see every journal
        journals = self.env["account.journal"].sudo()
        journals = journals.browse({item.journal_id for item in items})
        return {j.id: Journal(j.type, j.dunning_excluded) for j in journals}

    def _get_roundings(self, items):
        """Rounding by currency id."""
        currencies = self.env["res.currency"]
        currencies = currencies.browse({item.currency_id for item in items})
        return {currency.id: currency.rounding for currency in currencies}

    def _get_default_scenario(self, root):
        """The company's default scenario; a preview may ask "what if" by context."""
        return (
            self.env.context.get("dunning_default_scenario")
            or root.dunning_scenario_id.id
        )

    def _get_status(self, item, journal):
        """``open``, the reason why an item is no debt, or None if it is a credit.

        Extension modules add their own reasons here, with a text in
        ``dunning.explanation``. A journal entry is only a debt when somebody unticked
        "no follow-up" (core ticks it on miscellaneous operations); a bank entry never
        is: it is money given back.
        """
        if item.residual <= 0:
            return None
        if item.move_type == "entry":
            if journal.type in MONEY_JOURNALS:
                return None
        elif item.move_type not in INVOICE_TYPES:
            return None
        elif item.payment_state in NO_DEBT_STATES:
            return item.payment_state
        if item.no_followup:
            return "no_followup"
        if journal.dunning_excluded:
            return "journal_excluded"
        return OPEN

    def _make_credits(self, items):
        """Open credits by debtor, net of what the bank already gave back."""
        credits, given_back = {}, {}
        journals = self._get_journals(items)
        # the statement promises no order: the oldest credit is poured first
        opened = [item for item in items if item.residual < 0]
        for item in sorted(opened, key=lambda item: (item.date_due, item.id)):
            names = (item.reversed_id,) if item.reversed_id else ()
            money = Money(-item.residual, item.currency_id, names)
            credits.setdefault(item.partner_id, []).append(money)
        for item in items:
            if (
                item.residual >= 0
                and self._get_status(item, journals[item.journal_id]) is None
            ):
                key = item.partner_id, item.currency_id
                given_back[key] = given_back.get(key, 0.0) + item.residual
        for (partner_id, currency_id), amount in given_back.items():
            credits[partner_id] = self._less(
                credits.get(partner_id, []), currency_id, amount
            )
        return credits

    def _less(self, moneys, currency_id, amount):
        """Credits lowered by a refund already paid, those naming no invoice first."""
        left = []
        for money in sorted(moneys, key=lambda money: bool(money.move_ids)):
            taken = (
                min(money.amount, amount) if money.currency_id == currency_id else 0.0
            )
            amount -= taken
            if money.amount > taken:
                left.append(money._replace(amount=money.amount - taken))
        return left
