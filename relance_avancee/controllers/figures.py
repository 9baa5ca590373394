import json

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DunningFigures(Controller):
    """Files of the dashboard, made with the rights of who asks."""

    @route("/relance_avancee/dashboard.xlsx", type="http", auth="user", readonly=True)
    def dashboard_xlsx(self, filters="{}", companies="", **_kwargs):
        """The dashboard as a workbook."""
        env = self._get_env(companies)
        content = env["dunning.dashboard"]._make_workbook(self._get_filters(filters))
        return self._file(content, XLSX, "dunning_dashboard.xlsx")

    @route("/relance_avancee/aged_balance.pdf", type="http", auth="user", readonly=True)
    def aged_balance_pdf(self, filters="{}", companies="", **_kwargs):
        """The aged balance by customer."""
        env = self._get_env(companies)
        content, name = env["dunning.dashboard"]._render_aged_balance(
            self._get_filters(filters)
        )
        return self._file(content, "application/pdf", name)

    def _get_env(self, companies):
        """The companies chosen in the web client, among those of the user.

        :raises AccessError: the user may not read the figures
        """
        asked = [int(part) for part in companies.split(",") if part.isdecimal()]
        own = request.env.user.company_ids.ids
        allowed = [company for company in asked if company in own]
        env = request.env(
            context={
                **request.env.context,
                "lang": request.env.user.lang,
                "allowed_company_ids": allowed or request.env.user.company_id.ids,
            }
        )
        env["dunning.report.balance"].check_access("read")
        return env

    def _get_filters(self, filters):
        try:
            found = json.loads(filters)
        except ValueError:
            found = {}
        return found if isinstance(found, dict) else {}

    def _file(self, content, content_type, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", content_type),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
