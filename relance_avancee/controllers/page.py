"""The customer's page over HTTP. What is shown and done is in ``dunning.link``."""

from werkzeug.datastructures import MultiDict

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from ..models.portal.dunning_throttle import TooMany
from .policy import ACCOUNT, NO_SCRIPT, render, secured

MAX_WRONG = 20  # wrong links from one address …
WRONG_MINUTES = 15  # … in this time
# more than the files a company may allow together
MAX_REQUEST = 128 * 1024 * 1024
LINK = "/d/<string:code>"
PORTAL = "/my/dunning/company/<int:company_id>"
# no redirect to an address with the language in it: the reader's own is used
WEB = {"type": "http", "auth": "public", "website": True, "multilang": False}
# the key of a form is asked for by :meth:`PageBase._page_check_key`, which shows what
# was typed once more where Odoo shows an error
FORM = {**WEB, "methods": ["POST"], "csrf": False, "sitemap": False}


def paths(end=""):
    """The page by link, and the same under the portal account."""
    return [LINK + end, PORTAL + end]


class Refused(Exception):  # noqa: N818 (an answer, not an error)
    """No page: the answer to give instead."""

    def __init__(self, response):
        super().__init__()
        self.response = response


class Stale(UserError):
    """A form whose key does not fit."""


class PageBase:
    """Mixin of controllers. Opening: who is there, and in which language."""

    def _page_open(self, code=None, company_id=None):
        """The link to work with and the address of its page.

        :raises Refused: with what to answer
        """
        link = (
            self._page_open_code(code) if code else self._page_open_account(company_id)
        )
        link = self._page_speak(link)
        path = link._get_path() if code else f"/my/dunning/company/{company_id}"
        return link, path

    def _page_open_code(self, code):
        # a code that fits always opens: who shares an address with somebody who
        # guesses is not kept out
        link = request.env["dunning.link"]._find_code(code)
        if not link:
            self._page_open_old(code)
            raise Refused(self._page_refuse_wrong())
        if link.state != "open":
            raise Refused(self._page_refuse(link.state, 410, self._page_speak(link)))
        return link

    def _page_refuse_wrong(self):
        """One wrong try more; after too many the next ones are not even counted."""
        if request.env.user._is_internal():
            # who may look customers up in the database guesses nothing here
            return self._page_refuse("unknown", 404)
        throttle, network = self._page_get_throttle()
        count, wait = throttle._get_count_and_wait("wrong", network)
        if count >= MAX_WRONG:
            response = self._page_refuse(
                "throttled", 429, wait=throttle._say_wait(wait)
            )
            response.headers["Retry-After"] = str(wait)
            return response
        throttle._count("wrong", network, WRONG_MINUTES)
        return self._page_refuse("unknown", 404)

    def _page_get_throttle(self):
        # sudo: the visitor is nobody in particular
        throttle = request.env["dunning.throttle"].sudo()
        return throttle, throttle._get_network(request.httprequest.remote_addr)

    def _page_open_old(self, code):
        """Links of SMS sent before each contact had its own lead to the same page."""
        action = request.env["dunning.action"]._find_short_code(code)
        if action:
            raise Refused(self._page_go_to_link(action))

    def _page_go_to_link(self, action):
        """From an old message to the page of who got it."""
        path = action._get_links()[action.id]._get_path()
        return secured(request.redirect(path))

    def _page_open_account(self, company_id):
        user = request.env.user
        if user._is_public():
            raise Refused(request.redirect("/web/login?redirect=/my/dunning"))
        # sudo: portal users have no right on links; only their own is looked for
        links = request.env["dunning.link"].sudo()
        partner = user.partner_id.commercial_partner_id
        company = links._get_debtor_companies(partner).filtered(
            lambda company: company.id == company_id
        )
        if not company:
            raise Refused(self._page_refuse_wrong())
        link = links._get_account_link(user.partner_id, partner, company)
        if link.state == "revoked":
            raise Refused(self._page_refuse("revoked", 410, self._page_speak(link)))
        return link

    def _page_speak(self, link):
        """The link in the reader's language: chosen here, else that of the contact."""
        session, wanted = request.session, request.params.get("lang")
        http = request.env["ir.http"]
        if isinstance(wanted, str) and http.get_nearest_lang(wanted):
            session["dunning_lang"] = http.get_nearest_lang(wanted)
        lang = (
            http.get_nearest_lang(session.get("dunning_lang"))
            or http.get_nearest_lang(link.contact_id.lang or link.debtor_id.lang)
            or request.env.lang
        )
        request.lang = request.env["res.lang"]._get_data(code=lang)
        request.update_context(lang=lang)
        return link.with_context(lang=lang).with_company(link.company_id)

    def _page_refuse(self, reason, status, link=None, wait=""):
        """A page that says why there is none, without a word about anybody's debts."""
        values = {"reason": reason, "wait": wait, "company": link and link.company_id}
        if link:
            values |= {"res_company": link.company_id, "desk": link._prepare_desk()}
        return render("relance_avancee.page_refused", values, status=status)

    def _page_render(self, template, values, status=200, policy=None):
        link = values["link"]
        default = NO_SCRIPT if request.env.user._is_public() else ACCOUNT
        return render(
            template,
            {
                "page_name": "dunning",
                # the layout shows its name and logo
                "res_company": link.company_id,
                "languages": self._page_get_languages(),
                **values,
            },
            policy or default,
            status,
        )

    def _page_check_key(self):
        """The form was filled in on the page itself, not far too long ago.

        :raises UserError: it was not, or the browser keeps no cookie
        """
        try:
            known = request.validate_csrf(request.httprequest.form.get("csrf_token"))
        except (TypeError, ValueError):
            # not even the characters of a key
            known = False
        if not known:
            raise Stale(
                request.env._(
                    "This page was open for too long: check what you typed below, then"
                    " send it again."
                )
            )

    def _page_get_refusal(self, error):
        """(status, headers) of a try that was refused."""
        if isinstance(error, TooMany):
            return 429, {"Retry-After": str(error.seconds)}
        return (400 if isinstance(error, Stale) else 422), {}

    def _page_show(self, link, path, status=200, **values):
        defaults = {
            "kind": "",
            "problem": "",
            "form": MultiDict(),
            "simulation": None,
            "paid": None,
            "answered": None,
        }
        return self._page_render(
            "relance_avancee.page",
            {**link._prepare_page(), "base": path, **defaults, **values},
            status,
        )

    def _page_get_languages(self):
        """(code, name, is the current one) of the languages installed."""
        langs = request.env["res.lang"]._get_frontend().values()
        return [
            # "French / Français", "English (US)": the language's own name for itself
            (
                lang.code,
                lang.name.rpartition(" / ")[2].partition(" (")[0],
                lang.code == request.env.lang,
            )
            for lang in langs
        ]


class Page(PageBase, Controller):
    @route(paths(), methods=["GET"], sitemap=False, **WEB)
    def dunning_page(self, code=None, company_id=None, **params):
        """What is owed today, and everything one can do about it."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        link._seen()
        return self._page_show(link, path, **self._get_notices(link, params))

    def _get_notices(self, link, params):
        """What is said once above the page: thanks, the end of a payment, a simulation."""
        flash = request.session.pop("dunning_flash", None) or {}
        paid = params.get("paid", "")
        values = {
            "answered": flash.get("link") == link.id and flash.get("text"),
            "paid": paid.isdecimal() and link._prepare_thanks(int(paid[:9])),
        }
        if "simulate" not in params:
            return values
        form = request.httprequest.args
        values |= {"kind": "plan", "form": form}
        try:
            return values | {"simulation": link._simulate_plan(form)}
        except UserError as error:
            return values | {"problem": str(error)}

    @route(paths("/answer/<string:kind>"), max_content_length=MAX_REQUEST, **FORM)
    def dunning_answer(self, kind, code=None, company_id=None, **_params):
        """A form of the page; what it says is in the page one is sent back to."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        form = request.httprequest.form
        try:
            self._page_check_key()
            link._count_answer_try()
            with request.env.cr.savepoint():
                text = link._answer(
                    kind, form, request.httprequest.files.getlist("files")
                )
        except UserError as error:
            # what was undone in the database is still in the cache
            request.env.invalidate_all()
            status, headers = self._page_get_refusal(error)
            if kind not in link._get_answer_kinds():
                # said above the page: there is no such form to say it in
                kind = ""
            response = self._page_show(
                link, path, status, kind=kind, problem=str(error), form=form
            )
            response.headers.update(headers)
            return response
        request.session["dunning_flash"] = {"link": link.id, "text": text}
        return secured(request.redirect(path))

    @route(paths("/invoice/<int:move_id>"), methods=["GET"], sitemap=False, **WEB)
    def dunning_invoice(self, move_id, code=None, company_id=None, **_params):
        """The PDF of one of the debtor's invoices."""
        try:
            link, _path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        file = link._get_invoice_file(move_id)
        return self._send_file(file and file[1], "application/pdf", file and file[0])

    @route(paths("/code/<int:item_id>"), methods=["GET"], sitemap=False, **WEB)
    def dunning_code(self, item_id, code=None, company_id=None, **_params):
        """The SEPA code of one debt, drawn when it is looked at."""
        try:
            link, _path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        return self._send_file(link._get_transfer_code(item_id), "image/png")

    def _send_file(self, content, mimetype, filename=None):
        if not content:
            return self._page_refuse("unknown", 404)
        headers = [("Content-Type", mimetype), ("Content-Length", len(content))]
        if filename:
            headers.append(("Content-Disposition", content_disposition(filename)))
        return secured(request.make_response(content, headers))
