"""Odoo's portal has a conversation of its own beside each document: not ours."""

from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _get_thread_with_access(
        self, thread_id, *, hash=None, pid=None, token=None, **kwargs
    ):
        """Tokens open no thread of ours: customers answer on their page, within its limits.

        Odoo compares a token with the record's whatever the model: read, write and
        upload would be open to who holds one.
        """
        if not self._name.startswith("dunning."):
            kwargs |= {"hash": hash, "pid": pid, "token": token}
        return super()._get_thread_with_access(thread_id, **kwargs)
