"""Who grants what: plans beyond the company's limits wait for a manager."""

from odoo import models
from odoo.exceptions import AccessError


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    def _needs_approval(self):
        """Codes for which a manager must approve; empty when nobody has to."""
        self.ensure_one()
        return [] if self.approval == "approved" else self._get_breaches()

    def _ask_approval(self):
        """Told to the one who approves; the plan waits as a draft."""
        for plan in self.filtered(lambda plan: plan.approval != "asked"):
            plan.approval = "asked"
            approver = plan.company_id.root_id.dunning_plan_approver_id or plan.user_id
            reasons = [plan._get_problem_text(code) for code in plan._get_breaches()]
            plan.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=plan._get_today(),
                summary=self.env._("Payment plan to approve"),
                note=" ".join(reasons),
                user_id=approver.id or self.env.uid,
            )

    def action_approve(self):
        """Accept terms beyond the company's limits. For managers."""
        if not self.env.su and not self._is_manager():
            raise AccessError(self.env._("A dunning manager has to approve this plan."))
        plans_allowed = self._allowed()
        for plan in plans_allowed.filtered(lambda plan: plan.state == "draft"):
            plan.write({"approval": "approved", "approved_by_id": self.env.uid})
            plan.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _is_manager(self):
        return self.env.user.has_group("relance_avancee.relance_avancee_group_manager")

    def _approve_or_ask(self):
        """Plans that may go on; the others wait for a manager."""
        waiting = self.filtered(lambda plan: plan._needs_approval())
        if waiting and self._is_manager():
            waiting.action_approve()
            waiting = self.browse()
        waiting._ask_approval()
        return self - waiting

    def _notify_waiting(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Beyond the company's limits: a dunning manager has been asked to approve."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUTTONS OF THE FORM ===

    def preview_page(self):
        """The page as the customer sees it, without its forms."""
        self.ensure_one()
        self.check_access("read")
        url = f"/my/dunning/plan/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_open_reminders(self):
        """What was written about the instalments."""
        self.check_access("read")
        return self.env["dunning.action"]._get_action_list(
            [("plan_id", "in", self.ids)], self.env._("Reminders")
        )

    def action_open_replaced(self):
        """The plan this one replaces."""
        return self.replaces_id._get_action_form()

    def _get_action_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
