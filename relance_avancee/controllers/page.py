"""The customer's page over HTTP. What is shown and done is in ``dunning.link``."""

from werkzeug.datastructures import MultiDict

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

MAX_WRONG = 20  # wrong links from one address …
WRONG_MINUTES = 15  # … in this time
# more than the files a company may allow together
MAX_REQUEST = 128 * 1024 * 1024
LINK = "/d/<string:code>"
ACCOUNT = "/my/dunning/company/<int:company_id>"
# no redirect to an address with the language in it: the reader's own is used
WEB = {"type": "http", "auth": "public", "website": True, "multilang": False}


def paths(end=""):
    """The page by link, and the same under the portal account."""
    return [LINK + end, ACCOUNT + end]


def secured(response):
    """Headers of every answer: kept nowhere, told to nobody, shown in no frame."""
    response.headers.update(
        {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return response


class Refused(Exception):  # noqa: N818 (an answer, not an error)
    """No page: the answer to give instead."""

    def __init__(self, response):
        super().__init__()
        self.response = response


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
        self._page_check_throttle()
        link = request.env["dunning.link"]._find_code(code)
        if not link:
            self._page_open_old(code)
            raise Refused(self._page_refuse_wrong())
        if link.state != "open":
            raise Refused(self._page_refuse(link.state, 410, self._page_speak(link)))
        return link

    def _page_check_throttle(self):
        """Who tries too many links waits, and learns nothing."""
        throttle, network = self._page_get_throttle()
        if throttle._get_count("wrong", network) >= MAX_WRONG:
            # the right ones too: who guesses must not learn which one it was
            raise Refused(self._page_refuse("throttled", 429))

    def _page_refuse_wrong(self):
        """One wrong try more."""
        throttle, network = self._page_get_throttle()
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
            path = action._get_links()[action.id]._get_path()
            raise Refused(secured(request.redirect(path)))

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
        return links._get_link(user.partner_id, partner, company)

    def _page_speak(self, link):
        """The link in the reader's language: chosen here, else that of the contact."""
        session, wanted = request.session, request.params.get("lang")
        if wanted:
            session["dunning_lang"] = wanted
        http = request.env["ir.http"]
        lang = (
            http.get_nearest_lang(session.get("dunning_lang"))
            or http.get_nearest_lang(link.contact_id.lang or link.debtor_id.lang)
            or request.env.lang
        )
        request.lang = request.env["res.lang"]._get_data(code=lang)
        request.update_context(lang=lang)
        return link.with_context(lang=lang).with_company(link.company_id)

    def _page_refuse(self, reason, status, link=None):
        """A page that says why there is none, without a word about anybody's debts."""
        values = {"reason": reason, "company": link and link.company_id}
        if link:
            values |= {"res_company": link.company_id, "desk": link._prepare_desk()}
        response = secured(request.render("relance_avancee.page_refused", values))
        response.status_code = status
        return response

    def _page_render(self, template, values, status=200):
        link = values["link"]
        response = request.render(
            template,
            {
                "page_name": "dunning",
                # the layout shows its name and logo
                "res_company": link.company_id,
                "languages": self._page_get_languages(),
                **values,
            },
        )
        response.status_code = status
        return secured(response)

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

    @route(
        paths("/answer/<string:kind>"),
        methods=["POST"],
        max_content_length=MAX_REQUEST,
        **WEB,
    )
    def dunning_answer(self, kind, code=None, company_id=None, **_params):
        """A form of the page; what it says is in the page one is sent back to."""
        try:
            link, path = self._page_open(code, company_id)
        except Refused as refused:
            return refused.response
        form = request.httprequest.form
        try:
            with request.env.cr.savepoint():
                text = link._answer(
                    kind, form, request.httprequest.files.getlist("files")
                )
        except UserError as error:
            # what was undone in the database is still in the cache
            request.env.invalidate_all()
            return self._page_show(
                link, path, 422, kind=kind, problem=str(error), form=form
            )
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
