from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_dunning_overdue = fields.Boolean("Overdue receivables")
    kpi_dunning_overdue_value = fields.Monetary(
        compute="_compute_kpi_dunning_overdue_value"
    )
    kpi_dunning_collected = fields.Boolean("Collected after reminders")
    kpi_dunning_collected_value = fields.Monetary(
        compute="_compute_kpi_dunning_collected_value"
    )

    def _compute_kpi_dunning_overdue_value(self):
        """What was late at the end of the period."""
        _start, end, companies = self._get_dunning_parameters()
        day = fields.Date.to_date(end)
        # sudo: a figure of the company for a digest, whose readers core chose
        self._set_dunning_kpi(
            "kpi_dunning_overdue_value",
            self.env["dunning.report.balance"]
            .sudo()
            .with_context(dunning_as_of=day)
            ._read_group(
                Domain("company_id", "in", companies.ids),
                ["company_id"],
                ["overdue:sum"],
            ),
        )

    def _compute_kpi_dunning_collected_value(self):
        """What was paid in the period after somebody had been contacted about it."""
        start, end, companies = self._get_dunning_parameters()
        period = Domain("date", ">=", fields.Date.to_date(start)) & Domain(
            "date", "<", fields.Date.to_date(end)
        )
        # sudo: a figure of the company for a digest, whose readers core chose
        self._set_dunning_kpi(
            "kpi_dunning_collected_value",
            self.env["dunning.report.payment"]
            .sudo()
            ._read_group(
                period & Domain("company_id", "in", companies.ids),
                ["company_id"],
                ["collected_amount:sum"],
            ),
        )

    def _get_dunning_parameters(self):
        """Period and companies, for those who may read receivables."""
        if not self.env.user.has_groups(
            "account.group_account_invoice,account.group_account_readonly"
        ):
            # the digest then leaves the figure out
            raise AccessError(self.env._("These figures are for accountants."))
        return self._get_kpi_compute_parameters()

    def _set_dunning_kpi(self, name, rows):
        amounts = dict(rows)
        for digest in self:
            company = digest.company_id or self.env.company
            digest[name] = amounts.get(company, 0.0)

    def _compute_kpis(self, company, user):
        """The digest paints what grows green: of what is late, it says no trend."""
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] == "kpi_dunning_overdue":
                for column in ("kpi_col1", "kpi_col2", "kpi_col3"):
                    kpi[column]["margin"] = 0.0
        return kpis

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("relance_avancee.dunning_dashboard_menu").id
        address = f"relance_avancee.dunning_dashboard_action?menu_id={menu}"
        return actions | {
            "kpi_dunning_overdue": address,
            "kpi_dunning_collected": address,
        }
