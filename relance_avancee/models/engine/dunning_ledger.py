"""The only reader of the ledger: records in, :mod:`core.values` out.

A fixed number of statements whatever the number of debts; nothing is decided here.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...const import PROMISE_WATCHED_DAYS
from ...core.decide import assignment, ladder, schedule
from ...core.decide.position import positions
from ...core.plan.plans import Plan
from ...core.run import Run
from ...core.values import (
    MONEY_BACK,
    NO_PAST,
    OPEN,
    Debt,
    Debtor,
    Money,
    Snapshot,
)
from ...tools import receivable_accounts
from ..records import dead_addresses
from . import as_of, debtors, history, owed
from . import money as money_on_its_way
from .owed import INVOICE_TYPES, MONEY_JOURNALS, NO_DEBT_STATES, PAID_STATES

BATCH = 20_000  # debts read at once


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


def _cut(counts, size):
    """Lists of debtors of about ``size`` debts each; :param counts: (debtor, debts)."""
    batches, room = [], 0
    for partner_id, count in counts:
        if room < count:
            batches.append([])
            room = size
        batches[-1].append(partner_id)
        room -= count
    return batches


class DunningLedger(models.AbstractModel):
    """The door to the ledger: what a module may change of what is read.

    The statements themselves are in :mod:`.debtors`, :mod:`.history`, :mod:`.money`,
    :mod:`.owed` and, for a past day, :mod:`.as_of`.
    """

    _name = "dunning.ledger"
    _description = "Ledger as dunning reads it"

    # === THE RUN ===

    def _start_run(self, root, today):
        """What every debtor of this company has in common today, read once.

        :return: :class:`~core.run.Run`
        """
        # sudo: scenarios and settings are the company's, whoever asks
        root = root.sudo()
        # sudo: scenarios and settings are the company's, whoever asks
        companies = self.env["res.company"].sudo().search([("id", "child_of", root.id)])
        scenarios, rules = self._read_scenarios(root)
        accounts, payables = self._read_accounts()
        # sudo: amounts are converted alike whoever reads
        currencies = self.env["res.currency"].sudo()
        currencies = currencies.browse(currencies.get_all_currencies())
        return Run(
            root.id,
            tuple(companies.ids),
            root.currency_id.id,
            today,
            root.dunning_mode,
            scenarios,
            {step.id: step for one in scenarios.values() for step in one.steps},
            rules,
            accounts,
            payables,
            currencies._get_rates(root, today) if len(currencies) > 1 else {},
        )

    def _read_accounts(self):
        """Ids of the receivable and of the payable accounts, neither ever empty.

        For the reason of :func:`~tools.receivable_accounts`, in one statement.
        """
        self.env["account.account"].flush_model(["account_type"])
        found = {"asset_receivable": [], "liability_payable": []}
        rows = self.env.execute_query(
            SQL(
                "SELECT account_type, id FROM account_account WHERE account_type IN %s",
                tuple(found),
            )
        )
        for account_type, account_id in rows:
            found[account_type].append(account_id)
        return tuple(tuple(ids) or (0,) for ids in found.values())

    def _read(
        self,
        company,
        today,
        partner_ids=None,
        ignore_action_ids=(),
        run=None,
        to_decide=True,
    ):
        """Read one root company and its branches.

        :param company: any company of the tree; settings are those of its root
        :param partner_ids: only these debtors (commercial partners); None = all
        :param ignore_action_ids: actions taken as if they did not exist, because
            they are the ones being decided again
        :param run: the :class:`~core.run.Run` of this company and day, made now if
            there is none
        :param to_decide: False when nothing is decided: nobody is going to be written to,
            and no contact is looked for
        :return: :class:`~core.values.Snapshot`
        """
        self.env.flush_all()
        # sudo: the rules look at the whole tree, whoever asks them
        root = company.root_id.sudo()
        run = run or self._start_run(root, today)
        scope = self._get_scope(root, partner_ids, run)
        items = self._read_receivables(scope)
        processing = {}
        if any(item.payment_state in PAID_STATES for item in items):
            items, processing = owed.split_processing(self.env, items)
        partner_rows = self._read_partners(scope, root, {i.partner_id for i in items})
        debts = self._make_debts(items, partner_rows, run.scenarios, run.rules, root)
        credits = self._make_credits(items)
        in_flight = self._read_in_flight(scope, partner_rows, root, today)
        for partner_id, moneys in processing.items():
            in_flight.setdefault(partner_id, []).extend(moneys)
        contacts = {}
        if to_decide:
            readers = {
                debt.reader_id
                for found in debts.values()
                for debt in found
                if debt.reader_id
            }
            contacts = self._read_contacts(scope, set(debts), readers)
        told = history.read(self.env, scope, run, debts, ignore_action_ids)
        past = self._add_broken_promises(told.past, scope, root, debts, today)
        self._add_what_we_owe(told.activity, scope, debts, today)
        owing = self._make_debtors(
            root,
            debts,
            partner_rows,
            contacts,
            told.activity,
            holds=told.holds,
            credits=credits,
            in_flight=in_flight,
            recent=told.recent,
            rates=run.rates,
        )
        if root.dunning_plan_broken_notice:
            self._escalate(debts, self._read_broken(scope))
        return Snapshot(
            debts,
            run.scenarios,
            owing,
            past,
            contacts,
            told.failures,
            self._read_plans(scope, root),
        )

    def _read_positions(self, company, today, partner_ids):
        """What these debtors owe, for who shows it and decides nothing.

        :return: :class:`~core.decide.position.Position` by currency id, by debtor id
        """
        snapshot = self._read(company, today, partner_ids, to_decide=False)
        return {
            partner_id: positions(
                debts, snapshot.debtors[partner_id], snapshot.past, today
            )
            for partner_id, debts in snapshot.debts.items()
        }

    # === SCOPE ===

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

    def _get_scope(self, root, partner_ids, run=None):
        """Values used by every statement: companies, debtors and accounts to read.

        Extended by modules that leave out, or add, companies or accounts.

        :param partner_ids: commercial partners; None = every debtor
        :param run: the :class:`~core.run.Run` that knows the companies and accounts
        :return: dict of ids, and the conditions ``only`` (on ``res_partner partner``) and
            ``tests`` (whether what went to the test address counts)
        """
        if run:
            companies, accounts = run.company_ids, run.accounts
        else:
            # sudo: the rules look at the whole tree, whoever asks them
            found = self.env["res.company"].sudo().search([("id", "child_of", root.id)])
            companies, accounts = tuple(found.ids), receivable_accounts(self.env)
        return {
            "companies": companies,
            "accounts": accounts,
            "payables": run and run.payables,
        } | self._get_scope_of(root, partner_ids)

    def _get_scope_of(self, root, partner_ids):
        """What a scope says of the debtors to read."""
        partners = None if partner_ids is None else tuple(partner_ids) or (0,)
        scope = {"partners": partners, "tests": self._counts_tests(root)}
        only = self._only(scope, SQL("partner.commercial_partner_id"))
        return scope | {"only": only}

    def _only(self, scope, column):
        """Condition on debtors, or nothing when all are read."""
        if scope["partners"] is None:
            return SQL("TRUE")
        return SQL("%s IN %s", column, scope["partners"])

    def _counts_tests(self, root):
        """Whether what went to the test address counts: only while testing.

        Going live shows what would leave then: the customer has received nothing yet.
        """
        # sudo: whoever reads, the mode is the company's
        mode = root.sudo().dunning_mode
        return mode == "test" and not self.env.context.get("dunning_live")

    # === SCENARIOS ===

    def _read_plain_scenarios(self, root):
        """Active scenarios usable by the company, with their steps, and the rules."""
        # sudo: the rules look at the whole tree, whoever asks them
        Scenario = self.env["dunning.scenario"].sudo()
        found = Scenario.search([("company_id", "in", (False, *root.ids))])
        return found._to_cores()

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
                scope["only"],
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

    def _find_money_back(self, items, journals):
        """Money given back that no credit accounts for, by item id.

        Somebody has to say what it is before anything is claimed.
        """
        neither = [
            item
            for item in items
            if item.residual >= 0
            and self._get_status(item, journals[item.journal_id]) is None
        ]
        return owed.find_money_back(items, neither) if neither else {}

    def _get_owed(self):
        """Condition for the items whose status (:meth:`_get_status`) is ``open``.

        On ``account_move_line aml``, ``account_move move`` and ``account_journal
        journal``: what lists and totals count in one statement is what is decided.
        """
        return owed.condition()

    def _add_what_we_owe(self, activity, scope, debts, today):
        """What we owe these debtors as suppliers, and whether somebody looked at it.

        :param activity: fields of :class:`~core.values.Debtor` by debtor id, completed
        """
        for partner_id, amount, seen in owed.read_what_we_owe(self.env, scope, today):
            if partner_id in debts:
                values = activity.get(partner_id, {})
                activity[partner_id] = values | {
                    "we_owe": amount,
                    "netting_seen": seen,
                }

    def _make_credits(self, items):
        """Open credits by debtor, net of what the bank already gave back."""
        credits, given_back = {}, {}
        journals = self._get_journals(items)
        # the statement promises no order: the oldest credit is poured first
        opened = [item for item in items if item.residual < 0]
        for item in sorted(opened, key=lambda item: (item.date_due, item.id)):
            names = (item.reversed_id,) if item.reversed_id else ()
            money = Money(-item.residual, item.currency_id, names, item_id=item.id)
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

    def _read_open_credits(self, root, partner_ids):
        """Open credits of these debtors, as the rules count them.

        :return: lists of :class:`~core.values.Money` by debtor id
        """
        self.env.flush_all()
        scope = self._get_scope(root, partner_ids)
        return self._make_credits(self._read_receivables(scope))

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

    # === DEBTORS ===

    def _read_partners(self, scope, root, partner_ids):
        """Name, place (whose holidays) and rule profile by debtor."""
        return debtors.read_partners(root, partner_ids)

    def _read_contacts(self, scope, partner_ids, reader_ids=()):
        """Partner to write to by (debtor, channel): :func:`.debtors.read_contacts`.

        Extended by modules that know of other contacts.
        """
        return debtors.read_contacts(
            self.env, partner_ids, reader_ids, self._get_contact_conditions()
        )

    def _make_debtors(
        self, root, debts, partner_rows, contacts, activity, rates=None, **lists
    ):
        """One debtor for each partner with debts.

        :param activity: fields of :class:`~core.values.Debtor`, by partner id
        :param rates: units of each currency for one of the company's
        :param lists: what a debtor has several of (``holds``, ``credits``…), each by
            partner id
        :return: :class:`~core.values.Debtor` by partner id
        """
        policies = self.env["dunning.channel"]._get_policies(root)
        known = self.env["dunning.channel"]._get_registry()
        return {
            partner_id: Debtor(
                partner_id=partner_id,
                company_id=root.id,
                country=partner_rows[partner_id]["place"],
                channels=frozenset(
                    channel
                    for channel in known.contacts
                    if (partner_id, channel) in contacts
                ),
                policy=self._get_policy(policies, partner_rows[partner_id]),
                rates=rates or {},
                **activity.get(partner_id, {}),
                **{
                    name: tuple(found[partner_id])
                    for name, found in lists.items()
                    if partner_id in found
                },
            )
            for partner_id in debts
        }

    def _get_policy(self, policies, partner_row):
        """What company and debtor say of channels, as the rules know it."""
        policy, uses = policies[partner_row["profile"].kind], partner_row["uses"]
        if not any(uses):
            return policy
        codes = (channel.code for channel in policy.registry.uses)
        said = list(zip(codes, uses, strict=True))
        preferred = tuple(code for code, use in said if use == "preferred")
        forbidden = frozenset(code for code, use in said if use == "forbidden")
        return policy._replace(preferred=preferred, forbidden=forbidden)

    def _get_contact_conditions(self):
        """How a contact can be reached: SQL on ``contact`` (``res_partner``), by kind.

        A kind is what :attr:`~core.channels.Channel.contact` names; a module whose
        channel needs an address of another kind adds it. What the statement gives is
        the address, or whether there is one to use.
        """
        known = self.env["dunning.channel"]._get_registry()
        # numbers are looked at only where something can be sent to them
        texting = SQL(" OR ").join(
            part
            for channel in known.chosen
            if channel.contact == "mobile"
            for part in (
                SQL.identifier(channel.step_field),
                SQL("%s IS NOT NULL", SQL.identifier(channel.text_field))
                if channel.text_field
                else SQL("FALSE"),
            )
        )
        return {
            "email": SQL(
                "contact.email_normalized IS NOT NULL AND NOT (%s)",
                dead_addresses.IS_DEAD,
            ),
            # numbers that failed or are blacklisted come back empty
            "mobile": SQL(
                """CASE WHEN EXISTS (SELECT 1 FROM dunning_step WHERE %s)
                    AND NOT EXISTS (
                       SELECT 1 FROM dunning_action dead
                        WHERE dead.bounced_phone = contact.phone_sanitized)
                    AND NOT EXISTS (
                       SELECT 1 FROM phone_blacklist blocked
                        WHERE blocked.active
                          AND blocked.number = contact.phone_sanitized)
                   THEN contact.phone_sanitized END""",
                texting,
            ),
            "phone": SQL(
                """COALESCE(contact.phone, '') != '' AND NOT EXISTS (
                       SELECT 1 FROM dunning_action wrong
                        WHERE wrong.channel = 'call' AND wrong.bounced_phone IN (
                              contact.phone_sanitized, contact.phone))"""
            ),
            "address": SQL(
                "COALESCE(contact.street, '') != '' AND COALESCE(contact.city, '') != ''"
            ),
        }

    # === MONEY ON ITS WAY ===

    def _read_in_flight(self, scope, partner_rows, root, today):
        """Portal payments under way and unmatched bank lines naming a debtor.

        Modules that know of other money on its way (direct debits, cheques) extend
        this and add their :class:`~core.values.Money`.
        """
        since = today - timedelta(days=root.dunning_in_flight_days)
        opened = self._get_opened(scope)
        return money_on_its_way.read(self.env, scope, opened, partner_rows, since)

    # === WHO IS LOOKED AT TONIGHT ===
    # Most nights, few of all debtors.

    def _get_batches(self, root, today, run=None, after=0):
        """Debtors somebody may have to act on, by groups of some BATCH debts.

        Groups, so that memory stays the same whatever the size of the ledger. Left out
        are those whose debts are all too young for any step, and those at rest; debtors
        with a running plan are looked at even if no invoice of theirs is due yet.

        :param run: the :class:`~core.run.Run` of this company and day, made now if
            there is none
        :param int after: only debtors of a higher id: what is before is done
        :return: lists of partner ids in ascending order, in which no debtor is cut in
            two; [None] (all of them) when one group is enough
        """
        self.env.flush_all()
        # sudo: scenarios and settings are the company's, whoever plans
        root = root.sudo()
        scenarios = (run or self._start_run(root, today)).scenarios
        scope = self._get_scope(root, None, run)
        counts = self._read_counts(scope, self._get_horizon(root, scenarios, today))
        without_credit = {row[0] for row in counts if not (row[2] or row[3])}
        at_rest = self._get_at_rest(root, scenarios, today, without_credit, run)
        wanted = {
            partner_id: number
            for partner_id, number, too_young, _has_credit in counts
            if not too_young and partner_id not in at_rest
        }
        few = sum(wanted.values()) <= BATCH
        if wanted and len(wanted) == len(counts) and few and not after:
            return [None]
        for partner_id in self._get_plan_debtors(root):
            wanted.setdefault(partner_id, 1)
        return _cut(sorted(item for item in wanted.items() if item[0] > after), BATCH)

    def _read_counts(self, scope, horizon):
        """(debtor, open items, whether all are too young, whether one is a credit)."""
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, COUNT(*),
                       MIN(COALESCE(aml.date_maturity, aml.date)) > %s,
                       MIN(aml.amount_residual_currency) < 0
                  FROM account_move_line aml
                  JOIN res_partner partner ON partner.id = aml.partner_id
                 WHERE %s
              GROUP BY partner.commercial_partner_id
                """,
                horizon,
                self._get_opened(scope),
            )
        )

    def _get_horizon(self, root, scenarios, today):
        """No debt falling due after this day can have a step due today.

        Extended by modules with rules that act earlier. A broken promise brings forward
        the step of a debt younger than any step.
        """
        horizon = ladder.horizon(scenarios.values(), today)
        return max(horizon, today) if root.dunning_promise_sooner else horizon

    def _get_at_rest(self, root, scenarios, today, partner_ids, run=None):
        """Those for whom nothing can be done today, whatever their debts.

        Extended by modules whose rules write to somebody within the gap.

        :param partner_ids: debtors without any open credit
        """
        gaps = [scenario.min_gap_days for scenario in scenarios.values()]
        scope = self._get_scope(root, None, run)
        activity = history.read_activity(self.env, scope, today, scenarios, ())
        resting = {
            partner_id
            for partner_id in partner_ids.intersection(activity)
            if schedule.at_rest(
                Debtor(partner_id, root.id, **activity[partner_id]),
                min(gaps, default=0),
                today,
            )
        }
        if not resting:
            return resting
        # money on its way makes a task for the accountant, gap or not
        scope |= self._get_scope_of(root, resting)
        rows = self._read_partners(scope, root, resting)
        return resting.difference(self._read_in_flight(scope, rows, root, today))

    # === AS OF A PAST DAY ===
    # From what is stored for ever: see :mod:`.as_of`.

    def _read_plain_as_of(self, company, day, partner_ids):
        """What the night of ``day`` read about these debtors, before it sent anything.

        :return: :class:`~core.values.Snapshot`
        """
        return as_of.read(self, company, day, partner_ids)

    def _read_receivables_as_of(self, scope, day):
        """The rows of :meth:`_read_receivables`, each with what it owed on that morning."""
        return as_of.read_receivables(self, scope, day, Item)

    def _read_holds_as_of(self, scope, root, day):
        """Holds in force on that day, whether they were lifted since or not."""
        return as_of.read_holds(self, scope, root, day)

    # === PROMISES ===
    # Broken promises as the rules need them: the next step may come sooner.
    # What a promise not kept changes, if anything.

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
                scope["only"],
                scope["companies"],
                self.env["dunning.channel"]._get_registry().contacts,
                scope["tests"],
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

    def _make_debts(self, items, partner_rows, scenarios, rules, root):
        """No invoice is reminded by a scenario of payment plans, even if one chose it."""
        usual = {key: item for key, item in scenarios.items() if not item.for_plans}
        rules = [rule for rule in rules if rule.scenario_id in usual]
        return self._make_invoice_debts(items, partner_rows, usual, rules, root)

    def _get_plan_debtors(self, root):
        """Ids of those with a running plan: looked at even if no invoice is due yet."""
        # sudo: whoever plans, every plan of the company is looked at
        plans = self.env["dunning.payment.plan"].sudo()
        running = plans.search_fetch(
            [("state", "=", "active"), ("company_id", "child_of", root.id)],
            ["partner_id"],
        )
        return running.debtor_id.ids

    def _read_plans(self, scope, root):
        """Running plans by debtor, with what is left of each instalment."""
        domain = [("state", "=", "active"), ("company_id", "in", scope["companies"])]
        if scope["partners"] is not None:
            domain.append(("debtor_id", "in", scope["partners"]))
        # sudo: whoever plans, every plan of the company is looked at
        found = self.env["dunning.payment.plan"].sudo().search(domain)
        scenario = root._get_dunning_plan_scenario() if found else None
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
                scope["only"],
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
        scenarios, rules = self._read_plain_scenarios(root)
        return self._add_trials(root, scenarios), rules

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
