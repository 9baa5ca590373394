"""Paying on the customer's page, with the forms and providers of Odoo."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount

from .page import WEB, PageBase, Refused, paths, secured


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
                [int(text) for text in ticked if text.isdecimal()], amount
            )
        except UserError as error:
            return self._say_no(link, path, error, request.httprequest.args)
        return secured(request.redirect(f"{path}/pay/{basket.code}"))

    def _say_no(self, link, path, error, form=None):
        values = {"form": form} if form else {}
        return self._page_show(
            link, path, 422, kind="pay", problem=str(error), **values
        )

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

    @route(paths("/pay/<string:basket>/give-up"), methods=["POST"], **WEB)
    def dunning_give_up(self, basket, code=None, company_id=None, **_params):
        """A payment begun in another window will not be finished."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
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
        found = link._start_payment(basket, self._cast_as_float(amount))
        link._check_provider(
            found,
            self._cast_as_int(kwargs.get("provider_id")),
            self._cast_as_int(kwargs.get("payment_method_id")),
            self._cast_as_int(kwargs.get("token_id")),
        )
        return self._create_dunning_transaction(link, path, found, kwargs)

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
