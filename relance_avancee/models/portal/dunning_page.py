"""What a customer's page shows of the ledger: live, in the reader's language."""

from typing import NamedTuple

from odoo import models
from odoo.tools import format_date

from ...core.decide.position import Discount
from ...core.figures import figures
from ...core.plan import instalments
from ...core.values import MONEY_BACK, OPEN

INVOICE_TYPES = ("out_invoice", "out_receipt")


class Due(NamedTuple):
    """One open debt as the page counts it; amounts in its currency."""

    item: models.BaseModel  # account.move.line
    residual: float
    disputed: float = 0.0
    in_flight: float = 0.0
    problem: str = ""  # why it cannot be paid online, for the customer
    in_plan: bool = False  # paid by a plan that runs: its own dates count
    credited: float = 0.0  # what open credits are worth of it
    discount: Discount | None = None  # still to be had

    @property
    def to_pay(self):
        """What settles it today, credits and discount counted."""
        if self.discount:
            return self.discount.amount
        return max(0.0, self.claimed - self.credited)

    @property
    def to_transfer(self):
        """What its own transfer is of: credits are no part of it, a discount is."""
        return self.discount.amount if self.discount else self.claimed

    @property
    def claimed(self):
        """What is asked for: neither disputed nor on its way."""
        return max(0.0, self.residual - self.disputed - self.in_flight)

    @property
    def payable(self):
        """What may be paid at most: a disputed part may be paid, money under way not."""
        return max(0.0, self.residual - self.in_flight)


class DunningPage(models.AbstractModel):
    """Mixin of ``dunning.link``: debts and credits of its debtor at its company.

    Records are read with superuser rights, because the reader is nobody in particular:
    every search starts from :meth:`_get_scope` and nothing else.
    """

    _name = "dunning.page"
    _description = "Debts on a customer's page"

    def _prepare_page(self):
        """Values of ``relance_avancee.page``; a module adds a key and a block."""
        self.ensure_one()
        dues = self._get_dues()
        company = self.company_id
        return {
            "link": self,
            "company": company,
            "partner": self.debtor_id,
            "contact": self.contact_id,
            "title": self.env._("Your account with %(company)s", company=company.name),
            "desk": self._prepare_desk(),
            "today": format_date(
                self.env, company._dunning_today(), date_format="long"
            ),
            "groups": self._prepare_groups(dues),
            "plans": self._prepare_plans(),
            "story": [
                *self._prepare_transactions(),
                *self._prepare_promises(),
                *self._prepare_disputes(),
                *self._prepare_credits(),
            ],
            "messages": self._prepare_messages(),
            "answers": self._prepare_answers(dues),
        }

    def _prepare_desk(self):
        """Whom to write to or ring: the collector, at the company."""
        user = self._get_collector()
        company = self.company_id
        return {
            "name": user.name or "",
            "phone": user.partner_id.phone or company.phone or "",
            "email": user.email or company.dunning_email or company.email or "",
        }

    def _get_collector(self):
        """Who is told of what the customer does here."""
        root = self.company_id
        found = self.env["dunning.planner"]._get_collectors(root, self.debtor_id.ids)
        return self.env["res.users"].browse(found.get(self.debtor_id.id) or ())

    # === THE LEDGER ===

    def _get_scope(self):
        """Documents of this debtor at this company: what the link opens, no more."""
        return [
            ("company_id", "child_of", self.company_id.id),
            ("state", "=", "posted"),
            ("commercial_partner_id.commercial_partner_id", "=", self.debtor_id.id),
        ]

    def _get_documents(self):
        """Invoices and credit notes that may be downloaded, open or not."""
        types = (*INVOICE_TYPES, "out_refund")
        domain = [*self._get_scope(), ("move_type", "in", types)]
        return self.env["account.move"].search(domain)

    def _get_document(self, move_id):
        """One of them; empty when the number belongs to somebody else."""
        return self._get_documents().filtered(lambda move: move.id == move_id)

    def _get_open_items(self, sign):
        """Open receivable items: debts shown (1) or credits (-1), oldest first."""
        if sign > 0:
            return self._sort_items(self._get_shown_items())
        domain = [
            ("partner_id.commercial_partner_id", "=", self.debtor_id.id),
            ("company_id", "child_of", self.company_id.id),
            ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
            ("parent_state", "=", "posted"),
            ("amount_residual_currency", "<", 0),
        ]
        return self.env["account.move.line"].search(domain, order="date_maturity, id")

    def _get_positions(self):
        """What this debtor owes (:class:`~core.decide.position.Position`), by currency id."""
        root = self.company_id
        found = self.env["dunning.ledger"]._read_positions(
            root, root._dunning_today(), self.debtor_id.ids
        )
        return found.get(self.debtor_id.id, {})

    def _get_shown_items(self):
        """Items of the positions that a customer is to see, by item id.

        Every invoice, reminded or not; an entry when it is followed.
        """
        found = {
            item.debt.id: item
            for position in self._get_positions().values()
            for item in position.items
            if item.debt.status != MONEY_BACK
        }
        moves = self.env["account.move"].browse(
            item.debt.move_id for item in found.values()
        )
        entries = moves.filtered(lambda move: move.move_type not in INVOICE_TYPES)
        return {
            key: item
            for key, item in found.items()
            if item.debt.status == OPEN or item.debt.move_id not in entries.ids
        }

    def _sort_items(self, shown):
        keys = sorted(shown, key=lambda key: (shown[key].debt.date_due, key))
        return self.env["account.move.line"].browse(keys)

    def _get_dues(self):
        """Open debts with what is disputed and what is on its way, oldest first."""
        shown = self._get_shown_items()
        items = self._sort_items(shown)
        disputed = self._spread(items, self._get_disputed_amounts(items.move_id))
        in_flight = self._spread(items, self._get_amounts_in_flight(items.move_id))
        problems = self._get_payment_problems(items.move_id)
        planned = (
            self._get_plans().filtered(lambda plan: plan.state == "active").move_ids
        )
        dues = [
            Due(
                item,
                item.amount_residual_currency,
                disputed.get(item.id, 0.0),
                # a payment must not be made twice, be its invoice reminded or not
                max(in_flight.get(item.id, 0.0), shown[item.id].claim.in_flight),
                problems.get(item.move_id.id, ""),
                item.move_id in planned,
                shown[item.id].claim.credited,
                shown[item.id].discount,
            )
            for item in items
        ]
        nothing_left = self.env._("Payment under way")
        return [
            due if due.payable or due.problem else due._replace(problem=nothing_left)
            for due in dues
        ]

    def _spread(self, items, amounts):
        """Amounts of invoices over their instalments, oldest first, by item id."""
        shares = {}
        for move, found in items.grouped("move_id").items():
            lines = [
                instalments.Instalment(
                    item.id,
                    item.date_maturity or item.date,
                    item.amount_residual_currency,
                )
                for item in found
            ]
            amount = amounts.get(move.id, 0.0)
            for line in instalments.pay(lines, amount, move.currency_id.rounding):
                shares[line.id] = line.paid
        return shares

    # === WHAT IS SHOWN ===

    def _prepare_groups(self, dues):
        """Debts that can be paid together: same currency, same account."""
        groups, open_credits = {}, {}
        for item in self._get_open_items(-1):
            key = item.currency_id, item.account_id
            open_credits[key] = (
                open_credits.get(key, 0.0) - item.amount_residual_currency
            )
        for due in dues:
            key = due.item.currency_id, due.item.account_id
            groups.setdefault(key, []).append(due)
        return [
            self._prepare_group(
                currency, found, open_credits.get((currency, account), 0.0)
            )
            for (currency, account), found in groups.items()
        ]

    def _prepare_group(self, currency, dues, credit):
        late = [due for due in dues if self._is_late(due)]
        rows = [self._prepare_row(due) for due in dues]
        return {
            "currency": currency,
            "rows": rows,
            "payable": any(row["payable"] for row in rows),
            "ages": self._prepare_ages(currency, dues),
            "total": currency.format(sum(due.residual for due in dues)),
            "overdue": currency.format(sum(due.residual for due in late)),
            "is_late": bool(late),
            "deadline": self._get_deadline(late),
            "disputed": self._format_some(currency, sum(due.disputed for due in dues)),
            "in_flight": self._format_some(
                currency, sum(due.in_flight for due in dues)
            ),
            # a credit of another currency counts here for what it is worth
            "credit": self._format_some(
                currency, max(credit, sum(due.credited for due in dues))
            ),
            "pay_late": self._prepare_amount(currency, late),
            "pay_all": self._prepare_amount(currency, dues),
            "transfer": self._prepare_transfer(currency, dues, late),
        }

    def _get_deadline(self, dues):
        """The last day to pay that our messages named, as long as it is not over."""
        lines = self.env["dunning.action.line"].search(
            [
                ("line_id", "in", [due.item.id for due in dues]),
                ("step_id", "!=", False),
                ("state", "=", "done"),
                ("is_test", "!=", True),
                ("action_id.date_deadline", ">=", self.company_id._dunning_today()),
            ]
        )
        days = lines.action_id.mapped("date_deadline")
        return days and format_date(self.env, max(days), date_format="long")

    def _get_amount_to_pay(self, currency, dues):
        """What settles these debts today: credits counted, discounts too."""
        return currency.round(sum(due.to_pay for due in dues))

    def _prepare_amount(self, currency, dues):
        """What to pay online for these debts.

        Odoo grants an early payment discount to a payment of that invoice alone.
        """
        amount = (
            self._get_amount_to_pay(currency, dues)
            if len(dues) == 1
            else currency.round(
                sum(max(0.0, due.claimed - due.credited) for due in dues)
            )
        )
        free = [due for due in dues if not due.problem]
        return {
            "amount": amount,
            "formatted": self._format_some(currency, amount),
            "basket": self._make_code(
                [due.item.id for due in free],
                min(amount, sum(due.payable for due in free)),
            )
            if free and amount
            else "",
        }

    def _prepare_row(self, due):
        """One debt as the reader sees it."""
        item, move = due.item, due.item.move_id
        currency = item.currency_id
        return {
            "id": item.id,
            "move_id": move.id,
            "number": self._get_number(item),
            "date": self.env._(
                "of %(date)s",
                date=format_date(self.env, move.invoice_date or move.date),
            ),
            "date_due": format_date(self.env, item.date_maturity or item.date),
            "is_late": self._is_late(due),
            "age": self._get_age_label(self._get_age(due)),
            "amount": currency.format(due.residual),
            "claimed": currency.compare_amounts(due.claimed, due.residual)
            and self.env._("claimed: %(amount)s", amount=currency.format(due.claimed)),
            "label": self.env._(
                "%(number)s, %(amount)s, due on %(date)s",
                number=self._get_number(item),
                amount=currency.format(due.residual),
                date=format_date(self.env, item.date_maturity or item.date),
            ),
            "notes": self._get_notes(due),
            "document": move.move_type in INVOICE_TYPES,
            "payable": not due.problem,
            "basket": ""
            if due.problem
            else self._make_code(
                [item.id], due.discount.amount if due.discount else due.payable
            ),
            "checked": self._is_late(due) and not due.problem and due.claimed > 0,
        }

    def _get_notes(self, due):
        """What else is to be known about a debt, each in a few words."""
        currency, notes = due.item.currency_id, []
        if due.discount:
            notes.append(
                self.env._(
                    "%(amount)s if paid by %(date)s",
                    amount=currency.format(due.discount.amount),
                    date=format_date(self.env, due.discount.until),
                )
            )
        if due.disputed:
            amount = currency.format(due.disputed)
            notes.append(self.env._("Disputed: %(amount)s", amount=amount))
        if due.in_flight:
            amount = currency.format(due.in_flight)
            notes.append(self.env._("Payment under way: %(amount)s", amount=amount))
        for hold in due.item.move_id.dunning_hold_ids.filtered("promise_id"):
            date = format_date(self.env, hold.promise_id.date)
            notes.append(self.env._("Promised for %(date)s", date=date))
        return notes

    def _get_number(self, item):
        """Number of the invoice, with that of the instalment when there are several."""
        terms = item.move_id.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))
        name = item._dunning_get_reference()
        if len(terms) < 2 or item not in terms:
            return name
        return f"{name} ({terms.ids.index(item.id) + 1}/{len(terms)})"

    def _is_late(self, due):
        """Whether it is asked for now; what a plan pays is late by the plan's dates."""
        return not due.in_plan and self._get_days_late(due.item) > 0

    def _get_age(self, due):
        if due.in_plan:
            return "plan"
        return figures.bucket(self._get_days_late(due.item))

    def _get_days_late(self, item):
        due = item.date_maturity or item.date
        return (self.company_id._dunning_today() - due).days

    def _prepare_ages(self, currency, dues):
        """Amounts by age, the empty ones left out."""
        ages = dict.fromkeys(("not_due", "1-30", "31-60", "61-90", "91+", "plan"), 0.0)
        for due in dues:
            ages[self._get_age(due)] += due.residual
        return [
            {"label": self._get_age_label(key), "amount": currency.format(amount)}
            for key, amount in ages.items()
            if amount
        ]

    def _get_age_label(self, key):
        return {
            "not_due": self.env._("Not due yet"),
            "1-30": self.env._("1 to 30 days late"),
            "31-60": self.env._("31 to 60 days late"),
            "61-90": self.env._("61 to 90 days late"),
            "91+": self.env._("More than 90 days late"),
            "plan": self.env._("In a payment plan"),
        }[key]

    def _format_some(self, currency, amount):
        """The amount, or nothing when there is none."""
        return "" if currency.is_zero(amount) else currency.format(amount)
