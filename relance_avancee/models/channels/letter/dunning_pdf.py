"""From HTML to PDF, with WeasyPrint when it is there and wkhtmltopdf otherwise."""

import logging
import re
from functools import lru_cache

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ....core.mail import inside
from . import pages

_logger = logging.getLogger(__name__)

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

ENGINES = ("weasyprint", "wkhtmltopdf")

# Archive format of what is sent: fonts inside, readable in ten years (L123-22 C. com.).
PDF_VARIANT = "pdf/a-3b"

# Debian's wkhtmltopdf 0.12.6 shrinks everything and has no switch against it: with this
# a millimetre is a millimetre again, and the address is where the window is.
UNPATCHED_STYLE = "<style>body { zoom: 1.299; }</style>"


@lru_cache(maxsize=1)
def _weasyprint():
    """The library, or None: it is optional and needs system libraries of its own."""
    # before the import, which already talks; it complains of every property of the
    # other engine and of pictures left out
    for chatty in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    if not hasattr(weasyprint.urls, "URLFetcher"):
        # before version 68 its doors cannot be closed in the same way
        return None
    return weasyprint


class PdfError(UserError):
    """No PDF could be made; the message says why."""


class DunningPdf(models.AbstractModel):
    """Door of all that is printed; another engine is a ``_render_<engine>`` here."""

    _name = "dunning.pdf"
    _description = "PDF engine of dunning letters"

    @api.model
    def _get_engine(self):
        """``weasyprint`` or ``wkhtmltopdf``; the system parameter chooses, if it can.

        :raises PdfError: neither is installed
        """
        # sudo: a technical parameter, read by whoever prints
        wished = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("relance_avancee.letter_engine")
        )
        usable = [engine for engine in ENGINES if self._is_installed(engine)]
        if not usable:
            raise PdfError(
                self.env._(
                    "No PDF engine is installed: ask your administrator for "
                    "WeasyPrint or wkhtmltopdf."
                )
            )
        return wished if wished in usable else usable[0]

    @api.model
    def _is_installed(self, engine):
        if engine == "weasyprint":
            return _weasyprint() is not None
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        return state in ("ok", "workers")

    @api.model
    def _render(self, html, engine=None):
        """One document as PDF.

        :param str html: the whole page, pictures inside
        :return: bytes
        :raises PdfError: no engine, or it could not read the page
        """
        engine = engine or self._get_engine()
        # no control character is printable, and none may be in an archive's metadata
        html = CONTROL_CHARACTERS.sub(" ", html)
        try:
            content = getattr(self, f"_render_{engine}")(html)
        except PdfError:
            raise
        except Exception as error:
            _logger.warning("%s failed: %s", engine, type(error).__name__)
            raise PdfError(
                self.env._(
                    "The PDF could not be made by %(engine)s: %(detail)s",
                    engine=engine,
                    detail=" ".join(str(error).split())[:200] or type(error).__name__,
                )
            ) from error
        if not (content or b"").startswith(b"%PDF"):
            raise PdfError(self.env._("%(engine)s gave no PDF back.", engine=engine))
        return content

    def _render_weasyprint(self, html):
        """Only what the page itself holds: no letter makes the server call elsewhere."""
        weasyprint = _weasyprint()
        own = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
        return weasyprint.HTML(string=html, url_fetcher=own).write_pdf(
            pdf_variant=PDF_VARIANT
        )

    def _render_wkhtmltopdf(self, html):
        """One document a call: Debian's build takes no more, and no footer either.

        This engine is a browser: what it would fetch is taken out of the page first.
        """
        html = inside.only_inside(html)
        if not _wkhtml().is_patched_qt:
            html = html.replace("</head>", f"{UNPATCHED_STYLE}</head>", 1)
        report = self.env["ir.actions.report"].with_context(dunning_letter=True)
        content = report._run_wkhtmltopdf(
            [html], report_ref="relance_avancee.action_report_letter_reminder"
        )
        return pages.number_pages(content)

    @api.model
    def _merge(self, contents):
        """One PDF of several, in their order."""
        return merge_pdf(contents)
