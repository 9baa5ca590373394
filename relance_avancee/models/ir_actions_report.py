import io
from collections import OrderedDict

from odoo import models

LETTERS = (
    "relance_avancee.report_letter_reminder",
    "relance_avancee.report_letter_formal_notice",
)
POSTING = "relance_avancee.report_posting"
AGREEMENT = "relance_avancee.report_plan_agreement"
OWN = (*LETTERS, POSTING, AGREEMENT)
# Where nobody listens: what a letter would fetch is asked for there.
NOWHERE = "http://127.0.0.1:9"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Letters are made by our own engine, one by one; what was sent is shown as sent."""
        report = self._get_report(report_ref)
        if report.report_name not in OWN or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = OrderedDict()
        for record in self.env[report.model].browse(res_ids):
            if report.report_name == POSTING:
                content = record._get_pdf()
            elif report.report_name == AGREEMENT:
                content = record._get_agreement_pdf()
            else:
                content = record._get_letter_pdf()
            streams[record.id] = {"stream": io.BytesIO(content), "attachment": None}
        return streams

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        """No script runs in a letter: the second Odoo waits for it is not spent.

        Patched builds shrink pages unless told not to; Debian's ignores that switch.
        """
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("dunning_letter"):
            command += ["--javascript-delay", "1", "--disable-smart-shrinking"]
            # belt and braces: the page was cleaned, and nothing else is let through
            command += ["--disable-javascript", "--disable-plugins"]
            command += ["--disable-local-file-access", "--proxy", NOWHERE]
        return command
