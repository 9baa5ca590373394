"""The customer's page in the portal account, and links sent before."""

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .page import WEB, PageBase
from .policy import ACCOUNT, render


class DunningPortal(PageBase, CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dunning_count" in counters:
            # sudo: portal users have no right on links; only their own debts are counted
            links = request.env["dunning.link"].sudo()
            values["dunning_count"] = links._count_debts(
                request.env.user.partner_id.commercial_partner_id
            )
        return values

    @route("/my/dunning", type="http", auth="user", website=True, sitemap=False)
    def dunning_home(self, **_params):
        """The page, or the choice of the company when there are several."""
        # sudo: portal users have no right on links; only their own companies are shown
        companies = (
            request.env["dunning.link"]
            .sudo()
            ._get_debtor_companies(request.env.user.partner_id.commercial_partner_id)
        )
        if len(companies) == 1:
            return request.redirect(f"/my/dunning/company/{companies.id}")
        return render(
            "relance_avancee.page_companies",
            {"companies": companies, "page_name": "dunning"},
            ACCOUNT,
        )

    @route("/my/dunning/<int:action_id>", **WEB)
    def dunning_debts(self, action_id, access_token=None, **_params):
        """The link of a message sent before each contact had one of its own."""
        action = request.env["dunning.action"]._find_old(action_id, access_token)
        if not action:
            return self._page_refuse_wrong()
        return self._page_go_to_link(action)
