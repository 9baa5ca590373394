"""Paying on a customer's page: what, how much, and never twice.

Functions over a ``dunning.link``. Amounts that come from a browser say what somebody
wishes; ``_read_basket`` says what may be paid.
"""

import re
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields
from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.tools import format_date, str2bool

from ...core.pay import amounts
from ...core.plan import instalments
from . import answers, debts
from .dunning_throttle import TooMany

# Debts and amount, in the address of the page where one pays.
_CODE = re.compile(r"(\d{1,10}(?:-\d{1,10}){0,199})_(\d{1,12}(?:\.\d{1,3})?)")

# A payment just begun in another window; later it was given up.
DRAFT_MINUTES = 15

MAX_PAYMENTS = 50  # begun in a day for one debtor


class Basket(NamedTuple):
    """What somebody is about to pay, checked."""

    dues: list
    currency: BaseModel
    amount: float
    code: str

    @property
    def moves(self):
        """The invoices, oldest debt first."""
        first = self.dues[0].item.move_id
        return first.union(*(due.item.move_id for due in self.dues))


# === MAY IT BE PAID ===


def can_pay_online(link, currency, amount=0.0):
    """Whether the company takes payments here, in this currency."""
    switch = link.env["ir.config_parameter"].get_param(
        "account_payment.enable_portal_payment"
    )
    return bool(
        link.company_id.dunning_page_pay
        and str2bool(switch or "", False)
        and get_providers(link, currency, amount)
    )


def get_providers(link, currency, amount):
    """Providers that take this amount of this contact."""
    return link.env["payment.provider"]._get_compatible_providers(
        link.company_id.id,
        link.contact_id.id,
        amount,
        currency_id=currency.id,
    )


def get_payment_problems(link, moves):
    """A sentence for each invoice that cannot be paid online now, by its id."""
    under_way = get_blocking(link, moves).filtered(lambda tx: tx.state != "draft")
    problems = dict.fromkeys(under_way.invoice_ids.ids, link.env._("Payment under way"))
    offline = link.env._("Not payable online")
    for currency, found in moves.grouped("currency_id").items():
        open_here = can_pay_online(link, currency)
        for move in found:
            # an entry may be about others too, and Odoo would match them all
            if (
                not open_here
                or move.move_type not in ("out_invoice", "out_receipt")
                or move.payment_state not in ("not_paid", "partial")
            ):
                problems.setdefault(move.id, offline)
    return problems


def get_blocking(link, moves):
    """Payments that must come to an end before these invoices are paid again.

    A bank transfer announced blocks nothing: only its amount is left out.
    """
    since = fields.Datetime.now() - timedelta(minutes=DRAFT_MINUTES)
    begun = get_transactions(link, moves, ("draft",)).filtered(
        lambda tx: tx.create_date >= since
    )
    return begun | get_transactions_in_flight(link, moves).filtered(
        lambda tx: tx.state != "pending" or tx.provider_code != "custom"
    )


# === UNDER WAY ===


def get_transactions(link, moves, states):
    """Online payments of these invoices that count, or counted lately."""
    return link.env["payment.transaction"].search(
        [("invoice_ids", "in", moves.ids), ("state", "in", states)]
    )


def get_transactions_in_flight(link, moves):
    """Money that has left the customer and is not on its account yet.

    As ``dunning.money`` reads it: a payment left "pending" or "authorised" for too
    long, a transfer never made or a card never charged, stops counting.
    """
    since = fields.Datetime.now() - timedelta(
        days=link.company_id.dunning_in_flight_days
    )
    return get_transactions(link, moves, ("pending", "authorized", "done")).filtered(
        lambda tx: (tx.state == "done" and not tx.is_post_processed)
        or (
            tx.state in ("pending", "authorized")
            and (tx.last_state_change or tx.create_date) >= since
        )
    )


def get_amounts_in_flight(link, moves):
    """Amount on its way by invoice id; one payment fills the oldest first."""
    found = {}
    for tx in get_transactions_in_flight(link, moves):
        left = tx.amount
        ours = tx.invoice_ids.filtered(lambda move: move in moves)
        for move in ours.sorted(lambda move: (move.invoice_date_due, move.id)):
            part = min(left, max(0.0, move.amount_residual - found.get(move.id, 0)))
            found[move.id] = found.get(move.id, 0.0) + part
            left -= part
    return found


# === THE BASKET ===


def make_code(item_ids, amount):
    """Debts and amount, as the address of the page where one pays has them."""
    return "-".join(map(str, item_ids)) + f"_{amount:.2f}"


def choose(link, item_ids, amount_text=""):
    """The basket of what was ticked, and of the amount typed if there is one.

    :raises UserError: nothing ticked, or an amount outside the limits
    """
    dues = pick(link, item_ids)
    text = (amount_text or "").strip()
    if text:
        amount = float(read_amount(link, text, dues[0].item.currency_id))
    else:
        # what is disputed is left out, unless nothing else was ticked
        amount = sum(due.claimed for due in dues) or sum(d.payable for d in dues)
        if len(dues) == 1 and dues[0].discount:
            amount = dues[0].discount.amount
    code = make_code([due.item.id for due in dues], amount)
    return link._read_basket(code)


def read_basket(link, code):
    """What the code of a page says, against today's ledger.

    :raises UserError: anything that may not be paid so, said to the customer
    """
    match = _CODE.fullmatch(code or "")
    if not match:
        raise UserError(link.env._("This payment cannot be read: start again."))
    dues = pick(link, map(int, match[1].split("-")))
    currency = dues[0].item.currency_id
    amount = Decimal(match[2])
    payable = currency.round(sum(due.payable for due in dues))
    try:
        amounts.check(
            amount,
            Decimal(f"{payable:.{currency.decimal_places}f}"),
            Decimal(f"{get_minimum(link, currency):.{currency.decimal_places}f}"),
        )
    except amounts.AmountError as error:
        raise UserError(
            describe_amount_error(link, error, currency, payable)
        ) from error
    code = make_code([due.item.id for due in dues], amount)
    return Basket(dues, currency, float(amount), code)


def pick(link, item_ids):
    """The debts chosen, oldest first.

    :raises UserError: none, one that is none of this debtor's, cannot be paid, or
        must be paid apart
    """
    wanted = set(item_ids)
    dues = [due for due in link._get_dues() if due.item.id in wanted]
    if not wanted:
        raise UserError(link.env._("Choose at least one invoice."))
    if len(dues) != len(wanted):
        raise UserError(
            link.env._("One of these invoices was paid or changed meanwhile.")
        )
    for due in dues:
        if due.problem:
            raise UserError(
                link.env._(
                    "%(number)s: %(why)s",
                    number=debts.get_number(due.item),
                    why=due.problem,
                )
            )
    if len({(due.item.currency_id, due.item.account_id) for due in dues}) > 1:
        raise UserError(
            link.env._("Invoices in several currencies are paid one after the other.")
        )
    return dues


def read_amount(link, text, currency):
    """The amount typed.

    :raises UserError: not an amount
    """
    try:
        return amounts.parse(text, currency.decimal_places)
    except amounts.AmountError as error:
        raise UserError(describe_amount_error(link, error, currency, 0.0)) from error


def describe_amount_error(link, error, currency, payable):
    """Why an amount is refused, for the customer."""
    if error.code == "too_much":
        return link.env._(
            "Only %(owed)s can be paid for what you chose.",
            owed=currency.format(payable),
        )
    if error.code == "too_little":
        return link.env._(
            "A payment is of %(minimum)s at least.",
            minimum=currency.format(get_minimum(link, currency)),
        )
    return link.env._(
        "This amount cannot be read: write it in figures, for instance 1234.56."
    )


def get_minimum(link, currency):
    """Smallest payment, in the currency of the invoices."""
    company = link.company_id
    return company.currency_id._convert(
        company.dunning_page_minimum, currency, company, company._dunning_today()
    )


# === PAYING ===


def start_payment(link, code, shown=None):
    """The basket of a payment that begins now, alone on its invoices.

    :param shown: the amount the browser was showing
    :raises UserError: another payment is under way, or the basket is not right
    """
    # one request about a debtor after the other: see ``dunning.throttle._count``
    subject = f"{link.debtor_id.id}:{link.company_id.id}"
    count = link.env["dunning.throttle"]._count("pay", subject, 24 * 60)
    if count > MAX_PAYMENTS:
        text = link.env._("Too many payments were begun today: please call us.")
        _count, wait = link.env["dunning.throttle"]._get_count_and_wait("pay", subject)
        again = link.env["dunning.throttle"]._say_wait(wait)
        raise TooMany(f"{text} {again}", wait)
    basket = link._read_basket(code)
    if shown is not None and basket.currency.compare_amounts(shown, basket.amount):
        raise UserError(
            link.env._("The amount has changed meanwhile: reload the page.")
        )
    if get_blocking(link, basket.moves):
        raise UserError(
            link.env._(
                "A payment of these invoices has just been begun, perhaps in another"
                " window: finish it there, or give it up here first."
            )
        )
    return basket


def check_provider(link, basket, provider_id, method_id, token_id):
    """Nothing but what the page offered.

    :raises UserError: a provider or method switched off, or of another company
    """
    providers = get_providers(link, basket.currency, basket.amount)
    if token_id:
        # a saved card is its owner's: the bearer of a link is nobody in particular
        token = link.env["payment.token"].browse(token_id).exists()
        owner = link.env.user.partner_id.commercial_partner_id
        known = (
            token.provider_id in providers
            and token.partner_id.commercial_partner_id == owner
        )
    else:
        methods = link.env["payment.method"]._get_compatible_payment_methods(
            providers.ids, link.contact_id.id, currency_id=basket.currency.id
        )
        chosen = methods.filtered(lambda method: method.id == method_id)
        known = chosen and provider_id in (chosen.provider_ids & providers).ids
    if not known:
        raise UserError(link.env._("This way of paying is not available."))


def give_up_payment(link, code):
    """Forget payments begun on these invoices and not sent to the provider."""
    match = _CODE.fullmatch(code or "")
    ids = set(map(int, match[1].split("-"))) if match else set()
    moves = link.env["account.move"].union(
        *(due.item.move_id for due in link._get_dues() if due.item.id in ids)
    )
    begun = get_transactions(link, moves, ("draft",))
    begun._set_canceled(link.env._("Given up by the customer"))


# === AFTER ===


def prepare_thanks(link, tx_id):
    """What became of a payment made here: (kind of notice, sentence), or nothing."""
    tx = link.env["payment.transaction"].browse(tx_id).exists()
    if not tx or tx.dunning_link_id != link:
        return None
    amount = tx.currency_id.format(tx.amount)
    if tx.state == "done":
        text = link.env._("Thank you: we received %(amount)s.", amount=amount)
        return "success", text
    if tx.state in ("pending", "authorized"):
        return "info", link.env._(
            "Your payment of %(amount)s is under way. Nothing more to do.",
            amount=amount,
        )
    if tx.state == "cancel":
        text = link.env._("The payment was cancelled: nothing was taken.")
    elif tx.state == "error":
        text = link.env._("The payment failed: nothing was taken.")
    else:
        text = link.env._("The payment was not finished.")
    return "warning", text


def payment_arrived(link, tx):
    """Money came in: told in the history, and to the collector when it is too much.

    A provider may answer late, when the invoice was paid otherwise or taken back:
    the money is kept as a credit of the customer, somebody decides.
    """
    text = link.env._(
        "Paid on the customer's page: %(amount)s, %(numbers)s",
        amount=tx.currency_id.format(tx.amount),
        numbers=", ".join(tx.invoice_ids.mapped("name")),
    )
    link.debtor_id._message_log(body=text, author_id=link.contact_id.id)
    left = tx.payment_id.move_id.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable" and not line.reconciled
    )
    if left:
        amount = -sum(left.mapped("amount_residual_currency"))
        answers.schedule(
            link,
            link.debtor_id,
            link.env._("Paid twice? To give back or to use"),
            link.env._(
                "%(amount)s of the online payment %(reference)s found no open debt.",
                amount=tx.currency_id.format(amount),
                reference=tx.reference,
            ),
        )


def prepare_checkout(link, basket):
    """The page where one pays: what the amount will be used for."""
    paid = share(basket)
    return {
        "basket": basket,
        "title": link.env._(
            "Pay %(amount)s", amount=basket.currency.format(basket.amount)
        ),
        "rows": [
            prepare_checkout_row(link, due, paid[due.item.id]) for due in basket.dues
        ],
        "begun": get_blocking(link, basket.moves),
    }


def share(basket):
    """What the payment will pay of each debt, by item id: as it will be matched.

    The oldest first, what is disputed last (``payment.transaction._create_payment``).
    """
    shares, left = {}, basket.amount
    for is_disputed in (False, True):
        lines = [
            instalments.Instalment(
                due.item.id, due.item.date_maturity or due.item.date, due.payable
            )
            for due in basket.dues
            if bool(due.disputed) == is_disputed
        ]
        for line in instalments.pay(lines, left, basket.currency.rounding):
            shares[line.id] = line.paid
        left = basket.amount - sum(shares.values())
    return shares


def prepare_checkout_row(link, due, paid):
    """One debt of the basket: what is paid of it, what is left."""
    currency = due.item.currency_id
    left = debts.format_some(currency, due.residual - paid)
    return {
        "number": debts.get_number(due.item),
        "text": link.env._(
            "due on %(date)s: %(amount)s",
            date=format_date(link.env, due.item.date_maturity or due.item.date),
            amount=currency.format(paid),
        ),
        "left": left and link.env._("left to pay: %(amount)s", amount=left),
    }
