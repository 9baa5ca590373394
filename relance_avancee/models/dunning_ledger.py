"""The only reader of the ledger: records in, :mod:`core.values` out.

A fixed number of statements whatever the number of debts; nothing is decided here.
"""

from odoo import models
from odoo.tools import SQL

from ..core import assignment
from ..core.values import (
    CONTACT_CHANNELS,
    OPEN,
    Debt,
    Debtor,
    Money,
    Snapshot,
)

BATCH = 20_000  # debts read at once
INVOICE_TYPES = ("out_invoice", "out_receipt")
NO_DEBT_STATES = ("paid", "in_payment", "reversed", "blocked", "invoicing_legacy")


class DunningLedger(models.AbstractModel):
    _name = "dunning.ledger"
    _inherit = [
        "dunning.debtors",
        "dunning.history",
        "dunning.broken.promises",
        "dunning.money",
    ]
    _description = "Ledger as dunning reads it"

    def _read(self, company, today, partner_ids=None, ignore_action_ids=()):
        """Read one root company and its branches.

        :param company: any company of the tree; settings are those of its root
        :param partner_ids: only these debtors (commercial partners); None = all
        :param ignore_action_ids: actions taken as if they did not exist, because
            they are the ones being decided again
        :return: :class:`~..core.values.Snapshot`
        """
        self.env.flush_all()
        root = company.root_id.sudo()
        scope = self._get_scope(root, partner_ids)
        scenarios, steps, rules = self._read_scenarios(root)
        rows = self._read_receivables(scope)
        partner_rows = self._read_partners(scope, root, {row[1] for row in rows})
        debts = self._make_debts(rows, partner_rows, scenarios, rules, root)
        credits = self._make_credits(rows)
        in_flight = self._read_in_flight(scope, rows, partner_rows, root, today)
        contacts = self._read_contacts(scope, set(debts))
        past, failures = self._read_past(scope, root, steps, debts, ignore_action_ids)
        past = self._add_broken_promises(past, scope, root, debts, today)
        recent = self._read_week(scope, root, today, ignore_action_ids)
        activity = self._read_activity(scope, root, today, scenarios, ignore_action_ids)
        holds = self._read_holds(scope, today)
        policies = self.env["dunning.channel"]._get_policies(root)
        debtors = {
            partner_id: Debtor(
                partner_id=partner_id,
                company_id=root.id,
                country=partner_rows[partner_id]["country"] or root.country_code,
                channels=frozenset(
                    channel
                    for channel in CONTACT_CHANNELS
                    if (partner_id, channel) in contacts
                ),
                **activity.get(partner_id, {}),
                holds=tuple(holds.get(partner_id, ())),
                credits=tuple(credits.get(partner_id, ())),
                in_flight=tuple(in_flight.get(partner_id, ())),
                policy=self._get_policy(policies, partner_rows[partner_id]),
                recent=tuple(recent.get(partner_id, ())),
            )
            for partner_id in debts
        }
        return Snapshot(debts, scenarios, debtors, past, contacts, failures)

    def _get_batches(self, root):
        """Debtors by groups of some BATCH debts, so that memory stays the same.

        :return: lists of partner ids, in which no debtor is cut in two; [None] (all of
            them) when one group is enough
        """
        self.env.flush_all()
        opened = SQL(
            """
            aml.account_id IN (
                SELECT id FROM account_account WHERE account_type = 'asset_receivable')
            AND aml.reconciled IS NOT TRUE AND aml.parent_state = 'posted'
            AND aml.company_id IN %s
            """,
            self._get_scope(root.sudo(), None)["companies"],
        )
        [(total,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM account_move_line aml WHERE %s", opened)
        )
        if total <= BATCH:
            return [None]
        counts = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, COUNT(*)
                  FROM account_move_line aml
                  JOIN res_partner partner ON partner.id = aml.partner_id
                 WHERE %s
              GROUP BY partner.commercial_partner_id
              ORDER BY partner.commercial_partner_id
                """,
                opened,
            )
        )
        batches, room = [], 0
        for partner_id, count in counts:
            if room < count:
                batches.append([])
                room = BATCH
            batches[-1].append(partner_id)
            room -= count
        return batches

    def _get_scope(self, root, partner_ids):
        """Values used by every statement: the companies and debtors to read."""
        companies = self.env["res.company"].sudo().search([("id", "child_of", root.id)])
        partners = None if partner_ids is None else tuple(partner_ids) or (0,)
        return {"companies": tuple(companies.ids), "partners": partners}

    def _only(self, scope, column):
        """Condition on debtors, or nothing when all are read."""
        if scope["partners"] is None:
            return SQL("TRUE")
        return SQL("%s IN %s", column, scope["partners"])

    # === SCENARIOS ===

    def _read_scenarios(self, root):
        """Active scenarios usable by the company, every step ever, and the rules."""
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
        """Every open receivable item: debts, credits, and refunds paid out."""
        return self.env.execute_query(
            SQL(
                """
                SELECT aml.id, partner.commercial_partner_id, aml.move_id, aml.company_id,
                       aml.currency_id, COALESCE(aml.date_maturity, aml.date),
                       aml.amount_residual_currency::float8, aml.amount_residual::float8,
                       currency.rounding::float8, move.move_type, move.payment_state,
                       COALESCE(aml.no_followup, FALSE), journal.type, move.journal_id,
                       COALESCE(journal.dunning_excluded, FALSE),
                       move.dunning_scenario_id, move.amount_total_signed::float8,
                       move.reversed_entry_id, move.name, move.payment_reference
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
                  JOIN res_currency currency ON currency.id = aml.currency_id
                  JOIN res_partner partner ON partner.id = aml.partner_id
                 WHERE aml.account_id IN (
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable')
                   AND aml.reconciled IS NOT TRUE
                   AND aml.parent_state = 'posted'
                   AND aml.company_id IN %s
                   AND %s
                """,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )

    def _make_debts(self, rows, partner_rows, scenarios, rules, root):
        """Debts by debtor; credits and refunds paid out are not debts."""
        default_id = self._get_default_scenario(root)
        known = set(scenarios)
        debts = {}
        for row in rows:
            status = self._get_status(row)
            if status is None:
                continue
            profile = partner_rows[row[1]]["profile"]
            scenario_id = assignment.choose(
                row[15] if row[15] in known else None,
                profile
                if not profile.scenario_id or profile.scenario_id in known
                else profile._replace(scenario_id=None),
                rules,
                row[13],
                row[16],
                default_id if default_id in known else None,
            )
            debts.setdefault(row[1], []).append(
                Debt(
                    row[0],
                    row[2],
                    row[1],
                    row[3],
                    row[4],
                    row[5],
                    row[6],
                    row[7],
                    row[8],
                    status,
                    scenario_id,
                )
            )
        return debts

    def _get_default_scenario(self, root):
        """The company's default scenario; a preview may ask "what if" by context."""
        return (
            self.env.context.get("dunning_default_scenario")
            or root.dunning_scenario_id.id
        )

    def _get_status(self, row):
        """``open``, the reason why an item is no debt, or None if it is a credit.

        Extension modules add their own reasons here, with a text in
        ``dunning.explanation``. A journal entry is only a debt when somebody unticked
        "no follow-up" (core ticks it on miscellaneous operations); a bank entry never
        is: it is money given back.
        """
        residual, move_type, journal_type = row[6], row[9], row[12]
        if residual <= 0 or (
            move_type == "entry" and journal_type in ("bank", "cash", "credit")
        ):
            return None
        if move_type not in INVOICE_TYPES and move_type != "entry":
            return None
        if row[10] in NO_DEBT_STATES and move_type != "entry":
            return row[10]
        if row[11]:
            return "no_followup"
        if row[14]:
            return "journal_excluded"
        return OPEN

    def _make_credits(self, rows):
        """Open credits by debtor, net of what the bank already gave back."""
        credits, given_back = {}, {}
        for row in rows:
            partner_id, currency_id, residual = row[1], row[4], row[6]
            if residual < 0:
                names = (row[17],) if row[17] else ()
                money = Money(-residual, currency_id, names)
                credits.setdefault(partner_id, []).append(money)
            elif self._get_status(row) is None:
                key = partner_id, currency_id
                given_back[key] = given_back.get(key, 0.0) + residual
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
