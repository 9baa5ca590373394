from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """Tell dunning actions what became of their text.

        Both the answer of the gateway and the reports it sends later come through here.
        """
        result = super()._update_sms_notifications(
            notification_status,
            failure_type=failure_type,
            failure_reason=failure_reason,
        )
        # sudo: the gateway reports as nobody in particular
        self.env["dunning.action"].sudo()._sms_updated(
            self.mapped("sms_uuid"), notification_status, failure_type, failure_reason
        )
        return result
