"""Paying on the customer's page, with the forms and providers of Odoo."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount

from ..core.mail import typed
from .page import FORM, WEB, PageBase, Refused, paths
from .policy import PAYMENT, secured


class PagePayment(PageBase, PortalAccount):
    """The three steps: choose, see what it will be used for, pay."""

    @route(paths("/pay"), methods=["GET"], sitemap=False, **WEB)
    def dunning_choose(self, code=None, company_id=None, amount="", **_params):
        """What was ticked, as a basket with an address of its own."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        ticked = request.httprequest.args.getlist("line")
        try:
            basket = link._choose(
                [typed.number(text) for text in ticked], typed.line(amount, 100)
            )
        except UserError as error:
            return self._say_no(link, path, error, request.httprequest.args)
        return secured(request.redirect(f"{path}/pay/{basket.code}"))

    def _say_no(self, link, path, error, form=None):
        values = {"form": form} if form else {}
        status, headers = self._page_get_refusal(error)
        response = self._page_show(
            link, path, status, kind="pay", problem=str(error), **values
        )
        response.headers.update(headers)
        return response

    @route(paths("/pay/<string:basket>"), methods=["GET"], sitemap=False, **WEB)
    def dunning_pay(self, basket, code=None, company_id=None, **_params):
        """The form of the payment providers, above what the money will pay."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        try:
            found = link._read_basket(basket)
        except UserError as error:
            return self._say_no(link, path, error)
        return self._page_render(
            "relance_avancee.page_pay",
            {
                "link": link,
                "base": path,
                "company": link.company_id,
                **link._prepare_checkout(found),
                **self._prepare_payment_form(link, path, found),
            },
            policy=PAYMENT,
        )

    def _prepare_payment_form(self, link, path, basket):
        """Context of Odoo's ``payment.form``."""
        amount = basket.amount
        values = self._get_common_page_view_values(
            {
                "partner": link.contact_id,
                "company": link.company_id,
                "total_amount": amount,
                "currency": basket.currency,
                "amount_residual": amount,
                "landing_route": path,
                "transaction_route": f"{path}/transaction/{basket.code}",
            }
        )
        return values | {"amount": amount}

    @route(paths("/pay/<string:basket>/give-up"), **FORM)
    def dunning_give_up(self, basket, code=None, company_id=None, **_params):
        """A payment begun in another window will not be finished."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        try:
            self._page_check_key()
        except UserError as error:
            return self._say_no(link, path, error)
        link._give_up_payment(basket)
        return secured(request.redirect(f"{path}/pay/{basket}"))

    @route(paths("/transaction/<string:basket>"), type="jsonrpc", auth="public")
    def dunning_transaction(
        self, basket, code=None, company_id=None, amount=None, **kwargs
    ):
        """Create the transaction of a basket, for Odoo's payment form.

        :raises ValidationError: a wrong link; what the basket says is no longer right
        """
        try:
            link, path = self._page_open(code, company_id)
        except Refused as error:
            raise ValidationError(
                request.env._("This link does not work any more.")
            ) from error
        for key in ("access_token", "payment_reference"):
            kwargs.pop(key, None)
        self._validate_transaction_kwargs(kwargs)
        kwargs = self._check_dunning_transaction(kwargs)
        found = link._start_payment(basket, self._read_shown(amount))
        link._check_provider(
            found,
            kwargs.get("provider_id"),
            kwargs.get("payment_method_id"),
            kwargs.get("token_id"),
        )
        return self._create_dunning_transaction(link, path, found, kwargs)

    def _check_dunning_transaction(self, kwargs):
        """What Odoo's form sends, of the types it sends it in.

        :raises ValidationError: anything else
        """
        numbers = ("provider_id", "payment_method_id", "token_id")
        read = {name: self._read_number(kwargs.get(name)) for name in numbers}
        if kwargs.get("flow") not in ("direct", "redirect", "token"):
            raise ValidationError(
                request.env._("This payment cannot be read: start again.")
            )
        wanted = kwargs.get("tokenization_requested") is True
        return kwargs | read | {"tokenization_requested": wanted}

    def _read_number(self, value):
        if isinstance(value, int) and not isinstance(value, bool):
            return value if 0 < value < 2**31 else None
        return typed.number(value) or None

    def _read_shown(self, value):
        """The amount the browser showed; 0.0, which fits nothing, when it is none."""
        if value is None:
            return None
        if isinstance(value, str):
            value = self._cast_as_float(value)
        # infinite amounts and those that are no number fit nothing either
        is_amount = isinstance(value, int | float) and abs(value) < 1e15
        return float(value) if is_amount else 0.0

    def _create_dunning_transaction(self, link, path, basket, kwargs):
        user = request.env.user
        payer = link.contact_id if user._is_public() else user.partner_id
        kwargs.update(
            amount=basket.amount,
            currency_id=basket.currency.id,
            partner_id=payer.id,
            is_validation=False,
            # never the browser's word
            landing_route=path,
        )
        tx = self._create_transaction(
            custom_create_values={
                "invoice_ids": [Command.set(basket.moves.ids)],
                "dunning_link_id": link.id,
            },
            **kwargs,
        )
        tx.landing_route = f"{path}?paid={tx.id}"
        return tx._get_processing_values()
