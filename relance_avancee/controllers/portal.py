from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class DunningPortal(CustomerPortal):
    @route("/my/dunning/<int:action_id>", type="http", auth="public", website=True)
    def dunning_debts(self, action_id, access_token=None, **_kwargs):
        """What the customer owes today, from the link of a message."""
        return self._dunning_page(action_id, access_token)

    @route(
        "/my/dunning/<int:action_id>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def dunning_answer(
        self, action_id, access_token=None, cause="", note="", **_kwargs
    ):
        """The customer says why it has not paid yet."""
        return self._dunning_page(
            action_id,
            access_token,
            lambda action: action._answer_on_page(
                int(cause) if cause.isdecimal() else 0, note
            ),
        )

    def _dunning_page(self, action_id, access_token, answer=None):
        try:
            action = self._document_check_access(
                "dunning.action", action_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        values = {"problem": answer and answer(action), "answered": bool(answer)}
        return request.render(
            "relance_avancee.portal_debts", action._get_portal_values() | values
        )

    @route("/d/<string:code>", type="http", auth="public", sitemap=False)
    def dunning_short_link(self, code):
        """The short link of an SMS: on to the customer's page."""
        action = request.env["dunning.action"]._find_short_code(code)
        return request.redirect(action.get_portal_url() if action else "/my")
