from werkzeug.exceptions import TooManyRequests

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .page import PageBase, Refused


class DunningPlanPortal(PageBase, CustomerPortal):
    """The page of one payment plan, behind its own signed link."""

    @route("/my/dunning/plan/<int:plan_id>", type="http", auth="public", website=True)
    def dunning_plan(self, plan_id, access_token=None, **_kwargs):
        """The agreement to accept, then the schedule with what is paid."""
        plan = self._get_dunning_plan(plan_id, access_token)
        return self._dunning_plan_page(plan)

    @route(
        "/my/dunning/plan/<int:plan_id>/accept",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def dunning_plan_accept(
        self,
        plan_id,
        access_token=None,
        name="",
        agreed="",
        fingerprint="",
        **_kwargs,
    ):
        """The customer accepts, under its name."""
        plan = self._get_dunning_plan(plan_id, access_token)
        if not plan:
            return request.redirect("/my")
        problem = plan._accept(
            name, bool(agreed), fingerprint, request.httprequest.remote_addr
        )
        if problem:
            return self._dunning_plan_page(plan, problem=problem, name=name)
        return request.redirect(plan.get_portal_url())

    @route(
        "/my/dunning/plan/<int:plan_id>/decline",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def dunning_plan_decline(self, plan_id, access_token=None, note="", **_kwargs):
        """The customer does not agree, and says why if it likes."""
        plan = self._get_dunning_plan(plan_id, access_token)
        if not plan:
            return request.redirect("/my")
        return self._dunning_plan_page(plan, problem=plan._decline(note))

    @route(
        "/my/dunning/plan/<int:plan_id>/pdf", type="http", auth="public", website=True
    )
    def dunning_plan_pdf(self, plan_id, access_token=None, **_kwargs):
        """The agreement as it was kept."""
        plan = self._get_dunning_plan(plan_id, access_token)
        if not plan or not plan.agreement_id:
            return request.redirect("/my")
        content = plan._get_agreement_pdf()
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", 'inline; filename="plan.pdf"'),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _get_dunning_plan(self, plan_id, access_token):
        """The plan the token opens, with the rights of the system; None otherwise.

        :raises TooManyRequests: this address tried too many links, of any page
        """
        try:
            self._page_check_throttle()
            plan = self._document_check_access(
                "dunning.payment.plan", plan_id, access_token
            )
        except Refused as refused:
            raise TooManyRequests from refused
        except (AccessError, MissingError):
            self._page_refuse_wrong()
            return None
        if plan.state == "draft":
            # nobody's but the company's
            return None
        # sudo: the token was compared, its bearer is nobody in particular; and in the
        # customer's language, whatever the browser asks for
        lang = plan.sudo()._get_lang()
        request.update_context(lang=lang)
        return plan.sudo().with_context(lang=lang)

    def _dunning_plan_page(self, plan, **values):
        if not plan:
            return request.redirect("/my")
        response = request.render(
            "relance_avancee.portal_plan",
            {"page_name": "dunning_plan", "problem": "", "name": ""}
            | plan._get_portal_plan_values()
            | values,
        )
        # the link is a key: no other site learns it, no cache keeps it
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
