import io
from collections import OrderedDict

from odoo import models
from odoo.exceptions import AccessError

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
        self._dunning_check_reader(report, res_ids)
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

    def _get_rendering_context(self, report, docids, data):
        """HTML and text come through here, and whatever is drawn by Odoo's own engine."""
        self._dunning_check_reader(report, docids)
        return super()._get_rendering_context(report, docids, data)

    def _dunning_check_reader(self, report, res_ids):
        """A document about our records is for who may read them, however it is asked for.

        Odoo asks for the document whatever the groups of the report, and draws it with
        what the caller says the record is.

        :raises AccessError: the user may not have this report of these records
        """
        # sudo: which model and groups the report is for, nothing else of it
        model = report.sudo().model
        # letters we print and send ourselves are drawn with the rights of the system
        if self.env.su or not str(model).startswith("dunning."):
            return
        # sudo: which groups the report is for, nothing else of it
        groups = report.sudo().group_ids
        if groups and not groups & self.env.user.all_group_ids:
            raise AccessError(self.env._("This document is for accounting only."))
        self.env[model].browse(res_ids or ()).check_access("read")

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        """No script runs in a letter: the second Odoo waits for it is not spent.

        Patched builds shrink pages unless told not to; Debian's ignores that switch.
        """
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("dunning_no_script"):
            command += ["--javascript-delay", "1"]
        if self.env.context.get("dunning_letter"):
            command += ["--javascript-delay", "1", "--disable-smart-shrinking"]
            # belt and braces: the page was cleaned, and nothing else is let through
            command += ["--disable-javascript", "--disable-plugins"]
            command += ["--disable-local-file-access", "--proxy", NOWHERE]
        return command

    def _run_wkhtmltopdf(self, bodies, *args, **kwargs):
        """Invoices that a night prints: no second is waited for scripts that are not there.

        Odoo's own pages have none outside headers and footers, which do not wait; an
        invoice with a script of somebody's keeps its second.
        """
        bodies = list(bodies)
        if self.env.context.get("dunning_no_wait"):
            still = not any("<script" in body.lower() for body in map(str, bodies))
            self = self.with_context(dunning_no_script=still)
        return super()._run_wkhtmltopdf(bodies, *args, **kwargs)
