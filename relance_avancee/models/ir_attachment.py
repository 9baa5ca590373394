import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

# What makes the evidence: its content, its name and where it belongs.
SEALED_FIELDS = (
    "name",
    "type",
    "url",
    "res_model",
    "res_id",
    "res_field",
    "company_id",
    "mimetype",
    "dunning_sha256",
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # Set when a letter is sent, never changed after: it is the proof of what was sent.
    dunning_sha256 = fields.Char(
        "SHA-256 of the document sent", readonly=True, copy=False
    )

    def write(self, vals):
        # sudo: whether it is sealed, whoever asks
        for attachment in self.sudo().filtered("dunning_sha256"):
            attachment._check_dunning_seal(vals)
        return super().write(vals)

    def _check_dunning_seal(self, vals):
        """Refuse what would change a sealed document, whoever asks.

        Odoo writes the same content again when the storage moves: that is let through.
        """
        self.ensure_one()
        content = None
        if "raw" in vals:
            content = vals["raw"] or b""
        elif "datas" in vals:
            content = base64.b64decode(vals["datas"] or b"")
        if isinstance(content, str):
            content = content.encode()
        changed = content is not None and (
            hashlib.sha256(content).hexdigest() != self.dunning_sha256
        )
        current = {name: self[name] for name in SEALED_FIELDS if name in vals}
        for name, value in current.items():
            field = self._fields[name]
            if field.convert_to_write(value, self) != vals[name] and (
                value or vals[name]
            ):
                changed = True
        if changed or "db_datas" in vals:
            raise UserError(self._dunning_evidence_text())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dunning_evidence(self):
        # sudo: whether it is sealed, whoever asks
        if any(self.sudo().mapped("dunning_sha256")):
            raise UserError(self._dunning_evidence_text())

    def _dunning_evidence_text(self):
        return self.env._(
            "This document was sent to a customer: it is evidence and stays as it is."
        )
