"""Messages that were sent keep no link that works."""

from odoo import api, models
from odoo.tools import SQL

from ....tools import mask_links

OURS = ("dunning.action", "dunning.payment.plan", "dunning.dispute", "dunning.promise")


def mask(records, name):
    """Take the codes out of a text, where there are any."""
    for record in records:
        masked = mask_links(record[name])
        if masked != record[name]:
            record[name] = masked


class MailMail(models.Model):
    """The message itself needs its link until it has left; its copies never do."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        """What the history shows is masked at once; ``body_html`` is what leaves."""
        for vals in vals_list:
            if vals.get("model") in OURS and vals.get("body_html") and vals.get("body"):
                vals["body"] = mask_links(vals["body"])
        return super().create(vals_list)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Read before super, which deletes what need not be kept.

        What failed keeps its link: it may be tried again.
        """
        ours = self.sudo().filtered(lambda mail: mail.model in OURS)
        messages = ours.mail_message_id
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        if not failure_type:
            mask(ours.exists(), "body_html")
            mask(messages.exists(), "body")
        return result

    def init(self):
        """Messages sent by versions that kept working links."""
        super().init()
        for query in (
            """UPDATE mail_mail mail
                  SET body_html = regexp_replace(
                        body_html, %(pattern)s, %(masked)s, 'g')
                 FROM mail_message message
                WHERE message.id = mail.mail_message_id AND message.model IN %(ours)s
                  AND mail.state = 'sent' AND mail.body_html ~ %(pattern)s""",
            """UPDATE mail_message message
                  SET body = regexp_replace(body, %(pattern)s, %(masked)s, 'g')
                WHERE message.model IN %(ours)s AND message.body ~ %(pattern)s
                  AND NOT EXISTS (SELECT 1 FROM mail_mail mail
                                   WHERE mail.mail_message_id = message.id
                                     AND mail.state != 'sent')""",
        ):
            self.env.cr.execute(
                SQL(
                    query,
                    pattern="(/d/)[0-9a-fA-F]+-[A-Za-z0-9_-]+|(access_token=)[A-Za-z0-9_-]+",
                    masked=r"\1\2***",
                    ours=OURS,
                )
            )
