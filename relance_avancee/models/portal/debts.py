"""What a customer's page shows of the ledger: live, in the reader's language.

Functions over a ``dunning.link``. Records are read with superuser rights, because the
reader is nobody in particular: every search starts from ``_get_scope`` and nothing else.
"""

from typing import NamedTuple

from odoo.models import BaseModel
from odoo.tools import format_date

from ...core.decide.position import Discount
from ...core.figures import figures
from ...core.plan import instalments
from ...core.values import MONEY_BACK, OPEN
from . import answers, payments, story, transfers

INVOICE_TYPES = ("out_invoice", "out_receipt")


class Due(NamedTuple):
    """One open debt as the page counts it; amounts in its currency."""

    item: BaseModel  # account.move.line
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


def prepare_page(link):
    """Values of ``relance_avancee.page``; a module adds a key and a block."""
    link.ensure_one()
    dues = link._get_dues()
    company = link.company_id
    return {
        "link": link,
        "company": company,
        "partner": link.debtor_id,
        "contact": link.contact_id,
        "title": link.env._("Your account with %(company)s", company=company.name),
        "desk": prepare_desk(link),
        "today": format_date(link.env, company._dunning_today(), date_format="long"),
        "groups": prepare_groups(link, dues),
        "plans": story.prepare_plans(link),
        "story": [
            *story.prepare_transactions(link),
            *story.prepare_promises(link),
            *story.prepare_disputes(link),
            *story.prepare_credits(link),
        ],
        "messages": story.prepare_messages(link),
        "answers": answers.prepare_answers(link, dues),
    }


def prepare_desk(link):
    """Whom to write to or ring: the collector, at the company."""
    user = get_collector(link)
    company = link.company_id
    return {
        "name": user.name or "",
        "phone": user.partner_id.phone or company.phone or "",
        "email": user.email or company.dunning_email or company.email or "",
    }


def get_collector(link):
    """Who is told of what the customer does here."""
    root = link.company_id
    found = link.env["dunning.planner"]._get_collectors(root, link.debtor_id.ids)
    return link.env["res.users"].browse(found.get(link.debtor_id.id) or ())


# === THE LEDGER ===


def get_documents(link):
    """Invoices and credit notes that may be downloaded, open or not."""
    types = (*INVOICE_TYPES, "out_refund")
    domain = [*link._get_scope(), ("move_type", "in", types)]
    return link.env["account.move"].search(domain)


def get_document(link, move_id):
    """One of them; empty when the number belongs to somebody else."""
    return get_documents(link).filtered(lambda move: move.id == move_id)


def get_open_items(link, sign):
    """Open receivable items: debts shown (1) or credits (-1), oldest first."""
    if sign > 0:
        return sort_items(link, get_shown_items(link))
    return search_open_items(link, [("amount_residual_currency", "<", 0)])


def search_open_items(link, domain):
    """Open receivable items of this debtor at this company, the oldest first."""
    scope = [
        ("partner_id.commercial_partner_id", "=", link.debtor_id.id),
        ("company_id", "child_of", link.company_id.id),
        ("account_type", "=", "asset_receivable"),
        ("reconciled", "=", False),
        ("parent_state", "=", "posted"),
    ]
    items = link.env["account.move.line"]
    return items.search([*scope, *domain], order="date_maturity, id")


def get_positions(link):
    """What this debtor owes (:class:`~core.decide.position.Position`), by currency id."""
    root = link.company_id
    found = link.env["dunning.ledger"]._read_positions(
        root, root._dunning_today(), link.debtor_id.ids
    )
    return found.get(link.debtor_id.id, {})


def get_shown_items(link):
    """Items of the positions that a customer is to see, by item id.

    Every invoice, reminded or not; an entry when it is followed.
    """
    found = {
        item.debt.id: item
        for position in get_positions(link).values()
        for item in position.items
        if item.debt.status != MONEY_BACK
    }
    moves = link.env["account.move"].browse(
        item.debt.move_id for item in found.values()
    )
    entries = moves.filtered(lambda move: move.move_type not in INVOICE_TYPES)
    return {
        key: item
        for key, item in found.items()
        if item.debt.status == OPEN or item.debt.move_id not in entries.ids
    }


def sort_items(link, shown):
    """Journal items of positions, the oldest first."""
    keys = sorted(shown, key=lambda key: (shown[key].debt.date_due, key))
    return link.env["account.move.line"].browse(keys)


def get_dues(link):
    """Open debts with what is disputed and what is on its way, oldest first."""
    shown = get_shown_items(link)
    items = sort_items(link, shown)
    disputed = spread(items, story.get_disputed_amounts(link, items.move_id))
    in_flight = spread(items, payments.get_amounts_in_flight(link, items.move_id))
    problems = payments.get_payment_problems(link, items.move_id)
    planned = (
        story.get_plans(link).filtered(lambda plan: plan.state == "active").move_ids
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
    nothing_left = link.env._("Payment under way")
    return [
        due if due.payable or due.problem else due._replace(problem=nothing_left)
        for due in dues
    ]


def spread(items, amounts):
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


def prepare_groups(link, dues):
    """Debts that can be paid together: same currency, same account."""
    groups, open_credits = {}, {}
    for item in get_open_items(link, -1):
        key = item.currency_id, item.account_id
        open_credits[key] = open_credits.get(key, 0.0) - item.amount_residual_currency
    for due in dues:
        key = due.item.currency_id, due.item.account_id
        groups.setdefault(key, []).append(due)
    return [
        prepare_group(link, currency, found, open_credits.get((currency, account), 0.0))
        for (currency, account), found in groups.items()
    ]


def prepare_group(link, currency, dues, credit):
    """Debts of one currency and account: rows, sums, what to pay."""
    late = [due for due in dues if is_late(link, due)]
    rows = [prepare_row(link, due) for due in dues]
    return {
        "currency": currency,
        "rows": rows,
        "payable": any(row["payable"] for row in rows),
        "ages": prepare_ages(link, currency, dues),
        "total": currency.format(sum(due.residual for due in dues)),
        "overdue": currency.format(sum(due.residual for due in late)),
        "is_late": bool(late),
        "deadline": get_deadline(link, late),
        "disputed": format_some(currency, sum(due.disputed for due in dues)),
        "in_flight": format_some(currency, sum(due.in_flight for due in dues)),
        # a credit of another currency counts here for what it is worth
        "credit": format_some(currency, max(credit, sum(due.credited for due in dues))),
        "pay_late": prepare_amount(currency, late),
        "pay_all": prepare_amount(currency, dues),
        "transfer": transfers.prepare_transfer(link, currency, dues, late),
    }


def get_deadline(link, dues):
    """The last day to pay that our messages named, as long as it is not over."""
    lines = link.env["dunning.action.line"].search(
        [
            ("line_id", "in", [due.item.id for due in dues]),
            ("step_id", "!=", False),
            ("state", "=", "done"),
            ("is_test", "!=", True),
            ("action_id.date_deadline", ">=", link.company_id._dunning_today()),
        ]
    )
    days = lines.action_id.mapped("date_deadline")
    return days and format_date(link.env, max(days), date_format="long")


def get_amount_to_pay(currency, dues):
    """What settles these debts today: credits counted, discounts too."""
    return currency.round(sum(due.to_pay for due in dues))


def prepare_amount(currency, dues):
    """What to pay online for these debts.

    Odoo grants an early payment discount to a payment of that invoice alone.
    """
    amount = (
        get_amount_to_pay(currency, dues)
        if len(dues) == 1
        else currency.round(sum(max(0.0, due.claimed - due.credited) for due in dues))
    )
    free = [due for due in dues if not due.problem]
    return {
        "amount": amount,
        "formatted": format_some(currency, amount),
        "basket": payments.make_code(
            [due.item.id for due in free],
            min(amount, sum(due.payable for due in free)),
        )
        if free and amount
        else "",
    }


def prepare_row(link, due):
    """One debt as the reader sees it."""
    item, move = due.item, due.item.move_id
    currency = item.currency_id
    return {
        "id": item.id,
        "move_id": move.id,
        "number": get_number(item),
        "date": link.env._(
            "of %(date)s",
            date=format_date(link.env, move.invoice_date or move.date),
        ),
        "date_due": format_date(link.env, item.date_maturity or item.date),
        "is_late": is_late(link, due),
        "age": get_age_label(link, get_age(link, due)),
        "amount": currency.format(due.residual),
        "claimed": currency.compare_amounts(due.claimed, due.residual)
        and link.env._("claimed: %(amount)s", amount=currency.format(due.claimed)),
        "label": link.env._(
            "%(number)s, %(amount)s, due on %(date)s",
            number=get_number(item),
            amount=currency.format(due.residual),
            date=format_date(link.env, item.date_maturity or item.date),
        ),
        "notes": get_notes(link, due),
        "document": move.move_type in INVOICE_TYPES,
        "payable": not due.problem,
        "basket": ""
        if due.problem
        else payments.make_code(
            [item.id], due.discount.amount if due.discount else due.payable
        ),
        "checked": is_late(link, due) and not due.problem and due.claimed > 0,
    }


def get_notes(link, due):
    """What else is to be known about a debt, each in a few words."""
    currency, notes = due.item.currency_id, []
    if due.discount:
        notes.append(
            link.env._(
                "%(amount)s if paid by %(date)s",
                amount=currency.format(due.discount.amount),
                date=format_date(link.env, due.discount.until),
            )
        )
    if due.disputed:
        amount = currency.format(due.disputed)
        notes.append(link.env._("Disputed: %(amount)s", amount=amount))
    if due.in_flight:
        amount = currency.format(due.in_flight)
        notes.append(link.env._("Payment under way: %(amount)s", amount=amount))
    for hold in due.item.move_id.dunning_hold_ids.filtered("promise_id"):
        date = format_date(link.env, hold.promise_id.date)
        notes.append(link.env._("Promised for %(date)s", date=date))
    return notes


def get_number(item):
    """Number of the invoice, with that of the instalment when there are several."""
    terms = item.move_id.line_ids.filtered(
        lambda line: line.display_type == "payment_term"
    ).sorted(lambda line: (line.date_maturity or line.date, line.id))
    name = item._dunning_get_reference()
    if len(terms) < 2 or item not in terms:
        return name
    return f"{name} ({terms.ids.index(item.id) + 1}/{len(terms)})"


def is_late(link, due):
    """Whether it is asked for now; what a plan pays is late by the plan's dates."""
    return not due.in_plan and get_days_late(link, due.item) > 0


def get_age(link, due):
    """Name of the range of days late."""
    if due.in_plan:
        return "plan"
    return figures.bucket(get_days_late(link, due.item))


def get_days_late(link, item):
    """Days since the due date; below zero before it."""
    due = item.date_maturity or item.date
    return (link.company_id._dunning_today() - due).days


def prepare_ages(link, currency, dues):
    """Amounts by age, the empty ones left out."""
    ages = dict.fromkeys(("not_due", "1-30", "31-60", "61-90", "91+", "plan"), 0.0)
    for due in dues:
        ages[get_age(link, due)] += due.residual
    return [
        {"label": get_age_label(link, key), "amount": currency.format(amount)}
        for key, amount in ages.items()
        if amount
    ]


def get_age_label(link, key):
    """Words of a range of days late."""
    return {
        "not_due": link.env._("Not due yet"),
        "1-30": link.env._("1 to 30 days late"),
        "31-60": link.env._("31 to 60 days late"),
        "61-90": link.env._("61 to 90 days late"),
        "91+": link.env._("More than 90 days late"),
        "plan": link.env._("In a payment plan"),
    }[key]


def format_some(currency, amount):
    """The amount, or nothing when there is none."""
    return "" if currency.is_zero(amount) else currency.format(amount)
