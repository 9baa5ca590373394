"""Paying on a customer's page: what, how much, and never twice."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import str2bool

from ...core.pay import amounts
from .dunning_throttle import TooMany

# Debts and amount, in the address of the page where one pays.
_CODE = re.compile(r"(\d{1,10}(?:-\d{1,10}){0,199})_(\d{1,12}(?:\.\d{1,3})?)")
# A payment just begun in another window; later it was given up.
DRAFT_MINUTES = 15
MAX_PAYMENTS = 50  # begun in a day for one debtor


class Basket(NamedTuple):
    """What somebody is about to pay, checked."""

    dues: list
    currency: models.BaseModel
    amount: float
    code: str

    @property
    def moves(self):
        """The invoices, oldest debt first."""
        first = self.dues[0].item.move_id
        return first.union(*(due.item.move_id for due in self.dues))


class DunningPagePayment(models.AbstractModel):
    """Mixin of ``dunning.link``: online payment with the providers installed.

    Amounts that come from a browser say what somebody wishes; :meth:`_read_basket` says
    what may be paid.
    """

    _name = "dunning.page.payment"
    _description = "Payment on a customer's page"

    # === MAY IT BE PAID ===

    def _can_pay_online(self, currency, amount=0.0):
        """Whether the company takes payments here, in this currency."""
        switch = self.env["ir.config_parameter"].get_param(
            "account_payment.enable_portal_payment"
        )
        return bool(
            self.company_id.dunning_page_pay
            and str2bool(switch or "", False)
            and self._get_providers(currency, amount)
        )

    def _get_providers(self, currency, amount):
        return self.env["payment.provider"]._get_compatible_providers(
            self.company_id.id,
            self.contact_id.id,
            amount,
            currency_id=currency.id,
        )

    def _get_payment_problems(self, moves):
        """A sentence for each invoice that cannot be paid online now, by its id."""
        under_way = self._get_blocking(moves).filtered(lambda tx: tx.state != "draft")
        problems = dict.fromkeys(
            under_way.invoice_ids.ids, self.env._("Payment under way")
        )
        offline = self.env._("Not payable online")
        for currency, found in moves.grouped("currency_id").items():
            open_here = self._can_pay_online(currency)
            for move in found:
                # an entry may be about others too, and Odoo would match them all
                if (
                    not open_here
                    or move.move_type not in ("out_invoice", "out_receipt")
                    or move.payment_state not in ("not_paid", "partial")
                ):
                    problems.setdefault(move.id, offline)
        return problems

    def _get_blocking(self, moves):
        """Payments that must come to an end before these invoices are paid again.

        A bank transfer announced blocks nothing: only its amount is left out.
        """
        since = fields.Datetime.now() - timedelta(minutes=DRAFT_MINUTES)
        begun = self._get_transactions(moves, ("draft",)).filtered(
            lambda tx: tx.create_date >= since
        )
        return begun | self._get_transactions_in_flight(moves).filtered(
            lambda tx: tx.state != "pending" or tx.provider_code != "custom"
        )

    # === THE BASKET ===

    def _make_code(self, item_ids, amount):
        return "-".join(map(str, item_ids)) + f"_{amount:.2f}"

    def _choose(self, item_ids, amount_text=""):
        """The basket of what was ticked, and of the amount typed if there is one.

        :raises UserError: nothing ticked, or an amount outside the limits
        """
        dues = self._pick(item_ids)
        text = (amount_text or "").strip()
        if text:
            amount = float(self._read_amount(text, dues[0].item.currency_id))
        else:
            # what is disputed is left out, unless nothing else was ticked
            amount = sum(due.claimed for due in dues) or sum(d.payable for d in dues)
            if len(dues) == 1 and dues[0].discount:
                amount = dues[0].discount.amount
        code = self._make_code([due.item.id for due in dues], amount)
        return self._read_basket(code)

    def _read_basket(self, code):
        """What the code of a page says, against today's ledger.

        :raises UserError: anything that may not be paid so, said to the customer
        """
        match = _CODE.fullmatch(code or "")
        if not match:
            raise UserError(self.env._("This payment cannot be read: start again."))
        dues = self._pick(map(int, match[1].split("-")))
        currency = dues[0].item.currency_id
        amount = Decimal(match[2])
        payable = currency.round(sum(due.payable for due in dues))
        try:
            amounts.check(
                amount,
                Decimal(f"{payable:.{currency.decimal_places}f}"),
                Decimal(f"{self._get_minimum(currency):.{currency.decimal_places}f}"),
            )
        except amounts.AmountError as error:
            raise UserError(
                self._describe_amount_error(error, currency, payable)
            ) from error
        code = self._make_code([due.item.id for due in dues], amount)
        return Basket(dues, currency, float(amount), code)

    def _pick(self, item_ids):
        """The debts chosen, oldest first.

        :raises UserError: none, one that is none of this debtor's, cannot be paid, or
            must be paid apart
        """
        wanted = set(item_ids)
        dues = [due for due in self._get_dues() if due.item.id in wanted]
        if not wanted:
            raise UserError(self.env._("Choose at least one invoice."))
        if len(dues) != len(wanted):
            raise UserError(
                self.env._("One of these invoices was paid or changed meanwhile.")
            )
        for due in dues:
            if due.problem:
                raise UserError(
                    self.env._(
                        "%(number)s: %(why)s",
                        number=self._get_number(due.item),
                        why=due.problem,
                    )
                )
        if len({(due.item.currency_id, due.item.account_id) for due in dues}) > 1:
            raise UserError(
                self.env._(
                    "Invoices in several currencies are paid one after the other."
                )
            )
        return dues

    def _read_amount(self, text, currency):
        """The amount typed.

        :raises UserError: not an amount
        """
        try:
            return amounts.parse(text, currency.decimal_places)
        except amounts.AmountError as error:
            raise UserError(
                self._describe_amount_error(error, currency, 0.0)
            ) from error

    def _describe_amount_error(self, error, currency, payable):
        if error.code == "too_much":
            return self.env._(
                "Only %(owed)s can be paid for what you chose.",
                owed=currency.format(payable),
            )
        if error.code == "too_little":
            return self.env._(
                "A payment is of %(minimum)s at least.",
                minimum=currency.format(self._get_minimum(currency)),
            )
        return self.env._(
            "This amount cannot be read: write it in figures, for instance 1234.56."
        )

    def _get_minimum(self, currency):
        """Smallest payment, in the currency of the invoices."""
        company = self.company_id
        return company.currency_id._convert(
            company.dunning_page_minimum, currency, company, company._dunning_today()
        )

    # === PAYING ===

    def _start_payment(self, code, shown=None):
        """The basket of a payment that begins now, alone on its invoices.

        :param shown: the amount the browser was showing
        :raises UserError: another payment is under way, or the basket is not right
        """
        # one request about a debtor after the other: see ``dunning.throttle._count``
        subject = f"{self.debtor_id.id}:{self.company_id.id}"
        count = self.env["dunning.throttle"]._count("pay", subject, 24 * 60)
        if count > MAX_PAYMENTS:
            text = self.env._("Too many payments were begun today: please call us.")
            _count, wait = self.env["dunning.throttle"]._get_count_and_wait(
                "pay", subject
            )
            again = self.env["dunning.throttle"]._say_wait(wait)
            raise TooMany(f"{text} {again}", wait)
        basket = self._read_basket(code)
        if shown is not None and basket.currency.compare_amounts(shown, basket.amount):
            raise UserError(
                self.env._("The amount has changed meanwhile: reload the page.")
            )
        if self._get_blocking(basket.moves):
            raise UserError(
                self.env._(
                    "A payment of these invoices has just been begun, perhaps in another"
                    " window: finish it there, or give it up here first."
                )
            )
        return basket

    def _check_provider(self, basket, provider_id, method_id, token_id):
        """Nothing but what the page offered.

        :raises UserError: a provider or method switched off, or of another company
        """
        providers = self._get_providers(basket.currency, basket.amount)
        if token_id:
            # a saved card is its owner's: the bearer of a link is nobody in particular
            token = self.env["payment.token"].browse(token_id).exists()
            owner = self.env.user.partner_id.commercial_partner_id
            known = (
                token.provider_id in providers
                and token.partner_id.commercial_partner_id == owner
            )
        else:
            methods = self.env["payment.method"]._get_compatible_payment_methods(
                providers.ids, self.contact_id.id, currency_id=basket.currency.id
            )
            chosen = methods.filtered(lambda method: method.id == method_id)
            known = chosen and provider_id in (chosen.provider_ids & providers).ids
        if not known:
            raise UserError(self.env._("This way of paying is not available."))

    def _give_up_payment(self, code):
        """Forget payments begun on these invoices and not sent to the provider."""
        match = _CODE.fullmatch(code or "")
        ids = set(map(int, match[1].split("-"))) if match else set()
        moves = self.env["account.move"].union(
            *(due.item.move_id for due in self._get_dues() if due.item.id in ids)
        )
        begun = self._get_transactions(moves, ("draft",))
        begun._set_canceled(self.env._("Given up by the customer"))

    # === AFTER ===

    def _prepare_thanks(self, tx_id):
        """What became of a payment made here: (kind of notice, sentence), or nothing."""
        tx = self.env["payment.transaction"].browse(tx_id).exists()
        if not tx or tx.dunning_link_id != self:
            return None
        amount = tx.currency_id.format(tx.amount)
        if tx.state == "done":
            text = self.env._("Thank you: we received %(amount)s.", amount=amount)
            return "success", text
        if tx.state in ("pending", "authorized"):
            return "info", self.env._(
                "Your payment of %(amount)s is under way. Nothing more to do.",
                amount=amount,
            )
        if tx.state == "cancel":
            text = self.env._("The payment was cancelled: nothing was taken.")
        elif tx.state == "error":
            text = self.env._("The payment failed: nothing was taken.")
        else:
            text = self.env._("The payment was not finished.")
        return "warning", text

    def _payment_arrived(self, tx):
        """Money came in: told in the history, and to the collector when it is too much.

        A provider may answer late, when the invoice was paid otherwise or taken back:
        the money is kept as a credit of the customer, somebody decides.
        """
        # no amount: everybody in the house reads a customer's history
        text = self.env._(
            "Paid on the customer's page: %(numbers)s",
            numbers=", ".join(tx.invoice_ids.mapped("name")),
        )
        self.debtor_id._message_log(body=text, author_id=self.contact_id.id)
        left = tx.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        if left:
            self._schedule(
                self.debtor_id,
                self.env._("Paid twice? To give back or to use"),
                self.env._(
                    "The online payment %(reference)s found no open debt for all of it.",
                    reference=left.payment_id[:1]._get_html_link(tx.reference),
                ),
            )
