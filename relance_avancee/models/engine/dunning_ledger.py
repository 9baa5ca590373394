"""The only reader of the ledger: records in, :mod:`core.values` out.

A fixed number of statements whatever the number of debts; nothing is decided here.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import SQL

from ...const import PROMISE_WATCHED_DAYS
from ...core.decide import assignment
from ...core.decide.channels import WEEK
from ...core.plan.plans import Plan
from ...core.values import (
    MONEY_BACK,
    NO_PAST,
    OPEN,
    Debt,
    Money,
    Snapshot,
)
from ...tools import receivable_accounts
from . import (
    dunning_awake,  # noqa: F401 - inherited
    dunning_debtors,  # noqa: F401 - inherited
    dunning_history,  # noqa: F401 - inherited
    dunning_money,  # noqa: F401 - inherited
)
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
    reason: str = ""  # why it is no debt, says another module


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

    def _read_invoice_snapshot(
        self, company, today, partner_ids=None, ignore_action_ids=(), run=None
    ):
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

    def _read_plain_scenarios(self, root):
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
        return self._with_reasons([Item(*row) for row in rows])

    def _make_invoice_debts(self, items, partner_rows, scenarios, rules, root):
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

    def _with_reasons(self, items):
        reasons = self._get_reasons(items)
        if not reasons:
            return items
        return [
            item._replace(reason=reasons[item.id]) if item.id in reasons else item
            for item in items
        ]

    def _get_reasons(self, items):
        """Reason codes of other modules for items that would be debts, by item id.

        Made to be extended, for all items at once: each code has its sentence in
        ``dunning.explanation._get_texts``, and :meth:`_get_owed` says the same in SQL.
        """
        return {}

    def _get_status(self, item, journal):
        """``open``, the reason why an item is no debt, or None if it is a credit.

        Other modules give their reasons in :meth:`_get_reasons`. A journal entry is only
        a debt when somebody unticked "no follow-up" (core ticks it on miscellaneous
        operations); a bank entry never is: it is money given back.
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
        return item.reason or OPEN

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

    # === AS OF A PAST DAY ===
    # The ledger as it stood on a past day, from what is stored for ever.
    # Yesterday's facts for today's question.
    # Nothing is logged for it: reconciliations, holds and actions all carry their
    # dates. What leaves no trace is left out: money then on its way, settings and
    # scenarios as they were. A fixed number of statements, as for today.

    def _read_plain_as_of(self, company, day, partner_ids):
        """What the night of ``day`` read about these debtors, before it sent anything.

        :return: :class:`~core.values.Snapshot`
        """
        self.env.flush_all()
        # sudo: the rules look at the whole tree, whoever asks them
        root = company.root_id.sudo()
        run = self._start_run(root, day)
        scope, scenarios, steps = run.scope(partner_ids), run.scenarios, run.steps
        items = self._read_receivables_as_of(scope, day)
        partner_rows = self._read_partners(scope, root, {i.partner_id for i in items})
        debts = self._make_debts(items, partner_rows, scenarios, run.rules, root)
        credits = self._make_credits(items)
        contacts = self._read_contacts(scope, set(debts))
        past = self._read_past_as_of(scope, root, steps, debts, day)
        activity = self._read_activity_as_of(scope, root, day)
        holds = self._read_holds_as_of(scope, root, day)
        debtors = self._make_debtors(
            root,
            debts,
            partner_rows,
            contacts,
            activity,
            holds=holds,
            credits=credits,
            rates=run.rates,
        )
        return Snapshot(debts, scenarios, debtors, past, contacts)

    def _read_receivables_as_of(self, scope, day):
        """The rows of ``_read_receivables``, each with what it owed on that morning.

        What was booked or matched in the course of the day itself, the night that began
        it did not know.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT aml.id, partner.commercial_partner_id, aml.move_id, aml.company_id,
                       aml.currency_id, COALESCE(aml.date_maturity, aml.date),
                       (aml.amount_currency - COALESCE(paid.currency, 0))::float8,
                       (aml.balance - COALESCE(paid.amount, 0))::float8,
                       move.move_type,
                       CASE WHEN move.payment_state IN ('blocked', 'invoicing_legacy')
                            THEN move.payment_state ELSE 'not_paid' END,
                       aml.no_followup, move.journal_id, move.dunning_scenario_id,
                       move.amount_total_signed::float8, move.reversed_entry_id
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN res_partner partner ON partner.id = aml.partner_id
     LEFT JOIN LATERAL (
                       SELECT SUM(CASE WHEN partial.debit_move_id = aml.id
                                       THEN partial.amount
                                       ELSE -partial.amount END) AS amount,
                              SUM(CASE WHEN partial.debit_move_id = aml.id
                                       THEN partial.debit_amount_currency
                                       ELSE -partial.credit_amount_currency END) AS currency
                         FROM account_partial_reconcile partial
                        WHERE (partial.debit_move_id = aml.id
                               OR partial.credit_move_id = aml.id)
                          AND partial.max_date < %s) paid ON TRUE
                 WHERE aml.account_id IN (
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable')
                   AND aml.parent_state = 'posted'
                   AND (aml.date < %s OR (aml.date = %s AND aml.balance > 0))
                   AND aml.company_id IN %s
                   AND %s
                """,
                day,
                day,
                day,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )
        # a debt settled to the cent must not come back as a hundredth of one
        return self._with_reasons([Item(*row) for row in rows if abs(row[6]) > 1e-6])

    def _read_past_as_of(self, scope, root, steps, debts, day):
        """Steps done before that day, and those that were waiting on it."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.line_id, line.step_id,
                       CASE WHEN action.state = 'done' AND action.date_done < %s
                            THEN 'done'
                            WHEN action.state = 'cancelled' AND action.date_stopped < %s
                            THEN 'cancelled'
                            ELSE 'planned' END,
                       action.date_deadline
                  FROM dunning_action_line line
                  JOIN dunning_action action ON action.id = line.action_id
                 WHERE action.company_id IN %s
                   AND line.line_id IS NOT NULL AND line.step_id = ANY(%s)
                   AND (action.date_done < %s OR action.date_planned < %s)
                   AND (action.state IN ('planned', 'to_approve', 'done')
                        OR (action.state = 'cancelled'
                            AND (action.date_stopped >= %s
                                 OR (action.reason_code = 'by_hand'
                                     AND action.is_manual IS NOT TRUE))))
                   AND (line.is_test IS NOT TRUE OR %s)
                   AND line.is_former IS NOT TRUE
                   AND %s
                """,
                day,
                day,
                scope["companies"],
                list(steps),
                day,
                day,
                day,
                self._counts_tests(root),
                self._only_debts(scope, debts),
            )
        )
        past = {}
        for line_id, step_id, state, granted in rows:
            known = past.get(line_id, NO_PAST)
            past[line_id] = self._add_to_past(known, steps[step_id], state, granted)
        return past

    def _read_activity_as_of(self, scope, root, day):
        """Last contact before that day, what was waiting, contacts of the week."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, action.channel,
                       CASE WHEN action.state = 'done' THEN action.date_done END
                  FROM dunning_action action
                  JOIN res_partner partner ON partner.id = action.partner_id
                 WHERE action.company_id IN %s AND action.channel IN %s
                   AND action.date_planned < %s
                   AND (action.state IN ('planned', 'to_approve', 'done')
                        OR (action.state = 'cancelled' AND action.date_stopped >= %s))
                   AND (action.is_test IS NOT TRUE OR %s)
                   AND %s
                """,
                scope["companies"],
                self.env["dunning.channel"]._get_registry().contacts,
                day,
                day,
                self._counts_tests(root),
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )
        found, written = {}, self.env["dunning.channel"]._get_registry().written
        for partner_id, channel, done in rows:
            values = found.setdefault(
                partner_id, {"last_contact": None, "pending": False, "recent": ()}
            )
            if done is None or done >= day:
                values["pending"] |= channel in written
                continue
            values["last_contact"] = max(values["last_contact"] or done, done)
            contact = channel, done
            if done > day - WEEK and contact not in values["recent"]:
                values["recent"] += (contact,)
        return found

    def _read_holds_as_of(self, scope, root, day):
        """Holds in force on that day, whether they were lifted since or not.

        Until the midnight of the company's own clock.
        """
        zone = ZoneInfo(root.partner_id.tz or self.env.user.tz or "UTC")
        midnight = datetime.combine(day + timedelta(days=1), time(), zone)
        return self._find_holds(
            scope,
            SQL(
                """
                hold.date_from <= %s
                AND (hold.date_to IS NULL OR hold.date_to >= %s)
                AND (hold.active OR hold.lifted_date >= %s)
                """,
                day,
                day,
                midnight.astimezone(UTC).replace(tzinfo=None),
            ),
        )

    # === PROMISES ===
    # Broken promises as the rules need them: the next step may come sooner.
    # What a promise not kept changes, if anything.

    def _get_horizon(self, root, scenarios, today):
        """A broken promise brings forward the step of a debt younger than any step."""
        horizon = super()._get_horizon(root, scenarios, today)
        return max(horizon, today) if root.dunning_promise_sooner else horizon

    def _add_broken_promises(self, past, scope, root, debts, today):
        """History of the debts whose promise was broken and not answered since.

        Nothing is read unless the company wishes it. The first contact with the debtor
        after the promise was broken uses it up.

        :return: history by debt id, the same one where nothing changes
        """
        if not root.dunning_promise_sooner:
            return past
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, promise.currency_id, promise.date_closed,
                       ARRAY(SELECT rel.account_move_id
                               FROM account_move_dunning_promise_rel rel
                              WHERE rel.dunning_promise_id = promise.id)
                  FROM dunning_promise promise
                  JOIN res_partner partner ON partner.id = promise.partner_id
                 WHERE promise.state = 'broken'
                   AND promise.date_closed BETWEEN %s::date - %s AND %s
                   AND promise.company_id IN %s AND %s
                   AND NOT EXISTS (
                           SELECT 1 FROM dunning_action action
                             JOIN res_partner told ON told.id = action.partner_id
                            WHERE told.commercial_partner_id
                                  = partner.commercial_partner_id
                              AND action.company_id IN %s
                              AND action.state = 'done'
                              AND action.channel IN %s
                              AND action.date_done >= promise.date_closed
                              AND (action.is_test IS NOT TRUE OR %s))
              ORDER BY promise.date_closed, promise.id
                """,
                today,
                PROMISE_WATCHED_DAYS,
                today,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
                scope["companies"],
                self.env["dunning.channel"]._get_registry().contacts,
                self._counts_tests(root),
            )
        )
        past = dict(past) if rows else past
        for partner_id, currency_id, broken_on, move_ids in rows:
            for debt in debts.get(partner_id, ()):
                named = debt.move_id in move_ids if move_ids else True
                if named and debt.currency_id == currency_id:
                    known = past.get(debt.id, NO_PAST)
                    past[debt.id] = known._replace(sooner=broken_on)
        return past

    # === PAYMENT PLANS ===
    # Payment plans as the rules need them, beside the ledger.

    def _read(self, company, today, partner_ids=None, ignore_action_ids=(), run=None):
        snapshot = self._read_invoice_snapshot(
            company, today, partner_ids, ignore_action_ids, run
        )
        # sudo: the rules look at the whole tree, whoever asks them
        root = company.root_id.sudo()
        scope = self._get_scope(root, partner_ids)
        if root.dunning_plan_broken_notice:
            self._escalate(snapshot.debts, self._read_broken(scope))
        return snapshot._replace(plans=self._read_plans(scope, root))

    def _make_debts(self, items, partner_rows, scenarios, rules, root):
        """No invoice is reminded by a scenario of payment plans, even if one chose it."""
        usual = {key: item for key, item in scenarios.items() if not item.for_plans}
        rules = [rule for rule in rules if rule.scenario_id in usual]
        return self._make_invoice_debts(items, partner_rows, usual, rules, root)

    def _get_batches(self, root, today):
        """Debtors with a running plan too, even if no invoice of theirs is due yet."""
        batches = super()._get_batches(root, today)
        if batches == [None]:
            return batches
        # sudo: whoever plans, every plan of the company is looked at
        plans = self.env["dunning.payment.plan"].sudo()
        running = plans.search_fetch(
            [("state", "=", "active"), ("company_id", "child_of", root.id)],
            ["partner_id"],
        )
        left = set(running.debtor_id.ids).difference(*batches)
        return [*batches, sorted(left)] if left else batches

    def _read_plans(self, scope, root):
        """Running plans by debtor, with what is left of each instalment."""
        domain = [("state", "=", "active"), ("company_id", "in", scope["companies"])]
        if scope["partners"] is not None:
            domain.append(("debtor_id", "in", scope["partners"]))
        # sudo: whoever plans, every plan of the company is looked at
        found = self.env["dunning.payment.plan"].sudo().search(domain)
        scenario = root._get_dunning_plan_scenario()
        plans = {}
        for plan in found:
            plans.setdefault(plan.debtor_id.id, []).append(
                self._make_plan(plan, scenario)
            )
        return plans

    def _make_plan(self, plan, scenario):
        rounding = plan.currency_id.rounding
        debts = tuple(
            Debt(
                # never taken for a journal item, see core.plans
                -line.id,
                None,
                plan.debtor_id.id,
                plan.company_id.id,
                plan.currency_id.id,
                line.date,
                line.left,
                # no minimum applies to an instalment: the plan was agreed
                line.left,
                rounding,
                scenario_id=scenario.id,
                plan_id=plan.id,
            )
            for line in plan._get_instalments()
            if not plan.currency_id.is_zero(line.left)
        )
        return Plan(
            plan.id,
            plan.debtor_id.id,
            plan.company_id.id,
            frozenset(plan.move_ids.ids),
            debts,
        )

    def _read_broken(self, scope):
        """Invoices of plans that were not kept."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT rel.account_move_id
                  FROM account_move_dunning_payment_plan_rel rel
                  JOIN dunning_payment_plan plan ON plan.id = rel.dunning_payment_plan_id
                  JOIN res_partner partner ON partner.id = plan.partner_id
                 WHERE plan.state = 'broken' AND plan.company_id IN %s AND %s
                """,
                scope["companies"],
                self._only(scope, SQL("partner.commercial_partner_id")),
            )
        )
        return {row[0] for row in rows}

    def _escalate(self, debts, broken):
        if not broken:
            return
        for partner_id, found in debts.items():
            if any(debt.move_id in broken for debt in found):
                debts[partner_id] = [
                    debt._replace(escalate=debt.move_id in broken) for debt in found
                ]

    # === TRIALS ===
    # Delays being compared, as the rules need them: the one place that adds them.

    def _read_scenarios(self, root):
        scenarios, steps, rules = self._read_plain_scenarios(root)
        return self._add_trials(root, scenarios), steps, rules

    def _add_trials(self, root, scenarios):
        """Scenarios with what is compared in them today (``core.experiments``)."""
        trials = self.env["dunning.experiment"]._get_trials(root.id)
        return self._with_trials(scenarios, trials) if trials else scenarios

    def _read_as_of(self, company, day, partner_ids):
        """A past night decided with what was compared then."""
        snapshot = self._read_plain_as_of(company, day, partner_ids)
        trials = self.env["dunning.experiment"]._get_trials_as_of(company.root_id, day)
        scenarios = self._with_trials(snapshot.scenarios, trials)
        return snapshot._replace(scenarios=scenarios)

    def _with_trials(self, scenarios, trials):
        return {
            key: scenario._replace(trials=trials.get(key, ()))
            for key, scenario in scenarios.items()
        }
