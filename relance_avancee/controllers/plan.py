"""A payment plan under the link of who reads it, and as the company sees it."""

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from .page import FORM, WEB, PageBase, Refused, paths
from .policy import ACCOUNT, render, secured

PLAN = "/plan/<int:plan_id>"


class DunningPlanPage(PageBase, Controller):
    """The agreement to accept, then the schedule with what is paid."""

    @route(paths(PLAN), methods=["GET"], sitemap=False, **WEB)
    def dunning_plan(self, plan_id, code=None, company_id=None, **_params):
        """One plan of this debtor."""
        try:
            link, path, plan = self._plan_open(plan_id, code, company_id)
        except Refused as refused:
            return refused.response
        return self._plan_show(link, path, plan)

    @route(paths(f"{PLAN}/accept"), **FORM)
    def dunning_plan_accept(self, plan_id, code=None, company_id=None, **_params):
        """The customer accepts, under its name."""
        try:
            link, path, plan = self._plan_open(plan_id, code, company_id)
        except Refused as refused:
            return refused.response
        form = request.httprequest.form
        try:
            self._page_check_key()
        except UserError as error:
            return self._plan_say_no(link, path, plan, str(error), 400)
        problem = plan._accept(
            form.get("name"),
            bool(form.get("agreed")),
            form.get("fingerprint"),
            request.httprequest.remote_addr,
        )
        if problem:
            return self._plan_say_no(link, path, plan, problem)
        return secured(request.redirect(path + link._get_plan_end(plan)))

    @route(paths(f"{PLAN}/decline"), **FORM)
    def dunning_plan_decline(self, plan_id, code=None, company_id=None, **_params):
        """The customer does not agree, and says why if it likes."""
        try:
            link, path, plan = self._plan_open(plan_id, code, company_id)
        except Refused as refused:
            return refused.response
        try:
            self._page_check_key()
        except UserError as error:
            return self._plan_say_no(link, path, plan, str(error), 400)
        if problem := plan._decline(request.httprequest.form.get("note")):
            return self._plan_say_no(link, path, plan, problem)
        return secured(request.redirect(path + link._get_plan_end(plan)))

    @route(paths(f"{PLAN}/pdf"), methods=["GET"], sitemap=False, **WEB)
    def dunning_plan_pdf(self, plan_id, code=None, company_id=None, **_params):
        """The agreement as it was kept."""
        try:
            _link, _path, plan = self._plan_open(plan_id, code, company_id)
        except Refused as refused:
            return refused.response
        if not plan.agreement_id:
            return self._page_refuse("unknown", 404)
        return self._plan_send_pdf(plan)

    # === THE COMPANY ===

    @route(
        "/my/dunning/plan/<int:plan_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        sitemap=False,
        multilang=False,
    )
    def dunning_plan_preview(self, plan_id, **_params):
        """What the customer sees, for the company's own people: nothing to send."""
        plan = request.env["dunning.payment.plan"].browse(plan_id)
        if not request.env.user._is_internal() or not plan.exists():
            return self._page_refuse("unknown", 404)
        if not plan.has_access("read"):
            return self._page_refuse("unknown", 403)
        # sudo: who may read the plan may see its page
        plan = plan.sudo()
        lang = plan._get_lang()
        request.update_context(lang=lang)
        values = plan.with_context(lang=lang)._get_portal_plan_values()
        return render(
            "relance_avancee.portal_plan",
            {
                "page_name": "dunning_plan",
                "problem": "",
                "form": {},
                "base": "",
                "preview": True,
                "languages": [],
                **values,
            },
            ACCOUNT,
        )

    # === WHAT THEY SHARE ===

    def _plan_open(self, plan_id, code, company_id):
        """The link, the address of its page, and the plan.

        :raises Refused: with what to answer
        """
        link, path = self._page_open(code, company_id)
        plan = link._get_plan(plan_id)
        if not plan:
            raise Refused(self._page_refuse("unknown", 404))
        return link, path, plan

    def _plan_show(self, link, path, plan, status=200, problem="", form=None):
        return self._page_render(
            "relance_avancee.portal_plan",
            {
                "link": link,
                "base": path,
                "problem": problem,
                "form": form or {},
                "preview": False,
                **plan._get_portal_plan_values(link, path),
            },
            status,
        )

    def _plan_say_no(self, link, path, plan, problem, status=422):
        """Why not, with what was typed."""
        wait = plan._get_seconds_to_wait()
        if wait:
            status = 429
        response = self._plan_show(
            link, path, plan, status, problem, request.httprequest.form
        )
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    def _plan_send_pdf(self, plan):
        content = plan._get_agreement_pdf()
        return secured(
            request.make_response(
                content,
                [
                    ("Content-Type", "application/pdf"),
                    ("Content-Length", len(content)),
                    (
                        "Content-Disposition",
                        content_disposition("plan.pdf", disposition_type="inline"),
                    ),
                ],
            )
        )
